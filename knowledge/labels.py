"""Labelled questions: what a right answer must be, and the judgement of an answer against it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError

ANSWERED = "answered"


@dataclass(frozen=True)
class Quoted:
    """A passage that would be a right source: a document and a text that stands in it."""

    document: str
    contains: str


@dataclass(frozen=True)
class Expectation:
    """`all`: of each group one string must stand in the text; `none`: no such string may (both ignore case)."""

    outcomes: tuple[str, ...]
    cards: tuple[str, ...] = ()
    passages: tuple[Quoted, ...] = ()
    all: tuple[tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()


@dataclass(frozen=True)
class Label:
    """One labelled question. `line` is the whole object, with whatever else it holds (county, at, notices, turns)."""

    id: str
    question: str
    language: str
    topic: str
    kind: str
    split: str
    group: str
    expect: Expectation
    line: Mapping[str, Any]

    @property
    def is_answerable(self) -> bool:
        return ANSWERED in self.expect.outcomes


@dataclass(frozen=True)
class Given:
    """What was answered, as far as a label judges it. `passages` are (document id, text) pairs."""

    outcome: str
    text: str
    cards: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Verdict:
    """`is_answered`: the outcome was `answered`; `faults`: why it is wrong, empty when right."""

    is_answered: bool
    faults: tuple[str, ...]

    @property
    def is_wrong(self) -> bool:
        return self.is_answered and bool(self.faults)


def read(file: Path) -> list[Label]:
    """All labels of a JSON-lines file. Raises KnowledgeError that names the line."""
    return list(_read(file))


def _read(file: Path) -> Iterator[Label]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield _label(json.loads(line), f"{file.stem}-{number}")
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise KnowledgeError(
                    f"{file}, line {number}: not a label ({error!r}). See docs/architecture.md."
                ) from error


def _label(line: Mapping[str, Any], default_id: str) -> Label:
    expect = line["expect"]
    return Label(
        id=str(line.get("id", default_id)),
        question=line["question"],
        language=line.get("language", "en"),
        topic=line.get("topic", ""),
        kind=line.get("kind", "answerable"),
        split=line.get("split", ""),
        group=line.get("group", "") or "",
        expect=Expectation(
            outcomes=tuple(expect["outcomes"]),
            cards=tuple(expect.get("cards", [])),
            passages=tuple(Quoted(item["document"], item["contains"]) for item in expect.get("passages", [])),
            all=tuple(tuple(group) for group in expect.get("all", [])),
            none=tuple(expect.get("none", [])),
        ),
        line=line,
    )


def judge(expect: Expectation, given: Given) -> Verdict:
    """Every fault of an answer against its label."""
    faults: list[str] = []
    if given.outcome not in expect.outcomes:
        faults.append(f"outcome {given.outcome}, expected {' or '.join(expect.outcomes)}")
    if given.outcome == ANSWERED and not cites(expect, given):
        faults.append(f"cites {', '.join(given.cards) or 'nothing'}, expected {', '.join(expect.cards)}")
    text = _folded(given.text)
    if given.outcome == ANSWERED or ANSWERED not in expect.outcomes:
        faults += [f"lacks {' / '.join(group)}" for group in expect.all if not _any(group, text)]
    faults += [f"says {string}" for string in expect.none if _folded(string) in text]
    return Verdict(given.outcome == ANSWERED, tuple(faults))


def cites(expect: Expectation, given: Given) -> bool:
    """Whether an accepted card or passage is among the sources; true where the label names none."""
    if not expect.cards and not expect.passages:
        return True
    if set(expect.cards) & set(given.cards):
        return True
    return any(
        document == wanted.document and _folded(wanted.contains) in _folded(text)
        for wanted in expect.passages
        for document, text in given.passages
    )


def _any(group: Sequence[str], text: str) -> bool:
    return any(_folded(string) in text for string in group)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
