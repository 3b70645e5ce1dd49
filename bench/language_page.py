"""The page of the figures of language: docs/encoder.md, where what stands outside two marks is written by hand."""

from collections.abc import Sequence
from pathlib import Path

from bot import config
from tools.encoder import figures
from tools.marked_page import MarkedPage, PageError

PAGE = config.ROOT / "docs" / "encoder.md"
BEGIN, END = "<!-- figures: make bench-language -->", "<!-- end of figures -->"

Table = list[list[str]]


def page(tables: dict[str, Table]) -> str:
    held_out, *halves = tables["heads"]
    blocks = [
        f"Held-out parallel lines: Swahili finds its English first, among up to {figures.TOGETHER} of its source (%)",
        _markdown(held_out, tables["held out"]),
    ]
    for split, *languages in halves:
        blocks += [
            f"Labelled questions, `{split}` half: right document in the first three (%), as typed / with a slip in "
            "every third word. But for the product it is nothing but this way of finding, among all titles, texts and "
            "example questions",
            _markdown(["", *languages], tables[split]),
            f"The same, right document first (%), `{split}` half",
            _markdown(["", *languages], tables[f"{split}, first"]),
        ]
    if "articles" in tables:
        blocks += [
            "English: a title of the Constitution finds its article first / in the first ten (%)",
            _markdown(["", "first", "first ten"], tables["articles"]),
        ]
    if "curve" in tables:
        blocks += [
            "Step 1 alone, without our own text, by the number of parallel lines (%)",
            _markdown(["lines", "held-out lines, first", "Swahili questions (`tune`), first three"], tables["curve"]),
        ]
    blocks += ["Cost", _markdown(["", "one question, one thread (ms)", "folder (MB)"], tables["cost"])]
    return "\n\n".join(blocks)


def _markdown(head: Sequence[str], body: Table) -> str:
    table = [list(head), ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in table)


def write(text: str, file: Path = PAGE) -> None:
    """Puts the figures between the marks of the page."""
    try:
        MarkedPage.read(file, BEGIN, END).write(text)
    except PageError as error:
        raise SystemExit(str(error)) from error
