"""An exported encoder as a model that can be trained on: its 8-bit weights as the numbers that they stand for."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoModel, PreTrainedModel

from tools import export_model
from tools.encoder import vocabulary
from tools.encoder.student import Student
from tools.encoder.vocabulary import Vocabulary

QUANTIZED, SCALE, ZERO = "_quantized", "_scale", "_zero_point"
ROWS = "embeddings.word_embeddings.weight"
LAYER = re.compile(r"(encoder/layer\.\d+/.+)/MatMul")
Table = npt.NDArray[np.float32]


def read(folder: Path, longest: int) -> Student:
    """Of a folder that export_model wrote from the packaged model with more rows."""
    packaged = export_model.packaged_model()
    known, told = vocabulary.read(packaged), vocabulary.read(folder)["model"]["vocab"]
    added = sorted(told.keys() - known["model"]["vocab"].keys(), key=lambda piece: int(told[piece]))
    words = Vocabulary(known, tuple(added))
    model: PreTrainedModel = AutoModel.from_pretrained(packaged).eval()
    model.resize_token_embeddings(len(words.numbers), mean_resizing=False)
    own = model.state_dict()
    found = {name: torch.from_numpy(weights.copy()) for name, weights in _weights(folder / "model.onnx").items()}
    lacking = [name for name in own if name not in found and "pooler" not in name]
    if lacking:
        raise SystemExit(f"{folder} has no {lacking[0]}: name a folder that `tools.encoder build` wrote.")
    model.load_state_dict({**own, **{name: weights for name, weights in found.items() if name in own}})
    return Student(model, words, longest)


def write(student: Student, start: Path, target: Path, made_of: Mapping[str, object]) -> None:
    """To `target`; its model.json says what that of `start`, from which it was made, said, and `made_of`."""
    card = json.loads((start / "model.json").read_text(encoding="utf-8"))
    student.model.set_attn_implementation("eager")  # the exporter knows no other
    export_model.export(student.model, student.vocabulary.to_json(), target, {**card, **made_of})


def _weights(file: Path) -> dict[str, Table]:
    """By the names that they have in the model."""
    graph = onnx.load(str(file)).graph
    kept = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {name.removeprefix("model."): table for name, table in kept.items() if table.dtype == np.float32}
    for name in kept:
        if name.startswith("model.") and name.endswith(QUANTIZED):
            found[name.removeprefix("model.").removesuffix(QUANTIZED)] = _as_it_was(kept, name)
    for node in graph.node:
        layer = LAYER.search(node.name)
        if layer and (name := next((each for each in node.input if each.endswith(QUANTIZED) and each in kept), "")):
            found[f"{layer[1].replace('/', '.')}.weight"] = _as_it_was(kept, name).T
    return found


def _as_it_was(kept: dict[str, npt.NDArray[Any]], name: str) -> Table:
    """8 bits with a scale for each column, or one for all."""
    root = name.removesuffix(QUANTIZED)
    table = (kept[name].astype(np.float32) - kept[root + ZERO].astype(np.float32)) * kept[root + SCALE]
    return np.asarray(table, dtype=np.float32)
