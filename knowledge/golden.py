"""Golden questions: asked of every new edition before it is published; one wrong answer refuses the publish."""

from collections.abc import Callable
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


def run(file: Path, answer: Callable[[Label], Given]) -> GoldenResult:
    """Ask every golden question of `file` through `answer`, the real answering function of the bot."""
    asked = labels.read(file) if file.is_file() else []
    if not asked:
        raise KnowledgeError(f"{file}: there are no golden questions. Add some: nothing is published untried.")
    failed = []
    for label in asked:
        verdict = labels.judge(label.expect, answer(label))
        if verdict.faults:
            failed.append((label, verdict.faults))
    return GoldenResult(len(asked), tuple(failed))
