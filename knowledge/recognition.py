"""Which card a question belongs to, or which kind a message is of, learnt from all known texts at once.

Kernel ridge regression (Saunders et al. 1998), the mean of a Gaussian process. A card's score for a question is a sum
over all known texts: how near each is to the question, times how much it speaks for that card or against it. So a text
that stands between two cards counts little, which the nearest text alone cannot know. Two texts are near if they are
alike in meaning, where it helps in manner, in spelling and in words together. Questions that no card answers are known
texts too, and speak against every card; so are plain questions among messages.
"""

import hashlib
import json
import os
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_solve, cholesky, solve_triangular

from knowledge import fulltext
from knowledge.embeddings import MEANING, Vectors
from knowledge.fulltext import TermMatrix
from knowledge.language import Reading

# Chosen on the tune half of the labelled questions; between half and double of each it makes no odds.
SHARPNESS = 3.0  # of meaning and manner: e^(SHARPNESS (cosine - 1))
SPELLING, WORDS = 0.5, 0.5  # beside meaning and manner, which count 1 each
RIDGE = 0.5
TOGETHER = 512
FACTORISED = 2048  # columns at once; more take no less time
AXES = (
    128  # of what the texts differ in most: a third of the numbers to read at each question, and nearly as often right
)
SHORTEST = np.float32(1e-6)  # of a vector from the centre; a text that is all alone stands in it
NEIGHBOURS = 10
COMMON = 0.05  # share of the texts: an n-gram that more of them have tells nothing and takes four fifths of the time
MOST_TEXTS = 30_000  # the time to learn grows with the cube of their number
NONE_AS_CARDS = 40  # where texts are left out, what no card answers counts as so many cards
NONE = ""  # no card, no kind
CARDS, KINDS = "cards", "kinds"  # what can be recognised, by the names of the files
CODE = (Path(__file__), Path(fulltext.__file__))  # all that makes a recogniser of what was read

Table = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class KnownText:
    """A text and what it is known to be: the id of a card, the name of a kind, or NONE of them."""

    reading: Reading
    name: str


@dataclass(frozen=True)
class Recognised:
    """`of`: name -> how much the question is of that card or kind, 0..1; `none`: how much it is of none of them.

    `nearest`: name -> how near its nearest known text is, 0..1; `neighbours`: name -> its share of the ten nearest
    known texts of all. NONE is a name in both.
    """

    of: Mapping[str, float]
    none: float
    nearest: Mapping[str, float] = field(default_factory=dict)
    neighbours: Mapping[str, float] = field(default_factory=dict)


