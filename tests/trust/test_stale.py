"""The promise T2: whatever is asked, nothing is shown of a card that has expired or was withdrawn."""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app
from bot.app import Parts
from bot.models import Context, Question
from knowledge.editions import Shelf
from knowledge.models import Card, Kind
from knowledge.search import Edition
from tests.harness.clock import NOON

SEED = int(os.environ.get("KURA_SEED", "20270810"))
DAYS = (NOON, datetime(2027, 10, 15, 9, tzinfo=UTC), datetime(2028, 6, 1, 9, tzinfo=UTC))
ROUND = 60  # questions between two withdrawals
SHARE = 0.4  # of the cards are withdrawn each round
Ask = Callable[[int], tuple[int, int, list[str]]]


@pytest.fixture
def ask_small(small_var: Path, parts: Parts, tmp_path: Path) -> Ask:
    return asking(small_var, parts, tmp_path)


@pytest.fixture
def ask_real(real_var: Path, parts: Parts, tmp_path: Path) -> Ask:
    return asking(real_var, parts, tmp_path)


def asking(var: Path, parts: Parts, tmp_path: Path) -> Ask:
    """Asks so many: how many were answered from cards, how many cards were asked for in vain, what was wrong."""
    shutil.copytree(var, tmp_path / "var")
    shelf = Shelf(tmp_path / "var")
    answerer, renderer = app.answerer(replace(parts, shelf=shelf)), app.renderer(parts)
    cards = [stored.card for stored in answerer.edition.cards.values() if stored.card.kind is Kind.GUIDANCE]

    texts = {card.id: texts_of(answerer.edition, card.id) for card in cards}

    def asked(count: int) -> tuple[int, int, list[str]]:
        dice = random.Random(SEED)
        gone: set[str] = set()
        answered = in_vain = 0
        wrong: list[str] = []
        for number in range(count):
            if number % ROUND == 0:
                (tmp_path / "var" / "withdrawn.toml").unlink(missing_ok=True)
                gone = {card.id for card in dice.sample(cards, int(SHARE * len(cards)))}
                for one in gone:
                    shelf.withdraw(one, "tried", NOON)
            about, now = dice.choice(cards), dice.choice(DAYS)
            context = Context(now=now)
            answer = answerer.answer(Question(words(dice, about, cards)), context)
            said = renderer.render(answer, context)
            cited = {item.id for item in answer.citations}
            buttons = {option.action.partition(":")[2] for option in answer.options if option.action.startswith("ask:")}
            stale = {card.id for card in cards if card.id in gone or not card.holds_on(now.date())}
            wrong += sorted(stale & (cited | buttons))
            if about.id in stale:
                in_vain += 1
                wrong += [f"text of {about.id}" for text in texts[about.id] if text in said]
            answered += bool(cited)
        return answered, in_vain, wrong

    return asked


def words(dice: random.Random, about: Card, cards: list[Card]) -> str:
    """An example question of the card, word for word, or with words left out, or with another's behind it."""
    examples = [question for language in about.questions.values() for question in language]
    question = dice.choice(examples)
    kind = dice.randrange(3)
    if kind == 1:
        return " ".join(word for word in question.split() if dice.random() > 0.2) or question
    if kind == 2:
        other = dice.choice(cards)
        return f"{question} {dice.choice([each for language in other.questions.values() for each in language])}"
    return question


def texts_of(edition: Edition, card: str) -> list[str]:
    return [text for key, (_, text) in edition.store.passage_texts().items() if key.partition("/")[0] == card]


def test_t2_three_hundred_questions_against_cards_that_expire_and_are_withdrawn(
    ask_small: Ask, record_property: Callable[[str, object], None]
) -> None:
    answered, in_vain, wrong = ask_small(300)
    record_property("figure", f"300 questions, {in_vain} for a card that was gone: {len(wrong)} shown")
    assert wrong == []
    assert answered > 30 and in_vain > 100, "there was something to show, and something to hide"


@pytest.mark.soak
def test_t2_ten_thousand_questions(ask_real: Ask, record_property: Callable[[str, object], None]) -> None:
    _, in_vain, wrong = ask_real(10_000)
    said = f"10,000 questions, seed {SEED}, {in_vain} for a card that was gone: {len(wrong)} shown"
    print(f"\n{said}")
    record_property("figure", said)
    assert wrong == []
