"""A raw text -> its lines, without page numbers, running heads, rules, menus and lone dates."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.layout import shapes
from knowledge.layout.leftovers import Leftover, Reason
from knowledge.layout.marks import plain
from knowledge.sentences import is_finished
from knowledge.typography import DASHES

_AROUND = rf"[|\s{DASHES}]*"
_PAGE_NUMBER = re.compile(rf"{_AROUND}(\d{{1,4}}){_AROUND}")
_PAGE_LABEL = re.compile(
    rf"{_AROUND}(?:(?:page|ukurasa(?: wa)?|p\.)\s*\d{{1,4}}(?:\s*(?:of|/|kati ya)\s*\d{{1,4}})?"
    rf"|\d{{1,4}}\s*(?:of|/)\s*\d{{1,4}}){_AROUND}",
    re.IGNORECASE,
)
_RULE = re.compile(rf"[=_*~#.•|\s{DASHES}]+")
_MENU = re.compile(r"\S {4,}\S")
_DATE = re.compile(
    r"(?:\w+,? )?\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
)
_EDGE = 2
_LONGEST_HEAD = 120
_FEWEST_HEADS = 3


@dataclass(frozen=True)
class Line:
    """`gap` counts the blank lines before it, more for a page break; `barrier`: text before it was dropped."""

    text: str
    number: int
    gap: int = 0
    barrier: bool = False


@dataclass(frozen=True)
class _Raw:
    text: str
    number: int
    page: int
    is_edge: bool = False
    is_alone: bool = False


def read(text: str) -> tuple[list[Line], list[Leftover]]:
    """The lines that hold words, in order, and what was left out."""
    raws = _number(text)
    reasons = _furniture([raw for raw in raws if raw.text])
    lines: list[Line] = []
    dropped: list[Leftover] = []
    gap, barrier, page = 0, False, 0
    for raw in raws:
        gap, page = gap + 2 * (raw.page - page), raw.page
        if not raw.text:
            gap += 1
        elif raw.number not in reasons:
            lines.append(Line(raw.text, raw.number, gap, barrier))
            gap, barrier = 0, False
        else:
            reason = reasons[raw.number]
            dropped.append(Leftover(raw.number, raw.text, reason))
            gap, barrier = gap + 2, barrier or reason not in (Reason.PAGE_NUMBER, Reason.RUNNING_HEAD)
    return lines, dropped


def _number(text: str) -> list[_Raw]:
    raws: list[_Raw] = []
    for page, content in enumerate(text.split("\f")):
        rows = [plain(row) for row in content.split("\n")]
        filled = [index for index, row in enumerate(rows) if row]
        edges = {*filled[:_EDGE], *filled[-_EDGE:]} if "\f" in text else set()
        for index, row in enumerate(rows):
            above, below = rows[index - 1] if index else "", rows[index + 1] if index + 1 < len(rows) else ""
            raws.append(_Raw(row, len(raws), page, index in edges, not above and not below))
    return raws


def _furniture(raws: Sequence[_Raw]) -> dict[int, Reason]:
    reasons = {raw.number: Reason.MENU for raw in raws if _MENU.search(raw.text) and not is_finished(raw.text)}
    reasons |= {raw.number: Reason.DATE_LINE for raw in raws if _DATE.fullmatch(raw.text)}
    reasons |= {raw.number: Reason.RULE for raw in raws if _RULE.fullmatch(raw.text) and not shapes.item_mark(raw.text)}
    reasons |= dict.fromkeys(_paged_heads(raws) | _unpaged_heads(raws), Reason.RUNNING_HEAD)
    reasons |= dict.fromkeys(_page_numbers(raws), Reason.PAGE_NUMBER)
    return reasons


def _page_numbers(raws: Sequence[_Raw]) -> set[int]:
    """A lone number in running text may be a figure: it counts where the number before or after it stands so too."""
    values = {raw.number: int(match.group(1)) for raw in raws if (match := _PAGE_NUMBER.fullmatch(raw.text))}
    in_sequence = {value for number in values.values() for value in (number - 1, number + 1)}
    above = {raw.number: previous for previous, raw in pairwise(raws)}
    found = {raw.number for raw in raws if _PAGE_LABEL.fullmatch(raw.text)}
    for raw in raws:
        if raw.number not in values:
            continue
        follows_end = raw.number not in above or is_finished(above[raw.number].text)
        if raw.is_alone or raw.is_edge or follows_end or values[raw.number] in in_sequence:
            found.add(raw.number)
    return found


def _paged_heads(raws: Sequence[_Raw]) -> set[int]:
    """Lines that come back at page edges; a number in them must run with the pages ("Article 12" does not)."""
    pages = 1 + max((raw.page for raw in raws), default=0)
    keys = {raw.number: _head(raw, raw.page) for raw in raws if raw.is_edge and _may_be_head(raw)}
    count = Counter(keys.values())
    return {number for number, key in keys.items() if pages > 1 and count[key] >= min(pages, _FEWEST_HEADS)}


def _unpaged_heads(raws: Sequence[_Raw]) -> set[int]:
    """Without form feeds: a line alone that comes back, and once at least cuts a sentence in two."""
    keys = {raw.number: re.sub(r"\d+", "#", raw.text) for raw in raws if raw.is_alone and _may_be_head(raw)}
    count = Counter(keys.values())
    cutting = {
        keys[middle.number]
        for before, middle, after in zip(raws, raws[1:], raws[2:], strict=False)
        if middle.number in keys and shapes.is_open(before.text) and shapes.starts_small(after.text)
    }
    return {number for number, key in keys.items() if key in cutting and count[key] >= _FEWEST_HEADS}


def _may_be_head(raw: _Raw) -> bool:
    return len(raw.text) <= _LONGEST_HEAD and shapes.is_open(raw.text) and not shapes.item_mark(raw.text)


def _head(raw: _Raw, page: int) -> tuple[str, int | None]:
    number = re.search(r"^\d+\b|\b\d+$", raw.text)
    return (raw.text.replace(number.group(), "#"), int(number.group()) - page) if number else (raw.text, None)
