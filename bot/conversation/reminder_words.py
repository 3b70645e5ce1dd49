"""What a reminder, or the correction of a day, says: in full, or so that nobody learns what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.reckoning import Reckoned
from bot.conversation.replies import Button, Reply
from bot.models import Anchor
from bot.situation.matters import DATE
from bot.situation.timeline import Timeline
from bot.store.told import Told, Wording
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.country import Country
from knowledge.models import Language, Words


@dataclass(frozen=True)
class Corrected:
    """What somebody was told, and how it is now: None where the recorded day was withdrawn and none took its place."""

    told: Told
    name: Words | None
    now: Reckoned | None


class ReminderWords:
    def __init__(self, catalogue: Catalogue, country: Country) -> None:
        self._catalogue = catalogue
        self._country = country

    def reminder(
        self, reckoned: Reckoned, wording: Wording, was: date, timeline: Timeline, language: Language
    ) -> Reply:
        """`was` is the day that this person was told last: another than now is said to be corrected."""
        lines = [self._head(reckoned, timeline, language)]
        if reckoned.day != was:
            lines.append(self._say("corrected", language, was=speech.day(was, language, weekday=True)))
        if wording is Wording.FULL:
            lines += self._full(reckoned, language)
        lines.append(self._say("plain_end" if wording is Wording.PLAIN else "full_end", language))
        reminds = f"{wording.value}:{was.isoformat()}:{reckoned.matter}"
        return Reply(
            "\n".join(lines), (self._show(reckoned, language), self._stop(reckoned, language)), reminds=reminds
        )

    def correction(self, days: Sequence[Corrected], timeline: Timeline, language: Language) -> Reply:
        """One message for all that one person was told; in full only where none of it is to be kept from eyes."""
        is_plain = any(each.told.wording is Wording.PLAIN for each in days)
        blocks = dict.fromkeys(self._corrected(each, timeline, language, is_plain=is_plain) for each in days)
        head = "correction" if any(each.now for each in days) else "withdrawn"
        end = "correction_end_plain" if is_plain else "correction_end"
        text = "\n\n".join([self._say(head, language), *blocks, self._say(end, language)])
        shown = next((each.now for each in days if each.now), None)
        rows = [self._show(shown, language)] if shown else []
        rows += [self._stop(each.now, language) for each in days if each.now and each.told.wording][:1]
        return Reply(text, tuple(rows))

    def anchor(self, anchor: Anchor, language: Language) -> str:
        """On what a corrected day rests."""
        return self._catalogue.say(
            "deadline.recorded",
            language,
            event=self._country.events[anchor.event].name[language],
            day=speech.day(anchor.day, language, weekday=True),
            recorded=speech.day(anchor.recorded_on, language) if anchor.recorded_on else "",
            source=anchor.source,
        )

    def until(self, reckoned: Reckoned, language: Language) -> str:
        """The day to keep, with its hour."""
        clock = speech.clock(reckoned.cutoff, language) if reckoned.cutoff else ""
        cutoff = self._catalogue.say("deadline.cutoff", language, clock=clock) if clock else ""
        return f"{speech.day(reckoned.day, language, weekday=True)}{cutoff}"

    def _head(self, reckoned: Reckoned, timeline: Timeline, language: Language) -> str:
        left = (reckoned.day - timeline.today).days
        if left == 0:
            return self._say("head_today", language, day=self.until(reckoned, language))
        days = speech.period(left, "days", language)
        return self._say("head", language, left=days, day=self.until(reckoned, language))

    def _full(self, reckoned: Reckoned, language: Language) -> list[str]:
        lines = [self._say("what", language, what=reckoned.name[language])]
        if reckoned.where:
            lines.append(self._say("where", language, where=reckoned.where[language]))
        if reckoned.working_day != reckoned.day:
            shut = speech.day(reckoned.working_day, language, weekday=True)
            lines.append(self._catalogue.say("deadline.shut", language, day=shut))
        return [*lines, self._say("source", language, source=reckoned.source)]

    def _corrected(self, each: Corrected, timeline: Timeline, language: Language, *, is_plain: bool) -> str:
        was = speech.day(each.told.day, language, weekday=True)
        if each.now is None:
            said = self._say("was_withdrawn", language, was=was)
        else:
            key = "was_now_passed" if each.now.is_passed(timeline.now) else "was_now"
            said = self._say(key, language, was=was, now=self.until(each.now, language))
        if is_plain:
            return said
        lines = [each.name[language], said] if each.name else [said]
        if each.now and each.now.anchor:
            lines.append(self.anchor(each.now.anchor, language))
        return "\n".join(lines)

    def _show(self, reckoned: Reckoned, language: Language) -> tuple[Button, ...]:
        """The page of a case; a date has none but the list of dates, and a rule in an answer the path of /dispute."""
        is_date = reckoned.matter.startswith(DATE)
        action = "dates" if is_date else f"page:{reckoned.matter}" if reckoned.where else "dispute:"
        return (Button(self._catalogue.say("button.show", language), action),)

    def _stop(self, reckoned: Reckoned, language: Language) -> tuple[Button, ...]:
        return (Button(self._catalogue.say("button.stop", language), f"stop:{reckoned.matter}"),)

    def _say(self, key: str, language: Language, **values: str) -> str:
        return self._catalogue.say(f"remind.{key}", language, **values)
