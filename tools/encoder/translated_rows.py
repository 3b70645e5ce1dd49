"""Step 1: each new piece starts as the mean of the rows of its English translations, and nothing else changes."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tools.encoder.alignment import Alignment, align
from tools.encoder.vocabulary import Vocabulary

Rows = npt.NDArray[np.float32]
LEAST_LIKELY = 0.03
MOST_TRANSLATIONS = 12


def translated(
    vocabulary: Vocabulary,
    old: Rows,
    english: Sequence[str],
    swahili: Sequence[str],
    by_hand: Mapping[str, Sequence[str]],
) -> Rows:
    """Rows of the added pieces, shape (added, dimensions). `by_hand` (word -> English senses) wins over the text."""
    packaged = Vocabulary(vocabulary.packaged, ())
    alignment = align(vocabulary.pieces(swahili), packaged.pieces(english))
    rows = np.empty((len(vocabulary.added), old.shape[1]), dtype=np.float32)
    for at, piece in enumerate(vocabulary.added):
        senses = by_hand.get(piece)
        rows[at] = _of_senses(packaged, old, senses) if senses else _of_piece(alignment, old, vocabulary, piece)
    return rows


def _of_senses(packaged: Vocabulary, old: Rows, senses: Sequence[str]) -> Rows:
    """The first sense counts twice."""
    means = [old[pieces].mean(axis=0) for pieces in packaged.pieces([senses[0], *senses])]
    found: Rows = np.mean(means, axis=0)
    return found


def _of_piece(alignment: Alignment, old: Rows, vocabulary: Vocabulary, piece: str) -> Rows:
    likely = alignment.translations(vocabulary.numbers[piece], at_least=LEAST_LIKELY, most=MOST_TRANSLATIONS)
    if not likely:  # never seen in the lines that are trained on
        found: Rows = old[Vocabulary(vocabulary.packaged, ()).pieces([piece.removeprefix("##")])[0]].mean(axis=0)
        return found
    weights = np.array([probability for _, probability in likely])
    targets = [target for target, _ in likely]
    mean: Rows = (old[targets] * (weights / weights.sum())[:, None]).sum(axis=0).astype(np.float32)
    return mean
