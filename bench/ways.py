"""Ways to answer, side by side: each gives its best text to every question, and says how sure it is of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from knowledge import labels
from knowledge.labels import ANSWERED, Given, Label

FULL_TEXT, MEANING = "full_text", "meaning"  # by their names in bench.alone
OWN = frozenset({FULL_TEXT, MEANING})  # searches of the product


@dataclass(frozen=True)
class Found:
    """A text of a document. `score` can be compared with those of the same way only."""

    document: str
    text: str
    score: float = 1.0


class Way(Protocol):
    def best(self, question: str) -> Found | None: ...


@dataclass(frozen=True)
class Attempt:
    """`score`: None where nothing was answered. `is_right`: what the label says of the answer, if it is given."""

    score: float | None
    is_right: bool
    milliseconds: float


def of_way(way: Way, label: Label) -> Attempt:
    """Its best text as the answer."""
    started = time.perf_counter()
    found = way.best(asked(label))
    took = (time.perf_counter() - started) * 1000
    if found is None:
        return Attempt(None, False, took)
    given = Given(ANSWERED, found.text, (found.document,), ((found.document, found.text),))
    return Attempt(found.score, not labels.judge(label.expect, given).faults, took)


def of_product(give: Callable[[Label], Given], label: Label) -> Attempt:
    """What people get; where it refuses, hands over or does not know, it has not answered."""
    started = time.perf_counter()
    verdict = labels.judge(label.expect, give(label))
    took = (time.perf_counter() - started) * 1000
    return Attempt(1.0 if verdict.is_answered else None, not verdict.faults, took)


def asked(label: Label) -> str:
    """A follow-up with the question before it, which the product gets too."""
    return " ".join([*(label.line.get("turns") or ())[-1:], label.question])
