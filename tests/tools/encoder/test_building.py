"""The making of an encoder, with a tiny model: each step does what it says, and the same seed gives the same file."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from knowledge.embeddings import OnnxEncoder
from tests.tools.encoder import toy
from tools import export_model
from tools.encoder import distillation, figures, student
from tools.encoder.building import Build, Text
from tools.encoder.distillation import Recipe
from tools.encoder.lesson import Matter, Translation
from tools.encoder.parallel import Pair
from tools.encoder.student import Student
from tools.encoder.vocabulary import Vocabulary

pytestmark = pytest.mark.filterwarnings("ignore")  # what torch says of its own exporter
WORDS = {"nyumba": "house", "kitabu": "book", "mahakama": "court", "polisi": "police", "kura": "vote", "kubwa": "big"}
PAIRS = [Pair("kolibri", f"the {WORDS[one]} and the {WORDS[two]}", f"{one} na {two}") for one in WORDS for two in WORDS]
TEXT = Text(
    parallel=PAIRS,
    held_out=PAIRS[:6],
    translations=[Translation("a big house", "nyumba kubwa", 2)],
    matters=[Matter(f"card-{word}", (word, WORDS[word])) for word in WORDS],
    by_hand={"kura": ("vote", "ballot")},
)
RECIPE = Recipe(steps=3, batch=8, english=2, matters=4)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny model stands in for the packaged one."""
    folder = toy.folder(tmp_path / "packaged")
    monkeypatch.setattr(export_model, "packaged_model", lambda: folder)
    return tmp_path


def pair_of_students(seed: int = 1) -> tuple[Student, Student]:
    words = Vocabulary(toy.packaged(), tuple(WORDS))
    return (
        Student(toy.model(seed, rows=200), words, 16),
        Student(toy.model(1, rows=200), Vocabulary(toy.packaged(), ()), 16),
    )


@pytest.fixture(autouse=True)
def marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy tokenizer has no marks of its own at 101 and 102."""
    monkeypatch.setattr(student, "FIRST_MARK", 1)
    monkeypatch.setattr(student, "LAST_MARK", 1)


def test_the_same_seed_gives_the_same_file(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        Build(TEXT, RECIPE).whole(small / name)
    one, two = ({file.name: file.read_bytes() for file in (small / name).iterdir()} for name in ("one", "two"))
    assert one == two
    said = capsys.readouterr().out
    for step in ("packaged", "step 1, translated rows", "step 2, distilled"):
        assert f"{step}: swahili finds english" in said
    assert OnnxEncoder(small / "one").encode(["nyumba kubwa"]).shape == (1, 32)


def test_step_one_leaves_every_old_row_and_every_english_vector_alone(small: Path) -> None:
    build = Build(TEXT, RECIPE)
    student = build.translated()
    before = toy.model().get_input_embeddings().weight
    torch.testing.assert_close(student.model.get_input_embeddings().weight[: len(before)], before)
    assert len(student.model.get_input_embeddings().weight) == len(student.vocabulary.numbers) > len(before)


def test_distillation_moves_swahili_towards_its_english() -> None:
    student, teacher = pair_of_students()
    lines = [Translation(pair.english, pair.swahili) for pair in PAIRS]
    swahili, english = [line.text for line in lines], [line.english for line in lines]

    def near() -> float:
        return float((student.encode(swahili) * teacher.encode(english)).sum(1).mean())

    before = near()
    distillation.distil(student, teacher, lines, (), student.vocabulary.old_rows, Recipe(steps=30, batch=8, english=2))
    assert near() > before + 0.05


def test_another_seed_gives_other_weights() -> None:
    lines = [Translation(pair.english, pair.swahili) for pair in PAIRS]
    vectors = []
    for seed in (1, 1, 2):
        student, teacher = pair_of_students()
        recipe = Recipe(seed=seed, steps=3, batch=8, english=2, matters=4)
        distillation.distil(student, teacher, lines, TEXT.matters, student.vocabulary.old_rows, recipe)
        vectors.append(student.encode(["nyumba na kitabu"]))
    assert torch.equal(vectors[0], vectors[1])
    assert not torch.equal(vectors[0], vectors[2])


def test_old_rows_move_far_less_than_new_ones() -> None:
    student, teacher = pair_of_students()
    before = student.model.get_input_embeddings().weight.detach().clone()
    lines = [Translation(pair.english, pair.swahili) for pair in PAIRS]
    old = student.vocabulary.old_rows
    distillation.distil(student, teacher, lines, TEXT.matters, old, RECIPE)
    moved = (student.model.get_input_embeddings().weight.detach() - before).norm(dim=1)
    assert 0 < moved[:old].max() < 0.1 * moved[old : old + len(WORDS)].max()


def test_fewer_matters_than_a_batch_wants_are_no_trouble() -> None:
    student, teacher = pair_of_students()
    lines = [Translation(pair.english, pair.swahili) for pair in PAIRS]
    distillation.distil(student, teacher, lines, TEXT.matters[:3], 10, Recipe(steps=1, batch=8, matters=40))


def test_a_line_is_found_first_only_among_those_of_its_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "TOGETHER", 2)
    pairs = [Pair("kolibri", "x", "x")] * 2 + [Pair("tico19", "x", "x")] * 2
    texts = np.array([[1, 0], [0, 1], [1, 0], [0, 1]], dtype=np.float32)
    asked = np.array([[1, 0], [1, 0], [0.9, 0.1], [0, 1]], dtype=np.float32)
    assert figures.found_first(pairs, asked, texts).tolist() == [True, False, True, True]


def test_a_chunk_holds_lines_of_one_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "TOGETHER", 3)
    pairs = [Pair(source, "x", "x") for source in ["tico19"] * 4 + ["kolibri"] * 2]
    assert list(figures.chunks(pairs)) == [slice(0, 3), slice(3, 4), slice(4, 6)]
    assert list(figures.chunks([])) == []


def test_without_held_out_lines_nothing_is_measured(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Build(replace(TEXT, held_out=[]), RECIPE).translated()
    assert "swahili finds english" not in capsys.readouterr().out


def test_no_source_drowns_the_others_in_what_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_OF_A_SOURCE", 3)
    pairs = [Pair(source, str(number), "x") for source in ("tico19", "kolibri") for number in range(9)]
    assert [pair.source for pair in figures.sample(pairs)] == ["tico19"] * 3 + ["kolibri"] * 3
