"""A Markdown text with a part for each language, under headings such as `## en` and `## sw`."""

import re
from dataclasses import dataclass

from knowledge.models import Language

_HEADING = re.compile(rf"^##[ \t]+({'|'.join(Language)})[ \t]*#*[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Parts:
    """`outside` stands before the first language. A language may come twice: that is for the caller to refuse."""

    outside: str
    by_language: tuple[tuple[Language, str], ...]


def read(text: str) -> Parts:
    outside, *pieces = _HEADING.split(text)
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return Parts(outside.strip(), tuple((Language(name), part.strip()) for name, part in pairs))
