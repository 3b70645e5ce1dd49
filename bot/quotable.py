"""A document as it would be quoted, passage by passage, and what was left out of it: for a person to read through."""

import textwrap
from collections import defaultdict
from collections.abc import Iterator

from knowledge import building, passages
from knowledge.country import Country
from knowledge.errors import CardError
from knowledge.library import Library
from knowledge.models import Document, Dropped, Passage

WIDTH = 110


def report(found: Library, document: Document, country: Country) -> Iterator[str]:
    """Raises CardError where the document cannot be parted."""
    quoted = [passage for page in building.pages(document, country) for passage in page.passages]
    dropped = passages.split(document).dropped
    yield f"{document.card.id}: {document.card.title} ({document.path})"
    yield from (f"LOOK AT {notice.reason}" for notice in found.noticed if notice.file == document.path)
    yield f"{len(quoted)} passages as they would be quoted, {len(dropped)} texts left out."
    for number, passage in enumerate(quoted, start=1):
        yield from _passage(number, passage)
    yield from _left_out(dropped)


def document(found: Library, document_id: str) -> Document:
    """Raises CardError that says what may be wrong."""
    for each in found.documents:
        if each.card.id == document_id:
            return each
    refused = f" {len(found.refused)} files are refused: `python ingest.py --check` says why." if found.refused else ""
    raise CardError(f"No document in the library has the id `{document_id}`.{refused}")


def _passage(number: int, passage: Passage) -> Iterator[str]:
    place = f", page {passage.page_number}" if passage.page_number else ""
    yield f"\n{number}. [{passage.language}] {passage.section}{place} ({len(passage.text)} characters)"
    yield from _wrapped(passage.text, "   ")
    for note in passage.notes:
        yield from _wrapped(f"note: {note[passage.language]}", "   ! ")


def _left_out(dropped: tuple[Dropped, ...]) -> Iterator[str]:
    by_reason: dict[str, list[str]] = defaultdict(list)
    for each in dropped:
        by_reason[str(each.reason)].append(each.text)
    if by_reason:
        yield "\nLeft out, and why:"
    for reason, texts in by_reason.items():
        yield f"  {reason} ({len(texts)}):"
        for text in texts:
            yield from _wrapped(text, "    - ")


def _wrapped(text: str, lead: str) -> Iterator[str]:
    after = " " * len(lead)
    for number, line in enumerate(text.split("\n")):
        first = lead if number == 0 else after
        yield from textwrap.wrap(line, WIDTH, initial_indent=first, subsequent_indent=after) or [""]
