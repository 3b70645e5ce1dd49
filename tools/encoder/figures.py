"""How well one language finds the other: the figures that are printed while the encoder is made, and by bench/."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tools.encoder.parallel import Pair

Vectors = npt.NDArray[np.float32]
TOGETHER = 390  # lines among which the right one must be found, as in the Tatoeba set of this size
MOST_OF_A_SOURCE = 2 * TOGETHER


def sample(held_out: Sequence[Pair]) -> list[Pair]:
    """The first lines of each source, whole chunks where it has as many, so that no source drowns the others."""
    by_source: dict[str, list[Pair]] = {}
    for pair in held_out:
        by_source.setdefault(pair.source, []).append(pair)
    return [pair for pairs in by_source.values() for pair in pairs[:MOST_OF_A_SOURCE]]


def found_first(asked: Vectors, texts: Vectors) -> npt.NDArray[np.bool_]:
    """Whether each line of `asked` is nearest to its own line of `texts`, among the TOGETHER around it."""
    hits = np.zeros(len(asked), dtype=np.bool_)
    for start in range(0, len(asked), TOGETHER):
        chunk = slice(start, start + TOGETHER)
        nearest = (asked[chunk] @ texts[chunk].T).argmax(axis=1)
        hits[chunk] = nearest == np.arange(len(nearest))
    return hits
