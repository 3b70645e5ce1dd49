"""Step 3: what belongs together comes together, what does not goes apart, and general text stays where it was."""

from dataclasses import replace

import pytest
import torch

from tests.tools.encoder import toy
from tools.encoder import sharpening, student
from tools.encoder.known_texts import NamedText
from tools.encoder.sharpening import Sharpness
from tools.encoder.student import Student
from tools.encoder.vocabulary import Vocabulary

KNOWN = [
    NamedText(text, name)
    for name, texts in {
        "card ke-vote": ("where is my vote", "my vote", "votes where", "is the vote big"),
        "card ke-court": ("the court", "where is the court", "a big court", "my small court"),
        "beyond 1": ("the court is small", "is the court small"),
        "plain 1": ("the police votes",),
    }.items()
    for text in texts
]
LINES = ["a big house", "the small book", "my house is big", "a house a book"]
RECIPE = Sharpness(epochs=30, batch=4, kept=2, body_rate=2e-3, rows_rate=2e-3)


@pytest.fixture(autouse=True)
def marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy tokenizer has no marks of its own at 101 and 102."""
    monkeypatch.setattr(student, "FIRST_MARK", 1)
    monkeypatch.setattr(student, "LAST_MARK", 1)


def fresh() -> Student:
    return Student(toy.model(rows=200), Vocabulary(toy.packaged(), ()), 16)


def apart(one: Student) -> float:
    """How much nearer texts of one name are than texts of two."""
    vectors = one.encode([text.text for text in KNOWN])
    near = vectors @ vectors.T
    same = torch.tensor([[a.name == b.name for b in KNOWN] for a in KNOWN])
    other = ~same
    same.fill_diagonal_(fill_value=False)
    return float(near[same].mean() - near[other].mean())


def test_texts_of_one_name_come_together_and_apart_from_the_others() -> None:
    taught = fresh()
    before = apart(taught)
    sharpening.sharpen(taught, KNOWN, LINES, RECIPE)
    assert apart(taught) > before + 0.1


def test_general_text_is_held_where_it_was() -> None:
    def moved(weight: float) -> float:
        taught = fresh()
        before = taught.encode(LINES)
        sharpening.sharpen(taught, KNOWN, LINES, replace(RECIPE, kept_weight=weight))
        return float(1 - (taught.encode(LINES) * before).sum(1).mean())

    assert moved(20.0) < moved(0.0) / 2


def test_the_same_seed_gives_the_same_weights_and_another_gives_others() -> None:
    vectors = []
    for seed in (1, 1, 2):
        taught = fresh()
        sharpening.sharpen(taught, KNOWN, LINES, replace(RECIPE, epochs=2, seed=seed))
        vectors.append(taught.encode(["where is my vote"]))
    assert torch.equal(vectors[0], vectors[1])
    assert not torch.equal(vectors[0], vectors[2])


def test_a_text_without_another_of_its_name_is_only_kept_away_from(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    real = sharpening._apart

    def watched(found: torch.Tensor, bank: torch.Tensor, batch: list[int], *rest: object) -> torch.Tensor:
        seen.extend(batch)
        return real(found, bank, batch, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sharpening, "_apart", watched)
    sharpening.sharpen(fresh(), KNOWN, LINES, replace(RECIPE, epochs=20))
    alone = next(at for at, text in enumerate(KNOWN) if text.name == "plain 1")
    assert set(seen) == set(range(len(KNOWN))) - {alone}
