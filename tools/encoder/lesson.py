"""What the encoder is taught: lines to translate into the teacher's vectors, and questions that belong together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

SORTED_OVER = 32  # batches whose lines are sorted by length together, so that little of a batch is padding


@dataclass(frozen=True)
class Translation:
    """`text` should get the vector that the teacher gives to `english`; taught `times` in an epoch."""

    english: str
    text: str
    times: int = 1


@dataclass(frozen=True)
class Matter:
    """Texts in any language that one card answers, its own text among them."""

    card: str
    texts: tuple[str, ...]


def translation_batches(
    translations: Sequence[Translation], lengths: Sequence[int], size: int, random: np.random.Generator
) -> Iterator[list[int]]:
    """Endless batches of numbers of translations, of about equal length, shuffled anew every epoch."""
    once = np.repeat(np.arange(len(translations)), [translation.times for translation in translations])
    while True:
        shuffled = random.permutation(once)
        for start in range(0, len(shuffled), size * SORTED_OVER):
            block = sorted(shuffled[start : start + size * SORTED_OVER].tolist(), key=lambda at: lengths[at])
            batches = [block[at : at + size] for at in range(0, len(block), size)]
            for batch in random.permutation(len(batches)):
                yield batches[batch]


def matter_batches(
    matters: Sequence[Matter], size: int, random: np.random.Generator
) -> Iterator[list[tuple[str, str]]]:
    """Endless batches of two texts of each of `size` different matters."""
    while True:
        order = random.permutation(len(matters))
        for start in range(0, len(order) - size + 1, size):
            yield [_two(matters[at], random) for at in order[start : start + size]]


def _two(matter: Matter, random: np.random.Generator) -> tuple[str, str]:
    first, second = random.choice(len(matter.texts), 2, replace=False)
    return matter.texts[first], matter.texts[second]
