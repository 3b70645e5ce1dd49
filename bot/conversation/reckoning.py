"""The day of a matter as it is known now: of a case of /dispute, of a key date, of a rule in an answer."""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.conversation import case as cases
from bot.conversation.case import Case, NoCaseError
from bot.conversation.dispute_page import DisputePage
from bot.models import Anchor, DayTold
from bot.situation.deadline_words import Counted
from bot.situation.matters import DATE, RULE, of_date, of_rule, recorded
from bot.situation.rest_days import ONE_DAY
from bot.situation.timeline import MIDNIGHT, Timeline
from knowledge.country import Country
from knowledge.models import Words


@dataclass(frozen=True)
class Reckoned:
    """`day` is the one to keep, `working_day` the last before it on which offices work, `where` the court or office.

    `key` is the matter without what a person may correct of it. `anchor` is the recorded day that it is counted from.
    """

    matter: str
    key: str
    name: Words
    day: date
    working_day: date
    cutoff: time | None
    source: str
    where: Words | None
    anchor: Anchor | None

    def is_passed(self, now: datetime) -> bool:
        """`now` is in the country's zone."""
        is_too_late = now.date() == self.day and self.cutoff is not None and now.time() >= self.cutoff
        return now.date() > self.day or is_too_late

    @property
    def told(self) -> tuple[DayTold, ...]:
        """That it is said; nothing where no recorded day could be corrected."""
        return (DayTold(self.matter, self.anchor.id, self.day),) if self.anchor else ()


class Reckoning:
    def __init__(self, country: Country, page: DisputePage) -> None:
        self._country = country
        self._page = page

    def of(self, matter: str, timeline: Timeline) -> Reckoned | None:
        """None where there is no such matter, or its day is not known, or was withdrawn."""
        if matter.startswith(DATE):
            return self._of_date(matter.removeprefix(DATE), timeline)
        if matter.startswith(RULE):
            return self._of_rule(matter.removeprefix(RULE), timeline)
        try:
            return self.of_case(cases.read(matter, self._country), timeline)
        except NoCaseError:
            return None

    def name(self, matter: str) -> Words | None:
        """What the day is for, whether it is known or not."""
        if matter.startswith(DATE):
            key_date = self._country.key_dates.get(matter.removeprefix(DATE))
            return key_date.name if key_date else None
        rule_id = matter.removeprefix(RULE).partition("/")[0]
        if not matter.startswith(RULE):
            try:
                deadlines = cases.dispute_of(cases.read(matter, self._country), self._country).deadlines
            except NoCaseError:
                return None
            rule_id = next(iter(deadlines), "")
        rule = self._country.deadlines.get(rule_id)
        return rule.purpose if rule else None

    def of_case(self, case: Case, timeline: Timeline) -> Reckoned | None:
        """Its first deadline: what others must do after it is no matter of this person. Raises NoCaseError."""
        dispute = cases.dispute_of(case, self._country)
        counted = next(iter(self._page.times(case, timeline).counted), None)
        if counted is None:
            return None
        anchor = recorded(counted)
        asked = case.at(who="", when=f"a{anchor.first_id}" if anchor else case.when)
        key = asked.action if anchor else asked.at(when="").action
        return self._counted(counted, asked.action, key, dispute.where.words)

    def dates(self, timeline: Timeline) -> list[Reckoned]:
        """Of all key dates that are known, by day."""
        found = [self._of_date(key, timeline) for key in self._country.key_dates]
        return sorted((each for each in found if each), key=lambda each: each.day)

    def _of_date(self, key: str, timeline: Timeline) -> Reckoned | None:
        key_date = self._country.key_dates.get(key)
        day = timeline.date_of(key) if key_date else None
        if key_date is None or day is None:
            return None
        if not (key_date.day and timeline.is_current) and (counted := timeline.counted_for(key_date)):
            due, start = counted
            if start and start.recorded_on:
                return self._counted(Counted(due, start), of_date(key), of_date(key), None)
        working_day = timeline.rest.working_until(day)
        return Reckoned(of_date(key), of_date(key), key_date.name, day, working_day, None, key_date.source, None, None)

    def _of_rule(self, matter: str, timeline: Timeline) -> Reckoned | None:
        rule_id, _, number = matter.partition("/a")
        rule = self._country.deadlines.get(rule_id)
        anchor = timeline.recorded(number)
        if rule is None or anchor is None:
            return None
        counted = Counted(timeline.due(rule, anchor.day), anchor)
        return self._counted(counted, of_rule(rule_id, anchor), of_rule(rule_id, anchor), None)

    def _counted(self, counted: Counted, matter: str, key: str, where: Words | None) -> Reckoned:
        due = counted.due
        return Reckoned(
            matter=matter,
            key=key,
            name=due.rule.purpose,
            day=due.last_day,
            working_day=due.working_day,
            cutoff=due.cutoff,
            source=due.rule.period.source,
            where=where,
            anchor=recorded(counted),
        )


def end_of(day: date, timeline: Timeline) -> datetime:
    return datetime.combine(day + ONE_DAY, MIDNIGHT, timeline.country.zone)
