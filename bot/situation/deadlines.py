"""Deadlines computed from the rules of country.toml, as the Constitution counts time in Art. 259(5) to (7). Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.situation.rest_days import ONE_DAY, RestDays
from knowledge.deadline_rules import Counting, DeadlineRule
from knowledge.holidays import Holiday
from knowledge.periods import Period, Unit

MONTHS_IN_A_YEAR = 12
HOURS_IN_A_DAY = 24


@dataclass(frozen=True)
class Due:
    """By when something must be done, counted from the day `start`.

    `last_day` is the one to keep: the last by the plain count. `working_day` is the last before it on which offices
    work, or itself. `extended` is the day to which the law may move it, None where it does not. `cutoff` is the hour
    before which it must be done on the last day. `unknown` are holidays whose days nobody has announced.
    """

    rule: DeadlineRule
    start: date
    last_day: date
    working_day: date
    extended: date | None
    cutoff: time | None
    unknown: tuple[Holiday, ...]


@dataclass(frozen=True)
class Standing:
    """How a deadline stands at one moment. `may_run_on`: its day has passed, but not the one it may be moved to."""

    days_left: int
    is_passed: bool
    may_run_on: bool


def due(rule: DeadlineRule, start: date, rest: RestDays, cutoff: time | None = None) -> Due:
    """`start` is the day of the rule's event; an hour of the day that is not known counts as its first."""
    period, counting = rule.period, rule.counting
    last_day, end = _days_end(period, counting, start, rest) if period.unit is Unit.DAYS else _whole_end(period, start)
    extended = rest.free_from(end, counting.rest) if counting.extends else end
    first, last = min(start, last_day), max(start, extended)
    return Due(
        rule=rule,
        start=start,
        last_day=last_day,
        working_day=rest.working_until(last_day),
        extended=extended if extended > end else None,
        cutoff=cutoff,
        unknown=rest.unknown(first, last) if counting.rest else (),
    )


def standing(found: Due, now: datetime) -> Standing:
    """`now` is in the country's zone."""
    today = now.date()
    is_too_late = today == found.last_day and found.cutoff is not None and now.time() >= found.cutoff
    is_passed = today > found.last_day or is_too_late
    may_run_on = is_passed and found.extended is not None and today <= found.extended
    return Standing((found.last_day - today).days, is_passed, may_run_on)


def _days_end(period: Period, counting: Counting, start: date, rest: RestDays) -> tuple[date, date]:
    """Art. 259(5)(a) and (6): the first day is excluded, the last included; a short time skips days of rest."""
    step = -ONE_DAY if period.is_before else ONE_DAY
    skips = counting.rest if period.amount <= counting.short_days else ()
    day = start - step if counting.counts_first_day else start
    for _ in range(period.amount):
        day += step
        while rest.is_rest(day, skips):
            day += step
    return day, day


def _whole_end(period: Period, start: date) -> tuple[date, date]:
    """The last whole day of a time that ends at the beginning of a day, and that day.

    Art. 259(5)(b) and (c): months and years end at the beginning of the day of the same number, or of the last day of
    a month that has none. Hours are counted from the beginning of the day, which errs to the early side.
    """
    if period.unit is Unit.HOURS:
        whole_days = period.amount // HOURS_IN_A_DAY
        begun_days = -(-period.amount // HOURS_IN_A_DAY)
        end = start - timedelta(days=begun_days) if period.is_before else start + timedelta(days=whole_days)
        return end - ONE_DAY, end
    if period.is_before:
        raise ValueError(f"{period.id}: nothing says how months or years are counted back")
    months = period.amount * (MONTHS_IN_A_YEAR if period.unit is Unit.YEARS else 1)
    end = same_day(start, months)
    return end - ONE_DAY, end


def same_day(start: date, months: int) -> date:
    """The day of the same number so many months later, or the last of a month that has none."""
    years, month = divmod(start.month - 1 + months, MONTHS_IN_A_YEAR)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
