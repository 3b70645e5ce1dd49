"""country.toml: the offices, help lines, hours, fees, dates and periods of a country, filled as {facts} into cards."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge import speech
from knowledge.errors import CardError, KnowledgeError
from knowledge.models import Language

Words = Mapping[Language, str]
FACT = re.compile(r"\{([^{}]*)\}")
FAMILIES = ("line", "hours", "fee", "period", "count", "date")


@dataclass(frozen=True)
class Line:
    """A help line. `checked` is the day on which the number was last looked up in its source."""

    id: str
    numbers: tuple[str, ...]
    name: Words
    hours: Words
    source: str
    confidence: str
    checked: date


@dataclass(frozen=True)
class Office:
    """A seat that is voted for; aliases are how people write it, hints what means it where no seat is named."""

    id: str
    name: Words
    aliases: Mapping[Language, tuple[str, ...]]
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A county or a place inside one. `county` is the county's code as text, for example "47"."""

    name: str
    county: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Country:
    code: str
    name: Words
    zone: ZoneInfo
    election: str
    election_day: date
    past_elections: tuple[str, ...]
    facts: Mapping[str, Words]
    lines: Mapping[str, Line]
    offices: tuple[Office, ...]
    counties: tuple[Place, ...]
    places: tuple[Place, ...]
    bodies: Mapping[str, Words]
    menu: Mapping[str, tuple[str, ...]]

    def fill(self, text: str, language: Language, file: Path) -> str:
        """`text` with its {facts} said in `language`. Raises CardError for a fact that country.toml does not have."""

        def said(match: re.Match[str]) -> str:
            words = self.facts.get(match.group(1))
            if words is None:
                raise CardError(
                    f"{file}: {match.group(0)} is not a fact of country.toml. Correct the name or add it there."
                )
            return words[language]

        return FACT.sub(said, text)

    def phones(self) -> frozenset[str]:
        """Every number that may be said, as digits only; addresses of e-mail are none."""
        numbers = (number for line in self.lines.values() for number in line.numbers if "@" not in number)
        return frozenset(_digits(number) for number in numbers)


def read(file: Path) -> Country:
    """Read country.toml. Raises KnowledgeError that names the key to mend."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{file}: cannot be read ({error}).") from error
    try:
        return _country(table)
    except (AttributeError, KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
        raise KnowledgeError(f"{file}: {error!r} is missing or wrong. Compare with the entries beside it.") from error


def _country(table: Mapping[str, Any]) -> Country:
    lines = {key: _line(key, entry) for key, entry in table["line"].items()}
    return Country(
        code=table["code"],
        name=_words(table["name"]),
        zone=ZoneInfo(table["timezone"]),
        election=table["election"],
        election_day=table["date"]["election"]["value"],
        past_elections=tuple(table["past_elections"]),
        facts=_facts(table),
        lines=lines,
        offices=tuple(_office(entry) for entry in table["office"]),
        counties=tuple(_county(entry) for entry in table.get("county", [])),
        places=tuple(_place(entry) for entry in table.get("place", [])),
        bodies={key: _words(entry) for key, entry in table["body"].items()},
        menu={topic: tuple(cards) for topic, cards in table["menu"].items()},
    )


def _facts(table: Mapping[str, Any]) -> Mapping[str, Words]:
    facts: dict[str, Words] = {}
    for family in FAMILIES:
        for name, entry in _leaves(table[family]).items():
            if "value" in entry:
                facts[f"{family}.{name}"] = _said(family, entry, table["currency"])
    return facts


def _leaves(table: Mapping[str, Any], prefix: str = "") -> dict[str, Mapping[str, Any]]:
    """Dotted names of the tables that hold a fact: [fee.petition.president.filing] -> petition.president.filing."""
    found: dict[str, Mapping[str, Any]] = {}
    for key, entry in table.items():
        if "source" in entry:
            found[prefix + key] = entry
        else:
            found |= _leaves(entry, f"{prefix}{key}.")
    return found


def _said(family: str, entry: Mapping[str, Any], currency: str) -> Words:
    value = entry["value"]
    if family == "line":
        return dict.fromkeys(Language, " / ".join(value))
    if family == "hours":
        return {language: speech.clock(time.fromisoformat(value), language) for language in Language}
    if family == "fee":
        return dict.fromkeys(Language, speech.money(value, currency))
    if family == "period":
        return {language: speech.period(value, entry["unit"], language) for language in Language}
    if family == "date":
        return {language: speech.day(value, language, weekday=True) for language in Language}
    return dict.fromkeys(Language, speech.number(value))


def _line(key: str, entry: Mapping[str, Any]) -> Line:
    hours = entry.get("hours", {"en": "", "sw": ""})
    return Line(
        key, tuple(entry["value"]), _words(entry["name"]), _words(hours), entry["source"], entry["confidence"],
        entry["checked"],
    )  # fmt: skip


def _office(entry: Mapping[str, Any]) -> Office:
    aliases = {language: tuple(entry["aliases"][language]) for language in Language}
    return Office(entry["id"], _words(entry["name"]), aliases, tuple(entry.get("hints", ())))


def _county(entry: Mapping[str, Any]) -> Place:
    return Place(entry["name"], str(entry["code"]), tuple(entry["aliases"]))


def _place(entry: Mapping[str, Any]) -> Place:
    return Place(entry["name"], str(entry["county"]), tuple(entry["aliases"]))


def _words(entry: Mapping[str, str]) -> Words:
    return {language: entry[language] for language in Language}


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
