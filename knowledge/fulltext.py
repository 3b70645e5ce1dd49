"""Full text as sparse matrices beside the vectors: BM25 over terms, cosine over character n-grams.

SciPy's column format reads only the columns of the question's terms, so time grows with the postings touched, not
with the library. Own weighting on top because a question's terms carry weights of their own (a dictionary sense
counts less than the word itself), which bm25s and FTS5 cannot take.
"""

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Scores = npt.NDArray[np.float32]
Places = npt.NDArray[np.integer[Any]]
K1, B = 1.2, 0.6  # BM25; b below the usual .75 because cards have equal length by design
GRAM_SIZES = (3, 4)
STRETCH = 64  # scores of which only the greatest is looked at first
KEPT_COUNTS = 64  # of n-grams; one question's are asked for by several searches
FEW_ROWS = 50  # that may have a term however few rows there are


class TermMatrix:
    """Rows (pages or entries) by terms. `idf` is kept apart for the share-of-question signal."""

    def __init__(self, terms: Mapping[str, int], weights: sparse.csc_matrix, idf: Scores) -> None:
        self._terms = terms
        self._weights = weights
        self._rows, self._values, self._begins = weights.indices, weights.data, weights.indptr
        self._idf = idf
        self._unknown_idf = float(idf.max()) if len(idf) else 1.0

    def scores(self, terms: Mapping[str, float]) -> Scores:
        """The weighted sum of the columns of `terms`: one score a row, zeros where nothing matches."""
        known = [(column, weight) for term, weight in terms.items() if (column := self._terms.get(term)) is not None]
        columns = np.array([column for column, _ in known], dtype=np.intp)
        begins = self._begins[columns].astype(np.intp)
        lengths = self._begins[columns + 1] - begins
        ends = np.cumsum(lengths)
        # All columns at once: one by one they take half as long again.
        places = np.repeat(begins - ends + lengths, lengths) + np.arange(lengths.sum())
        values = self._values[places] * np.repeat(np.array([weight for _, weight in known]), lengths)
        return np.bincount(self._rows[places], values, self._weights.shape[0]).astype(np.float32)

    def _column(self, term: str) -> tuple[Places, Scores]:
        """The rows that have a term, and its weight in each."""
        column = self._terms.get(term)
        if column is None:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
        part = slice(self._begins[column], self._begins[column + 1])
        return self._rows[part], self._values[part]

    def best(self, group: Iterable[tuple[str, float]]) -> Scores:
        """One score a row: that of the term of the group that counts most there, since any of them is the word."""
        scores = np.zeros(self._weights.shape[0], dtype=np.float32)
        for term, weight in group:
            rows, values = self._column(term)  # only these rows are touched, however many there are
            scores[rows] = np.maximum(scores[rows], np.float32(weight) * values)
        return scores

    def telling(self, group: Iterable[tuple[str, float]]) -> float:
        """The idf of the most telling term of a group, which has at least one."""
        return max(self.idf(term) for term, _ in group)

    def has(self, rows: Places, term: str) -> npt.NDArray[np.bool_]:
        """Which of some rows have a term; shape as `rows`."""
        held, _ = self._column(term)
        if not len(held):
            return np.zeros(rows.shape, dtype=np.bool_)
        places = np.minimum(np.searchsorted(held, rows), len(held) - 1)
        return np.asarray(held[places] == rows)

    def idf(self, term: str) -> float:
        """How telling a term is; a term that no row has is as telling as the rarest."""
        column = self._terms.get(term)
        return self._unknown_idf if column is None else float(self._idf[column])

    def without_common(self, share: float) -> "TermMatrix":
        """Without the columns of terms that more than this share of the rows (and many rows) have.

        How telling each is stays known.
        """
        held = np.diff(self._weights.indptr)
        most = max(share * self._weights.shape[0], FEW_ROWS)
        is_kept = sparse.diags((held <= most).astype(np.float32), format="csc")
        kept = sparse.csc_matrix(self._weights @ is_kept)
        kept.eliminate_zeros()
        return TermMatrix(self._terms, kept, self._idf)

    @property
    def rows(self) -> sparse.csc_matrix:
        return self._weights

    def save(self, folder: Path, name: str) -> None:
        sparse.save_npz(folder / f"{name}.npz", self._weights, compressed=False)
        np.save(folder / f"{name}.idf.npy", self._idf)
        (folder / f"{name}.terms.json").write_text(json.dumps(list(self._terms)), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, name: str) -> "TermMatrix":
        terms = json.loads((folder / f"{name}.terms.json").read_text(encoding="utf-8"))
        weights = sparse.csc_matrix(sparse.load_npz(folder / f"{name}.npz"))
        # As numpy counts places: it would turn four bytes into eight at every question, which takes half of its time.
        weights.indices = weights.indices.astype(np.intp)
        return cls({term: index for index, term in enumerate(terms)}, weights, np.load(folder / f"{name}.idf.npy"))


