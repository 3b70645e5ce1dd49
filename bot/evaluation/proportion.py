"""So many of so many, with how sure that share is."""

import math
from dataclasses import dataclass

Z = 1.96


@dataclass(frozen=True)
class Proportion:
    hits: int
    n: int

    @property
    def share(self) -> float | None:
        """None where nothing was counted."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.hits, self.n) if self.n else None


def rate(hits: int, n: int) -> str:
    """`hits` of `n` as a percentage with the 95 % Wilson interval."""
    if not n:
        return "- (n = 0)"
    low, high = wilson(hits, n)
    return f"{100 * hits / n:.1f} % (n = {n}, 95 % {100 * low:.1f} to {100 * high:.1f})"


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The Wilson score interval of a proportion (Wilson 1927). It holds the proportion, whatever the rounding."""
    share = hits / n
    middle = share + Z * Z / (2 * n)
    spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return max(0.0, min(low, share)), min(1.0, max(high, share))
