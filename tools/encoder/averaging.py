"""Step 3: the mean of the weights before and after training (Wortsman et al. 2022): English comes back, for nothing."""

import torch
from transformers import PreTrainedModel

TRAINED = 0.7


def average(before: PreTrainedModel, after: PreTrainedModel, trained: float = TRAINED) -> None:
    """Puts (1 - trained) * before + trained * after into `after`."""
    weights = before.state_dict()
    with torch.no_grad():
        for name, value in after.state_dict().items():
            if value.is_floating_point():
                value.copy_((1 - trained) * weights[name] + trained * value)
