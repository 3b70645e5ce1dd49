"""The steps of /dispute: a question and its choices, each leading to another step or to a kind of dispute."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.entries import Entry, listed
from knowledge.models import Words
from knowledge.offices import Office

START = "start"


@dataclass(frozen=True)
class Choice:
    """Exactly one of `step` and `disputes` is set; of `disputes`, the first that is about the seat counts.

    `words` are pieces of words by which a message that names a seat means this choice; `told` are phrases, of pieces of
    words in a row, by which somebody clearly tells of an own dispute, also without a seat.
    """

    name: Words
    office: str
    step: str
    disputes: tuple[str, ...]
    words: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """`never` are words beside which nothing is told, only supposed."""

    id: str
    ask: Words
    choices: tuple[Choice, ...]
    never: tuple[str, ...]


def read(table: Mapping[str, Any], offices: tuple[Office, ...], disputes: Collection[str]) -> Mapping[str, Step]:
    """The first step is called "start"."""
    entries = dict(listed(table, "step"))
    seats = {office.id: office for office in offices}
    found = {key: _step(key, entry, seats, disputes, entries) for key, entry in entries.items()}
    if START not in found:
        raise Entry(table, "[[step]]").wrong("id", f'must be "{START}" for one of them, the first question.')
    return found


def _step(
    key: str, entry: Entry, seats: Mapping[str, Office], disputes: Collection[str], steps: Collection[str]
) -> Step:
    entry.only("id", "ask", "choices", "never")
    given = entry.table.get("choices")
    if not isinstance(given, list) or not given or not all(isinstance(choice, dict) for choice in given):
        raise entry.wrong("choices", "must be a list of tables: choices = [{ ... }]")
    choices = (Entry(choice, f"{entry.where}, choice {number}") for number, choice in enumerate(given, 1))
    made = tuple(_choice(choice, seats, disputes, steps) for choice in choices)
    return Step(key, entry.words("ask"), made, entry.texts("never") if "never" in entry.table else ())


def _choice(entry: Entry, seats: Mapping[str, Office], disputes: Collection[str], steps: Collection[str]) -> Choice:
    entry.only("name", "office", "step", "disputes", "words", "told")
    if ("step" in entry.table) == ("disputes" in entry.table):
        raise entry.wrong("step", "or `disputes`: give exactly one of the two.")
    office = entry.among("office", seats, "office") if "office" in entry.table else ""
    return Choice(
        name=seats[office].name if office else entry.words("name"),
        office=office,
        step=entry.among("step", steps, "step") if "step" in entry.table else "",
        disputes=entry.all_among("disputes", disputes, "dispute") if "disputes" in entry.table else (),
        words=entry.texts("words") if "words" in entry.table else (),
        told=entry.texts("told") if "told" in entry.table else (),
    )
