"""Pages and entries that share words with a question: full text, spelling, and how much of the question they have."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge import fulltext
from knowledge.language import Reading

NEAREST = 60  # entries nearest in spelling that are looked at
Scores = npt.NDArray[np.float32]
Weights = npt.NDArray[np.float64]


class Wording:
    """The full text of an edition; `entry_pages` (shape (entries,)) says which page each entry leads to."""

    def __init__(self, folder: Path, pages: int, entry_pages: npt.NDArray[np.int32]) -> None:
        self._pages = pages
        # Entries stand in the order of their pages, and every page has one.
        self._first_entries = np.searchsorted(entry_pages, np.arange(pages))
        self._entries = len(entry_pages)
        self._words = fulltext.TermMatrix.load(folder, "words")
        self._grams = fulltext.TermMatrix.load(folder, "grams")
        self._asked = fulltext.TermMatrix.load(folder, "asked")

    def has(self, page: int, term: str) -> bool:
        """Whether a search term (a stem, a number) stands on a page."""
        return bool(self._words.has(np.array([page]), term)[0])

    def near_in_spelling(self, reading: Reading, allowed: npt.NDArray[np.bool_]) -> list[tuple[int, float]]:
        """(entry, cosine of character n-grams) of allowed entries, the nearest first."""
        cosines = self._grams.scores(fulltext.unit(fulltext.grams(reading.words), self._grams))
        cosines[~allowed] = 0.0
        best = fulltext.largest(cosines, NEAREST)
        return [(int(entry), float(cosines[entry])) for entry in best if cosines[entry] > 0]

    def by_words(self, reading: Reading) -> Scores:
        """BM25 per page as a share of what the best page for each word reaches."""
        total = np.zeros(self._pages, dtype=np.float32)
        possible = 1e-6
        for group in reading.groups:
            scores = self._words.best(group)
            total += scores
            possible += float(scores.max()) or self._words.telling(group)
        return total / np.float32(possible)

    def by_asked(self, reading: Reading) -> Scores:
        """Per page, the best share of the question's words that one of its short entries has."""
        entries = np.zeros(self._entries, dtype=np.float32)
        wanted = 1e-6
        for group in reading.groups:
            telling = self._asked.telling(group)
            entries += np.float32(telling) * self._asked.best(group)
            wanted += telling
        return np.maximum.reduceat(entries / np.float32(wanted), self._first_entries)

    def shares(self, pages: npt.NDArray[np.intp], reading: Reading) -> tuple[Weights, Weights]:
        """Of each page the IDF-weighted share of the question's words that it has, and the gravest weight it lacks."""
        found, gravest = np.zeros(len(pages)), np.zeros(len(pages))
        wanted = 0.0
        for group in reading.groups:
            weight = self._words.telling(group)
            has = np.zeros(len(pages))
            for term, share in group:
                np.maximum(has, share * self._words.has(pages, term), out=has)
            found += weight * has
            wanted += weight
            np.maximum(gravest, weight * (1.0 - has), out=gravest)
        return (found / wanted, gravest / wanted) if wanted else (found, gravest)
