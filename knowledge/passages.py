"""A document -> passages that can be quoted on their own, and what was left out of them.

Guidance: one passage a language, verbatim. Background: whole sentences, grouped by section. Headings are read by our
own layout/ and not by langchain's MarkdownHeaderTextSplitter, which knows `#` alone and strips every line.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from itertools import accumulate

from knowledge import grouping, rows
from knowledge.errors import CardError
from knowledge.layout import furniture, sections, tongues
from knowledge.layout.leftovers import Reason
from knowledge.models import Card, Document, Dropped, Kind, Language, Passage, Split
from knowledge.quoting import Quoter
from knowledge.readers import markdown
from knowledge.typography import plain


def split(document: Document) -> Split:
    """Every sentence of the document is in exactly one passage, or dropped with a reason.

    Raises CardError where a guidance text lacks a language or has one twice, or where a `withhold` begins no sentence.
    """
    if document.path.suffix.lower() == ".csv":
        return rows.split(document, passage_id)
    is_markdown = document.path.suffix.lower() == ".md"
    text = markdown.body(document.text) if is_markdown else document.text
    if document.card.kind is Kind.GUIDANCE:
        return _guidance(document, tongues.read(text))
    parts = tongues.read(text) if is_markdown else tongues.Parts("", ())
    if not parts.by_language:
        parts = tongues.Parts("", ((document.card.languages[0], text),))
    found = _background(document, parts)
    return Split(found.passages, (*document.left_out, *found.dropped))


def passage_id(document_id: str, language: Language, section: str, text: str) -> str:
    """Stable: the same words under the same heading keep their id, wherever they stand in the document."""
    digest = sha256((section + text).encode()).hexdigest()
    return f"{document_id}/{language}/{digest[:12]}"


def _guidance(document: Document, parts: tongues.Parts) -> Split:
    _check_languages(document, parts)
    passages = tuple(
        _passage(document.card, language, document.card.title, text, position)
        for position, (language, text) in enumerate(parts.by_language)
    )
    return Split(passages, _outside(parts))


def _check_languages(document: Document, parts: tongues.Parts) -> None:
    found = [language for language, text in parts.by_language if text]
    if sorted(found) != sorted(document.card.languages):
        wanted = ", ".join(f"## {language}" for language in document.card.languages)
        raise CardError(
            f"{document.path.name}: the card names the languages {', '.join(document.card.languages)}, "
            f"and the text has {', '.join(found) or 'none'}. Write exactly one section under each of {wanted}."
        )


def _background(document: Document, parts: tongues.Parts) -> Split:
    card = document.card
    passages: dict[str, Passage] = {}
    dropped = list(_outside(parts))
    for language, text in parts.by_language:
        quotations, leftovers = _quotations(card, text)
        dropped += leftovers
        for page_number, section, quotation in quotations:
            passage = _passage(card, language, section, quotation, len(passages), page_number)
            if passage.id in passages:
                dropped.append(Dropped(quotation, Reason.REPEATED))
            else:
                passages[passage.id] = passage
    _check_withheld(document, dropped)
    return Split(tuple(passages.values()), tuple(dropped))


def _quotations(card: Card, text: str) -> tuple[list[tuple[int | None, str, str]], list[Dropped]]:
    """(page, section, text) in the order of the file; and what was dropped, in that order."""
    reason_against = _judge(card)
    found, leftovers = sections.read(text, card.title)
    quotations: list[tuple[int, str, str]] = []
    for section in found:
        quotable = Quoter(section, reason_against)
        leftovers += quotable.dropped
        for group in grouping.group(quotable.units):
            quotations.append((group[0].line, section.title, grouping.join(group)))
    quotations.sort(key=lambda quotation: quotation[0])
    leftovers.sort(key=lambda leftover: leftover.line)
    pages = _Pages(text)
    placed = [(pages.of(line), section, quotation) for line, section, quotation in quotations]
    return placed, [Dropped(each.text, each.reason) for each in leftovers]


class _Pages:
    """On which page of a text, parted by form feeds, a line stands."""

    def __init__(self, text: str) -> None:
        lengths = (page.count("\n") + 1 for page in text.split("\f"))
        self._starts = [0, *accumulate(lengths)][:-1]

    def of(self, line: int) -> int | None:
        return bisect_right(self._starts, line) if len(self._starts) > 1 else None


def _passage(
    card: Card, language: Language, section: str, text: str, position: int, page_number: int | None = None
) -> Passage:
    key = passage_id(card.id, language, section, text)
    return Passage(key, card.id, language, section, text, position, _notes(card, text), page_number)


def _notes(card: Card, text: str) -> tuple[Mapping[Language, str], ...]:
    return tuple(changed.note for changed in card.changed if plain(changed.phrase) in plain(text))


def _outside(parts: tongues.Parts) -> tuple[Dropped, ...]:
    return (Dropped(parts.outside, Reason.OUTSIDE),) if parts.outside else ()


def _judge(card: Card) -> Callable[[str], Reason | None]:
    """Why a sentence of this document may not be quoted. A withheld one is found as well where it was not split off."""
    openings = [re.compile(rf"(?:^|[.!?…][^\w\s]*\s*){re.escape(plain(opening))}") for opening in card.withhold]

    def reason_against(sentence: str) -> Reason | None:
        if any(opening.search(plain(sentence)) for opening in openings):
            return Reason.WITHHELD
        return furniture.reason_against(sentence)

    return reason_against


def _check_withheld(document: Document, dropped: Iterable[Dropped]) -> None:
    """A `withhold` that meets nothing is a slip of the pen, and would let the sentence it means be served."""
    gone = [plain(each.text) for each in dropped]
    for opening in document.card.withhold:
        if not any(plain(opening) in text for text in gone):
            raise CardError(
                f'{document.path.name}: no sentence begins with the withhold "{opening}". '
                "Copy the first words of the sentence from the document as they stand."
            )
