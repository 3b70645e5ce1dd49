"""Boxed lists that the page cut into a sentence or into another list: taken out, and the text around them closed.

A box is a heading in capitals with items under it. It stands inside a sentence where the text before it is unfinished
and a text that opens with a small letter follows its last item; inside a list where its items have no full stop while
those before it and the first after it have one. Any other such heading opens a section like every heading.
"""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.layout import shapes
from knowledge.layout.blocks import Block, Shape
from knowledge.layout.hyphens import Joiner
from knowledge.sentences import is_finished

Box = list[Block]
LONGEST_BOX = 100  # blocks


def take_from_sentences(blocks: Sequence[Block], joiner: Joiner) -> tuple[list[Block], list[Box]]:
    kept: list[Block] = []
    boxes: list[Box] = []
    at = 0
    while at < len(blocks):
        rest = blocks[at : at + LONGEST_BOX]
        end = _rest_of_sentence(kept[-1], rest) if kept else None
        if end is None:
            kept.append(rest[0])
            at += 1
            continue
        boxes.append(list(rest[:end]))
        kept[-1] = replace(kept[-1], text=joiner.join(kept[-1].text, rest[end].text), is_full=rest[end].is_full)
        at += end + 1
    return kept, boxes


def take_from_lists(blocks: Sequence[Block]) -> tuple[list[Block], list[Box]]:
    """For blocks whose parted sentences have been rejoined."""
    kept: list[Block] = []
    boxes: list[Box] = []
    at = 0
    while at < len(blocks):
        rest = blocks[at : at + LONGEST_BOX]
        end = _rest_of_list(kept[-1], rest) if kept else None
        if end is None:
            kept.append(rest[0])
            at += 1
            continue
        boxes.append(list(rest[:end]))
        at += end
    return kept, boxes


def _opens_box(blocks: Sequence[Block]) -> bool:
    return (
        len(blocks) > 2
        and blocks[0].shape is Shape.HEADING
        and shapes.is_all_capitals(blocks[0].text)
        and blocks[1].shape is Shape.ITEM
    )


def _rest_of_sentence(above: Block, blocks: Sequence[Block]) -> int | None:
    """Where the interrupted sentence goes on: after the last item, behind the widest gap."""
    if above.shape is Shape.HEADING or not shapes.is_open(above.text) or not _opens_box(blocks):
        return None
    candidates: list[int] = []
    for index, block in enumerate(blocks[1:], start=1):
        if block.shape is Shape.ITEM:
            candidates = []
        elif block.shape is Shape.TEXT and shapes.starts_small(block.text) and not block.barrier:
            candidates.append(index)
        elif block.shape is Shape.HEADING or not shapes.is_cut(blocks[index - 1].text):
            break
    return max(candidates, key=lambda index: blocks[index].gap, default=None)


def _rest_of_list(above: Block, blocks: Sequence[Block]) -> int | None:
    """Where the interrupted list goes on: at the first item that ends with a full stop, as those before the box do."""
    if above.shape is not Shape.ITEM or not is_finished(above.text) or not _opens_box(blocks):
        return None
    end = 1
    while end < len(blocks) and blocks[end].shape is Shape.ITEM and not is_finished(blocks[end].text):
        end += 1
    goes_on = end < len(blocks) and blocks[end].shape is Shape.ITEM
    return end if end > 1 and goes_on else None
