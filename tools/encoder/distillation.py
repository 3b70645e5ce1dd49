"""Step 2: all weights learn to give Swahili the vectors that the untouched MiniLM gives to its English.

Losses: 2 - 2 cos to the teacher's vector of the English side; which of the batch's English lines is meant (InfoNCE,
both ways, van den Oord et al. 2018); English itself stays where the teacher has it; texts of one matter come together.
"""

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch.nn import functional

from tools.encoder.lesson import Matter, Translation, matter_batches, translation_batches
from tools.encoder.optimizer import Optimizer, Rates
from tools.encoder.student import Student, distance


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the result beside the text; times are steps, sizes lines."""

    seed: int = 1
    steps: int = 900
    batch: int = 64
    english: int = 14  # lines of each batch that are kept in place
    matters: int = 40
    longest: int = 48  # pieces
    body_rate: float = 1.5e-4
    new_rate: float = 1e-3
    old_share: float = 0.02  # of the new rows' rate, for the rows that English uses
    warm: float = 0.06  # share of the steps in which the rate rises
    temperature: float = 0.05
    same: float = 0.98  # lines nearer than this count as one
    english_weight: float = 4.0
    matter_weight: float = 0.5


def distil(
    student: Student,
    teacher: Student,
    translations: Sequence[Translation],
    matters: Sequence[Matter],
    old_rows: int,
    recipe: Recipe,
) -> None:
    """Trains `student` in place. The same recipe and text give the same weights on the same kind of machine."""
    torch.manual_seed(recipe.seed)
    random = np.random.default_rng(recipe.seed)
    wanted = teacher.encode([translation.english for translation in translations])
    texts = student.pieces([translation.text for translation in translations])
    english = student.pieces([translation.english for translation in translations])
    lines = translation_batches(translations, list(map(len, texts)), recipe.batch, random)
    matter_lines = matter_batches(matters, min(recipe.matters, len(matters)), random) if matters else None
    rates = Rates(recipe.body_rate, recipe.new_rate, recipe.old_share, recipe.warm)
    optimizer = Optimizer(student.model, rates, recipe.steps, old_rows)
    student.train(dropout=0.0)
    started, sums = time.monotonic(), torch.zeros(4)
    for step in range(recipe.steps):
        batch = next(lines)
        target = wanted[batch]
        found = student.vectors([texts[at] for at in batch])
        near = distance(found, target)
        which = _contrast(found, target, recipe)
        some = random.choice(batch, min(recipe.english, len(batch)), replace=False).tolist()
        kept = distance(student.vectors([english[at] for at in some]), wanted[some])
        loss = near + which + recipe.english_weight * kept
        together = torch.zeros(())
        if matter_lines:
            together = _together(student, next(matter_lines), recipe)
            loss = loss + recipe.matter_weight * together
        optimizer.step(loss, step)
        sums += torch.stack([near, which, kept, together]).detach()
        if (step + 1) % 50 == 0:
            _report(step + 1, recipe.steps, (sums / 50).tolist(), time.monotonic() - started)
            sums.zero_()
    student.model.eval()


def _contrast(found: torch.Tensor, wanted: torch.Tensor, recipe: Recipe) -> torch.Tensor:
    """InfoNCE both ways within the batch; lines that say nearly the same are no contrast."""
    same = (wanted @ wanted.T > recipe.same) & ~torch.eye(len(wanted), dtype=torch.bool)
    near = (found @ wanted.T / recipe.temperature).masked_fill(same, -1e4)
    right = torch.arange(len(found))
    return (functional.cross_entropy(near, right) + functional.cross_entropy(near.T, right)) / 2


def _together(student: Student, texts: Iterable[tuple[str, str]], recipe: Recipe) -> torch.Tensor:
    """Two texts of one matter nearer to each other than to those of the batch's other matters."""
    firsts, seconds = zip(*texts, strict=True)
    vectors = student.vectors(student.pieces([*firsts, *seconds]))
    near = vectors[: len(firsts)] @ vectors[len(firsts) :].T / recipe.temperature
    right = torch.arange(len(firsts))
    return (functional.cross_entropy(near, right) + functional.cross_entropy(near.T, right)) / 2


def _report(step: int, steps: int, means: Sequence[float], seconds: float) -> None:
    near, which, kept, together = means
    print(
        f"step {step} of {steps}: distance {near:.3f}, contrast {which:.3f}, English {kept:.4f}, "
        f"matters {together:.3f}, {seconds:.0f} s",
        file=sys.stderr,
        flush=True,
    )


def described(recipe: Recipe) -> dict[str, float]:
    return asdict(recipe)
