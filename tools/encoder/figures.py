"""How well one language finds the other: the figures that are printed while the encoder is made, and by bench/."""

from collections.abc import Iterator, Sequence

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


def chunks(pairs: Sequence[Pair]) -> Iterator[slice]:
    """Up to TOGETHER lines of one source, which are harder to tell from each other than those of several."""
    start = 0
    for at in range(1, len(pairs) + 1):
        if at == len(pairs) or at - start == TOGETHER or pairs[at].source != pairs[start].source:
            yield slice(start, at)
            start = at


def reached(pairs: Sequence[Pair], asked: Vectors, now: Vectors, was: Vectors, like: str) -> dict[str, float]:
    """How often Swahili (`asked`) finds its English (`now`) first, and how near that is to what it `was`.

    `like` names what it was.
    """
    return {
        "swahili finds english": round(float(found_first(pairs, asked, now).mean()), 3),
        f"english like {like}": round(float((now * was).sum(axis=1).mean()), 4),
    }


def found_first(pairs: Sequence[Pair], asked: Vectors, texts: Vectors) -> npt.NDArray[np.bool_]:
    """Whether each line of `asked` is nearest to its own line of `texts` among those of its chunk."""
    nearest = [(asked[chunk] @ texts[chunk].T).argmax(axis=1) for chunk in chunks(pairs)]
    return np.concatenate([found == np.arange(len(found)) for found in nearest])
