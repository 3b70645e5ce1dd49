"""Help lines: whom a number reaches, when somebody answers, where it comes from and how sure it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.entries import Entry, named
from knowledge.models import Confidence, Words


@dataclass(frozen=True)
class Line:
    """A help line. `checked` is the day on which the number was last looked up in its source.

    `hours` is None where nobody has said when the line is answered.
    """

    id: str
    numbers: tuple[str, ...]
    name: Words
    body: str
    hours: Words | None
    source: str
    confidence: Confidence
    checked: date


def read(table: Mapping[str, Any], bodies: Collection[str]) -> Mapping[str, Line]:
    return {key: _line(key, entry, bodies) for key, entry in named(table, "line")}


def _line(key: str, entry: Entry, bodies: Collection[str]) -> Line:
    entry.only("value", "name", "body", "hours", "source", "confidence", "checked")
    return Line(
        id=key,
        numbers=entry.texts("value"),
        name=entry.words("name"),
        body=entry.among("body", bodies, "body"),
        hours=entry.words("hours") if "hours" in entry.table else None,
        source=entry.text("source"),
        confidence=entry.choice("confidence", Confidence),
        checked=entry.day("checked"),
    )
