"""Questions of a list, and whether the search that the bot answers from finds what they ask for."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering.answer import Answerer
from bot.models import Context, Question
from knowledge.models import Language
from knowledge.search import Edition
from tests.harness.clock import NOON

READ = 3  # pages


@dataclass(frozen=True)
class Asked:
    """`says`: what must all stand in one of the first pages that the question finds."""

    kind: str
    name: str
    language: Language
    question: str
    says: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name} ({self.language})"


def rows(file: Path, name: Callable[[Mapping[str, Any]], str]) -> list[Asked]:
    """Every question of a list, in both languages."""
    return [
        Asked(kind, name(row), language, row[language], tuple(row.get(f"says_{language}", row["says"])))
        for kind, kinds in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for row in kinds
        for language in Language
    ]


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def first_pages(asked: Asked, answerer: Answerer) -> list[str]:
    """The texts of the first pages found, folded."""
    found, _ = answerer.evidence(Question(asked.question), Context(NOON))
    return [folded(" ".join(passage.text for passage in answerer.edition.passages(item.page))) for item in found[:READ]]


def says_it_all(asked: Asked, pages: list[str]) -> bool:
    """Whether one page holds everything that was asked for."""
    return any(all(folded(words) in page for words in asked.says) for page in pages)


def example_questions(edition: Edition) -> set[str]:
    """How people ask, as the cards say. A question copied from a card would find that card whatever the texts say."""
    return {
        folded(question)
        for stored in edition.cards.values()
        for asked in stored.card.questions.values()
        for question in asked
    }
