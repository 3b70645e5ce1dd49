"""CSV: facts or places, one a row; which column means what stands in the card."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

from knowledge.errors import UnreadableError
from knowledge.readers import text as plain

MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000
# A spreadsheet would work these out. "+254 700" and "-1.5" are no formulas.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s().,/-]*$)")
_SEPARATORS = ",;\t|"

Table = list[list[str]]


def read(path: Path) -> str:
    """The table, written anew with commas. Raises UnreadableError that names the row."""
    content = plain.read(path)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(_checked(path, _rows(path, content)))
    return out.getvalue()


def rows(content: str) -> Table:
    """The rows of a table that `read` gave; the first holds the names of the columns."""
    return list(csv.reader(io.StringIO(content), strict=True))


def _rows(path: Path, content: str) -> Table:
    head = content.split("\n", 1)[0]
    separator = Counter({each: head.count(each) for each in _SEPARATORS}).most_common(1)[0][0]
    found: Table = []
    try:
        for row in csv.reader(io.StringIO(content), delimiter=separator, strict=True):
            if any(cell.strip() for cell in row):
                found.append([cell.strip() for cell in row])
            if len(found) > MOST_ROWS:
                raise UnreadableError(f"{path.name}: has more than {MOST_ROWS:,} rows. Part it into several files.")
    except csv.Error as error:
        raise UnreadableError(
            f"{path.name}: is no proper CSV ({error}). Save it from the spreadsheet once more, as CSV in UTF-8."
        ) from error
    return found


def _checked(path: Path, found: Table) -> Table:
    names = found[0]
    if len(names) > MOST_COLUMNS:
        raise UnreadableError(f"{path.name}: has {len(names)} columns; at most {MOST_COLUMNS} are read.")
    if len(found) < 2 or not all(names) or len(set(names)) < len(names):
        raise UnreadableError(
            f"{path.name}: the first row must name every column, each differently, with rows of cells below it."
        )
    for number, row in enumerate(found[1:], start=2):
        if len(row) != len(names):
            raise UnreadableError(
                f"{path.name}: row {number} has {len(row)} cells and the first row {len(names)}. Give each row a "
                f"cell for each column."
            )
        for name, cell in zip(names, row, strict=True):
            _check_cell(path, number, name, cell)
    for name in names:
        _check_cell(path, 1, name, name)
    return found


def _check_cell(path: Path, number: int, name: str, cell: str) -> None:
    if _FORMULA.match(cell):
        raise UnreadableError(
            f"{path.name}: row {number}, column {name!r:.60} holds a formula. Save the values, not the formulas."
        )
    if len(cell) > LONGEST_CELL:
        raise UnreadableError(
            f"{path.name}: row {number}, column {name!r:.60} holds {len(cell):,} characters; at most "
            f"{LONGEST_CELL:,} are read."
        )
