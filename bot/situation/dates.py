"""The key dates of the election as they are known at one moment: fixed, counted from the law, or not announced."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.situation.timeline import Timeline
from knowledge.key_dates import KeyDate, Status


class Known(StrEnum):
    FIXED = "fixed"
    COUNTED = "counted"
    EXPECTED = "expected"  # by the rule, while the notice that decides is not out
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Dated:
    """A key date and its day; None exactly where it is UNKNOWN."""

    key_date: KeyDate
    day: date | None
    known: Known


def dates(timeline: Timeline) -> tuple[Dated, ...]:
    """By day, those without one last; of a past election only what is known of it."""
    found = [_dated(key_date, timeline) for key_date in timeline.country.key_dates.values()]
    kept = [dated for dated in found if dated.day or timeline.is_current]
    return tuple(sorted(kept, key=lambda dated: dated.day or date.max))


def _dated(key_date: KeyDate, timeline: Timeline) -> Dated:
    day = timeline.date_of(key_date.id)
    if day is None:
        return Dated(key_date, None, Known.UNKNOWN)
    if key_date.status is Status.FIXED:
        return Dated(key_date, day, Known.FIXED)
    is_of_the_poll = key_date.rule and timeline.country.deadlines[key_date.rule].period.event == "poll"
    if key_date.status is Status.NOT_ANNOUNCED and is_of_the_poll:
        return Dated(key_date, day, Known.EXPECTED)
    return Dated(key_date, day, Known.COUNTED)
