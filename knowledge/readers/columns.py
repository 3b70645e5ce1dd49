"""Letters of a page -> its lines in the order in which they are read: columns, tables, paragraphs, headings.

Rows are parted into segments at wide gaps. A stretch of rows with a gutter that none of them crosses and with prose on
both sides is read column by column; cells side by side become one row of a table, between `|`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from knowledge.readers.letters import Letter, Rule

SAME_ROW = 0.3  # of the size: how far baselines of one row differ
WORD_GAP, SEGMENT_GAP, TABLE_GAP = 0.22, 1.1, 3.0  # of the size, between two letters
SMALL_LETTER = 0.8  # of the row's size: below and raised, it is the mark of a note
FEWEST_ROWS = 3  # on either side of a gutter
PROSE = 18  # characters in the middle line of a column; cells are shorter
RUNNING_ON = 0.5  # of the lines of a narrow column begin in the midst of a sentence
CLOSING = "\"'”’)"
LARGE = 1.15  # of the size of the running text: a heading
WIDE_LEADING = 1.35  # of the usual distance of lines: a paragraph ends
LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of letters without a wide gap in it."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """`block` changes where the page goes on elsewhere: in the next column, or below the columns."""

    text: str
    left: float
    base: float
    size: float
    block: int
    is_cells: bool = False


Row = Sequence[Segment]


def text(letters: Sequence[Letter], rules: Sequence[Rule], body_size: float) -> str:
    """The page's lines as they are read; `body_size` is the size of most letters of the document."""
    lines = [
        replace(line, block=number)
        for number, block in enumerate(_blocks(list(_rows(letters)), rules))
        for line in block
    ]
    return "\n".join(_written(_with_whole_headings(lines, body_size), body_size))


# --- rows and segments ------------------------------------------------------------------------------------------------


def _rows(letters: Sequence[Letter]) -> Iterator[Row]:
    """From the top; letters raised beside larger ones are marks of notes and left out, lowered ones stay in the row."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda each: (-each.base, each.left)):
        row = rows[-1] if rows else []
        if row and abs(row[0].base - letter.base) <= SAME_ROW * max(row[0].size, letter.size):
            row.append(letter)
        else:
            rows.append([letter])
    for row in _without_note_marks(rows):
        segments = list(_segments(sorted(row, key=lambda each: each.left)))
        if segments:
            yield segments


def _without_note_marks(rows: Sequence[list[Letter]]) -> Iterator[list[Letter]]:
    for row, below in zip(rows, [*rows[1:], []], strict=False):
        size = max((letter.size for letter in below), default=0.0)
        is_raised = bool(below) and row[0].base - below[0].base < 0.8 * size
        is_mark = all(letter.text.isdigit() or letter.text.isspace() for letter in row)
        if is_raised and is_mark and all(letter.size < SMALL_LETTER * size for letter in row):
            continue
        tall = max(letter.size for letter in row)
        raised = [each for each in row if each.size < SMALL_LETTER * tall and each.text.isdigit()]
        base = median(each.base for each in row if each.size >= SMALL_LETTER * tall)
        marks = {id(each) for each in raised if each.base > base + 0.1 * tall}
        yield [each for each in row if id(each) not in marks]


def _segments(letters: Iterable[Letter]) -> Iterator[Segment]:
    run: list[Letter] = []
    words, is_parted = "", False
    for letter in letters:
        if letter.text.isspace():
            is_parted = True
            continue
        gap = letter.left - max((each.right for each in run[-3:]), default=letter.left)
        size = max(letter.size, run[-1].size) if run else letter.size
        if run and gap > SEGMENT_GAP * size:
            yield _segment(words, run)
            run, words = [], ""
        elif run and (is_parted or gap > WORD_GAP * size):
            words += " "
        words += letter.text
        is_parted = False
        run.append(letter)
    if run:
        yield _segment(words, run)


def _segment(words: str, run: Sequence[Letter]) -> Segment:
    size = median(letter.size for letter in run)
    return Segment(words, run[0].left, max(letter.right for letter in run), run[0].base, size)


# --- columns and tables -----------------------------------------------------------------------------------------------


def _blocks(rows: Sequence[Row], rules: Sequence[Rule]) -> Iterator[list[Line]]:
    gutter = _gutter(rows)
    if gutter is None:
        yield _lines(rows)
        return
    for is_parted, group in groupby(rows, key=lambda row: not _crosses(row, gutter)):
        band = list(group)
        if not is_parted or not _is_in_columns(band, gutter):
            yield _lines(band)
        elif _is_ruled(band, gutter, rules):
            yield list(_ruled_table(band, rules))
        else:
            for is_left in (True, False):
                side = [[each for each in row if (each.right <= gutter) == is_left] for row in band]
                yield from _blocks([row for row in side if row], rules)


def _gutter(rows: Sequence[Row]) -> float | None:
    """The x that keeps the longest stretch of rows apart with prose on both sides; None where there is none."""
    best, longest = None, 0
    for x in sorted({round(segment.right + 1) for row in rows for segment in row}):
        for is_parted, group in groupby(rows, key=lambda row: not _crosses(row, x)):
            band = list(group)
            if is_parted and len(band) > longest and _is_in_columns(band, x):
                best, longest = float(x), len(band)
    return best


def _crosses(row: Row, x: float) -> bool:
    return any(segment.left < x < segment.right for segment in row)


def _is_in_columns(band: Sequence[Row], x: float) -> bool:
    left = [segment for row in band for segment in row if segment.right <= x]
    right = [segment for row in band for segment in row if segment.right > x]
    if min(len(left), len(right)) < FEWEST_ROWS:
        return False
    if min(map(_reach, (left, right))) < 0.3 * max(map(_reach, (left, right))):
        return False
    return all(_is_prose(side) for side in (left, right))


def _is_prose(side: Sequence[Segment]) -> bool:
    """Long lines; or short ones whose sentences run on from line to line, which those of cells do not."""
    if median(len(each.text) for each in side) >= PROSE:
        return True
    has_words = median(len(each.text.split()) for each in side) >= 2
    has_ends = any(each.text.rstrip(CLOSING).endswith((".", "?", "!")) or ". " in each.text for each in side)
    return has_words and has_ends and sum(each.text[0].islower() for each in side) >= RUNNING_ON * len(side)


def _reach(side: Sequence[Segment]) -> float:
    return max(each.base for each in side) - min(each.base for each in side)


def _is_ruled(band: Sequence[Row], gutter: float, rules: Sequence[Rule]) -> bool:
    """Lines drawn across the gutter between the rows: its cells belong together, however long they are."""
    size = band[0][0].size
    top, bottom = band[0][0].base + 3 * size, band[-1][0].base - 3 * size
    across = [rule for rule in rules if rule.left < gutter - 20 and rule.right > gutter + 20]
    return len({round(rule.y) for rule in across if bottom < rule.y < top}) >= 2


def _ruled_table(band: Sequence[Row], rules: Sequence[Rule]) -> Iterator[Line]:
    """One line for all that stands between two rules, each column's words together."""
    heights = sorted({rule.y for rule in rules}, reverse=True)
    columns = _column_starts(band)
    for _, group in groupby(band, key=lambda row: sum(y > row[0].base for y in heights)):
        rows = list(group)
        cells: list[list[str]] = [[] for _ in columns]
        for segment in (each for row in rows for each in row):
            cells[max(0, sum(start <= segment.left + 1 for start in columns) - 1)].append(segment.text)
        first = rows[0][0]
        yield Line(_row_of_table([" ".join(cell) for cell in cells]), first.left, first.base, first.size, 0, True)


