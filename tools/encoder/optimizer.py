"""AdamW with a rate that rises, then falls to nearly nothing."""

from dataclasses import dataclass

import torch
from transformers import PreTrainedModel

LEAST_PACE = 0.02


@dataclass(frozen=True)
class Rates:
    """Of learning: of the `body`, of the `rows` of word pieces, and `old_share`, of the rows' rate, for the old ones.

    `warm`: the share of the steps in which the rate rises.
    """

    body: float
    rows: float
    old_share: float
    warm: float


class Optimizer:
    """Of one model; its first `old_rows` rows of word pieces have a rate of their own."""

    def __init__(self, model: PreTrainedModel, rates: Rates, steps: int, old_rows: int) -> None:
        self._rows = model.get_input_embeddings().weight
        self._body = [
            weights
            for name, weights in model.named_parameters()
            if weights is not self._rows and "position" not in name
        ]
        self._rates = rates
        self._steps = steps
        self._old_rows = old_rows
        self._optimizer = torch.optim.AdamW(
            [
                {"params": [self._rows], "lr": rates.rows, "weight_decay": 0.0},
                {"params": self._body, "lr": rates.body, "weight_decay": 0.01},
            ],
            betas=(0.9, 0.98),
            fused=True,
        )

    def step(self, loss: torch.Tensor, step: int) -> None:
        rates = self._rates
        pace = min(1.0, (step + 1) / (rates.warm * self._steps)) * max(LEAST_PACE, 1 - step / self._steps)
        for group, rate in zip(self._optimizer.param_groups, (rates.rows, rates.body), strict=True):
            group["lr"] = rate * pace
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._body, 1.0)
        before = self._rows.data[: self._old_rows].clone()
        self._optimizer.step()
        old = self._rows.data[: self._old_rows]
        old.copy_(before + (old - before) * rates.old_share)
