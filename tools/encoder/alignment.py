"""Which English word a Swahili word stands for: IBM Model 1 (Brown et al. 1993), learnt from parallel lines alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
ROUNDS = 6  # of expectation and maximisation
LONGEST = 80  # words or pieces of a line that are looked at


@dataclass(frozen=True)
class Alignment:
    """p(target | source), sparse: one row a pair of numbers seen together, sorted by source, then falling p."""

    sources: Integers
    targets: Integers
    probabilities: npt.NDArray[np.float64]
    expected: npt.NDArray[np.float64]  # how often the pair was aligned, as far as the model believes

    def translations(self, source: int, *, at_least: float, most: int) -> list[tuple[int, float]]:
        """(target, p) of the likeliest targets; the first one even if it is less likely than `at_least`."""
        first, last = np.searchsorted(self.sources, [source, source + 1])
        rows = range(first, min(last, first + most))
        found = [(int(self.targets[row]), float(self.probabilities[row])) for row in rows]
        return [pair for pair in found if pair[1] >= at_least] or found[:1]


def align(sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]], rounds: int = ROUNDS) -> Alignment:
    """Lines as numbers, shape (lines,) each of any length. Every source line also offers a null word, number -1."""
    source, target, lengths = _links(sources, targets)
    span = int(target.max()) + 1
    pairs, where = np.unique((source + 1) * span + target, return_inverse=True)
    pair_source, pair_target = pairs // span - 1, pairs % span
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    row = pair_source + 1
    probabilities = 1.0 / np.bincount(row)[row]
    counts = probabilities
    for _ in range(rounds):
        share = probabilities[where]
        share /= np.repeat(np.add.reduceat(share, starts), lengths)
        counts = np.bincount(where, weights=share, minlength=len(pairs))
        probabilities = counts / np.maximum(np.bincount(row, weights=counts)[row], 1e-12)
    order = np.lexsort((-probabilities, pair_source))
    return Alignment(pair_source[order], pair_target[order], probabilities[order], counts[order])


def _links(sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]) -> tuple[Integers, Integers, Integers]:
    """Each target word of each line against every source word of it and the null word: (source, target, lengths),
    where `lengths` says how many links each target word has."""
    left, right, lengths = [], [], []
    for line, translation in zip(sources, targets, strict=True):
        words = np.array([*line[:LONGEST], -1], dtype=np.int64)
        others = np.array(translation[:LONGEST], dtype=np.int64)
        if len(words) == 1 or not len(others):
            continue
        left.append(np.tile(words, len(others)))
        right.append(np.repeat(others, len(words)))
        lengths.append(np.full(len(others), len(words)))
    return np.concatenate(left), np.concatenate(right), np.concatenate(lengths)