def _column_starts(band: Sequence[Row]) -> list[float]:
    starts: list[float] = []
    for left in sorted(segment.left for row in band for segment in row):
        if not starts or left > starts[-1] + 30:
            starts.append(left)
    return starts


def _lines(rows: Sequence[Row]) -> list[Line]:
    """A line a row. Cells that stand under or over others like them make a row of a table; lone ones stay apart."""
    lines = []
    for above, row, below in zip([(), *rows], rows, [*rows[1:], ()], strict=False):
        first, is_cells = row[0], len(row) > 1 and (_is_aligned(row, above) or _is_aligned(row, below))
        if is_cells:
            words = _row_of_table([segment.text for segment in row])
        else:
            words = first.text
            for before, after in pairwise(row):
                is_wide = after.left - before.right > TABLE_GAP * before.size
                words += ("    " if is_wide else " ") + after.text
        lines.append(Line(words, first.left, first.base, max(each.size for each in row), 0, is_cells))
    return lines


def _is_aligned(row: Row, other: Row) -> bool:
    """Whether both have cells that begin, end or stand in the middle at the same places, beyond the first."""
    shared = sum(
        any(
            abs(one.left - two.left) < 3
            or abs(one.right - two.right) < 3
            or abs(one.left + one.right - two.left - two.right) < 6
            for two in other[1:]
        )
        for one in row[1:]
    )
    return shared > 0 and shared >= min(len(row), len(other)) - 1


def _row_of_table(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


# --- headings and paragraphs ------------------------------------------------------------------------------------------


def _with_whole_headings(lines: Sequence[Line], body_size: float) -> list[Line]:
    """Large lines right under each other are one heading."""
    whole: list[Line] = []
    for line in lines:
        above = whole[-1] if whole else None
        if above and _is_large(above, body_size) and _is_large(line, body_size) and _continues(above, line):
            whole[-1] = replace(above, text=f"{above.text} {line.text}", base=line.base)
        else:
            whole.append(line)
    return whole


def _continues(above: Line, line: Line) -> bool:
    is_near = 0 < above.base - line.base < 1.7 * line.size
    return is_near and above.block == line.block and abs(above.size - line.size) < 0.5


def _is_large(line: Line, body_size: float) -> bool:
    has_words = any(character.isalpha() for character in line.text)
    return line.size >= LARGE * body_size and has_words and not line.is_cells


def _written(lines: Sequence[Line], body_size: float) -> Iterator[str]:
    leading = _leading(lines)
    for above, line in zip([None, *lines], lines, strict=False):
        is_heading = _is_large(line, body_size) and len(line.text) <= LONGEST_HEADING
        if above and _is_apart(above, line, leading):
            yield ""
        yield f"# {line.text}" if is_heading else line.text


def _leading(lines: Sequence[Line]) -> float:
    steps = [one.base - two.base for one, two in pairwise(lines) if one.block == two.block and one.base > two.base]
    return median(steps) if steps else 0.0


def _is_apart(above: Line, line: Line, leading: float) -> bool:
    if above.block != line.block:
        # A sentence goes on in the next column, which begins higher up; below the columns something new begins.
        return line.base < above.base or abs(above.size - line.size) > 0.5
    step = above.base - line.base
    return step > WIDE_LEADING * leading or abs(above.size - line.size) > 0.5 or above.is_cells != line.is_cells
