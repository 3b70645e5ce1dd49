"""Entries near in meaning: Chroma first, an exact scan where it cannot serve."""

import logging
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge import index
from knowledge.embeddings import Encoder, Vectors
from knowledge.errors import EditionError
from knowledge.models import Manifest

log = logging.getLogger(__name__)

NEAREST = 60  # entries asked of Chroma: several entries lead to one page, and masked ones fall away
KNOWN_AGAIN, LEAST_KNOWN_AGAIN = 8, 0.5  # entries looked up when the index is opened; the share it must find
SAME = 0.999  # the least cosine of two vectors of one text
SHORTEST = np.float32(1e-6)  # of a sum of vectors; a card without entries has none
ENOUGH = 12  # entries that may answer; with fewer of them among the nearest, all are scanned


class Meaning:
    """The vectors of an edition, shape (entries, dimensions), and its index."""

    def __init__(self, folder: Path, encoder: Encoder, manifest: Manifest) -> None:
        self.vectors: Vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self._encoder = encoder
        self._entries = manifest.entries
        self._index = self._opened(folder, manifest)

    @property
    def has_index(self) -> bool:
        return self._index is not None

    def parts(self, text: str) -> Vectors:
        """A question's vectors, of its meaning and of its manner, shape (PARTS, dimensions)."""
        found: Vectors = self._encoder.encode_parts([text])[0]
        return found

    def means(self, groups: npt.NDArray[np.int32], count: int) -> Vectors:
        """Unit vectors, shape (count, dimensions): the mean of the entries of each group; -1: of none."""
        entries = np.flatnonzero(groups >= 0)
        sums: Vectors = np.zeros((count, self.vectors.shape[1]), dtype=np.float32)
        np.add.at(sums, groups[entries], self.vectors[entries])
        means: Vectors = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), SHORTEST)
        return means

    def near(self, vector: Vectors, allowed: npt.NDArray[np.bool_]) -> list[tuple[int, float]]:
        """(entry, cosine) of entries that `allowed` (shape (entries,)) lets through, the nearest first."""
        nearest = [(entry, cosine) for entry, cosine in self._nearest(vector) if allowed[entry]]
        if len(nearest) >= min(ENOUGH, int(allowed.sum())):
            return nearest
        cosines = np.where(allowed, self.vectors @ vector, -1.0)
        return [(int(entry), float(cosines[entry])) for entry in np.argsort(-cosines)[:NEAREST] if allowed[entry]]

    def _nearest(self, vector: Vectors) -> list[tuple[int, float]]:
        """What Chroma finds, with cosines worked out here: no hash protects what it says of distances."""
        if self._index is not None:
            try:
                entries = [entry for entry, _ in self._index.nearest(vector, min(NEAREST, self._entries))]
                cosines = (self.vectors[entries] @ vector).tolist()
                return sorted(zip(entries, cosines, strict=True), key=lambda found: -found[1])
            except Exception:  # see _opened
                log.exception("the vector index fails; scanning exactly instead")
                self._index = None
        return []

    def _opened(self, folder: Path, manifest: Manifest) -> index.VectorIndex | None:
        """Chroma's index, or None where it is not the one that was built."""
        try:
            # Before Chroma opens them: one flipped bit in the graph's files can end the process (seen with 1.5.9).
            if index.file_hashes(folder / "chroma") != dict(manifest.index_hashes):
                raise EditionError("its files have changed since the build")
            opened = index.open_existing(folder / "chroma")
            if opened.count() != manifest.entries:
                raise EditionError("it is incomplete")
            if not self._knows_again(opened):
                raise EditionError("it holds other vectors")
            return opened
        except Exception:  # chromadb raises its Rust errors under no common base
            log.exception("the vector index of %s cannot be used; scanning exactly instead", folder.name)
        return None

    def _knows_again(self, opened: index.VectorIndex) -> bool:
        """Whether the index finds entries by their own vectors, as one that another model made does not."""
        sample = np.linspace(0, self._entries - 1, KNOWN_AGAIN, dtype=np.intp)
        found = [opened.nearest(self.vectors[entry], 1)[0][0] for entry in sample]
        cosines = (self.vectors[found] * self.vectors[sample]).sum(axis=1)
        return bool((cosines > SAME).mean() >= LEAST_KNOWN_AGAIN)
