"""What is said of evidence by how such evidence fared before."""

import json
from pathlib import Path

import pytest

from bot.answering import decide, precedents
from bot.answering.decide import Decider, DecisionError, Weighing
from bot.answering.precedents import OF_BEST, OF_EITHER, Fork, Leaf, Precedents, PrecedentsError, log_odds
from knowledge.language import Reader
from tests.answering.candidates import candidate

TREE = (Fork("recognised", 0.4, 1, 2), Leaf(0.1, 0.2), Fork("no_card", 0.3, 3, 4), Leaf(0.9, 1.0), Leaf(0.5, 0.5))
ALWAYS = Weighing({}, bias=0.0, threshold=0.0)


@pytest.mark.parametrize(
    ("recognised", "no_card", "best", "either"),
    [(0.4, 0.0, 0.1, 0.2), (0.41, 0.3, 0.9, 1.0), (0.41, 0.31, 0.5, 0.5)],
)
def test_forks_lead_to_the_leaf_of_like_questions(
    recognised: float, no_card: float, best: float, either: float
) -> None:
    said = Precedents([TREE]).of({"recognised": recognised, "no_card": no_card, "meaning": 1.0})
    assert said == {OF_BEST: log_odds(best), OF_EITHER: log_odds(either)}


def test_a_signal_that_is_not_there_is_nothing() -> None:
    assert Precedents([TREE]).of({}) == {OF_BEST: log_odds(0.1), OF_EITHER: log_odds(0.2)}


def test_the_trees_are_asked_together() -> None:
    said = Precedents([(Leaf(0.2, 0.4),), (Leaf(0.6, 0.8),)]).of({})
    assert said[OF_BEST] == pytest.approx(log_odds(0.4)) and said[OF_EITHER] == pytest.approx(log_odds(0.6))


def test_what_is_said_grows_with_the_share_and_stays_between_minus_one_and_one() -> None:
    said = [log_odds(share) for share in (0.0, 0.1, 0.5, 0.9, 1.0)]
    assert said == sorted(said) and said[2] == 0.0
    assert -1.0 <= said[0] < 0.0 < said[-1] <= 1.0


def test_without_trees_nothing_is_said() -> None:
    assert Precedents(()).of({"recognised": 1.0}) == {}


def test_what_is_said_is_a_signal_of_the_decision(reader: Reader) -> None:
    best = Weighing({OF_BEST: 2.0}, bias=0.0, threshold=0.7)
    decider = Decider(best, ALWAYS, known=Precedents([TREE]))
    reading = reader.read("what time do polling stations open")
    known, unknown = (decider.decide([candidate("a", recognised=share)], reading) for share in (0.9, 0.1))
    assert known.signals[OF_BEST] == log_odds(0.9) and unknown.signals[OF_BEST] == log_odds(0.1)
    assert known.of_best > 0.7 > 0.5 > unknown.of_best


def test_where_nothing_was_found_nothing_fared_before(reader: Reader) -> None:
    assert Decider(ALWAYS, ALWAYS, known=Precedents([TREE])).decide([], reader.read("x y")).signals == {"nothing": 1.0}


def file(folder: Path, text: str) -> Path:
    found = folder / "precedents.json"
    found.write_text(text, encoding="utf-8")
    return found


def test_trees_are_read_as_they_were_written(tmp_path: Path) -> None:
    text = precedents.written([TREE, TREE[1:2]], ["no_card", "recognised"], "a model", 7)
    found = precedents.read(file(tmp_path, text))
    assert found.model == "a model" and json.loads(text)["questions"] == 7
    asked = {"recognised": 0.6, "no_card": 0.1}
    assert found.of(asked) == Precedents([TREE, TREE[1:2]]).of(asked)


DAMAGED = (
    "",
    "[]",
    '{"model": "m", "signals": ["a"], "trees": [[[0, 0.5, 1, 2], [0.1, 0.2]]]}',  # above leads nowhere
    '{"model": "m", "signals": ["a"], "trees": [[[0, 0.5, 0, 1], [0.1, 0.2]]]}',  # below leads back
    '{"model": "m", "signals": [], "trees": [[[0, 0.5, 1, 2], [0.1, 0.2], [0.3, 0.4]]]}',
)


@pytest.mark.parametrize("text", DAMAGED)
def test_damaged_trees_are_an_error_that_names_the_command(tmp_path: Path, text: str) -> None:
    with pytest.raises(PrecedentsError, match="make calibrate"):
        precedents.read(file(tmp_path, text))
    with pytest.raises(DecisionError, match="make calibrate"):
        decide.read(known=tmp_path / "precedents.json")


def test_trees_and_weights_that_were_not_made_together_are_refused(tmp_path: Path) -> None:
    known = file(tmp_path, precedents.written([TREE], ["no_card", "recognised"], "another model", 7))
    with pytest.raises(DecisionError, match="together"):
        decide.read(known=known)
