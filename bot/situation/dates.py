"""The key dates of the election as they are known at one moment: fixed, counted from the law, or not announced."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.models import Anchor
from bot.situation.timeline import POLL, Timeline
from knowledge.key_dates import KeyDate, Status
from knowledge.models import Confidence


class Known(StrEnum):
    FIXED = "fixed"
    COUNTED = "counted"
    EXPECTED = "expected"  # by the rule, while the notice that decides is not out
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Dated:
    """A key date and its day; None exactly where it is UNKNOWN. `start` is the recorded day that it is counted from."""

    key_date: KeyDate
    day: date | None
    known: Known
    start: Anchor | None = None


def dates(timeline: Timeline) -> tuple[Dated, ...]:
    """By day, those without one last; of a past election only what is known of it, or what the Constitution gives."""
    found = [_dated(key_date, timeline) for key_date in timeline.country.key_dates.values()]
    kept = [dated for dated in found if timeline.is_current or (dated.day and _held_then(dated.key_date, timeline))]
    return tuple(sorted(kept, key=lambda dated: dated.day or date.max))


def _held_then(key_date: KeyDate, timeline: Timeline) -> bool:
    """Acts and notices of today are no rules of a past election."""
    rule = timeline.country.deadlines[key_date.rule] if key_date.rule else None
    return rule is None or rule.period.confidence is Confidence.STATUTE


def _dated(key_date: KeyDate, timeline: Timeline) -> Dated:
    day = timeline.date_of(key_date.id)
    if day is None:
        return Dated(key_date, None, Known.UNKNOWN)
    if key_date.status is Status.FIXED:
        return Dated(key_date, day, Known.FIXED, None if timeline.is_current else timeline.anchor(POLL))
    is_of_the_poll = key_date.rule and timeline.country.deadlines[key_date.rule].period.event == "poll"
    if key_date.status is Status.NOT_ANNOUNCED and is_of_the_poll:
        return Dated(key_date, day, Known.EXPECTED)
    counted = None if key_date.day and timeline.is_current else timeline.counted_for(key_date)
    return Dated(key_date, day, Known.COUNTED, counted[1] if counted else None)
