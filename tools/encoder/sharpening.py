"""Step 3: texts that belong together come nearer to each other than to all others that are known.

Each is compared with every other at once, by the vectors that those last had. Two losses, half each: that its
neighbours are its own (neighbourhood components, Goldberger et al. 2004), and that all its own are near (supervised
contrast, Khosla et al. 2020). Meanwhile lines of general text stay where they were.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from tools.encoder import exported, figures, parallel
from tools.encoder.known_texts import NamedText
from tools.encoder.lesson import SORTED_OVER
from tools.encoder.optimizer import Optimizer, Rates
from tools.encoder.parallel import Pair
from tools.encoder.student import Student, distance

FAR = -1e4
LONGEST = 48  # pieces
KEPT_LINES = 4_000  # in both languages
THREADS = 2  # the same text, recipe and threads give the same weights
SHORTEST = 5  # pieces, with both marks; of a longer text one may be left out
REPORTS = 25  # steps


@dataclass(frozen=True)
class Sharpness:
    """Everything that decides the result beside the text; sizes are texts."""

    seed: int = 1
    epochs: float = 2.0
    batch: int = 96
    kept: int = 24  # lines a batch that stay where they were
    kept_weight: float = 2.0
    temperature: float = 0.06
    neighbours_share: float = 0.5  # of the first loss
    dropout: float = 0.1
    missing: float = 0.35  # share of the texts that lack one of their pieces
    body_rate: float = 8e-5
    rows_rate: float = 2e-4
    warm: float = 0.06
    looks: float = 2.0  # times an epoch at which all vectors are made anew


def make(start: Path, target: Path, known: Sequence[NamedText], pairs: Sequence[Pair], recipe: Sharpness) -> None:
    """From the exported encoder in `start` another one in `target`; prints what it gained and lost."""
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    student = exported.read(start, LONGEST)
    held_out = figures.sample([pair for pair in pairs if pair.is_held_out])
    before = student.encode([pair.english for pair in held_out])
    kept = parallel.some([pair for pair in pairs if not pair.is_held_out], KEPT_LINES)
    print(f"{len(known)} known texts, {len(kept)} lines of general text stay where they are")
    reached = {"before": _reached(student, held_out, before)}
    sharpen(student, known, [line for pair in kept for line in (pair.english, pair.swahili)], recipe)
    reached["after"] = _reached(student, held_out, before)
    card = json.loads((start / "model.json").read_text(encoding="utf-8"))
    made_of = {"from": card["sha256"]["model.onnx"], "texts": len(known), "recipe": asdict(recipe), "reached": reached}
    exported.write(student, start, target, {"sharpened": made_of})


def _reached(student: Student, held_out: Sequence[Pair], before: torch.Tensor) -> dict[str, float]:
    """R@1 of held-out Swahili lines among English ones, and how far English text has moved; none without lines."""
    if not held_out:
        return {}
    now = student.encode([pair.english for pair in held_out]).numpy()
    asked = student.encode([pair.swahili for pair in held_out]).numpy()
    reached = figures.reached(held_out, asked, now, before.numpy(), "before")
    print(", ".join(f"{name} {value}" for name, value in reached.items()), flush=True)
    return reached


def sharpen(student: Student, known: Sequence[NamedText], kept: Sequence[str], recipe: Sharpness) -> None:
    """Trains `student` in place. `kept` lines keep the vectors that it gives them now."""
    torch.manual_seed(recipe.seed)
    random = np.random.default_rng(recipe.seed)
    texts = _Texts(student, known, random)
    lines = student.pieces(kept)
    wanted = student.encoded(lines)
    each = max(1, len(texts.taught) // recipe.batch)
    steps = max(1, int(each * recipe.epochs))
    rates = Rates(recipe.body_rate, recipe.rows_rate, old_share=1.0, warm=recipe.warm)
    optimizer = Optimizer(student.model, rates, steps, old_rows=0)
    batches = texts.batches(recipe.batch)
    started, sums = time.monotonic(), torch.zeros(2)
    for step in range(steps):
        if step % max(1, int(each / recipe.looks)) == 0:
            student.model.eval()
            bank = student.encoded(texts.pieces)
            student.train(recipe.dropout)
        batch = next(batches)
        found = student.vectors([texts.worn(at, recipe.missing) for at in batch])
        apart = _apart(found, bank, batch, texts.names, recipe)
        some = random.choice(len(lines), min(recipe.kept, len(lines)), replace=False).tolist()
        stayed = distance(student.vectors([lines[at] for at in some]), wanted[some])
        optimizer.step(apart + recipe.kept_weight * stayed, step)
        bank[batch] = found.detach()
        sums += torch.stack([apart, stayed]).detach()
        if (step + 1) % REPORTS == 0:
            said = ", ".join(
                f"{name} {value:.3f}" for name, value in zip(("apart", "kept"), sums / REPORTS, strict=True)
            )
            print(
                f"step {step + 1} of {steps}: {said}, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True
            )
            sums.zero_()
    student.model.eval()


class _Texts:
    """The known texts in pieces; those that have others of their name are taught, of rarer names more often."""

    def __init__(self, student: Student, known: Sequence[NamedText], random: np.random.Generator) -> None:
        self.pieces = student.pieces([text.text for text in known])
        _, numbers, counts = np.unique([text.name for text in known], return_inverse=True, return_counts=True)
        self.names = torch.from_numpy(numbers)
        self.taught = np.nonzero(counts[numbers] > 1)[0]
        often = 1 / np.sqrt(counts[numbers[self.taught]])
        self._often = often / often.sum()
        self._random = random

    def batches(self, size: int) -> Iterator[list[int]]:
        """Endless batches of numbers of texts, each of about equal length."""
        while True:
            drawn = self._random.choice(self.taught, size * SORTED_OVER, p=self._often)
            block = sorted(drawn.tolist(), key=lambda at: len(self.pieces[at]))
            batches = [block[at : at + size] for at in range(0, len(block), size)]
            for batch in self._random.permutation(len(batches)):
                yield batches[batch]

    def worn(self, at: int, missing: float) -> list[int]:
        """A text's pieces, now and then without one of them."""
        pieces = self.pieces[at]
        if len(pieces) <= SHORTEST or self._random.random() >= missing:
            return pieces
        lost = int(self._random.integers(1, len(pieces) - 1))
        return pieces[:lost] + pieces[lost + 1 :]


def _apart(
    found: torch.Tensor, bank: torch.Tensor, batch: Sequence[int], names: torch.Tensor, recipe: Sharpness
) -> torch.Tensor:
    """Both losses. Shapes: `found` (batch, dimensions), `bank` (texts, dimensions), `names` (texts,)."""
    rows, own = torch.arange(len(batch)), torch.tensor(batch)
    near = found @ bank.T / recipe.temperature
    near = near.index_put((rows, own), torch.tensor(FAR))
    same = names[own][:, None] == names[None, :]
    same[rows, own] = False
    of_all = near.logsumexp(1)
    neighbours = of_all - near.masked_fill(~same, FAR).logsumexp(1)
    together = ((of_all[:, None] - near) * same).sum(1) / same.sum(1)
    share = recipe.neighbours_share
    return (share * neighbours + (1 - share) * together).mean()
