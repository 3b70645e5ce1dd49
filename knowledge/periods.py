"""How long something lasts, and from which event it runs: the one place where a legal number of days stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.entries import Entry, listed, named
from knowledge.models import Confidence, Words


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Event:
    """Something that happens and starts or ends a time. `ask` is the question whose answer is its day.

    `date` names the key date that is this event's day, where there is one; `latest` the deadline by which it happens.
    `words` are pieces of words, in any language, by which people speak of it.
    """

    id: str
    name: Words
    ask: Words
    date: str = ""
    latest: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Period:
    """`amount` of `unit` from `event`; `is_before` where it ends with the event instead of beginning with it."""

    id: str
    amount: int
    unit: Unit
    event: str
    is_before: bool
    source: str
    confidence: Confidence


def events(table: Mapping[str, Any], dates: Collection[str]) -> Mapping[str, Event]:
    deadlines = [key for key, _ in listed(table, "deadline")]
    return {key: _event(key, entry, dates, deadlines) for key, entry in named(table, "event")}


def periods(table: Mapping[str, Any], known: Collection[str]) -> Mapping[str, Period]:
    return {key: _period(key, entry, known) for key, entry in named(table, "period")}


def _event(key: str, entry: Entry, dates: Collection[str], deadlines: Collection[str]) -> Event:
    entry.only("name", "ask", "date", "latest", "words")
    day = entry.among("date", dates, "date") if "date" in entry.table else ""
    latest = entry.among("latest", deadlines, "deadline") if "latest" in entry.table else ""
    words = entry.texts("words") if "words" in entry.table else ()
    return Event(key, entry.words("name"), entry.words("ask"), day, latest, words)


def _period(key: str, entry: Entry, events: Collection[str]) -> Period:
    entry.only("value", "unit", "from", "before", "source", "confidence")
    if ("from" in entry.table) == ("before" in entry.table):
        raise entry.wrong("from", "or `before`: give exactly one of the two, with the id of an [event].")
    is_before = "before" in entry.table
    return Period(
        id=key,
        amount=entry.positive("value"),
        unit=entry.choice("unit", Unit),
        event=entry.among("before" if is_before else "from", events, "event"),
        is_before=is_before,
        source=entry.text("source"),
        confidence=entry.choice("confidence", Confidence),
    )
