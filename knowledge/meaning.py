"""Entries near in meaning: Chroma first, an exact scan where it cannot serve."""

import logging
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge import index
from knowledge.embeddings import Encoder, Vectors

log = logging.getLogger(__name__)

NEAREST = 60  # entries asked of Chroma: several entries lead to one page, and masked ones fall away
ENOUGH = 12  # entries that may answer; with fewer of them among the nearest, all are scanned


class Meaning:
    """The vectors of an edition, shape (entries, dimensions), and its index."""

    def __init__(self, folder: Path, encoder: Encoder, entries: int) -> None:
        self.vectors: Vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self._encoder = encoder
        self._entries = entries
        self._index = self._opened(folder)

    def near(self, text: str, allowed: npt.NDArray[np.bool_]) -> list[tuple[int, float]]:
        """(entry, cosine) of entries that `allowed` (shape (entries,)) lets through, the nearest first."""
        vector = self._encoder.encode([text])[0]
        nearest = [(entry, cosine) for entry, cosine in self._nearest(vector) if allowed[entry]]
        if len(nearest) >= min(ENOUGH, int(allowed.sum())):
            return nearest
        cosines = np.where(allowed, self.vectors @ vector, -1.0)
        return [(int(entry), float(cosines[entry])) for entry in np.argsort(-cosines)[:NEAREST] if allowed[entry]]

    def _nearest(self, vector: Vectors) -> list[tuple[int, float]]:
        if self._index is not None:
            try:
                return self._index.nearest(vector, min(NEAREST, self._entries))
            except Exception:  # see _opened
                log.exception("the vector index fails; scanning exactly instead")
                self._index = None
        return []

    def _opened(self, folder: Path) -> index.VectorIndex | None:
        try:
            opened = index.open_existing(folder / "chroma")
            if opened.count() == self._entries:
                return opened
            log.error("the vector index of %s is incomplete; scanning exactly instead", folder.name)
        except Exception:  # chromadb raises its Rust errors under no common base
            log.exception("the vector index of %s cannot be opened; scanning exactly instead", folder.name)
        return None
