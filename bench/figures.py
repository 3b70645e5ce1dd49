"""A figure with its values for every system, the ratio between them, and the target that it has to meet."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OURS = "ours"


@dataclass(frozen=True)
class Figure:
    """`values` by system; a system without one was not measured. `target` is the worst value that ours may have."""

    name: str
    n: int
    values: Mapping[str, float]
    higher_is_better: bool = False
    target: float | None = None
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # 95 % intervals, where they make sense
    is_compared: bool = True  # False where neither more nor less is better

    @property
    def is_missed(self) -> bool:
        if self.target is None:
            return False
        return self.values[OURS] < self.target if self.higher_is_better else self.values[OURS] > self.target

    def ratio(self, system: str) -> float | None:
        """How many times better ours is than `system`: above 1 is better, whatever the figure measures."""
        if not self.is_compared or system not in self.values or OURS not in self.values:
            return None
        better, worse = self.values[OURS], self.values[system]
        if not self.higher_is_better:
            better, worse = worse, better
        return better / worse if worse else None


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]