class Recogniser:
    """What was learnt.

    `coefficients` has shape (names, texts), `named`, the number of each text's name, (texts,), `vectors` (texts, PARTS,
    dimensions). Of the parts that are looked at: `centres` (parts, dimensions), `axes` (parts, dimensions, kept),
    `along`, the vectors from the centre along these axes, (parts, texts, kept).
    """

    def __init__(
        self,
        names: Sequence[str],
        texts: Sequence[str],
        coefficients: Table,
        named: Numbers,
        vectors: Vectors,
        centres: Vectors,
        axes: Table,
        along: Table,
        grams: TermMatrix,
        terms: TermMatrix,
    ) -> None:
        self._names = tuple(names)
        self._numbers = {name: at for at, name in enumerate(names)}
        self._texts = tuple(texts)
        self._coefficients = coefficients
        self._named = named
        self._by_name = np.argsort(named, kind="stable")
        self._begins = np.searchsorted(named[self._by_name], np.arange(len(self._names)))  # each name has a text
        self._vectors = vectors
        self._centres = centres
        self._axes = axes
        self._along = along
        self._most_near = len(axes) + SPELLING + WORDS
        self._grams = grams
        self._terms = terms

    def recognise(self, reading: Reading, vectors: Vectors, among: Collection[str] | None = None) -> Recognised:
        """`vectors` are the question's, shape (PARTS, dimensions). `among`: the names to look at; all, unless given."""
        return self.of(self.near(reading, vectors), among)

    def near(self, reading: Reading, vectors: Vectors) -> Vectors:
        """How near each known text is to a question, shape (texts,)."""
        near: Vectors = np.zeros(len(self._texts), dtype=np.float32)
        for along, seen in zip(self._along, _along(vectors[None], self._centres, self._axes), strict=True):
            near += np.exp(SHARPNESS * (along @ seen[0] - 1))
        near += SPELLING * self._grams.scores(fulltext.unit(fulltext.grams(reading.words), self._grams))
        near += WORDS * self._terms.scores(fulltext.unit_weighted(_weights(reading), self._terms))
        return near

    def of(self, near: Vectors, among: Collection[str] | None = None) -> Recognised:
        """What a question is, to which the known texts are as `near` as that."""
        if not self._names:
            return Recognised({}, 0.0)
        wanted = self._numbers.keys() if among is None else self._numbers.keys() & {*among, NONE}
        scores = {
            name: min(1.0, max(0.0, float(self._coefficients[self._numbers[name]] @ near))) for name in sorted(wanted)
        }
        none = scores.pop(NONE, 0.0)
        nearest = np.maximum.reduceat(near[self._by_name], self._begins) / self._most_near
        closest = fulltext.largest(near, NEIGHBOURS)
        neighbours = np.bincount(self._named[closest], minlength=len(self._names)) / len(closest)
        return Recognised(
            scores,
            none,
            {name: float(nearest[self._numbers[name]]) for name in wanted},
            {name: float(neighbours[self._numbers[name]]) for name in wanted},
        )

    def known_vectors(self) -> dict[str, Vectors]:
        """Encoded text -> vectors, shape (PARTS, dimensions), for the next build to reuse."""
        return dict(zip(self._texts, self._vectors, strict=True))

    def save(self, folder: Path, what: str, learnt_from: str = "") -> None:
        """`what` is CARDS or KINDS, `learnt_from` the digest of what was learnt from."""
        np.save(folder / f"{what}.coefficients.npy", self._coefficients)
        np.save(folder / f"{what}.named.npy", self._named)
        np.save(folder / f"{what}.vectors.npy", self._vectors)
        np.save(folder / f"{what}.centres.npy", self._centres)
        np.save(folder / f"{what}.axes.npy", self._axes)
        np.save(folder / f"{what}.along.npy", self._along)
        self._grams.save(folder, f"{what}.grams")
        self._terms.save(folder, f"{what}.terms")
        learnt = {"names": self._names, "texts": self._texts, "learnt_from": learnt_from}
        (folder / f"{what}.json").write_text(json.dumps(learnt, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, what: str) -> "Recogniser":
        learnt = json.loads((folder / f"{what}.json").read_text(encoding="utf-8"))
        return cls(
            learnt["names"],
            learnt["texts"],
            np.load(folder / f"{what}.coefficients.npy"),
            np.load(folder / f"{what}.named.npy"),
            np.load(folder / f"{what}.vectors.npy", mmap_mode="r"),  # only the next build looks at them
            np.load(folder / f"{what}.centres.npy"),
            np.load(folder / f"{what}.axes.npy"),
            np.load(folder / f"{what}.along.npy"),
            TermMatrix.load(folder, f"{what}.grams"),
            TermMatrix.load(folder, f"{what}.terms"),
        )


def digest(known: Sequence[KnownText], vectors: Vectors, parts: int) -> str:
    """Of all that `learn` makes its recogniser from: each text as it was read, its name and vector, and this code.

    Two builds with the same digest learn the same, to the last bit but for what the machine rounds.
    """
    found = hashlib.sha256()
    for file in CODE:
        found.update(hashlib.sha256(file.read_bytes()).digest())
    for text in known:
        read = text.reading
        found.update(f"{(text.name, read.readable, read.words, read.groups)!r}\n".encode())
    found.update(f"{vectors.dtype} {vectors.shape} {parts}\n".encode() + vectors.tobytes())
    return found.hexdigest()


def learn(known: Sequence[KnownText], vectors: Vectors, parts: int) -> Recogniser:
    """`vectors`: of the known texts, shape (texts, PARTS, dimensions), of which the first `parts` are looked at."""
    if not known:
        table, tables, nobody = (np.empty((0,) * axes, dtype=np.float32) for axes in (2, 3, 1))
        grams, terms = fulltext.tfidf([]), fulltext.weighted([])
        return Recogniser((), (), table, nobody.astype(np.int32), vectors, table, tables, tables, grams, terms)
    kept = _kept(known, vectors[:, MEANING])
    known, vectors = [known[at] for at in kept], vectors[kept]
    centres = vectors[:, :parts].mean(axis=0)
    axes = _axes(vectors, centres)
    along = _along(vectors, centres, axes)
    grams = fulltext.tfidf([fulltext.grams(text.reading.words) for text in known]).without_common(COMMON)
    terms = fulltext.weighted([_weights(text.reading) for text in known])
    names = sorted({text.name for text in known})
    number = {name: at for at, name in enumerate(names)}
    named = np.array([number[text.name] for text in known], dtype=np.int32)
    wanted = np.zeros((len(known), len(names)), dtype=np.float32)
    wanted[np.arange(len(known)), named] = 1.0
    near = _nearness(along, grams, terms)
    near[np.diag_indices_from(near)] += RIDGE
    _factorise(near)
    solved = cho_solve((near.T, False), wanted, check_finite=False)  # transposed, LAPACK takes it without a copy
    texts = [text.reading.readable for text in known]
    coefficients = np.ascontiguousarray(solved.T, dtype=np.float32)
    return Recogniser(names, texts, coefficients, named, vectors, centres, axes, along, grams, terms)


def _axes(vectors: Vectors, centres: Vectors) -> Table:
    """Along which texts differ most, the first of their principal axes: shape (parts, dimensions, kept)."""
    found = []
    for part, centre in enumerate(centres):
        seen = _from(centre, vectors[:, part])
        _, axes = np.linalg.eigh(seen.T @ seen)
        found.append(axes[:, ::-1][:, :AXES])
    return np.ascontiguousarray(found, dtype=np.float32)


def _along(vectors: Vectors, centres: Vectors, axes: Table) -> Table:
    """Vectors of texts, shape (texts, PARTS, dimensions), seen along the axes: shape (parts, texts, kept)."""
    seen = [_from(centre, vectors[:, part]) @ axes[part] for part, centre in enumerate(centres)]
    return np.ascontiguousarray(seen, dtype=np.float32)


def _from(centre: Vectors, vectors: Vectors) -> Vectors:
    """Unit vectors in the direction in which each lies from the centre."""
    found: Vectors = vectors - centre
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), SHORTEST)
    return found


