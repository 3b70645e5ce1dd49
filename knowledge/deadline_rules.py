"""Deadlines as rules: what must be done, within which period, and how the law counts it. Nothing is computed here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.entries import Entry, listed, named
from knowledge.models import Confidence, Words
from knowledge.periods import Period


class MonthEnd(StrEnum):
    """Where a time in months ends: at the beginning of the day of the same number, or nobody has confirmed where."""

    START_OF_SAME_DAY = "start_of_same_day"
    UNCONFIRMED = "unconfirmed"
    NONE = "none"


class Rest(StrEnum):
    """A day that does not count, or on which a time cannot end."""

    SUNDAY = "sunday"
    PUBLIC_HOLIDAY = "public_holiday"
    NOT_A_COURT_DAY = "not_a_court_day"


class IfUnknown(StrEnum):
    """What to do while the day of the event is not known."""

    ASK = "ask"
    SAY_THE_RULE = "say_the_rule"


@dataclass(frozen=True)
class Counting:
    """A way of counting time. A period of at most `short_days` days skips `rest`; a longer one only never ends on it.

    `extends` is False where a time that ends on a day of `rest` is not known to run on.
    """

    id: str
    name: Words
    counts_first_day: bool
    counts_last_day: bool
    short_days: int
    rest: tuple[Rest, ...]
    extends: bool
    month_end: MonthEnd
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class DeadlineRule:
    """`purpose` is what the time is for; `cutoff` names the [hours] by which it must be done on the last day.

    `cards` answer by when it must be done. `completes` is the event that it is, once done.
    """

    id: str
    purpose: Words
    period: Period
    counting: Counting
    if_unknown: IfUnknown
    cutoff: str = ""
    cards: tuple[str, ...] = ()
    completes: str = ""


def countings(table: Mapping[str, Any]) -> Mapping[str, Counting]:
    return {key: _counting(key, entry) for key, entry in named(table, "counting")}


def deadlines(
    table: Mapping[str, Any],
    periods: Mapping[str, Period],
    countings: Mapping[str, Counting],
    events: Collection[str],
) -> Mapping[str, DeadlineRule]:
    return {
        key: _deadline(key, entry, periods, countings, table["hours"], events)
        for key, entry in listed(table, "deadline")
    }


def _counting(key: str, entry: Entry) -> Counting:
    entry.only(
        *("name", "counts_first_day", "counts_last_day", "short_days", "rest", "extends", "month_end"),
        *("source", "confidence"),
    )
    return Counting(
        id=key,
        name=entry.words("name"),
        counts_first_day=entry.flag("counts_first_day"),
        counts_last_day=entry.flag("counts_last_day"),
        short_days=entry.whole("short_days"),
        rest=entry.choices("rest", Rest),
        extends=entry.flag("extends"),
        month_end=entry.choice("month_end", MonthEnd),
        source=entry.text("source"),
        confidence=entry.choice("confidence", Confidence),
    )


def _deadline(
    key: str,
    entry: Entry,
    periods: Mapping[str, Period],
    countings: Mapping[str, Counting],
    hours: Collection[str],
    events: Collection[str],
) -> DeadlineRule:
    entry.only("id", "purpose", "period", "counted", "if_unknown", "cutoff", "cards", "completes")
    return DeadlineRule(
        id=key,
        purpose=entry.words("purpose"),
        period=periods[entry.among("period", periods, "period")],
        counting=countings[entry.among("counted", countings, "counting")],
        if_unknown=entry.choice("if_unknown", IfUnknown),
        cutoff=entry.among("cutoff", hours, "hour") if "cutoff" in entry.table else "",
        cards=entry.texts("cards") if "cards" in entry.table else (),
        completes=entry.among("completes", events, "event") if "completes" in entry.table else "",
    )
