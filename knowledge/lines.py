"""The lines of a data file that an editor keeps: without comments and blank ones, each with its number."""

from collections.abc import Iterator
from pathlib import Path


def numbered(file: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line
