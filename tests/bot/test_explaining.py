"""`ask --explain`: an admin reads what each signal added, what tipped it, and what came first in the search."""

import math
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.answering import decide
from bot.answering.decide import Weighing
from bot.answering.explaining import MEANS, deciding, models, shares, tipping
from bot.config import Config
from tests.conftest import Ran
from tests.harness.clock import TickingClock
from tests.harness.library import LibraryFolder

NEAR_QUESTION = "my identity card was stolen how can I vote then"
Explain = Callable[[str], str]


@pytest.fixture
def explain(published: Config, clock: TickingClock, typed: Callable[..., Ran]) -> Explain:
    """What stands below the answer."""
    return lambda question: typed("ask", "--explain", question).out.rpartition("\n\n")[2]


def added(told: str) -> list[float]:
    """What each line adds, the last but one being the start and the last the sum."""
    return [float(points) for points in re.findall(r"^ +([+-]\d+\.\d\d)  ", told, re.MULTILINE)]


@pytest.mark.parametrize("question", [NEAR_QUESTION, "who won the football match of the observers"])
def test_what_the_signals_add_is_the_confidence(question: str, explain: Explain) -> None:
    told = explain(question)
    outcome, confidence = re.match(r"(\w+)/\w+, confidence ([\d.]+)", told).groups()  # type: ignore[union-attr]
    sure = float(confidence) if outcome == "answered" else 1 - float(confidence)
    _, first, *_, last = ["", *told.split(" the right one?\n")[1:]] * 2
    *parts, total = added(last if outcome == "answered" else first)
    assert sum(parts) == pytest.approx(total, abs=0.1) and 1 / (1 + math.exp(-total)) == pytest.approx(sure, abs=0.01)


def test_every_signal_that_the_decision_weighs_is_explained() -> None:
    assert all(model.weights.keys() <= MEANS.keys() for model in models(decide.read()).values())


def test_the_threshold_and_the_nearest_documents_are_named(explain: Explain) -> None:
    told = explain(NEAR_QUESTION)
    assert any(f"a confidence of {model.threshold:.3f}" in told for model in models(decide.read()).values())
    nearest = re.search(r"^nearest: (.*)$", told, re.MULTILINE)
    assert nearest and re.match(r"ke-lost-id 0\.\d\d, ke-", nearest.group(1))


def test_a_question_of_the_card_itself_is_said_not_to_be_weighed(explain: Explain) -> None:
    assert "\nall this decided nothing: it is an example question of the card word for word\n" in explain(
        "Can I vote if I lost my national ID?"
    )


def test_triage_names_the_words_that_it_saw(explain: Explain) -> None:
    assert "settled before any search by the words of: " in explain("they are burning houses near us")


def test_what_triage_learnt_is_told_with_its_score_and_what_was_needed(
    published: Config, library: LibraryFolder, run_ingest: Callable[..., Ran], explain: Explain
) -> None:
    messages = ("my saucepan burns every pancake", "pancakes stick to the saucepan", "a saucepan lid that fits")
    library.put("messages.tsv", "".join(f"off_topic\t{message}\n" for message in messages))
    assert run_ingest().status == 0
    told = explain("pancakes stick to my saucepan")
    assert told.startswith("refused/off_topic") and "by what was learnt from examples:" in told
    assert re.search(r"^  off_topic 0\.\d\d, needed 0\.\d\d$", told, re.MULTILINE)


def test_of_two_questions_each_is_to_be_explained_by_itself(explain: Explain) -> None:
    told = explain("What time do polling stations open? How do I become an election observer?")
    assert told.startswith("answered/two_part") and "\n  What time do polling stations open\n" in told


def test_where_nothing_can_be_found_that_is_said(explain: Explain) -> None:
    assert "\nnothing was found" in explain("?!")


MODEL = Weighing({"words": 4.0, "meaning": 2.0, "missing": -3.0}, bias=-2.0, threshold=0.5)


def named(signals: dict[str, float]) -> list[str]:
    return [share.name for share in tipping(MODEL, shares(MODEL, signals))]


def test_an_answer_is_tipped_by_what_it_would_not_stand_without() -> None:
    assert named({"words": 0.6, "meaning": 0.9, "missing": 0.0}) == ["words"]
    assert named({"words": 0.4, "meaning": 0.5, "missing": 0.0}) == ["words", "meaning"]
    assert named({"words": 1.0, "meaning": 1.0, "missing": 0.0}) == []


def test_silence_is_tipped_by_what_would_have_ended_it() -> None:
    assert named({"words": 0.4, "meaning": 0.9, "missing": 0.6}) == ["words", "missing"]
    assert named({"words": 0.7, "meaning": 0.2, "missing": 0.6}) == ["missing", "meaning", "words"]
    assert named({"words": 0.0, "meaning": 0.0, "missing": 1.0}) == []


def test_signals_without_a_weight_of_their_own_have_no_share() -> None:
    assert [share.name for share in shares(MODEL, {"exact": 1.0, "words": 0.5})] == ["words"]
    assert shares(MODEL, None) == []


def test_the_first_model_that_is_enough_decides_and_the_first_where_none_is() -> None:
    strict, lax = replace(MODEL, threshold=0.9), MODEL
    asked = {"strict": strict, "lax": lax}
    assert deciding(asked, {"words": 1.0, "meaning": 1.0}) is strict
    assert deciding(asked, {"words": 0.5, "meaning": 0.5}) is lax
    assert deciding(asked, {"words": 0.1}) is strict
