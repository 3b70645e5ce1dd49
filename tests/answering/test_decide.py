"""Whether the evidence is enough."""

import json
import math
from pathlib import Path

import pytest

from bot.answering import decide
from bot.answering.decide import Decider, DecisionError, Weighing, measure, second
from knowledge.embeddings import Encoder
from knowledge.language import Reader
from knowledge.models import Kind, Topic
from tests.answering.candidates import candidate, card
from tools.deciding import AGAINST

ENGLISH = "what time do polling stations open"
SIGNALS = ("meaning", "words", "spelling", "share", "asked", "missing", "votes", "relevance")
SWAHILI = "vituo vya kupigia kura hufunguliwa saa ngapi"


def written(folder: Path, text: str) -> Path:
    file = folder / "decision.json"
    file.write_text(text, encoding="utf-8")
    return file


def decider(best: float, either: float = 1.0) -> Decider:
    """With models that have a confidence of one half in anything, and these thresholds."""
    return Decider(Weighing({}, 0.0, best), Weighing({}, 0.0, either))


def test_confidence_is_the_logistic_of_the_weighted_signals(reader: Reader) -> None:
    weighing = Weighing({"words": 2.0, "votes": 1.0}, bias=-1.0, threshold=0.5)
    decision = Decider(weighing, weighing).decide([candidate("a", words=0.8, votes=0.5)], reader.read(ENGLISH))
    assert decision.confidence == pytest.approx(1 / (1 + math.exp(-(-1.0 + 1.6 + 0.5))))


def test_evidence_at_the_threshold_is_enough(reader: Reader) -> None:
    decision = decider(0.5).decide([candidate("a")], reader.read(ENGLISH))
    assert (decision.confidence, decision.shown) == (0.5, 1)


def test_evidence_below_the_threshold_is_not_enough(reader: Reader) -> None:
    assert decider(0.51).decide([candidate("a")], reader.read(ENGLISH)).shown == 0


def test_two_matters_are_shown_where_one_of_them_is_sure_enough(reader: Reader) -> None:
    found = [candidate("a"), candidate("b", page=1)]
    reading = reader.read(ENGLISH)
    assert decider(0.51, 0.5).decide(found, reading).shown == 2
    assert decider(0.51, 0.51).decide(found, reading).shown == 0
    assert decider(0.5, 0.5).decide(found, reading).shown == 1


def test_less_is_asked_for_where_neither_law_nor_voting_nor_safety_is_asked(reader: Reader) -> None:
    history, reading = candidate(card("b", topics=(Topic.HISTORY,))), reader.read(ENGLISH)
    weighing = Weighing({}, 0.0, threshold=0.51, lenient=0.5)
    asked = Decider(weighing, weighing)
    assert asked.decide([history], reading).shown == 1
    for grave in (Topic.POLLING, Topic.DISPUTES, Topic.SAFETY):
        assert asked.decide([candidate(card("a", topics=(Topic.HISTORY, grave)))], reading).shown == 0


def test_a_matter_without_another_beside_it_is_shown_alone(reader: Reader) -> None:
    assert decider(0.51, 0.5).decide([candidate("a"), candidate("a", page=1)], reader.read(ENGLISH)).shown == 1


def test_the_second_is_the_best_of_another_matter() -> None:
    found = [candidate("a"), candidate("a", page=1), candidate("b", page=2), candidate("c", page=3)]
    assert second(found) is found[2] and second(found[:2]) is None and second([]) is None


def test_what_is_much_farther_than_the_best_is_not_shown_beside_it() -> None:
    near, far = candidate("b", page=1, relevance=0.4), candidate("c", page=2, relevance=0.38)
    best = candidate("a", relevance=0.6)
    assert second([best, near]) is near and second([best, far]) is None


def test_history_is_not_shown_beside_a_card_for_today() -> None:
    history = candidate(card("b", kind=Kind.BACKGROUND, election="ke-2013"), page=1)
    later = candidate("c", page=2)
    assert second([candidate("a"), history, later]) is later
    assert second([history, candidate("a"), later]) == candidate("a")
    told = candidate(card("d", topics=(Topic.HISTORY,)), page=1)
    assert second([candidate("a"), told, later]) is later and second([told, history]) is history


def test_where_nothing_was_found_nothing_is_answered(reader: Reader) -> None:
    assert decide.read().decide([], reader.read(ENGLISH)).shown == 0


def test_a_decision_shows_every_signal_that_has_a_weight(reader: Reader) -> None:
    found = decide.read()
    signals = found.decide([candidate("a")], reader.read(ENGLISH)).signals
    assert set(found.best.weights) | set(found.either.weights) <= {*signals, "nothing"}


def test_signals_stay_between_nothing_and_one(reader: Reader) -> None:
    full = candidate("a", 0, **dict.fromkeys(SIGNALS, 1.0))
    signals = measure([full, candidate("b", page=1, relevance=0.1)], reader.read(ENGLISH))
    assert all(0.0 <= value <= 1.0 for value in signals.values())


