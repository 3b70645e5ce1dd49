"""A tokenizer and models small enough to train in a test."""

import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel

from tools import export_model

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ENGLISH = ("the", "a", "house", "book", "big", "small", "vote", "votes", "court", "police", "where", "is", "my")


def packaged() -> dict[str, Any]:
    """The table of a WordPiece tokenizer that knows ENGLISH and the letters."""
    pieces = ["[PAD]", "[UNK]", *LETTERS, *(f"##{letter}" for letter in LETTERS), *ENGLISH]
    made = Tokenizer(models.WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    table: dict[str, Any] = json.loads(made.to_str())
    return table


def model(seed: int = 1, rows: int = 30522) -> BertModel:
    torch.manual_seed(seed)
    sizes = BertConfig(
        vocab_size=rows, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    return BertModel(sizes).eval()


def folder(target: Path) -> Path:
    """A model folder such as the package has, with its real tokenizer and a tiny model."""
    target.mkdir()
    model().save_pretrained(target)
    (target / "tokenizer.json").write_bytes((export_model.packaged_model() / "tokenizer.json").read_bytes())
    return target
