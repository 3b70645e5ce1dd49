"""The key dates of the election: which are fixed, which follow from a rule, and which nobody has announced."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge.entries import Entry, named
from knowledge.models import Confidence, Words


class Status(StrEnum):
    FIXED = "fixed"
    DERIVED = "derived"
    NOT_ANNOUNCED = "not_announced"


@dataclass(frozen=True)
class KeyDate:
    """`day` is None until it is announced; `rule` is the id of the deadline from which the day follows."""

    id: str
    name: Words
    status: Status
    day: date | None
    rule: str
    source: str
    confidence: Confidence


def ids(table: Mapping[str, Any]) -> Collection[str]:
    return [key for key, _ in named(table, "date")]


def read(table: Mapping[str, Any], deadlines: Collection[str]) -> Mapping[str, KeyDate]:
    return {key: _key_date(key, entry, deadlines) for key, entry in named(table, "date")}


def _key_date(key: str, entry: Entry, deadlines: Collection[str]) -> KeyDate:
    entry.only("value", "status", "name", "rule", "source", "confidence")
    status = entry.choice("status", Status)
    if status is Status.NOT_ANNOUNCED and "value" in entry.table:
        raise entry.wrong("value", "is given although the date is not announced. Change `status` or remove it.")
    if status is Status.DERIVED and "rule" not in entry.table:
        raise entry.wrong("rule", "is missing. A derived date names the [[deadline]] from which it follows.")
    return KeyDate(
        id=key,
        name=entry.words("name"),
        status=status,
        day=None if status is Status.NOT_ANNOUNCED else entry.day("value"),
        rule=entry.among("rule", deadlines, "deadline") if "rule" in entry.table else "",
        source=entry.text("source"),
        confidence=entry.choice("confidence", Confidence),
    )
