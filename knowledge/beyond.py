"""Questions that look like the subject and that no card answers: known, so that none of them gets a card's answer."""

from collections.abc import Sequence
from pathlib import Path

from knowledge import lines
from knowledge.errors import KnowledgeError

FILE = "beyond.tsv"
COLUMNS = 3


def read(country_folder: Path) -> tuple[Sequence[str], ...]:
    """The forms of each question of beyond.tsv (English, Swahili, Sheng; one may be missing); none without the file."""
    file = country_folder / FILE
    if not file.is_file():
        return ()
    return tuple(_forms(line, file, number) for number, line in lines.numbered(file))


def _forms(line: str, file: Path, number: int) -> Sequence[str]:
    cells = line.split("\t")
    if len(cells) != COLUMNS:
        raise KnowledgeError(f"{file}, line {number}: needs {COLUMNS} columns with tabs: English, Swahili, Sheng.")
    return [cell.strip() for cell in cells if cell.strip()]
