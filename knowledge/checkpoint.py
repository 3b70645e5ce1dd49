"""Vectors of a build that is not done yet, kept as they are made: a build that was killed goes on where it stood.

One file beside the editions, `.vectors`: what model made them, then a record for each text. A record that was cut off
by the kill is no record. The file is looked up on disk, so that it takes no memory.
"""

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.embeddings import Vectors

NAME = ".vectors"
DIGEST, CHECK = 16, 4


class Checkpoint:
    """Given to a build; `end` removes it once an edition holds all of its vectors."""

    def __init__(self, folder: Path, model_sha256: str, dimensions: int) -> None:
        self._file = folder / NAME
        self._head = hashlib.sha256(f"{model_sha256}:{dimensions}".encode()).digest()
        self._dimensions = dimensions
        self._length = DIGEST + 4 * dimensions + CHECK
        self._places = self._whole_records()
        self._records = self._mapped()

    def find(self, text: str) -> Vectors | None:
        """All numbers of a text that was encoded before, shape (dimensions,)."""
        place = self._places.get(_digest(text))
        if place is None:
            return None
        record = bytes(self._records[place])
        if zlib.crc32(record[:-CHECK]).to_bytes(CHECK, "big") != record[-CHECK:]:
            return None
        return np.frombuffer(record[DIGEST:-CHECK], dtype=np.float32)

    def keep(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Write them down now, before more are made."""
        with self._file.open("ab") as file:
            for text, vector in zip(texts, vectors, strict=True):
                record = _digest(text) + vector.astype(np.float32).tobytes()
                file.write(record + zlib.crc32(record).to_bytes(CHECK, "big"))

    def end(self) -> None:
        self._file.unlink(missing_ok=True)

    def _whole_records(self) -> dict[bytes, int]:
        """Where each text's record stands. What another model made is thrown away, and so is a record cut off."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        places: dict[bytes, int] = {}
        with self._file.open("ab+") as file:
            file.seek(0)
            if file.read(len(self._head)) != self._head:
                file.truncate(0)
                file.write(self._head)
                return places
            count = 0
            while len(record := file.read(self._length)) == self._length:
                places[record[:DIGEST]] = count
                count += 1
            file.truncate(len(self._head) + count * self._length)
        return places

    def _mapped(self) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
        if not self._places:
            return np.empty((0, self._length), dtype=np.uint8)
        size = self._file.stat().st_size - len(self._head)
        shape = (size // self._length, self._length)
        return np.memmap(self._file, dtype=np.uint8, mode="r", offset=len(self._head), shape=shape)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:DIGEST]
