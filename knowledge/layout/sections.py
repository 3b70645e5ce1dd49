"""Blocks -> sections: a title with the paragraphs and lists under it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from knowledge.layout import boxes, furniture, lines, shapes
from knowledge.layout.blocks import Block, Shape, build, rejoin
from knowledge.layout.hyphens import Joiner
from knowledge.layout.leftovers import Leftover, Reason
from knowledge.sentences import is_finished, split

_NUMBERED = re.compile(r"\d+(?:\.\d+)*\.\s+|\d+(?:\.\d+)+\s+")


@dataclass(frozen=True)
class Paragraph:
    text: str
    line: int


@dataclass(frozen=True)
class Item:
    text: str
    line: int


@dataclass(frozen=True)
class Listing:
    """A list with the sentence that introduces it ("" where there is none)."""

    intro: str
    items: tuple[Item, ...]
    line: int
    is_titled: bool


@dataclass
class Section:
    """`line` is that of its heading; -1 where the text has none and the document's title stands in."""

    title: str
    line: int
    parts: list[Paragraph | Listing] = field(default_factory=list)


def read(text: str, title: str) -> tuple[list[Section], list[Leftover]]:
    """The sections of a raw text, boxes as sections of their own, and what was left out."""
    kept, dropped = lines.read(text)
    joiner = Joiner(text)
    blocks, cut_in = boxes.take_from_sentences(build(kept, joiner), joiner)
    blocks, put_between = boxes.take_from_lists(rejoin(blocks, joiner))
    dropped += [Leftover(block.line, block.text, Reason.FOOTNOTE) for block in blocks if block.shape is Shape.FOOTNOTE]
    main = _headings([block for block in blocks if block.shape is not Shape.FOOTNOTE], title)
    sections = _sections(main, title)
    for box in cut_in + put_between:
        sections += _sections(rejoin(box, joiner), title)
    return sections, dropped


def _headings(blocks: Sequence[Block], title: str) -> list[Block]:
    """Headings known only by their place: in title case, the document's own title, or alone before a paragraph."""
    found: list[Block] = []
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        if _is_heading(before, block, after, title):
            block = replace(block, shape=Shape.HEADING, text=block.text.rstrip(":"))
        found.append(block)
    return found


def _is_heading(before: Block | None, block: Block, after: Block | None, title: str) -> bool:
    numbered = _NUMBERED.match(block.text)
    text = block.text[numbered.end() :] if numbered else block.text
    if block.shape is Shape.HEADING or (is_finished(text) and not text.endswith("?")):
        return False
    if furniture.reason_against(text) or furniture.is_link_list(text):
        return False
    if block.shape is Shape.ITEM:
        is_listed = (_is_item(before) and _is_next_number(before, block)) or _is_next_number(block, after)
        opens_part = numbered is not None and not is_listed and (_is_prose(after) or _is_item(after))
        return opens_part and (shapes.is_title(text) or shapes.is_plain_heading(text))
    if _same(text, title):
        return True
    if _is_item(after) and text.endswith(":"):
        return False
    return shapes.is_title(text) or (shapes.is_plain_heading(text) and (_is_prose(after) or _is_item(after)))


def _is_next_number(block: Block | None, after: Block | None) -> bool:
    first, second = (re.match(r"\d+", each.text) if each else None for each in (block, after))
    return first is not None and second is not None and int(second.group()) == int(first.group()) + 1


def _is_prose(block: Block | None) -> bool:
    if block is None or block.shape is not Shape.TEXT or shapes.starts_small(block.text):
        return False
    return is_finished(split(block.text)[0])


def _is_item(block: Block | None) -> bool:
    return block is not None and block.shape is Shape.ITEM


def _same(text: str, title: str) -> bool:
    return "".join(filter(str.isalnum, text)).casefold() == "".join(filter(str.isalnum, title)).casefold()


def _sections(blocks: Sequence[Block], title: str) -> list[Section]:
    sections = [Section(title, -1)]
    for shape, run in groupby(blocks, key=lambda block: block.shape):
        for block in () if shape is Shape.ITEM else run:
            if shape is Shape.HEADING:
                sections.append(Section(block.text, block.line))
            else:
                sections[-1].parts.append(Paragraph(block.text, block.line))
        if shape is Shape.ITEM:
            _add_list(sections[-1].parts, tuple(Item(block.text, block.line) for block in run))
    return sections


def _add_list(parts: list[Paragraph | Listing], items: tuple[Item, ...]) -> None:
    """A sentence that waits for the list introduces it, and leaves its paragraph."""
    above = parts[-1] if parts else None
    if not isinstance(above, Paragraph) or not _introduces(above.text, items):
        parts.append(Listing("", items, items[0].line, is_titled=not parts))
        return
    *finished, intro = split(above.text)
    parts.pop()
    if finished:
        parts.append(Paragraph(" ".join(finished), above.line))
    parts.append(Listing(intro, items, above.line, is_titled=False))


def _introduces(text: str, items: Sequence[Item]) -> bool:
    """Whether the text ends with a colon, or breaks off and every item goes on with a small letter."""
    return text.endswith(":") or (shapes.is_cut(text) and all(shapes.starts_small(item.text) for item in items))
