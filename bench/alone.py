"""The product's own searches, each by itself over the live edition: its full text, and its embedding."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from bench.ways import Found
from bot import app, config
from bot.app import Parts
from knowledge.embeddings import Vectors
from knowledge.language import Reading
from knowledge.search import Edition
from knowledge.wording import Wording


class Score(Protocol):
    def __call__(self, reading: Reading) -> Vectors:
        """How well each page fits, shape (pages,)."""
        ...


class Alone:
    """The best page of one search, in all the languages that it has."""

    def __init__(self, made: Callable[[Edition, Parts], Score]) -> None:
        built = app.parts(config.read())
        self._edition = app.answerer(built).edition
        self._score = made(self._edition, built)

    def best(self, question: str) -> Found | None:
        scores = self._score(self._edition.reader.read(question))
        page = int(scores.argmax())
        if scores[page] <= 0:
            return None
        text = "\n".join(passage.text for passage in self._edition.passages(page))
        return Found(self._edition.store.page_documents[page], text, float(scores[page]))


def full_text(edition: Edition, _: Parts) -> Score:
    """BM25 over terms as our reading makes them, of texts, titles and example questions."""
    return Wording(edition.folder, len(edition.store.page_documents), edition.store.entry_pages).by_words


def meaning(edition: Edition, built: Parts) -> Score:
    """Cosines of our encoder; a page is as near as its nearest text, title or example question."""
    vectors = np.load(edition.folder / "vectors.npy")
    first = np.searchsorted(edition.store.entry_pages, np.arange(len(edition.store.page_documents)))

    def score(reading: Reading) -> Vectors:
        return np.maximum.reduceat(vectors @ built.encoder.encode([reading.readable])[0], first)

    return score
