"""Sentences of a section -> groups of them that read well as a quotation.

The cheapest way to cut the section is chosen: groups of about 200 to 600 characters, within a paragraph where possible,
and none that opens with a word pointing back ("This", "However") if another cut is nearly as good.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.wordlists import POINTING_BACK

SHORT, IDEAL, LONG, LONGEST = 200, 420, 600, 900

_POINTS_BACK = re.compile(rf"(?:{'|'.join(POINTING_BACK)})\b")
_BREAK_INSIDE_PARAGRAPH = 40.0
_JOIN_PARAGRAPHS = 120.0
_JOIN_OVER_OMISSION = 60.0
_OPEN_POINTING_BACK = 220.0
_OPEN_PARAGRAPH_POINTING_BACK = 130.0


@dataclass(frozen=True)
class Unit:
    """A sentence, an item of a long list, or a whole list. `follows_omission`: a sentence before it was left out."""

    text: str
    line: int
    opens_paragraph: bool = False
    is_item: bool = False
    follows_omission: bool = False


def group(units: Sequence[Unit]) -> list[list[Unit]]:
    """Every unit in exactly one group, in order; no group of several is longer than LONGEST."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(units) + 1):
        best.append(min((best[start][0] + cost, start) for start, cost in _choices(units, end)))
    cuts = [len(units)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return [list(units[start:end]) for start, end in pairwise(reversed(cuts))]


def join(units: Sequence[Unit]) -> str:
    """The group as one text; "[…]" says where a sentence of the source is left out."""
    return units[0].text + "".join(f"{_space_before(unit)}{unit.text}" for unit in units[1:])


def _space_before(unit: Unit) -> str:
    space = "\n" if unit.opens_paragraph or unit.is_item else " "
    return f"{space}[…] " if unit.follows_omission else space


def _choices(units: Sequence[Unit], end: int) -> Iterator[tuple[int, float]]:
    """Where a group that ends before `end` may start, and what it costs by its length, its joins and its opening."""
    length, joins = 0, 0.0
    for start in reversed(range(end)):
        unit = units[start]
        length += len(unit.text)
        if length > LONGEST and start < end - 1:
            return
        yield start, joins + _cost_of_length(length) + (_cost_of_break(unit) if start else 0)
        length += len(_space_before(unit))
        joins += _JOIN_PARAGRAPHS * unit.opens_paragraph + _JOIN_OVER_OMISSION * unit.follows_omission


def _cost_of_length(length: int) -> float:
    return abs(length - IDEAL) * 0.1 + max(0, SHORT - length) + max(0, length - LONG) * 0.8


def _cost_of_break(unit: Unit) -> float:
    points_back = _POINTS_BACK.match(unit.text) is not None
    if unit.opens_paragraph:
        return _OPEN_PARAGRAPH_POINTING_BACK * points_back
    return _BREAK_INSIDE_PARAGRAPH + _OPEN_POINTING_BACK * points_back
