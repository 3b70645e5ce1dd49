"""Lines -> blocks: headings, paragraphs and list items, with hard line breaks and page breaks mended."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from knowledge.layout import shapes
from knowledge.layout.furniture import is_link_list
from knowledge.layout.hyphens import Joiner
from knowledge.layout.lines import Line
from knowledge.sentences import is_finished, split

_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(.+)")
# Where the next word would have stayed below this share of the column, the line was ended on purpose.
_FULL = 0.8
# No column is narrower: below this, every line was ended on purpose.
_NARROWEST = 25


class Shape(Enum):
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    FOOTNOTE = "footnote"


@dataclass(frozen=True)
class Block:
    """A piece of the page on one line. An item keeps its number, not its bullet.

    `gap` and `opens_page` are those of its first line; `is_full` says that its last line ran to the edge of the column.
    """

    shape: Shape
    text: str
    line: int
    gap: int = 0
    barrier: bool = False
    opens_page: bool = False
    is_full: bool = False


def build(lines: Sequence[Line], joiner: Joiner) -> list[Block]:
    """Blocks as the lines show them; a sentence may still be parted by a page break (see rejoin)."""
    blocks: list[Block] = []
    column = 0  # characters in the widest line of the last lines that stand together; a line alone is measured by them
    for run in _runs(lines):
        column = max(len(line.text) for line in run) if len(run) > 1 else column
        blocks += _build_run(run, column, joiner)
    return [block for block in blocks if block.text]


def _runs(lines: Sequence[Line]) -> Iterable[list[Line]]:
    run: list[Line] = []
    for line in lines:
        if run and (line.gap or line.barrier):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _build_run(run: Sequence[Line], column: int, joiner: Joiner) -> list[Block]:
    width = max(len(line.text) for line in run)
    blocks: list[Block] = []
    for index, line in enumerate(run):
        block = _read(line, blocks[-1] if blocks else None)
        if blocks and _continues_line(blocks[-1], block, run[index - 1].text, width):
            block = _join(blocks.pop(), block, joiner)
        blocks.append(replace(block, is_full=_FULL * column <= len(line.text) <= column / _FULL))
    return blocks


def _read(line: Line, above: Block | None) -> Block:
    shape, text = Shape.TEXT, line.text
    mark = shapes.item_mark(text)
    is_free = above is None or above.shape is not Shape.TEXT or is_finished(above.text) or above.text.endswith(":")
    if heading := _MARKDOWN_HEADING.fullmatch(text):
        shape, text = Shape.HEADING, heading.group(1).rstrip("# :")
    elif is_free and shapes.is_all_capitals(text) and (mark is None or mark["number"]):
        shape, text = Shape.HEADING, text.rstrip(":")
    elif mark and (is_free or not (mark["dash"] or mark["number"])):
        shape, text = Shape.ITEM, text if mark["number"] else text[mark.end() :]
    return Block(shape, text, line.number, line.gap, line.barrier, line.opens_page)


def _continues_line(above: Block, block: Block, line_above: str, width: int) -> bool:
    if block.shape is Shape.HEADING or above.shape is Shape.HEADING:
        return block.shape is above.shape and shapes.is_all_capitals(above.text) and shapes.is_all_capitals(block.text)
    if block.shape is Shape.ITEM:
        return False
    if not above.text:
        return True
    if not is_finished(above.text) and (shapes.starts_small(block.text) or shapes.is_cut(above.text)):
        return True
    next_word = block.text.split(maxsplit=1)[0]
    return width >= _NARROWEST and len(line_above) + 1 + len(next_word) > _FULL * width


def _join(first: Block, second: Block, joiner: Joiner) -> Block:
    text = joiner.join(first.text, second.text) if first.text else second.text
    return replace(first, text=text, is_full=second.is_full)


def rejoin(blocks: Sequence[Block], joiner: Joiner) -> list[Block]:
    """Sentences put together again that a page break or an empty line had parted, around a footnote if need be."""
    done: list[Block] = []
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        after = waiting[-1] if waiting else None
        if done and after and _is_intruder(done[-1], block, after):
            waiting[-1] = block if not block.text[0].isdigit() else replace(block, shape=Shape.FOOTNOTE)
            done[-1] = _join(done[-1], after, joiner)
        elif done and _continues_block(done[-1], block, after):
            done[-1] = _join(done[-1], block, joiner)
        else:
            done.append(block)
    return done


def _continues_block(above: Block, block: Block, after: Block | None) -> bool:
    # The foot of a page is no place for a heading, and a colon there introduces what goes on in small letters.
    is_over_pages = above.is_full and block.opens_page
    is_said_on = is_over_pages and above.text.endswith(":") and shapes.starts_small(block.text)
    if block.shape is not Shape.TEXT or block.barrier or not (_is_waiting(above) or is_said_on):
        return False
    if shapes.starts_small(block.text):
        return not is_link_list(above.text)
    if shapes.is_cut(above.text):
        return above.shape is Shape.ITEM or not shapes.starts_small(above.text)
    if shapes.is_title(block.text):
        return False
    if above.shape is Shape.ITEM:
        return is_finished(block.text) and after is not None and after.shape is Shape.ITEM and is_finished(after.text)
    if is_over_pages:
        return True
    return (block.text[0].isdigit() or (above.is_full and block.gap > 1)) and len(split(above.text)) > 1


def _is_intruder(above: Block, block: Block, after: Block) -> bool:
    """A whole paragraph between the halves of a sentence, where pages meet: a footnote, a caption."""
    if not (block.shape is after.shape is Shape.TEXT and _is_waiting(above)) or block.barrier or after.barrier:
        return False
    if not is_finished(block.text) or shapes.starts_small(block.text) or not shapes.starts_small(after.text):
        return False
    return shapes.is_cut(above.text) or block.gap > 1 or after.gap > 1 or block.text[0].isdigit()


def _is_waiting(block: Block) -> bool:
    return block.shape in (Shape.TEXT, Shape.ITEM) and shapes.is_open(block.text) and not block.text.endswith(":")
