"""An export agrees with what it was made from, is whole or absent, and names its files' hashes."""

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from knowledge.embeddings import OnnxEncoder
from tools import export_model

TOKENIZER = (export_model.packaged_model() / "tokenizer.json").read_text(encoding="utf-8")
pytestmark = pytest.mark.filterwarnings("ignore")  # what torch says of its own exporter


def tiny() -> BertModel:
    torch.manual_seed(1)
    sizes = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    return BertModel._from_config(sizes, attn_implementation="eager").eval()


def test_an_export_gives_the_same_file_each_time_and_can_be_loaded(tmp_path: Path) -> None:
    hashes = set()
    for name in ("one", "two"):
        export_model.export(tiny(), TOKENIZER, tmp_path / name, {"name": name})
        encoder = OnnxEncoder(tmp_path / name)
        hashes.add(encoder.sha256)
    assert len(hashes) == 1
    vectors = encoder.encode(["what time do polling stations open", "kura"])
    assert vectors.shape == (2, 32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_an_export_that_strays_from_its_original_is_refused_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "kept").touch()
    monkeypatch.setattr(export_model, "LEAST_COSINE", 1.1)
    with pytest.raises(SystemExit, match="strays from the original"):
        export_model.export(tiny(), TOKENIZER, tmp_path / "made", {})
    assert (tmp_path / "made" / "kept").exists()


def test_a_package_with_other_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_model, "TOKENIZER_SHA256", "0" * 64)
    with pytest.raises(SystemExit, match="do not use this package"):
        export_model.packaged_model()
