"""The sentence-transformers model that turns text into vectors: int8 ONNX by default, loaded once.

A text has two: of what it means, and of its manner, from behind two thirds of the layers, where the states of the words
still tell a wish from a question and a cry from a report.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

from knowledge.errors import ModelError

Vectors = npt.NDArray[np.float32]

MEANING, MANNER = 0, 1
PARTS = 2  # the vectors of a text
OUTPUTS = ["embedding", "manner"]  # of the graph, in that order
FILES = ("model.onnx", "tokenizer.json")
OURS = ("knowledge/", "models/")  # folders that hold no model of another name
REMEDY = "bring it back with `git checkout knowledge/encoder`, or, in models/, with `make model`"


class Encoder(Protocol):
    """Text to unit vectors. `sha256` names the weights: an index made by other weights is refused."""

    sha256: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of what texts mean, shape (len(texts), dimensions), float32. Blocking: off the event loop."""
        ...

    def encode_parts(self, texts: Sequence[str]) -> Vectors:
        """The same, and beside each the vector of its manner, of any length: shape (len(texts), PARTS, dimensions)."""
        ...


class OnnxEncoder:
    """The exported model on one thread of ONNX Runtime: 1-2 ms a question, neither torch nor transformers needed."""

    def __init__(self, folder: Path) -> None:
        """Load from a folder that tools/export_model.py wrote. Raises ModelError if it is missing or altered."""
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        card = _checked_card(folder)
        options = SessionOptions()
        options.intra_op_num_threads = 1  # two busy threads on two cores triple the slowest answers
        options.inter_op_num_threads = 1
        self._session = InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(card.max_tokens)  # the file itself says 128
        self._tokenizer.no_padding()  # the file itself pads to 128, which takes ten times as long
        if [output.name for output in self._session.get_outputs()] != OUTPUTS:
            raise ModelError(f"The model in {folder} was exported by another version of this program: {REMEDY}.")
        self.dimensions = card.dimensions
        self.sha256 = card.sha256["model.onnx"]

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.encode_parts(texts)[:, MEANING]

    def encode_parts(self, texts: Sequence[str]) -> Vectors:
        """One text at a time: the int8 scales of a batch depend on all of it, so that a text's vectors would too."""
        vectors = np.empty((len(texts), PARTS, self.dimensions), dtype=np.float32)
        for index, text in enumerate(texts):
            vectors[index] = self._parts(text)
        return vectors

    def pieces(self, text: str) -> list[int]:
        """The word pieces that the model reads of a text, by number; its own first and last mark included."""
        return list(self._tokenizer.encode(text).ids)

    def _parts(self, text: str) -> Vectors:
        ids = np.array([self.pieces(text)], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        return np.concatenate(cast(list[Vectors], self._session.run(OUTPUTS, feed)))


class SentenceTransformerEncoder:
    """Any other sentence-transformers model, named in config.toml, run by that library itself (slower, larger).

    It gives no manner: the meaning stands in its place.
    """

    def __init__(self, name: str) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(1)
        self._model = SentenceTransformer(name)
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.sha256 = hashlib.sha256(f"sentence-transformers:{name}".encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = self._model.encode(list(texts), normalize_embeddings=True, convert_to_numpy=True)
        return np.asarray(vectors, dtype=np.float32)

    def encode_parts(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.encode(texts)] * PARTS, axis=1)


def load(model: str, root: Path) -> Encoder:
    """The encoder that config names: a folder under `root` with model.json, else a sentence-transformers name."""
    folder = root / model
    if (folder / "model.json").is_file():
        return OnnxEncoder(folder)
    if model.startswith(OURS):
        raise ModelError(f"The model folder {model} is missing: {REMEDY}.")
    return SentenceTransformerEncoder(model)


@dataclass(frozen=True)
class _ModelCard:
    """What model.json says of the exported files."""

    max_tokens: int
    dimensions: int
    sha256: Mapping[str, str]


def _checked_card(folder: Path) -> _ModelCard:
    try:
        table = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        expected = {name: str(table["sha256"][name]) for name in FILES}
        found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
        card = _ModelCard(int(table["max_tokens"]), int(table["dimensions"]), expected)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"No usable model in {folder}: {REMEDY}.") from error
    for name in FILES:
        if found[name] != expected[name]:
            raise ModelError(f"{folder / name} is not the file that model.json names: {REMEDY}.")
    return card