def test_meaning_counts_alike_in_every_language(reader: Reader) -> None:
    found = [candidate("a", meaning=0.7)]
    assert measure(found, reader.read(ENGLISH))["meaning"] == measure(found, reader.read(SWAHILI))["meaning"] == 0.7


def test_a_rival_that_is_as_much_recognised_leaves_no_margin(reader: Reader) -> None:
    alone = measure([candidate("a", recognised=0.6)], reader.read(ENGLISH))
    contested = measure([candidate("a", recognised=0.6), candidate("b", recognised=0.6)], reader.read(ENGLISH))
    assert (alone["recognised_margin"], contested["recognised_margin"]) == (0.6, 0.0)


def test_a_close_rival_leaves_a_small_margin(reader: Reader) -> None:
    best = candidate("a", relevance=0.8)
    near = measure([best, candidate("b", page=1, relevance=0.75)], reader.read(ENGLISH))
    far = measure([best, candidate("b", page=1, relevance=0.60)], reader.read(ENGLISH))
    assert near["margin"] == pytest.approx(0.2) and far["margin"] == pytest.approx(0.8)


def test_another_passage_of_the_same_document_is_no_rival(reader: Reader) -> None:
    document = card("a", kind=Kind.BACKGROUND)
    found = [candidate(document, relevance=0.8), candidate(document, page=1, relevance=0.79)]
    assert measure(found, reader.read(ENGLISH))["margin"] == 1.0


def test_two_accounts_of_the_same_past_election_are_no_rivals(reader: Reader) -> None:
    one, other = (card(key, kind=Kind.BACKGROUND, election="ke-2013") for key in "ab")
    found = [candidate(one, relevance=0.8), candidate(other, page=1, relevance=0.79)]
    assert measure(found, reader.read(ENGLISH))["margin"] == 1.0


def test_accounts_of_two_elections_are_rivals(reader: Reader) -> None:
    one, other = (card(key, kind=Kind.BACKGROUND, election=f"ke-20{key}") for key in ("07", "13"))
    found = [candidate(one, relevance=0.8), candidate(other, page=1, relevance=0.75)]
    assert measure(found, reader.read(ENGLISH))["margin"] == pytest.approx(0.2)


def test_a_rival_that_ranks_higher_leaves_no_margin(reader: Reader) -> None:
    found = [candidate("a", relevance=0.1), candidate("b", page=1, relevance=0.9)]
    assert measure(found, reader.read(ENGLISH))["margin"] == 0.0


def test_agreement_is_the_share_of_searches_that_put_the_best_first(reader: Reader) -> None:
    best = candidate("a", meaning=0.9, words=0.9, spelling=0.2, share=0.2)
    rival = candidate("b", page=1, meaning=0.1, words=0.1, spelling=0.8, share=0.8)
    assert measure([best, rival], reader.read(ENGLISH))["agreement"] == 0.5


def test_a_question_of_one_word_is_short(reader: Reader) -> None:
    assert measure([candidate("a")], reader.read("KIEMS"))["short"] == 1.0
    assert measure([candidate("a")], reader.read(ENGLISH))["short"] == 0.0


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("My aunt moved last year. Where does she vote?", 1.0),
        ("nimehama kutoka Busia, nitapiga kura wapi", 1.0),
        ("where does my aunt vote?", 0.0),
        ("ok, where does my aunt vote?", 0.0),  # one word is no clause
    ],
)
def test_a_story_before_the_question_is_several_clauses(reader: Reader, text: str, several: float) -> None:
    assert measure([candidate("a")], reader.read(text))["several"] == several


def test_the_longer_the_question_the_more_it_is_long_up_to_a_bound(reader: Reader) -> None:
    of_words = [measure([candidate("a")], reader.read("kura " * count))["long"] for count in (5, 10, 25, 60)]
    assert of_words == [0.2, 0.4, 1.0, 1.0]


def test_each_signal_counts_in_the_direction_of_its_meaning() -> None:
    found = decide.read()
    for model in (found.best, found.either):
        assert all(weight <= 0 if name in AGAINST else weight >= 0 for name, weight in model.weights.items())
        assert sum(weight > 0 for weight in model.weights.values()) > 8


def test_the_weights_were_made_for_the_packaged_model(encoder: Encoder) -> None:
    assert json.loads(decide.FILE.read_text(encoding="utf-8"))["model"] == encoder.sha256


def test_the_bot_answers_only_above_one_half() -> None:
    found = decide.read()
    assert 0.5 < found.either.threshold < found.best.threshold < 1.0
    assert found.best.lenient is not None and found.either.lenient is not None
    assert 0.5 < found.either.lenient < found.best.lenient < found.best.threshold


@pytest.mark.parametrize("text", ["", "{", "[]", '{"best": {"weights": {}, "bias": 0}}'])
def test_damaged_weights_are_an_error_that_names_the_command(tmp_path: Path, text: str) -> None:
    with pytest.raises(DecisionError, match="make calibrate"):
        decide.read(written(tmp_path, text))


def test_missing_weights_are_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(DecisionError, match="nowhere"):
        decide.read(tmp_path / "nowhere.json")
