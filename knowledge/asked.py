"""Questions with the card that answers each, in the words of people who had not read it: known beside its own examples.

Here an editor or a helpdesk puts a question that the bot should have understood.
"""

from dataclasses import dataclass
from pathlib import Path

from knowledge import lines
from knowledge.errors import KnowledgeError

FILE = "asked.tsv"
COLUMNS = 4


@dataclass(frozen=True)
class Asked:
    """One question in as many forms as somebody wrote; `english` may be empty."""

    card: str
    english: str
    others: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.english, *self.others) if self.english else self.others


def read(country_folder: Path) -> tuple[Asked, ...]:
    """The lines of asked.tsv; none where there is no such file."""
    file = country_folder / FILE
    if not file.is_file():
        return ()
    return tuple(_line(line, file, number) for number, line in lines.numbered(file))


def _line(line: str, file: Path, number: int) -> Asked:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) != COLUMNS or not cells[0] or not any(cells[1:]):
        raise KnowledgeError(
            f"{file}, line {number}: needs {COLUMNS} columns with tabs: card, English, Swahili, Sheng."
        )
    card, english, *others = cells
    return Asked(card, english, tuple(filter(None, others)))
