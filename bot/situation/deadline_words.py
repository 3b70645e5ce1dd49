"""A computed deadline as a person reads it: the day, how long still, what may move it, the rule and its source."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.models import Anchor
from bot.situation.deadlines import Due, standing
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.country import Country
from knowledge.deadline_rules import DeadlineRule
from knowledge.models import Confidence, Language, Words


class Told(StrEnum):
    """Whence the day that is counted from is known, where no anchor says it."""

    GIVEN = "given"  # by the person
    ASSUMED = "assumed"  # that what comes before is done on its last day


@dataclass(frozen=True)
class Counted:
    """A deadline and the ground it stands on."""

    due: Due
    ground: Anchor | Told


class DeadlineWords:
    def __init__(self, catalogue: Catalogue, country: Country) -> None:
        self._catalogue = catalogue
        self._country = country

    def counted(self, counted: Counted, now: datetime, language: Language) -> str:
        """The whole of it: what to do by when, on what ground, by which rule. `now` is in the country's zone."""
        due = counted.due
        lines = [
            self.by(due, now, language),
            self._moved(due, now, language),
            self._ground(counted, language),
            self._rule(due.rule, language),
        ]
        if due.unknown and not standing(due, now).is_passed:
            names = ", ".join(holiday.name[language] for holiday in due.unknown)
            lines.append(self._say("unknown_holidays", language, names=names))
        return "\n".join(line for line in lines if line)

    def by(self, due: Due, now: datetime, language: Language) -> str:
        """One line: the day to keep and how long still, or that it has passed."""
        found = standing(due, now)
        values = {
            "purpose": due.rule.purpose[language],
            "day": speech.day(due.last_day, language, weekday=True),
            "cutoff": self._say("cutoff", language, clock=speech.clock(due.cutoff, language)) if due.cutoff else "",
        }
        if found.is_passed:
            return self._say("passed", language, **values)
        days = speech.period(found.days_left, "days", language)
        left = self._say("left", language, days=days) if found.days_left else self._say("left_today", language)
        return self._say("by", language, left=left, **values)

    def rule_only(self, rule: DeadlineRule, language: Language, cutoff: time | None = None) -> str:
        """Where the day of its event is not known: the rule, and that no date is computed."""
        return f"{self.rule_line(rule, language, cutoff)}\n{self._say('no_date', language)}"

    def rule_line(self, rule: DeadlineRule, language: Language, cutoff: time | None = None) -> str:
        """What is to be done within which time of what, by which law."""
        said = self._say(
            "only_rule_before" if rule.period.is_before else "only_rule",
            language,
            purpose=rule.purpose[language],
            period=self._period(rule, language),
            event=self._event(rule, language),
            last_hour=self._say("last_hour", language, clock=speech.clock(cutoff, language)) if cutoff else "",
            source=rule.period.source,
        )
        return "\n".join([said, *self._doubt(rule, language)])

    def _moved(self, due: Due, now: datetime, language: Language) -> str:
        """What a day of rest at its end does; a passed deadline only says where it may still be open."""
        found, extended = standing(due, now), due.extended
        if found.is_passed:
            if found.may_run_on and extended:
                return self._say("may_run_on", language, day=speech.day(extended, language, weekday=True))
            return ""
        lines = []
        if due.working_day != due.last_day:
            lines.append(self._say("shut", language, day=speech.day(due.working_day, language, weekday=True)))
        if extended:
            lines.append(self._say("may_extend", language, day=speech.day(extended, language, weekday=True)))
        return "\n".join(lines)

    def _ground(self, counted: Counted, language: Language) -> str:
        event = self._event(counted.due.rule, language)
        day = speech.day(counted.due.start, language, weekday=True)
        if isinstance(counted.ground, Told):
            return self._say(counted.ground.value, language, event=event, day=day)
        anchor = counted.ground
        if anchor.recorded_on is None:
            return self._say("history", language, event=event, day=day, source=anchor.source)
        recorded = speech.day(anchor.recorded_on, language)
        lines = [self._say("recorded", language, event=event, day=day, recorded=recorded, source=anchor.source)]
        if anchor.was:
            lines.append(self._say("corrected", language, was=speech.day(anchor.was, language)))
        return "\n".join(lines)

    def _rule(self, rule: DeadlineRule, language: Language) -> str:
        said = self._say(
            "rule_before" if rule.period.is_before else "rule",
            language,
            period=self._period(rule, language),
            event=self._event(rule, language),
            source=rule.period.source,
            counting=rule.counting.name[language],
            counting_source=rule.counting.source,
        )
        return "\n".join([said, *self._doubt(rule, language)])

    def _doubt(self, rule: DeadlineRule, language: Language) -> list[str]:
        sure = (rule.period.confidence, rule.counting.confidence)
        return [self._say("not_confirmed", language)] if Confidence.UNCONFIRMED in sure else []

    def _period(self, rule: DeadlineRule, language: Language) -> str:
        return speech.period(rule.period.amount, rule.period.unit, language)

    def _event(self, rule: DeadlineRule, language: Language) -> str:
        name: Words = self._country.events[rule.period.event].name
        return name[language]

    def _say(self, key: str, language: Language, **values: str) -> str:
        return self._catalogue.say(f"deadline.{key}", language, **values)


def days_until(day: date, today: date, language: Language) -> str:
    return speech.period((day - today).days, "days", language)
