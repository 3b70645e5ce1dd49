"""Ways to find the text that answers a question: by vectors, or by words."""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
import snowballstemmer

from knowledge import fulltext
from knowledge.embeddings import Encoder, Vectors
from knowledge.language import WORD, Group, Reader
from knowledge.lexicon import Lexicon

Scores = npt.NDArray[np.float32]


class Finder(Protocol):
    def scores(self, asked: Sequence[str], texts: Sequence[str]) -> Scores:
        """How near each text is to each question, shape (asked, texts); higher is nearer."""
        ...


class ByVectors:
    """Cosines. `form` is what the encoder gets to read of a text; vectors are made once a text."""

    def __init__(self, encoder: Encoder, form: Callable[[str], str] = str) -> None:
        self._encoder = encoder
        self._form = form
        self._known: dict[str, Vectors] = {}

    def scores(self, asked: Sequence[str], texts: Sequence[str]) -> Scores:
        found: Scores = self._vectors(asked) @ self._vectors(texts).T
        return found

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        for text in texts:
            if text not in self._known:
                self._known[text] = self._encoder.encode([self._form(text)])[0]
        return np.stack([self._known[text] for text in texts])


class ByWords:
    """BM25; `groups` cuts a text into words, each with the terms that count as finding it."""

    def __init__(self, groups: Callable[[str], list[Group]]) -> None:
        self._groups = groups
        self._matrix = lru_cache(1)(self._made_matrix)

    def scores(self, asked: Sequence[str], texts: Sequence[str]) -> Scores:
        matrix = self._matrix(tuple(texts))
        found = np.zeros((len(asked), len(texts)), dtype=np.float32)
        for row, question in enumerate(asked):
            for group in self._groups(question):
                found[row] += matrix.best(group)
        return found

    def _made_matrix(self, texts: tuple[str, ...]) -> fulltext.TermMatrix:
        return fulltext.bm25([self._counts(text) for text in texts])

    def _counts(self, text: str) -> dict[str, float]:
        counts: dict[str, float] = {}
        for group in self._groups(text):
            for term, weight in group:
                counts[term] = counts.get(term, 0.0) + weight
        return counts


class Forms:
    """What our reading makes of a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._lexicon)

    def as_read(self, text: str) -> str:
        """What the product has encoded: English as it stands, anything else in standard spelling and corrected."""
        return self._reader.read(text).readable

    def groups(self, text: str) -> list[Group]:
        return list(self._reader.read(text).groups)


def stems(text: str) -> list[Group]:
    """Lower-case words by their English stems, and nothing else."""
    return [((stem, 1.0),) for stem in snowballstemmer.stemmer("english").stemWords(WORD.findall(text.lower()))]
