"""Pages and entries that share words with a question: full text, spelling, and how much of the question they have."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge import fulltext
from knowledge.language import Reading

NEAREST = 60  # entries nearest in spelling that are looked at
Scores = npt.NDArray[np.float32]


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
        return self._words.has(page, term)

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

    def share(self, page: int, reading: Reading) -> tuple[float, float]:
        """The IDF-weighted share of the question's words that the page has, and the weight of the gravest it lacks."""
        found = wanted = gravest = 0.0
        for group in reading.groups:
            weight = self._words.telling(group)
            has = 0.0
            for term, share in group:
                if share > has and self._words.has(page, term):
                    has = share
            found += weight * has
            wanted += weight
            gravest = max(gravest, weight * (1.0 - has))
        return (found / wanted, gravest / wanted) if wanted else (0.0, 0.0)