class Counts:
    """Rows of term -> count, gathered one by one: four bytes a count and not a dictionary a row."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._columns, self._counts, self._ends = array("i"), array("f"), array("q", [0])

    def add(self, row: Mapping[str, float]) -> None:
        for term, count in row.items():
            self._columns.append(self._terms.setdefault(term, len(self._terms)))
            self._counts.append(count)
        self._ends.append(len(self._columns))

    def matrix(self) -> tuple[dict[str, int], sparse.csr_matrix]:
        data, columns, ends = (np.frombuffer(each, each.typecode) for each in (self._counts, self._columns, self._ends))
        return self._terms, sparse.csr_matrix((data, columns, ends), shape=(len(ends) - 1, len(self._terms)))


Rows = Iterable[Mapping[str, float]] | Counts


def largest(scores: Scores, count: int) -> npt.NDArray[np.intp]:
    """The places of the `count` largest scores, the largest first, equal ones in their order. Sorts little."""
    if STRETCH * count < len(scores):
        # The greatest of each stretch, as many of them: that many scores at least are as large.
        greatest = np.maximum.reduceat(scores, np.arange(0, len(scores), STRETCH))
        places = np.flatnonzero(scores >= np.partition(greatest, len(greatest) - count)[len(greatest) - count])
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:count]


def bm25(rows: Rows) -> TermMatrix:
    """Rows of term -> count into BM25 weights (Robertson and Zaragoza 2009, with the idf of Lucene)."""
    terms, counts = _counted(rows)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    mean = lengths.mean() if len(lengths) else 1.0
    idf = _idf(counts)
    coordinates = counts.tocoo()
    damp = K1 * (1 - B + B * lengths[coordinates.row] / mean)
    weights = idf[coordinates.col] * coordinates.data * (K1 + 1) / (coordinates.data + damp)
    return TermMatrix(terms, _columns(weights, coordinates, counts.shape), idf)


def tfidf(rows: Rows) -> TermMatrix:
    """Rows of n-gram -> count into unit-length tf-idf rows: a scored query of unit length gives cosines."""
    terms, counts = _counted(rows)
    counts.data = 1 + np.log(counts.data)
    return _unit_rows(terms, counts)


def weighted(rows: Sequence[Mapping[str, float]]) -> TermMatrix:
    """Rows of term -> weight (1 or less: a sense counts less than the word itself) into unit-length rows, times idf."""
    return _unit_rows(*_counted(rows))


def presence(rows: Rows) -> TermMatrix:
    """1 where a row has a term."""
    terms, counts = _counted(rows)
    coordinates = counts.tocoo()
    return TermMatrix(terms, _columns(np.ones(len(coordinates.data)), coordinates, counts.shape), _idf(counts))


def unit(terms: Mapping[str, float], matrix: TermMatrix) -> dict[str, float]:
    """A question's n-gram counts as a unit vector in the weighting of `tfidf`."""
    return unit_weighted({term: 1 + float(np.log(count)) for term, count in terms.items()}, matrix)


def unit_weighted(terms: Mapping[str, float], matrix: TermMatrix) -> dict[str, float]:
    """A question's term weights as a unit vector in the weighting of `weighted`."""
    found = {term: matrix.idf(term) * weight for term, weight in terms.items()}
    norm = sum(value * value for value in found.values()) ** 0.5 or 1.0
    return {term: value / norm for term, value in found.items()}


@lru_cache(KEPT_COUNTS)
def grams(words: tuple[str, ...]) -> Mapping[str, float]:
    """Counts of character n-grams inside words, with word edges marked."""
    counts: dict[str, float] = {}
    for word in words:
        edged = f" {word} "
        for size in GRAM_SIZES:
            for start in range(max(1, len(edged) - size + 1)):
                gram = edged[start : start + size]
                counts[gram] = counts.get(gram, 0.0) + 1.0
    return MappingProxyType(counts)


def _counted(rows: Rows) -> tuple[dict[str, int], sparse.csr_matrix]:
    if isinstance(rows, Counts):
        return rows.matrix()
    counts = Counts()
    for row in rows:
        counts.add(row)
    return counts.matrix()


def _idf(counts: sparse.csr_matrix) -> Scores:
    held = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.log1p((counts.shape[0] - held + 0.5) / (held + 0.5)).astype(np.float32)


def _unit_rows(terms: dict[str, int], weights: sparse.csr_matrix) -> TermMatrix:
    """The weights times the idf of their terms, each row brought to length 1."""
    idf = _idf(weights)
    coordinates = weights.tocoo()
    found = idf[coordinates.col] * coordinates.data
    norms = np.sqrt(np.bincount(coordinates.row, weights=found**2, minlength=weights.shape[0]))
    return TermMatrix(terms, _columns(found / norms[coordinates.row], coordinates, weights.shape), idf)


def _columns(
    weights: npt.NDArray[np.float64], coordinates: sparse.coo_matrix, shape: tuple[int, int]
) -> sparse.csc_matrix:
    matrix = sparse.csc_matrix((weights.astype(np.float32), (coordinates.row, coordinates.col)), shape=shape)
    matrix.sort_indices()
    return matrix
