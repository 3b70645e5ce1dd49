"""What a message takes for granted before it asks is found, and answered where the question itself cannot be."""

import pytest

from bot import app
from bot.answering.decide import Decider, Weighing
from bot.answering.kinds import LearntKinds
from bot.answering.premise import premise
from bot.app import Parts
from bot.models import Context, Outcome, Question, Reason
from knowledge.search import Edition
from tests.harness.clock import NOON


@pytest.mark.parametrize(
    ("text", "granted"),
    [
        ("Since the count is done at night, may I stay?", "the count is done at night"),
        ("because everybody votes by phone now how do I get the app", "everybody votes by phone now"),
        ("I heard that polls close at 3 pm. Is it so?", "polls close at 3 pm"),
        ("my uncle told me you need a card to vote, where is it made", "you need a card to vote"),
        ("kwa vile kura hupigwa kwa simu siku hizi, naipakua wapi", "kura hupigwa kwa simu siku hizi"),
        ("Nimeambiwa kura zinahesabiwa Nairobi pekee. Agents wanaenda huko?", "kura zinahesabiwa Nairobi pekee"),
        ("nasikia kwamba lazima uwe na kadi ya kura, inapatikana wapi", "lazima uwe na kadi ya kura"),
    ],
)
def test_what_is_taken_for_granted_is_cut_from_what_is_asked(text: str, granted: str) -> None:
    assert premise(text) == granted


@pytest.mark.parametrize(
    "text", ["where do I vote", "since when, tell me", "I hear you", "Kituo changu kiko wapi?", "", "because"]
)
def test_who_asks_outright_takes_nothing_for_granted(text: str) -> None:
    assert premise(text) == ""


def asked(built: Parts, real: Edition, text: str, sure_of: str) -> tuple[Outcome, Reason, list[str]]:
    """By one to whom only a question with nothing unknown in it suffices: `sure_of` is the signal that decides."""
    one = Weighing({sure_of: 60.0}, bias=-48.0, threshold=0.9)
    never = Weighing({}, bias=0.0, threshold=1.0)
    answerer = app.answerer(built, real, Decider(one, never), LearntKinds({}))
    answer = answerer.answer(Question(text), Context(now=NOON))
    return answer.outcome, answer.reason, [citation.id for citation in answer.citations]


def test_where_the_question_has_no_answer_the_card_on_its_premise_is_given(built: Parts, real: Edition) -> None:
    text = "since what time do polling stations open and close, quarterly fluorescent penguin invoices?"
    outcome, reason, cited = asked(built, real, text, "share")
    assert (outcome, reason, cited) == (Outcome.ANSWERED, Reason.PREMISE_CORRECTED, ["ke-opening-hours"])


def test_without_a_premise_that_a_card_answers_nothing_is_given(built: Parts, real: Edition) -> None:
    text = "since penguins invoice fluorescent lamps quarterly, what time do stations open where moths spawn haikus?"
    assert asked(built, real, text, "share")[0] is Outcome.UNKNOWN
