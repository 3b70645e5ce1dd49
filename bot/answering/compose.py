"""Answers put together from reviewed words: a card's text, or a quotation with author, year and what changed since."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, repeat

from bot.models import Citation, Notice, Option, Part, PartKind
from bot.texts.catalogue import Catalogue
from knowledge import sentences
from knowledge.models import Card, Kind, Language, Passage, Topic

SHOWS_LAW_DATE = frozenset({Topic.DISPUTES})
IN_SHORT = 220  # characters of a matter that may be meant, beside the one that more likely is
GOES_ON = re.compile(r"(?:[,:;]|\b(?:and|or|na|au))$")  # an end after which more belongs to what was said
SHOWN_CHARACTERS = 40  # of a button's label on a 4-inch phone; the rest becomes dots


def citation(card: Card, section: str, page_number: int | None = None) -> Citation:
    return Citation(
        id=card.id,
        title=card.title,
        publisher=card.publisher,
        published=card.published,
        section=section,
        law_as_at=card.law_as_at if SHOWS_LAW_DATE & set(card.topics) else None,
        confidence=card.confidence,
        confirm_with=card.confirm_with,
        page_number=page_number,
    )


def from_page(card: Card, passages: tuple[Passage, ...], language: Language) -> Part:
    """The passage of a page in `language`, or in the one it has, as card text or as quotation."""
    passage = next((item for item in passages if item.language is language), passages[0])
    kind = PartKind.CARD if card.kind is Kind.GUIDANCE else PartKind.QUOTATION
    notes = tuple(dict.fromkeys(note[language] for note in passage.notes))
    source = citation(card, passage.section, passage.page_number)
    return Part(kind, passage.text, passage.language, source, notes, passage=passage.id)


def in_short(part: Part) -> Part:
    """The beginning of a part, cut between sentences but not within a list of what belongs together; one at least."""
    text = ""
    for line in part.text.split("\n"):
        for joint, sentence in zip(chain(("\n",), repeat(" ")), sentences.split(line), strict=False):
            longer = f"{text}{joint}{sentence}" if text else sentence
            if text and len(longer) > IN_SHORT and not GOES_ON.search(text):
                return replace(part, text=text)
            text = longer
    return replace(part, text=text)


def together(first: Sequence[Part], then: Sequence[Part], longest: int) -> tuple[Part, ...]:
    """What stands first, whole, and what follows: in short where both are longer than `longest` characters."""
    if sum(len(part.text) for part in (*first, *then)) > longest:
        then = tuple(map(in_short, then))
    return (*first, *then)


def from_notice(notice: Notice, language: Language) -> Part:
    """A notice in `language`; one written in a single language is shown in that one."""
    shown = language if language in notice.text else next(iter(notice.text))
    return Part(PartKind.NOTICE, notice.text[shown], shown, notice=notice.id)


def in_words(catalogue: Catalogue, key: str, languages: Sequence[Language], **values: str) -> tuple[Part, ...]:
    """The bot's own sentence `key`, once in each of `languages`."""
    return tuple(Part(PartKind.WORDS, catalogue.say(key, language, **values), language) for language in languages)


def option(card: Card, language: Language) -> Option:
    """A button that asks a card, labelled with an example question that a phone can show whole, best a careful one.

    Where none is short enough, with the first.
    """
    asked = card.questions[language]
    short = [question for question in asked if len(question) <= SHOWN_CHARACTERS and question[0].isupper()]
    careful = (question for question in short if question.endswith("?"))
    return Option(next(careful, next(iter(short), asked[0])), f"ask:{card.id}")
