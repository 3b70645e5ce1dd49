"""How often what was asked for stands first, and among the first three."""

import statistics
from collections.abc import Iterable, Sequence

from knowledge.labels import Label


def shares(found: Iterable[tuple[Label, Sequence[str]]]) -> dict[str, tuple[float, float]]:
    """(label, documents, nearest first) pairs -> by language, the shares with an accepted one first, among three."""
    ranks: dict[str, list[int | None]] = {}
    for label, documents in found:
        rank = next((rank for rank, document in enumerate(documents) if document in label.expect.cards), None)
        ranks.setdefault(label.language, []).append(rank)
    return {
        language: (_share(of_language, first=1), _share(of_language, first=3))
        for language, of_language in ranks.items()
    }


def _share(ranks: Sequence[int | None], first: int) -> float:
    return statistics.mean(rank is not None and rank < first for rank in ranks)
