"""No example question of the real library fits two cards equally, checked by search."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge import search
from knowledge.editions import Shelf
from knowledge.embeddings import MEANING, Encoder, Vectors
from knowledge.lexicon import Lexicon
from knowledge.search import Edition

TODAY = date(2026, 11, 20)
APART = 0.01  # by how much a question's own card must be more relevant than the next page


class KnownEncoder:
    """Gives texts of an edition the vectors that the edition holds: thousands of questions in seconds."""

    def __init__(self, edition: Edition, encoder: Encoder) -> None:
        self.sha256 = encoder.sha256
        self.dimensions = encoder.dimensions
        self._vectors = edition.known_vectors()

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.encode_parts(texts)[:, MEANING]

    def encode_parts(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vectors[text] for text in texts])


@dataclass(frozen=True)
class Asked:
    card: str
    question: str


@pytest.fixture(scope="module")
def quick(real: Edition, real_var: Path, words: Lexicon, encoder: Encoder) -> Edition:
    """The edition of the real library, which encodes nothing anew."""
    return search.open_current(Shelf(real_var), words, KnownEncoder(real, encoder))


def examples(edition: Edition) -> Iterator[Asked]:
    for key, stored in edition.cards.items():
        for questions in stored.card.questions.values():
            yield from (Asked(key, question) for question in questions)


def test_no_example_question_fits_two_cards_equally_checked_by_search(quick: Edition) -> None:
    """About 30 seconds: every question is asked, its own entry included."""
    mask = quick.mask(TODAY, frozenset({"ke-2027", None}))
    unclear = []
    for asked in examples(quick):
        first, second = quick.search(quick.reader.read(asked.question), mask, 2)
        if first.card.id != asked.card or first.signals.relevance - second.signals.relevance < APART:
            unclear.append((asked.card, asked.question, first.card.id, second.card.id))
    assert unclear == []


def test_no_two_cards_have_example_questions_that_say_the_same(real: Edition) -> None:
    """What the model reads is the question in English words: Swahili, Sheng and English forms of one question meet."""
    cards: dict[str, set[Asked]] = defaultdict(set)
    for asked in examples(real):
        cards[real.reader.read(asked.question).readable.casefold()].add(asked)
    shared = [alike for alike in cards.values() if len({asked.card for asked in alike}) > 1]
    assert shared == []
