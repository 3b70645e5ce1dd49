"""Swahili word pieces beside the English ones: the packaged tokenizer with pieces learnt from Swahili appended.

English keeps its own pieces: one that English text would use too is dropped, in rounds, because dropping one makes
others appear.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from tools.encoder import merging

PIECES = 22_000  # learnt; a good half of them survive
LEAST_SEEN = 3
MOST_ENGLISH = 0.08  # of how often Swahili text uses a piece
ROUNDS = 3


@dataclass(frozen=True)
class Vocabulary:
    """The packaged tokenizer's table and the pieces appended to it, in the order of their rows."""

    packaged: dict[str, Any]
    added: tuple[str, ...]

    @cached_property
    def numbers(self) -> dict[str, int]:
        known: dict[str, int] = self.packaged["model"]["vocab"]
        return known | {piece: len(known) + at for at, piece in enumerate(self.added)}

    @cached_property
    def old_rows(self) -> int:
        return len(self.packaged["model"]["vocab"])

    def to_json(self) -> str:
        """A tokenizer file."""
        table = self.packaged | {"model": self.packaged["model"] | {"vocab": self.numbers}}
        return json.dumps(table, ensure_ascii=False)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        made = Tokenizer.from_str(self.to_json())
        made.no_padding()
        made.no_truncation()
        return made

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text's pieces, without the marks at both ends."""
        return [encoded.ids for encoded in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def read(folder: Path) -> dict[str, Any]:
    """The table of a model folder's tokenizer."""
    table: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    return table


def learn(packaged: dict[str, Any], english: Sequence[str], swahili: Sequence[str]) -> Vocabulary:
    """The packaged vocabulary with the pieces that Swahili needs and English hardly uses."""
    known = packaged["model"]["vocab"]
    added = [piece for piece in merging.pieces(swahili, PIECES, LEAST_SEEN) if piece not in known]
    for _ in range(ROUNDS):
        vocabulary = Vocabulary(packaged, tuple(added))
        in_english = _counts(vocabulary, english)
        in_swahili = _counts(vocabulary, swahili)
        kept = [
            piece
            for piece in added
            if in_swahili[piece] >= LEAST_SEEN and in_english[piece] <= MOST_ENGLISH * in_swahili[piece]
        ]
        if len(kept) == len(added):
            break
        added = kept
    return Vocabulary(packaged, tuple(added))


def _counts(vocabulary: Vocabulary, texts: Sequence[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for encoded in vocabulary.tokenizer.encode_batch(list(texts), add_special_tokens=False):
        found.update(encoded.tokens)
    return found
