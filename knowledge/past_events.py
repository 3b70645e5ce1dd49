"""What happened on which day in past elections, so that answers about those years count from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.entries import Entry, listed
from knowledge.models import Confidence


@dataclass(frozen=True)
class PastEvent:
    """`office` is empty where the day is the same for every seat."""

    id: str
    election: str
    event: str
    office: str
    day: date
    source: str
    confidence: Confidence


def read(
    table: Mapping[str, Any], elections: Collection[str], events: Collection[str], offices: Collection[str]
) -> tuple[PastEvent, ...]:
    return tuple(_past_event(key, entry, elections, events, offices) for key, entry in listed(table, "past_event"))


def _past_event(
    key: str, entry: Entry, elections: Collection[str], events: Collection[str], offices: Collection[str]
) -> PastEvent:
    entry.only("id", "election", "event", "office", "day", "source", "confidence")
    return PastEvent(
        id=key,
        election=entry.among("election", elections, "past election"),
        event=entry.among("event", events, "event"),
        office=entry.among("office", offices, "office") if "office" in entry.table else "",
        day=entry.day("day"),
        source=entry.text("source"),
        confidence=entry.choice("confidence", Confidence),
    )