def _nearness(along: Table, grams: TermMatrix, terms: TermMatrix) -> Table:
    """Of every two known texts, shape (texts, texts); the upper triangle is left out, since nobody asks for it."""
    count = along.shape[1]
    near = np.zeros((count, count), dtype=np.float32)
    spelling, words = grams.rows.tocsr(), terms.rows.tocsr()

    def fill(start: int) -> None:
        block, known = slice(start, start + TOGETHER), slice(0, start + TOGETHER)
        for seen in along:
            near[block, known] += np.exp(SHARPNESS * (seen[block] @ seen[known].T - 1))
        for rows, weight in ((spelling, SPELLING), (words, WORDS)):
            near[block, known] += np.float32(weight) * (rows[block] @ rows[known].T).toarray()

    with ThreadPoolExecutor(os.cpu_count()) as threads:  # the whole product at once would take more memory than `near`
        for _ in threads.map(fill, range(0, count, TOGETHER)):
            pass
    return near


def _factorise(near: Table) -> None:
    """Puts the Cholesky factor of a symmetric matrix in place of its lower triangle.

    Column block by column block (Golub and Van Loan, 4.2.6). LAPACK's own routine, given two threads, ends the process
    from some 27,000 rows on, and with one takes 1.7 times as long as this.
    """
    count = len(near)
    for start in range(0, count, FACTORISED):
        end = min(start + FACTORISED, count)
        columns = near[start:, start:end]
        columns -= near[start:, :start] @ near[start:end, :start].T
        corner = cholesky(columns[: end - start], lower=True, check_finite=False)
        columns[: end - start] = corner
        columns[end - start :] = solve_triangular(corner, columns[end - start :].T, lower=True, check_finite=False).T


def _kept(known: Sequence[KnownText], vectors: Vectors) -> list[int]:
    """Numbers of the texts to learn from: all; where there are too many, of each name those that differ most."""
    if len(known) <= MOST_TEXTS:
        return list(range(len(known)))
    of_name: dict[str, list[int]] = {}
    for at, text in enumerate(known):
        of_name.setdefault(text.name, []).append(at)
    places = np.empty(len(known), dtype=np.int64)
    for name, numbers in of_name.items():
        spread = np.array(numbers)[_spread(vectors[numbers])]
        places[spread] = np.arange(len(numbers)) // (NONE_AS_CARDS if name == NONE else 1)
    return sorted(np.argsort(places, kind="stable")[:MOST_TEXTS].tolist())


def _spread(vectors: Vectors) -> list[int]:
    """Numbers of unit vectors, the first one first, then each time the one farthest from all before it."""
    order, distance, at = [], np.full(len(vectors), np.inf, dtype=np.float32), 0
    for _ in range(len(vectors)):
        order.append(at)
        distance = np.minimum(distance, 1 - vectors @ vectors[at])
        distance[at] = -1.0
        at = int(distance.argmax())
    return order


def _weights(reading: Reading) -> dict[str, float]:
    """The terms that count as finding a word of the text, each with its greatest weight."""
    found: dict[str, float] = {}
    for group in reading.groups:
        for term, weight in group:
            found[term] = max(found.get(term, 0.0), weight)
    return found
