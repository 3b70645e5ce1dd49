"""A figure with its values for every system, the ratio between them, and the target that it has to meet."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.evaluation.proportion import wilson

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


def share(
    name: str,
    hits: Mapping[str, int],
    of: Mapping[str, int],
    higher_is_better: bool = False,
    is_compared: bool = True,
) -> Figure:
    """Of each system in percent, with the 95 % interval; one of which nothing is counted has no value."""
    counted = [system for system in hits if of[system]]
    values = {system: 100 * hits[system] / of[system] for system in counted}
    bounds = {system: wilson(hits[system], of[system]) for system in counted}
    ranges = {system: (100 * low, 100 * high) for system, (low, high) in bounds.items()}
    return Figure(name, of[OURS], values, higher_is_better, ranges=ranges, is_compared=is_compared)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]
