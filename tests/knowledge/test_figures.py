"""Every figure, disagreement, place at risk and moment of the past is found by an English and by a Swahili question."""

from operator import itemgetter
from pathlib import Path

import pytest

from bot.answering.answer import Answerer
from bot.models import Context, Outcome, Question
from knowledge.models import Language
from knowledge.search import Edition
from tests.harness.clock import NOON
from tests.knowledge import asking
from tests.knowledge.asking import Asked

FILE = Path(__file__).parent / "figures.toml"
FIGURES = 42  # of the public documents that the library tells of


ROWS = asking.rows(FILE, itemgetter("name"))


@pytest.mark.parametrize("asked", ROWS, ids=str)
def test_a_question_finds_what_it_asks_for(asked: Asked, answerer: Answerer) -> None:
    """Among the first pages of the search that the bot answers from, one holds it all."""
    pages = asking.first_pages(asked, answerer)
    assert asking.says_it_all(asked, pages), pages


def test_a_card_of_history_comes_before_others_that_name_its_year(answerer: Answerer) -> None:
    found, _ = answerer.evidence(Question("who won the presidential election of 2013?"), Context(NOON))
    assert found[0].card.id == "ke-history-2013-result"


def test_a_card_and_a_document_of_the_same_past_bear_each_other_out(answerer: Answerer) -> None:
    """The card on the dead of 2007/8 is near too, and does not make the quotation doubtful."""
    answer = answerer.answer(
        Question("With which weapons were most victims of 2007/8 killed if not shot by police?"), Context(NOON)
    )
    assert answer.outcome is Outcome.ANSWERED
    assert {citation.id for citation in answer.citations} <= {"ke-history-2007-killed", "ke-bg-2007-8"}


def test_the_list_of_2013_is_not_given_for_today(answerer: Answerer) -> None:
    for question in ("which counties are at risk today?", "ni kaunti gani ziko hatarini leo?"):
        answer = answerer.answer(Question(question), Context(NOON))
        assert not any("Samburu" in part.text for part in answer.parts), question


def test_there_is_a_row_for_every_figure() -> None:
    names = [asked.name for asked in ROWS if asked.kind == "figure" and asked.language is Language.EN]
    assert [int(name.split()[0]) for name in names] == list(range(1, FIGURES + 1))


def test_no_question_stands_in_the_cards_or_twice(real: Edition) -> None:
    questions = [asking.folded(asked.question) for asked in ROWS]
    assert not asking.example_questions(real) & set(questions)
    assert len(questions) == len(set(questions))
