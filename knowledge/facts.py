"""The {facts} of country.toml as they are said in each language: {line.police}, {hours.open}, {date.election}."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from knowledge import speech
from knowledge.entries import Entry
from knowledge.models import Confidence, Language, Words

KEYS: Mapping[str, tuple[str, ...]] = {
    "line": ("value", "name", "body", "hours", "source", "confidence", "checked"),
    "hours": ("value", "name", "source", "confidence"),
    "fee": ("value", "source", "confidence"),
    "period": ("value", "unit", "from", "before", "source", "confidence"),
    "count": ("value", "source", "confidence"),
    "date": ("value", "status", "name", "rule", "source", "confidence"),
}
FAMILIES = tuple(KEYS)


def read(table: Mapping[str, Any]) -> Mapping[str, Words]:
    """Every entry that has a value; and for each help line the day on which it was checked: {checked.police}."""
    facts: dict[str, Words] = {}
    for family in FAMILIES:
        for name, entry in _leaves(table[family]).items():
            where = Entry(entry, f"[{family}.{name}]")
            where.only(*KEYS[family])
            where.choice("confidence", Confidence)
            if "value" in entry:
                facts[f"{family}.{name}"] = _said(family, entry, table["currency"])
    for name, entry in table["line"].items():
        checked = Entry(entry, f"[line.{name}]").day("checked")
        facts[f"checked.{name}"] = {language: speech.day(checked, language) for language in Language}
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
