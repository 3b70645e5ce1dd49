"""Clauses: the sentences of which the page of a dispute is made, each with its source; and the roles of who asks."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.entries import Entry, listed, named
from knowledge.models import Confidence, Language, Words

_FACT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Clause:
    """`words` have their {facts} said; `facts` names them."""

    id: str
    words: Words
    facts: tuple[str, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class Role:
    """Who somebody is in a dispute: a candidate, a voter of the place."""

    id: str
    name: Words


def clauses(table: Mapping[str, Any], facts: Mapping[str, Words]) -> Mapping[str, Clause]:
    return {key: _clause(key, entry, facts) for key, entry in named(table, "clause")}


def roles(table: Mapping[str, Any]) -> tuple[Role, ...]:
    found = []
    for key, entry in listed(table, "role"):
        entry.only("id", "name")
        found.append(Role(key, entry.words("name")))
    return tuple(found)


def _clause(key: str, entry: Entry, facts: Mapping[str, Words]) -> Clause:
    entry.only(*Language, "source", "confidence")
    names: dict[str, None] = {}
    words: dict[Language, str] = {}
    for language in Language:
        words[language] = entry.text(language)
        for name in _FACT.findall(words[language]):
            names[_known_fact(entry, language, name, facts)] = None
            words[language] = words[language].replace(f"{{{name}}}", facts[name][language])
    return Clause(key, words, tuple(names), entry.text("source"), entry.choice("confidence", Confidence))


def _known_fact(entry: Entry, language: Language, name: str, facts: Collection[str]) -> str:
    """`name`, which must be a fact of the country."""
    if name not in facts:
        raise entry.wrong(language, f"says {{{name}}}, which is no fact of this file. Correct it or add that fact.")
    return name
