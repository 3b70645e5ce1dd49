"""An exported encoder can be trained on: read back, it gives the vectors that its file gives."""

import json
import re
from pathlib import Path

import pytest
import torch

from knowledge.embeddings import OnnxEncoder
from tests.tools.encoder import toy
from tools import export_model
from tools.encoder import exported, sharpening, vocabulary
from tools.encoder.known_texts import NamedText
from tools.encoder.parallel import Pair
from tools.encoder.sharpening import Sharpness
from tools.encoder.student import Student
from tools.encoder.vocabulary import Vocabulary

pytestmark = pytest.mark.filterwarnings("ignore")  # what torch says of its own exporter
TEXTS = ["Where do I vote?", "mahakama ya rufaa", "A petition is filed within seven days."]


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny model stands in for the packaged one."""
    folder = toy.folder(tmp_path / "packaged")
    monkeypatch.setattr(export_model, "packaged_model", lambda: folder)
    return folder


def written(packaged: Path, target: Path, added: tuple[str, ...]) -> None:
    words = Vocabulary(vocabulary.read(packaged), added)
    model = export_model.load(packaged)
    model.resize_token_embeddings(len(words.numbers), mean_resizing=False)
    torch.manual_seed(1)
    for weights in model.parameters():
        weights.data += 0.02 * torch.randn_like(weights)  # as trained ones, no two are the same
    export_model.export(Student(model, words, 48).model, words.to_json(), target, {"name": "toy"})


def test_it_reads_as_the_file_does(packaged: Path, tmp_path: Path) -> None:
    written(packaged, tmp_path / "made", ("mahakama", "rufaa"))
    read = exported.read(tmp_path / "made", 48)
    assert read.vocabulary.added == ("mahakama", "rufaa")
    near = (read.encode(TEXTS).numpy() * OnnxEncoder(tmp_path / "made").encode(TEXTS)).sum(axis=1)
    assert near.min() > 0.97


def test_a_file_that_lacks_weights_is_refused(packaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(packaged, tmp_path / "made", ())
    monkeypatch.setattr(exported, "LAYER", re.compile("(no such layer)"))
    with pytest.raises(SystemExit, match=r"has no encoder\.layer\.0"):
        exported.read(tmp_path / "made", 48)


def test_written_anew_it_is_the_same_file(packaged: Path, tmp_path: Path) -> None:
    written(packaged, tmp_path / "made", ("mahakama",))
    exported.write(exported.read(tmp_path / "made", 48), tmp_path / "made", tmp_path / "again", {"by": "test"})
    one, other = (json.loads((tmp_path / name / "model.json").read_text()) for name in ("made", "again"))
    assert (one["sha256"], "by" in one) == (other["sha256"], False)
    assert (other["name"], other["by"]) == ("toy", "test")


def test_sharpened_it_is_an_encoder_that_says_what_it_was_made_from(packaged: Path, tmp_path: Path) -> None:
    start, target = tmp_path / "start", tmp_path / "target"
    written(packaged, start, ("mahakama",))
    known = [NamedText(text, f"card {at % 2}") for at, text in enumerate((*TEXTS, "wapi mahakama"))]
    pairs = [Pair("kolibri", f"the {word}", word) for word in ("court", "vote", "house", "book", "police", "queue")]
    sharpening.make(start, target, known, pairs, Sharpness(epochs=3, batch=2, kept=2, rows_rate=1e-2))
    one, other = (json.loads((folder / "model.json").read_text(encoding="utf-8")) for folder in (start, target))
    assert other["name"] == "toy"
    assert other["sharpened"]["from"] == one["sha256"]["model.onnx"] != other["sha256"]["model.onnx"]
    assert other["sharpened"]["texts"] == len(known)
    before, after = (OnnxEncoder(folder).encode(TEXTS) for folder in (start, target))
    assert (before * after).sum(axis=1).min() < 0.999
