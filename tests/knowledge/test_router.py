"""Whoever asks where to turn finds the card: every kind of dispute, every help line, every office."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge import country
from knowledge.language import Reader
from knowledge.models import Language
from knowledge.search import Edition
from tests.harness.library import REAL

TODAY = date(2026, 11, 20)
LAND = country.read(REAL / "ke" / "country.toml")
FIRST = {Language.EN: 1, Language.SW: 3}  # among how many found an accepted card must be
DISPUTES = {
    *("president", "governor", "parliament", "mca", "petitions", "nomination", "party", "party-direct"),
    *("registration", "code", "boundary", "offence", "police", "hate", "media", "maladministration", "rights"),
}
NOT_ASKED = {"health", "operator", "un"}  # bodies that a card may name to confirm with, but that settle nothing


@dataclass(frozen=True)
class Ask:
    """One question in both languages; `place` is what it stands for, such as `line police`."""

    place: tuple[str, str]
    questions: dict[Language, str]
    cards: frozenset[str]


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _read() -> list[Ask]:
    asks = []
    for entry in _table(Path(__file__).with_name("router.toml"))["ask"]:
        (place,) = [(key, entry[key]) for key in ("row", "line", "body", "matter") if key in entry]
        asks.append(Ask(place, {language: entry[language] for language in Language}, frozenset(entry["cards"])))
    return asks


ASKS = _read()
every_question = pytest.mark.parametrize(
    ("ask", "language"),
    [(ask, language) for ask in ASKS for language in Language],
    ids=lambda value: value.questions[Language.EN] if isinstance(value, Ask) else str(value),
)


def places(kind: str) -> set[str]:
    return {ask.place[1] for ask in ASKS if ask.place[0] == kind}


@every_question
def test_a_question_finds_where_to_turn(ask: Ask, language: Language, real: Edition) -> None:
    mask = real.mask(TODAY, frozenset({LAND.election, None}))
    candidates = real.search(real.reader.read(ask.questions[language]), mask, 3)
    found = [candidate.card.id for candidate in candidates]
    assert ask.cards & set(found[: FIRST[language]]), found


def test_every_kind_of_dispute_is_asked_about() -> None:
    assert places("row") == DISPUTES


def test_every_help_line_is_asked_for() -> None:
    assert places("line") == set(LAND.lines)


def test_every_office_without_a_line_is_asked_for() -> None:
    asked_by_their_line = {line["body"] for line in _table(REAL / "ke" / "country.toml")["line"].values()}
    assert places("body") >= set(LAND.bodies) - asked_by_their_line - NOT_ASKED
    assert places("body") <= set(LAND.bodies)


def test_every_accepted_card_exists(real: Edition) -> None:
    assert {card for ask in ASKS for card in ask.cards} <= set(real.cards)


def test_no_question_is_taken_from_a_card(real: Edition, reader: Reader) -> None:
    """An example question would find its own card whatever the search is worth."""
    on_cards = {
        tuple(reader.plain_words(question))
        for stored in real.cards.values()
        for questions in stored.card.questions.values()
        for question in questions
    }
    asked = {question for ask in ASKS for question in ask.questions.values()}
    assert [question for question in asked if tuple(reader.plain_words(question)) in on_cards] == []
