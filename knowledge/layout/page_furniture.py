"""Which rows of a page belong to the page and not to its text: numbers, running heads, menus, dates, rules."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.layout import shapes
from knowledge.layout.leftovers import Reason
from knowledge.sentences import is_finished, split
from knowledge.typography import DASHES

_AROUND = rf"[|\s{DASHES}]*"
_PAGE_NUMBER = re.compile(rf"{_AROUND}(\d{{1,4}}){_AROUND}")
_PAGE_LABEL = re.compile(
    rf"{_AROUND}(?:(?:page|ukurasa(?: wa)?|p\.)\s*\d{{1,4}}(?:\s*(?:of|/|kati ya)\s*\d{{1,4}})?"
    rf"|\d{{1,4}}\s*(?:of|/)\s*\d{{1,4}}){_AROUND}",
    re.IGNORECASE,
)
_RULE = re.compile(rf"[=_*~#.•|\s{DASHES}]+")
_TABLE = re.compile(r"\|.+\|")  # as Markdown has them, and as our readers write them
_MENU = re.compile(r"\S {4,}\S")
_DATE = re.compile(
    r"(?:\w+,? )?\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
)
_LONGEST_HEAD = 120
_FEWEST_HEADS = 3
_LONGEST_MENU_ENTRY = 30
_SHORTEST_LINE = 20  # of running text, in the narrowest column


@dataclass(frozen=True)
class Row:
    """`is_edge`: among the first or last of its page. `is_alone`: between blank rows."""

    text: str
    number: int
    page: int
    is_edge: bool = False
    is_alone: bool = False


def find(rows: Sequence[Row]) -> dict[int, Reason]:
    """The numbers of those rows, and what they are. `rows` hold no blank ones."""
    reasons = {row.number: Reason.MENU for row in rows if _is_menu(row.text)}
    reasons |= {row.number: Reason.TABLE for row in rows if _TABLE.fullmatch(row.text)}
    reasons |= dict.fromkeys(_stacked_menus(rows), Reason.MENU)
    reasons |= {row.number: Reason.DATE_LINE for row in rows if _DATE.fullmatch(row.text)}
    reasons |= {row.number: Reason.RULE for row in rows if _RULE.fullmatch(row.text) and not shapes.item_mark(row.text)}
    reasons |= dict.fromkeys(_paged_heads(rows) | _unpaged_heads(rows), Reason.RUNNING_HEAD)
    reasons |= dict.fromkeys(_page_numbers(rows), Reason.PAGE_NUMBER)
    return reasons


def _is_menu(text: str) -> bool:
    """Entries or cells side by side; the gap after a bullet is none."""
    mark = shapes.item_mark(text)
    return not is_finished(text) and _MENU.search(text, mark.end() if mark else 0) is not None


def _stacked_menus(rows: Sequence[Row]) -> set[int]:
    """Three short lines or more right under each other, each with a capital and none with an end.

    In a narrow column such lines may be the middle of a sentence, which runs into them or out of them.
    """
    found: set[int] = set()
    by_number = {row.number: row for row in rows}
    for run in _runs_of_short_lines(rows):
        above, below = by_number.get(run[0].number - 1), by_number.get(run[-1].number + 1)
        if len(run) > 2 and not (above and _runs_on(above.text)) and not (below and shapes.starts_small(below.text)):
            found.update(row.number for row in run)
    return found


def _runs_of_short_lines(rows: Sequence[Row]) -> Iterator[list[Row]]:
    run: list[Row] = []
    for row in rows:
        if run and (row.number != run[-1].number + 1 or not _may_be_menu(row)):
            yield run
            run = []
        if _may_be_menu(row):
            run.append(row)
    yield from [run] if run else []


def _runs_on(text: str) -> bool:
    """A line of running text whose sentence goes on in the next line."""
    is_heading = shapes.is_title(text) or shapes.is_all_capitals(text)
    return len(text) > _SHORTEST_LINE and shapes.is_open(text) and not is_heading


def _may_be_menu(row: Row) -> bool:
    is_line = row.text[0].isupper() and shapes.is_open(row.text) and not shapes.is_all_capitals(row.text)
    return is_line and len(row.text) <= _LONGEST_MENU_ENTRY and not shapes.item_mark(row.text)


def _page_numbers(rows: Sequence[Row]) -> set[int]:
    """A lone number in running text may be a figure: it counts where the number before or after it stands so too."""
    values = {row.number: int(match.group(1)) for row in rows if (match := _PAGE_NUMBER.fullmatch(row.text))}
    in_sequence = {value for number in values.values() for value in (number - 1, number + 1)}
    above = {row.number: previous for previous, row in pairwise(rows)}
    found = {row.number for row in rows if _PAGE_LABEL.fullmatch(row.text)}
    for row in rows:
        if row.number not in values:
            continue
        follows_end = row.number not in above or is_finished(above[row.number].text)
        if row.is_alone or row.is_edge or follows_end or values[row.number] in in_sequence:
            found.add(row.number)
    return found


def _paged_heads(rows: Sequence[Row]) -> set[int]:
    """Lines that come back at page edges, word for word or with a number that runs with the pages."""
    pages = 1 + max((row.page for row in rows), default=0)
    edges = [row for row in rows if row.is_edge and _may_be_head(row)] if pages > 1 else []
    count = Counter(key for row in edges for key in _head_keys(row))
    return {row.number for row in edges if any(count[key] >= min(pages, _FEWEST_HEADS) for key in _head_keys(row))}


def _unpaged_heads(rows: Sequence[Row]) -> set[int]:
    """Without form feeds: a line alone that comes back, and once at least cuts a sentence in two."""
    keys = {row.number: re.sub(r"\d+", "#", row.text) for row in rows if row.is_alone and _may_be_head(row)}
    count = Counter(keys.values())
    cutting = {
        keys[middle.number]
        for before, middle, after in zip(rows, rows[1:], rows[2:], strict=False)
        if middle.number in keys and shapes.is_open(before.text) and shapes.starts_small(after.text)
    }
    return {number for number, key in keys.items() if key in cutting and count[key] >= _FEWEST_HEADS}


def _may_be_head(row: Row) -> bool:
    """With text right beside it, a line from a small letter on, or with a sentence that ends in it, is of that text."""
    is_of_text = (shapes.starts_small(row.text) and len(row.text.split()) > 2) or len(split(row.text)) > 1
    if is_of_text and not row.is_alone:
        return False
    return len(row.text) <= _LONGEST_HEAD and shapes.is_open(row.text) and not shapes.item_mark(row.text)


def _head_keys(row: Row) -> set[tuple[str, int | None]]:
    number = re.search(r"^\d+\b|\b\d+$", row.text)
    running = {(row.text.replace(number.group(), "#"), int(number.group()) - row.page)} if number else set()
    return {(row.text, None), *running}
