"""The whole bot's search among ways of finding: spelling, words, meaning and what was learnt, as citizens get it."""

from collections.abc import Sequence
from dataclasses import replace

from bench import slips
from bench.ranks import shares
from bench.systems import Ours
from knowledge.labels import Label


class Product:
    """Over the live edition."""

    def __init__(self, questions: Sequence[Label]) -> None:
        self._questions = questions
        self._ours = Ours()

    def labelled(self, split: str, is_slipped: bool = False) -> dict[str, tuple[float, float]]:
        """As bench.language.Measured.labelled."""
        asked = [label for label in self._questions if label.split == split]
        typed = [_slipped(label) if is_slipped else label for label in asked]
        return shares((label, self._ours.ranked(each)) for label, each in zip(asked, typed, strict=True))


def _slipped(label: Label) -> Label:
    text = slips.slipped(label.question)
    return replace(label, question=text, line={**label.line, "question": text})
