"""Messages by kind: what is settled before any search, and plain questions that look like it."""

from pathlib import Path

from knowledge import lines
from knowledge.errors import KnowledgeError

FILE = "messages.tsv"
PLAIN = "plain"


def read(country_folder: Path) -> tuple[tuple[str, str], ...]:
    """(kind, message) of every line of messages.tsv; none where there is no such file."""
    file = country_folder / FILE
    if not file.is_file():
        return ()
    return tuple(_line(line, file, number) for number, line in lines.numbered(file))


def _line(line: str, file: Path, number: int) -> tuple[str, str]:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) != 2 or not all(cells):
        raise KnowledgeError(f"{file}, line {number}: needs 2 columns with a tab between them: kind, message.")
    return cells[0], cells[1]
