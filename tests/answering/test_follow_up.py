"""A question that leans on the one before it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import app
from bot.answering import follow_up
from bot.answering.decide import Weighing
from bot.answering.follow_up import LONGEST, LeaningError
from bot.app import Parts
from bot.models import Context, Question, Reason
from knowledge.search import Edition
from tests.answering.citizen import Citizen
from tests.harness.clock import NOON

BEFORE = "by when must a petition be filed?"
EXACT = "What time do polling stations open?"
ALWAYS, NEVER = Weighing({}, bias=0.0, threshold=0.0), Weighing({}, bias=0.0, threshold=1.0)
Read = Callable[..., str]


@pytest.fixture
def read_as(built: Parts, real: Edition) -> Read:
    """What a question is searched as, by one who takes everything or nothing for leaning."""

    def read(words: str, *earlier: str, leaning: Weighing = ALWAYS) -> str:
        answerer = app.answerer(built, real, leaning=leaning)
        _, understood = answerer.evidence(Question(words, earlier), Context(now=NOON))
        return understood.reading.text

    return read


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("and for the loser?", "for the loser?"),
        ("And late?", "late?"),
        ("what about witnesses", "witnesses"),
        ("how about the run-off?", "the run-off?"),
        ("na kwa mgonjwa?", "kwa mgonjwa?"),
        ("je, mjamzito?", "mjamzito?"),
        ("vipi kuhusu mgonjwa?", "mgonjwa?"),
        ("lakini kama nimepoteza?", "kama nimepoteza?"),
        ("na", "na"),
        ("android phones", "android phones"),
        ("  and late?\n", "late?"),
    ],
)
def test_it_stands_behind_the_one_before_it_without_the_word_that_leans(read_as: Read, text: str, kept: str) -> None:
    assert read_as(text, BEFORE) == f"{BEFORE} {kept}"


@pytest.mark.parametrize("text", ["hmm", "zzz"])
def test_what_says_nothing_leans_on_nothing(read_as: Read, text: str) -> None:
    assert read_as(text, BEFORE) == text


@pytest.mark.parametrize("text", ["can I do it without a lawyer", "and what does it cost?"])
def test_who_told_of_a_dispute_before_is_not_asked_for_the_seat_again(citizen: Citizen, text: str) -> None:
    told = "they stole our votes, what can we do by when"
    assert citizen.ask(told).answer.reason is Reason.WHICH_OFFICE
    assert citizen.ask(text, earlier=(told,)).answer.reason is not Reason.WHICH_OFFICE


def test_a_seat_that_it_names_takes_the_place_of_the_seat_before(read_as: Read) -> None:
    assert read_as("and governor?", "by when must a senator petition be filed?") == (
        "by when must a petition be filed? governor?"
    )


def test_what_it_leans_on_may_lean_itself(read_as: Read) -> None:
    assert read_as("and the fee?", "where is my station?", BEFORE) == f"where is my station? {BEFORE} the fee?"


def test_one_that_does_not_lean_is_searched_as_it_is(read_as: Read) -> None:
    assert read_as("and late?", BEFORE, leaning=NEVER) == "and late?"


def test_without_a_question_before_it_nothing_is_added(read_as: Read) -> None:
    assert read_as("and late?") == "and late?"


@pytest.mark.parametrize(("count", "leans"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_long_question_says_what_it_is_about(read_as: Read, count: int, leans: bool) -> None:
    asked = " ".join(["why"] * count)
    assert (read_as(asked, BEFORE) != asked) is leans


def test_the_example_question_of_a_card_needs_no_other(read_as: Read) -> None:
    assert read_as(EXACT, BEFORE) == EXACT


@pytest.mark.parametrize(
    ("earlier", "text", "card"),
    [
        ("can Kenyans living abroad vote", "for which seats", "ke-diaspora"),
        ("hate speech nareport wapi", "number yao", "ke-hate-speech"),
        ("I was arrested at a rally", "how long can they hold me", "ke-arrest-rights"),
        ("how do I challenge the MCA result", "by when", "ke-petition-mca"),
        ("what do I carry on voting day", "can I use a photocopy", "ke-what-to-bring"),
    ],
)
def test_a_short_question_is_understood_by_the_one_before_it(
    citizen: Citizen, earlier: str, text: str, card: str
) -> None:
    assert card in citizen.ask(text, earlier=(earlier,)).cited


@pytest.mark.parametrize(
    ("earlier", "text", "card"),
    [
        ("how many people were killed in 2007", "when do polling stations open", "ke-opening-hours"),
        ("Vituo hufungwa saa ngapi?", "dhamana ya polisi ni bure?", "ke-bail-bond"),
        ("which court hears the governor's case", "can police search my phone", "ke-police-phone"),
    ],
)
def test_one_on_another_matter_is_not_drawn_back(citizen: Citizen, earlier: str, text: str, card: str) -> None:
    assert citizen.ask(text, earlier=(earlier,)).cited[:1] == (card,)


def test_who_tells_of_an_own_dispute_is_asked_for_the_seat_even_if_another_was_named_before(citizen: Citizen) -> None:
    said = citizen.ask("wametuibia kura, tufanye nini", earlier=("which court hears the governor's case",))
    assert said.kind == "clarify/which_office"


@pytest.mark.parametrize("text", ["", "{", json.dumps({"weights": {}, "bias": 0.0}), "[]"])
def test_damaged_weights_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "leaning.json"
    file.write_text(text)
    with pytest.raises(LeaningError, match="make calibrate"):
        follow_up.read(file)
