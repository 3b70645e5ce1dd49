"""Parallel text: English and Swahili lines that say the same, one folder a source, with its licence beside it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = "en_sw.tsv"
LICENCE = "SOURCE.txt"
HELD_OUT = 10  # one line in ten is never trained on


@dataclass(frozen=True)
class Pair:
    source: str
    english: str
    swahili: str

    @property
    def is_held_out(self) -> bool:
        """By the English words alone, so that a line that two sources share is held out of both."""
        return int.from_bytes(self._digest[:4], "big") % HELD_OUT == 0

    @property
    def order(self) -> bytes:
        """As good as shuffled, and never otherwise."""
        return self._digest[4:]

    @property
    def _digest(self) -> bytes:
        return hashlib.sha256(" ".join(self.english.lower().split()).encode()).digest()


def read(folder: Path) -> list[Pair]:
    """Every pair under `folder`, sources in order of name. A source without its licence is refused."""
    files = sorted(folder.glob(f"*/{FILE}"))
    if not files:
        raise SystemExit(f"No {FILE} in any folder of {folder}: name the folder that holds one folder a source.")
    return [pair for file in files for pair in _pairs(file)]


def some(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """`count` of them, the same ones each time and from all sources, in their order."""
    chosen = sorted(range(len(pairs)), key=lambda at: pairs[at].order)[:count]
    return [pairs[at] for at in sorted(chosen)]


def _pairs(file: Path) -> list[Pair]:
    if not (file.parent / LICENCE).is_file():
        raise SystemExit(f"{file.parent} has no {LICENCE}: text whose licence was not seen is not trained on.")
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        if len(cells) != 2:
            raise SystemExit(f"{file}, line {number}: needs English TAB Swahili.")
        found.append(Pair(file.parent.name, *cells))
    return found
