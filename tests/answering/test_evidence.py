"""What was found for a question is remembered while nothing changes that it depends on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import app
from bot.app import Parts
from bot.models import Context, Outcome, Question
from knowledge.models import Language
from knowledge.search import Edition
from tests.harness.clock import NOON

ASKED = Question("what time do polling stations open")


class Searches:
    """Counts the searches of an edition."""

    def __init__(self, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        search = edition.search

        def counted(*arguments: object) -> object:
            self.count += 1
            return search(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(edition, "search", counted)


def test_the_same_question_is_searched_once(real: Edition, built: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    searches = Searches(real, monkeypatch)
    answerer, context = app.answerer(built, real), Context(now=NOON, language=Language.EN)
    first = answerer.answer(ASKED, context)
    assert first.outcome is Outcome.ANSWERED and searches.count
    before = searches.count
    assert answerer.answer(ASKED, replace(context, now=NOON + timedelta(minutes=5))) == first
    assert searches.count == before


def test_a_new_answerer_as_a_new_edition_brings_it_remembers_nothing(
    real: Edition, built: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches = Searches(real, monkeypatch)
    for _ in range(2):
        before = searches.count
        app.answerer(built, real).answer(ASKED, Context(now=NOON, language=Language.EN))
        assert searches.count > before


def test_on_another_day_it_is_searched_anew(real: Edition, built: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    searches = Searches(real, monkeypatch)
    answerer, context = app.answerer(built, real), Context(now=NOON, language=Language.EN)
    answerer.answer(ASKED, context)
    before = searches.count
    answerer.answer(ASKED, replace(context, now=NOON + timedelta(days=1)))
    assert searches.count > before
