"""The seats that are voted for, and the kinds of election in which they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.entries import Entry, listed
from knowledge.models import Language, Words


class Area(StrEnum):
    """By what a seat is elected."""

    COUNTRY = "country"
    COUNTY = "county"
    CONSTITUENCY = "constituency"
    WARD = "ward"


@dataclass(frozen=True)
class Office:
    """A seat that is voted for; aliases are how people write it, hints what means it where no seat is named."""

    id: str
    name: Words
    aliases: Mapping[Language, tuple[str, ...]]
    area: Area
    seats: int
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contest:
    """A kind of election: the general election, a run-off, a by-election. `offices` are the seats it can fill."""

    id: str
    name: Words
    aliases: Mapping[Language, tuple[str, ...]]
    offices: tuple[str, ...]
    source: str


def offices(table: Mapping[str, Any]) -> tuple[Office, ...]:
    return tuple(_office(key, entry) for key, entry in listed(table, "office"))


def contests(table: Mapping[str, Any], known: tuple[Office, ...]) -> tuple[Contest, ...]:
    ids = {office.id for office in known}
    return tuple(_contest(key, entry, ids) for key, entry in listed(table, "contest"))


def _office(key: str, entry: Entry) -> Office:
    entry.only("id", "name", "aliases", "area", "seats", "hints")
    return Office(
        id=key,
        name=entry.words("name"),
        aliases=_aliases(entry),
        area=entry.choice("area", Area),
        seats=entry.positive("seats"),
        hints=entry.texts("hints") if "hints" in entry.table else (),
    )


def _contest(key: str, entry: Entry, offices: set[str]) -> Contest:
    entry.only("id", "name", "aliases", "offices", "source")
    return Contest(
        id=key,
        name=entry.words("name"),
        aliases=_aliases(entry),
        offices=entry.all_among("offices", offices, "office"),
        source=entry.text("source"),
    )


def _aliases(entry: Entry) -> Mapping[Language, tuple[str, ...]]:
    value = entry.table.get("aliases")
    if not isinstance(value, dict) or set(value) != set(Language):
        raise entry.wrong("aliases", "must be a list in every language: aliases.en = [...], aliases.sw = [...]")
    inner = Entry(value, f"{entry.where}, aliases")
    return {language: inner.texts(language) for language in Language}
