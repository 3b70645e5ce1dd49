"""Counties, the constituencies in them, and the places that people name instead; which names alone settle nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.entries import Entry, listed


class WhyAmbiguous(StrEnum):
    TWO_PLACES = "two_places"
    EVERYDAY_WORD = "everyday_word"
    PEOPLE = "people"


@dataclass(frozen=True)
class Place:
    """A county or a place inside one. `county` is the county's code as text, for example "47"."""

    name: str
    county: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class County(Place):
    """`point` is a rough latitude and longitude; `constituencies` are in the order of the Commission's codes."""

    seat: str
    former_province: str
    point: tuple[float, float]
    constituencies: tuple[str, ...]


@dataclass(frozen=True)
class Constituency:
    """`code` is the Commission's number, 1 to 290: it runs on from county to county."""

    code: str
    name: str
    county: str


@dataclass(frozen=True)
class AmbiguousName:
    """A name that, alone, never leads to a county: it stands in several, or means something else as well."""

    name: str
    counties: tuple[str, ...]
    why: WhyAmbiguous


def counties(table: Mapping[str, Any]) -> tuple[County, ...]:
    return tuple(_county(code, entry) for code, entry in listed(table, "county", "code"))


def constituencies(found: tuple[County, ...]) -> tuple[Constituency, ...]:
    named = [(name, county.county) for county in found for name in county.constituencies]
    return tuple(Constituency(str(code), name, county) for code, (name, county) in enumerate(named, 1))


def places(table: Mapping[str, Any], found: tuple[County, ...]) -> tuple[Place, ...]:
    codes = {county.county for county in found}
    return tuple(_place(name, entry, codes) for name, entry in listed(table, "place", "name"))


def ambiguous(table: Mapping[str, Any], found: tuple[County, ...]) -> tuple[AmbiguousName, ...]:
    codes = {county.county for county in found}
    return tuple(_ambiguous(name, entry, codes) for name, entry in listed(table, "ambiguous", "name"))


def _county(code: str, entry: Entry) -> County:
    entry.only("code", "name", "seat", "former_province", "point", "constituencies", "aliases")
    return County(
        name=entry.text("name"),
        county=code,
        aliases=entry.texts("aliases"),
        seat=entry.text("seat"),
        former_province=entry.text("former_province"),
        point=_point(entry),
        constituencies=entry.texts("constituencies"),
    )


def _point(entry: Entry) -> tuple[float, float]:
    value = entry.table.get("point")
    is_pair = isinstance(value, list) and len(value) == 2 and all(isinstance(number, float) for number in value)
    if not isinstance(value, list) or not is_pair:
        raise entry.wrong("point", "must be latitude and longitude with decimals: point = [-1.29, 36.82]")
    return value[0], value[1]


def _place(name: str, entry: Entry, codes: set[str]) -> Place:
    entry.only("name", "county", "aliases")
    return Place(name, _code(entry, "county", entry.whole("county"), codes), entry.texts("aliases"))


def _ambiguous(name: str, entry: Entry, codes: set[str]) -> AmbiguousName:
    entry.only("name", "counties", "why")
    value = entry.table.get("counties")
    if not isinstance(value, list) or not value:
        raise entry.wrong("counties", "must be a list of county codes: counties = [32, 34]")
    counties = tuple(_code(entry, "counties", code, codes) for code in value)
    return AmbiguousName(name, counties, entry.choice("why", WhyAmbiguous))


def _code(entry: Entry, key: str, code: object, codes: set[str]) -> str:
    if str(code) not in codes:
        raise entry.wrong(key, f"names county {code}, which is no county of this file. Use one of its codes.")
    return str(code)
