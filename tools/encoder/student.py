"""A model in training with its tokenizer."""

from collections.abc import Sequence

import torch
from torch.nn import functional
from transformers import PreTrainedModel

from tools.encoder.vocabulary import Vocabulary

FIRST_MARK, LAST_MARK = 101, 102  # [CLS] and [SEP] of the packaged vocabulary

WIDTHS = 8  # pieces: of few widths each kind of product is compiled once, of many again and again


class Student:
    def __init__(self, model: PreTrainedModel, vocabulary: Vocabulary, longest: int) -> None:
        self.model = model
        self.vocabulary = vocabulary
        self._longest = longest

    def train(self, dropout: float) -> None:
        self.model.train()
        for module in self.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = dropout

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        kept = self._longest - 2
        return [[FIRST_MARK, *ids[:kept], LAST_MARK] for ids in self.vocabulary.pieces(texts)]

    def vectors(self, pieces: Sequence[Sequence[int]]) -> torch.Tensor:
        """Unit vectors, shape (texts, dimensions)."""
        width = -(-max(map(len, pieces)) // WIDTHS) * WIDTHS
        ids = torch.tensor([[*line, *[0] * (width - len(line))] for line in pieces])
        mask = torch.tensor([[1] * len(line) + [0] * (width - len(line)) for line in pieces])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return functional.normalize((hidden.float() * weights).sum(1) / weights.sum(1), dim=-1)

    def encode(self, texts: Sequence[str], batch: int = 128) -> torch.Tensor:
        """Vectors of many texts, in their order, without gradients."""
        return self.encoded(self.pieces(texts), batch)

    def encoded(self, pieces: Sequence[Sequence[int]], batch: int = 128) -> torch.Tensor:
        """The same of texts in pieces."""
        order = sorted(range(len(pieces)), key=lambda at: len(pieces[at]))
        found = torch.empty(len(pieces), self.model.config.hidden_size)
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            with torch.no_grad():
                found[part] = self.vectors([pieces[at] for at in part])
        return found


def distance(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """The mean of 2 - 2 cos, of unit vectors."""
    return (2 - 2 * (found * wanted).sum(1)).mean()
