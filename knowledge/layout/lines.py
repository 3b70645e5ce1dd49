"""A raw text -> its lines, clean of marks and without the furniture of its pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.layout import page_furniture
from knowledge.layout.leftovers import Leftover, Reason
from knowledge.layout.marks import plain
from knowledge.layout.page_furniture import Row

_EDGE = 2
# A page break, or furniture taken out, counts as so many blank lines.
_WIDE_GAP = 2
# These stand in the middle of sentences; at any other furniture a sentence has come to its end.
_TRANSPARENT = frozenset({Reason.PAGE_NUMBER, Reason.RUNNING_HEAD})


@dataclass(frozen=True)
class Line:
    """`gap` counts the blank lines before it; `barrier`: text was dropped before it.

    `opens_page`: a page ended before it, or a column with the number of its page underneath.
    """

    text: str
    number: int
    gap: int = 0
    barrier: bool = False
    opens_page: bool = False


def read(text: str) -> tuple[list[Line], list[Leftover]]:
    """The lines that hold words, in order, and what was left out."""
    rows = list(_rows(text))
    reasons = page_furniture.find([row for row in rows if row.text])
    lines: list[Line] = []
    dropped: list[Leftover] = []
    gap, barrier, page, opens_page = 0, False, 0, False
    for row in rows:
        opens_page |= row.page > page
        gap, page = gap + _WIDE_GAP * (row.page - page), row.page
        if not row.text:
            gap += 1
        elif row.number not in reasons:
            lines.append(Line(row.text, row.number, gap, barrier, opens_page))
            gap, barrier, opens_page = 0, False, False
        else:
            reason = reasons[row.number]
            dropped.append(Leftover(row.number, row.text, reason))
            gap, barrier = gap + _WIDE_GAP, barrier or reason not in _TRANSPARENT
            opens_page |= reason in _TRANSPARENT
    return lines, dropped


def _rows(text: str) -> Iterator[Row]:
    number = 0
    for page, content in enumerate(text.split("\f")):
        texts = ["", *map(plain, content.split("\n")), ""]
        filled = [index for index, row in enumerate(texts) if row]
        edges = {*filled[:_EDGE], *filled[-_EDGE:]} if "\f" in text else set()
        for index in range(1, len(texts) - 1):
            is_alone = not texts[index - 1] and not texts[index + 1]
            yield Row(texts[index], number, page, index in edges, is_alone)
            number += 1
