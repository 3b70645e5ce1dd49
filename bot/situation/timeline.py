"""What is known, at one moment, of the election that the moment belongs to: its days, recorded or computed."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

from bot.models import Anchor
from bot.situation.deadlines import Due, due
from bot.situation.rest_days import ONE_DAY, RestDays
from knowledge.country import Country
from knowledge.deadline_rules import DeadlineRule
from knowledge.key_dates import KeyDate
from knowledge.offices import Area

AFTERMATH = timedelta(days=365)  # so long after its poll, an election is the one that people speak of
POLL, POLLS_CLOSE = "poll", "polls_close"
MIDNIGHT = time()


class Timeline:
    """Pure: the same moment and anchors give the same days. What lies after the moment is not known to it."""

    def __init__(self, country: Country, now: datetime, anchors: Iterable[Anchor] = ()) -> None:
        self.country = country
        self.now = now.astimezone(country.zone)
        self.rest = RestDays(country.holidays)
        self.election = _election_at(country, self.today)
        known = (*_of_the_past(country), *anchors)
        self.anchors = tuple(
            anchor
            for anchor in known
            if anchor.election == self.election and (anchor.day <= self.today or anchor.event == POLL)
        )

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def is_current(self) -> bool:
        """Whether it is the election that the library is about, and none of the past."""
        return self.election == self.country.election

    @property
    def poll(self) -> date:
        found = self.anchor(POLL)
        return found.day if found else self.country.election_day

    @property
    def national(self) -> str:
        """The seat whose result is declared for the whole country: phases and key dates follow it."""
        return next(office.id for office in self.country.offices if office.area is Area.COUNTRY)

    def anchor(self, event: str, office: str = "", areas: Collection[str] = ()) -> Anchor | None:
        """The day recorded for the event, the seat and one of the areas; for a seat of the whole country, anywhere."""
        fitting = [
            anchor
            for anchor in self.anchors
            if anchor.event == event and anchor.office in ("", office) and (not anchor.area or anchor.area in areas)
        ]
        return fitting[-1] if fitting else None

    def recorded(self, number: str) -> Anchor | None:
        """The entry of that number, or the one in force that took its place since."""
        return next((anchor for anchor in self.anchors if number in (anchor.id, *anchor.replaces)), None)

    def due(self, rule: DeadlineRule, start: date) -> Due:
        return due(rule, start, self.rest, self.cutoff(rule))

    def cutoff(self, rule: DeadlineRule) -> time | None:
        """The hour of the last day: a rule of today's election, not of those before."""
        return self.country.hours[rule.cutoff] if rule.cutoff and self.is_current else None

    def due_by(self, rule_id: str, office: str = "", areas: Collection[str] = ()) -> Due | None:
        """By when, where the day of the rule's event is known."""
        rule = self.country.deadlines[rule_id]
        start = self.day(rule.period.event, office, areas)
        return self.due(rule, start) if start else None

    def day(self, event: str, office: str = "", areas: Collection[str] = ()) -> date | None:
        if event in (POLL, POLLS_CLOSE):
            return self.poll
        found = self.anchor(event, office, areas)
        return found.day if found else None

    def latest_day(self, event: str) -> date | None:
        """An event's day for the country; where none is recorded, the last that the law allows, once it is over."""
        known = self.day(event, self.national)
        latest = self.country.events[event].latest
        if known or not latest:
            return known
        rule = self.country.deadlines[latest]
        start = self.latest_day(rule.period.event)
        last = self.due(rule, start).last_day if start else None
        return last if last and last < self.today else None

    def date_of(self, key: str) -> date | None:
        """A key date: as announced, or as its rule gives it."""
        key_date = self.country.key_dates[key]
        if self.is_current and key_date.day:
            return key_date.day
        found = self.counted_for(key_date)
        if found:
            return found[0].last_day
        return next(
            (self.day(event.id, self.national) for event in self.country.events.values() if event.date == key), None
        )

    def counted_for(self, key_date: KeyDate) -> tuple[Due, Anchor | None] | None:
        """What the rule of a key date gives, and the recorded day that it is counted from.

        None where that day is not known; or where the rule is about other seats than the one of the whole country: then
        each has a day of its own.
        """
        if not key_date.rule:
            return None
        seats = {
            office
            for dispute in self.country.disputes
            if key_date.rule in dispute.deadlines
            for office in dispute.offices
        }
        if seats and self.national not in seats:
            return None
        found = self.due_by(key_date.rule, self.national)
        event = self.country.deadlines[key_date.rule].period.event
        return (found, self.anchor(event, self.national)) if found else None

    def begins(self, name: str) -> datetime | None:
        """When "date.ID", "event.ID" or "deadline.ID" begins."""
        day = self._day_named(name)
        hour = self.country.polling.close if name == f"event.{POLLS_CLOSE}" else MIDNIGHT
        return datetime.combine(day, hour, self.country.zone) if day else None

    def ends(self, name: str) -> datetime | None:
        """When that day is over, or at its hour."""
        begins = self.begins(name)
        if begins is None or name == f"event.{POLLS_CLOSE}":
            return begins
        return datetime.combine(begins.date() + ONE_DAY, MIDNIGHT, self.country.zone)

    def _day_named(self, name: str) -> date | None:
        kind, _, key = name.partition(".")
        if kind == "date":
            return self.date_of(key)
        if kind == "event":
            return self._past_poll() if key == "last_general_election" else self.latest_day(key)
        rule = self.country.deadlines[key]
        start = self.latest_day(rule.period.event)
        return self.due(rule, start).last_day if start else None

    def _past_poll(self) -> date | None:
        polls = [anchor.day for anchor in _of_the_past(self.country) if anchor.event == POLL]
        return max((day for day in polls if day < self.poll), default=None)


def _election_at(country: Country, day: date) -> str:
    """The first whose aftermath is not over."""
    polls = [(event.day, event.election) for event in country.past_events if event.event == POLL]
    return next((election for poll, election in sorted(polls) if day <= poll + AFTERMATH), country.election)


def _of_the_past(country: Country) -> tuple[Anchor, ...]:
    return tuple(
        Anchor(event.id, event.election, event.event, event.day, event.source, event.office)
        for event in country.past_events
    )
