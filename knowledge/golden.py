"""Golden questions: asked of every new edition before it is published; one wrong answer refuses the publish."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from knowledge import labels
from knowledge.errors import KnowledgeError
from knowledge.labels import Given, Label


@dataclass(frozen=True)
class GoldenResult:
    """`failed` pairs a label with its faults."""

    asked: int
    failed: tuple[tuple[Label, tuple[str, ...]], ...]


def run(file: Path, answer: Callable[[Label], Given], withdrawn: Collection[str] = ()) -> GoldenResult:
    """Ask every golden question of `file` through `answer`, the real answering function of the bot.

    Questions that only `withdrawn` cards could answer are left out: a withdrawal must not block later publishes.
    """
    found = labels.read(file) if file.is_file() else []
    asked = [label for label in found if not _rests_on(label, withdrawn)]
    if not asked:
        raise KnowledgeError(f"{file}: there are no golden questions. Add some: nothing is published untried.")
    failed = []
    for label in asked:
        verdict = labels.judge(label.expect, answer(label))
        if verdict.faults:
            failed.append((label, verdict.faults))
    return GoldenResult(len(asked), tuple(failed))


def _rests_on(label: Label, withdrawn: Collection[str]) -> bool:
    cards = label.expect.cards
    return bool(cards) and all(card in withdrawn for card in cards)
