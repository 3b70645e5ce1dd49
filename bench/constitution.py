"""The Constitution of Kenya as titles and articles: English questions whose answers are known."""

import re
from collections.abc import Sequence
from pathlib import Path

TITLE = re.compile(r"^(\d+)—\s*(.+)$", re.MULTILINE)
FURTHEST = 30_000  # letters to the next article


def read(file: Path) -> tuple[list[str], list[str]]:
    """Titles from the arrangement of articles, and the text of each article without its title."""
    text = file.read_text(encoding="utf-8")
    titles = {int(number): _flat(title).rstrip(".") for number, title in TITLE.findall(text)}
    starts = _starts(text, sorted(titles))
    ends = [*list(starts.values())[1:], len(text)]
    articles = [_without_next_title(_flat(text[start:end])) for start, end in zip(starts.values(), ends, strict=True)]
    return [titles[number] for number in starts], articles


def _starts(text: str, numbers: Sequence[int]) -> dict[int, int]:
    """Where each article begins: "1. ", after it "2. " and so on, at the start of a line; one may be missing."""
    starts: dict[int, int] = {}
    last = 0
    for number in numbers:
        found = re.compile(rf"^ *{number} ?\. *\S", re.MULTILINE).search(text, last, last + FURTHEST)
        if found is not None:
            starts[number] = found.start()
            last = found.end()
    return starts


def _without_next_title(article: str) -> str:
    """The next article's title stands before its number, so at the end of this one."""
    sentences = re.split(r"(?<=[.;])\s+", article)
    return " ".join(sentences[:-1]) if len(sentences) > 1 else article


def _flat(text: str) -> str:
    return " ".join(text.split())
