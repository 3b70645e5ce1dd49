"""The encoder gives unit vectors, general English nearly as its original does, and an altered one is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot import config
from knowledge import embeddings
from knowledge.embeddings import MANNER, MEANING, PARTS, Encoder, OnnxEncoder, SentenceTransformerEncoder
from knowledge.errors import ModelError
from tools.export_model import packaged_model

FOLDER = config.ROOT / config.read({}).model
TEXTS = (
    "What time do polling stations open?",
    "Nikipoteza kitambulisho naweza kupiga kura?",
    "A petition against a presidential result is filed at the Supreme Court within seven days.",
    "naeza vote bila ID",
    "how many people were killed in 2007/8",
    "The police must not use more force than is needed. " * 6,
)
GENERAL = (  # the encoder has learnt to tell text of our subject apart, which moves it; other text stays
    "The farmer planted maize after the long rains.",
    "Her brother plays football in the city league.",
    "Boil the water before you give it to the child.",
    "The new phone has a larger screen and a better camera.",
    "A museum in the old town shows paintings of the coast.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the encoder, to be damaged."""
    return Path(shutil.copytree(FOLDER, tmp_path / "encoder"))


@pytest.fixture(scope="module")
def original() -> SentenceTransformerEncoder:
    """The model that the encoder was made from, run by sentence-transformers itself."""
    return SentenceTransformerEncoder(str(packaged_model()))


def test_every_vector_has_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode([*TEXTS, "", "?!", "🗳"])
    assert vectors.shape == (len(TEXTS) + 3, encoder.dimensions) == (9, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_text_gives_no_vector(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_text_has_the_same_vector_alone_as_in_any_company(encoder: Encoder) -> None:
    together = encoder.encode_parts(TEXTS)
    backwards = encoder.encode_parts(TEXTS[::-1])[::-1]
    alone = np.concatenate([encoder.encode_parts([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(backwards, alone)


def test_a_text_has_the_same_vector_each_time(encoder: Encoder) -> None:
    np.testing.assert_array_equal(encoder.encode([TEXTS[0]]), encoder.encode([TEXTS[0]]))


def test_beside_its_meaning_a_text_has_its_manner(encoder: Encoder) -> None:
    parts = encoder.encode_parts(TEXTS)
    assert parts.shape == (len(TEXTS), PARTS, encoder.dimensions)
    np.testing.assert_array_equal(parts[:, MEANING], encoder.encode(TEXTS))
    units = parts[:, MANNER] / np.linalg.norm(parts[:, MANNER], axis=1, keepdims=True)
    assert (units * parts[:, MEANING]).sum(axis=1).max() < 0.9  # it is not the meaning once more


def test_a_model_of_another_name_gives_its_meaning_for_the_manner(original: SentenceTransformerEncoder) -> None:
    parts = original.encode_parts(TEXTS[:2])
    np.testing.assert_array_equal(parts[:, MANNER], parts[:, MEANING])


def test_a_model_exported_without_the_manner_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "OUTPUTS", ["embedding", "manner", "mood"])
    with pytest.raises(ModelError, match="exported by another version"):
        OnnxEncoder(folder)


def test_general_english_has_nearly_the_vectors_of_the_original(
    encoder: Encoder, original: SentenceTransformerEncoder
) -> None:
    found, expected = encoder.encode(GENERAL), original.encode(GENERAL)
    assert (found * expected).sum(axis=1).min() >= 0.9


@pytest.mark.parametrize(
    ("swahili", "english"),
    [
        ("Nikipoteza kitambulisho naweza kupiga kura?", "Can I vote if I lose my identity card?"),
        ("Vituo vya kupigia kura hufunguliwa saa ngapi?", TEXTS[0]),
        ("Mahakama ya Juu husikiliza ombi la kupinga matokeo ya urais.", TEXTS[2]),
    ],
)
def test_swahili_is_nearest_to_english_of_the_same_meaning(encoder: Encoder, swahili: str, english: str) -> None:
    choices = list(
        dict.fromkeys([english, *GENERAL, "Who pays the election officials?", "Can a court order a recount?"])
    )
    nearest = int((encoder.encode(choices) @ encoder.encode([swahili])[0]).argmax())
    assert choices[nearest] == english


def test_another_model_runs_through_its_own_library(original: SentenceTransformerEncoder, encoder: Encoder) -> None:
    vectors = original.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), original.dimensions) == (6, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert original.sha256 != encoder.sha256


def test_near_questions_are_nearer_than_far_ones(encoder: Encoder) -> None:
    one, same, other = encoder.encode(["When do polls open?", TEXTS[0], "How do I bake bread?"])
    assert one @ same > 0.6 > 0.3 > one @ other


def test_text_up_to_256_word_pieces_counts_and_beyond_does_not(encoder: Encoder) -> None:
    # "vote" is one word piece; the two marks around the text count as well: 254 words fit.
    short, long, longer = (encoder.encode(["vote " * count + "petition " * 20])[0] for count in (150, 254, 300))
    without = encoder.encode(["vote " * 150])[0]
    assert short @ without < 0.99
    assert long @ longer > 0.9999
    assert long @ encoder.encode(["vote " * 254])[0] > 0.9999


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_an_altered_file_is_refused_by_name(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=rf"{name} is not the file that model.json names: .*git checkout"):
        OnnxEncoder(folder)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "model.json"])
def test_a_missing_file_is_refused_with_a_sentence(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=r"No usable model in .*: bring it back"):
        OnnxEncoder(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sha256": {}}', '{"name": "x"}'])
def test_a_damaged_model_card_is_refused_with_a_sentence(folder: Path, content: str) -> None:
    (folder / "model.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"No usable model in .*: bring it back"):
        OnnxEncoder(folder)


def test_the_weights_name_the_model(encoder: Encoder) -> None:
    card = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))
    assert encoder.sha256 == card["sha256"]["model.onnx"]


@pytest.mark.parametrize("model", ["knowledge/encoder", "models/all-MiniLM-L6-v2"])
def test_a_model_folder_that_is_not_there_is_refused_with_what_to_run(model: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=rf"{model} is missing: .*`make model`"):
        embeddings.load(model, tmp_path)


def test_the_encoder_of_the_repository_is_the_one_that_config_names(encoder: Encoder) -> None:
    assert isinstance(encoder, OnnxEncoder)
    assert config.read({}).model == "knowledge/encoder"


def test_the_weights_are_small_enough_for_the_repository() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 30_000_000


def test_a_name_outside_our_folders_goes_to_sentence_transformers(tmp_path: Path) -> None:
    assert isinstance(embeddings.load(str(packaged_model()), tmp_path), SentenceTransformerEncoder)


def test_a_short_text_is_not_padded(folder: Path) -> None:
    """The tokenizer's own file pads to 128 pieces: the same vector, in ten times the time."""
    encoder = OnnxEncoder(folder)
    assert [len(encoder.pieces(text)) for text in ("kura", "what time do polling stations open")] == [3, 8]
