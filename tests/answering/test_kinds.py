"""Triage in words that no pattern foresaw: what was learnt from examples decides, danger first."""

import math
import re
from pathlib import Path

import pytest

from bot import app
from bot.answering import kinds
from bot.answering.answer import BEYOND_DOUBT
from bot.answering.decide import Decider, Weighing
from bot.answering.kinds import KindsError, LearntKinds
from bot.answering.triage import Sign
from bot.app import Parts
from bot.models import Context, Outcome, PartKind, Question, Reason
from knowledge.recognition import Recognised
from knowledge.search import Edition
from tests.answering.citizen import Citizen
from tests.harness.clock import NOON

LEARNT = LearntKinds({"urgent": 0.5, "harm": 0.4, "off_topic": 0.3})


def test_a_kind_below_what_is_needed_decides_nothing() -> None:
    assert LEARNT.sign(Recognised({"fire": 0.2, "violence": 0.2, "harm_fraud": 0.39}, 0.4)) is None


def test_kinds_of_one_family_count_together_and_the_likeliest_is_named() -> None:
    sign = LEARNT.sign(Recognised({"fire": 0.2, "violence": 0.31}, 0.1))
    assert sign is not None
    assert (sign.outcome, sign.reason) == (Outcome.URGENT, Reason.VIOLENCE)


def test_danger_goes_before_what_is_surer() -> None:
    sign = LEARNT.sign(Recognised({"threatened": 0.51, "harm_violence": 0.9}, 0.0))
    assert sign is not None and sign.reason is Reason.THREATENED


def test_a_family_without_a_measured_score_never_decides() -> None:
    assert LEARNT.sign(Recognised({"greeting": 1.0}, 0.0)) is None


def test_danger_is_sure_from_its_own_score_on() -> None:
    learnt = LearntKinds({"urgent": 0.4}, {"urgent": 0.6})
    for score, is_sure in ((0.5, False), (0.6, True)):
        sign = learnt.sign(Recognised({"fire": score}, 0.0))
        assert sign is not None and sign.is_sure is is_sure


def test_a_pattern_needs_half_of_what_would_count_without_it() -> None:
    gossip = Sign(Outcome.REFUSED, Reason.OFF_TOPIC, ("everyday",))
    assert LEARNT.bears_out(gossip, Recognised({"off_topic": 0.15}, 0.5))
    assert not LEARNT.bears_out(gossip, Recognised({"off_topic": 0.14}, 0.5))


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.URGENT, Reason.FIRE),
        (Outcome.REFUSED, Reason.HARM_TARGETING),
        (Outcome.LIVE_UNKNOWN, Reason.SAFETY_NOW),
    ],
)
def test_a_pattern_of_danger_harm_or_this_hour_stands_by_itself(outcome: Outcome, reason: Reason) -> None:
    learnt = LearntKinds({"urgent": 0.5, "harm": 0.4, "live_unknown": 0.3})
    assert learnt.bears_out(Sign(outcome, reason, ("x",)), Recognised({}, 1.0))


def test_where_danger_is_not_sure_a_card_stands_under_the_help_line(built: Parts, real: Edition) -> None:
    """Said in calm words that a card answers, with thresholds that take everything for danger that may not be sure."""
    doubtful = LearntKinds({"urgent": 1e-9}, {"urgent": 9.0})
    asked = Question("What do I need to carry to vote?")
    answer = app.answerer(built, real, learnt=doubtful).answer(asked, Context(now=NOON))
    first, card = answer.parts
    assert answer.outcome is Outcome.URGENT and answer.handover
    assert first.kind is PartKind.WORDS and re.search(r"\d{3}", first.text) and len(first.text) <= 250
    assert [citation.id for citation in answer.citations] == ["ke-what-to-bring"] and card.citation


def test_where_danger_is_sure_the_card_is_a_button(built: Parts, real: Edition) -> None:
    certain = LearntKinds({"urgent": 1e-9}, {"urgent": 1e-9})
    asked = Question("What do I need to carry to vote?")
    answer = app.answerer(built, real, learnt=certain).answer(asked, Context(now=NOON))
    assert answer.outcome is Outcome.URGENT and not answer.citations
    assert [option.action for option in answer.options] == ["ask:ke-what-to-bring"]


@pytest.mark.parametrize(
    ("confidence", "outcome"), [(BEYOND_DOUBT + 0.01, Outcome.ANSWERED), (BEYOND_DOUBT - 0.01, Outcome.REFUSED)]
)
def test_where_harm_is_not_sure_only_a_card_beyond_doubt_is_given(
    built: Parts, real: Edition, confidence: float, outcome: Outcome
) -> None:
    doubtful = LearntKinds({"harm": 1e-9}, {"harm": 9.0})
    as_sure = Weighing({}, bias=math.log(confidence / (1 - confidence)), threshold=0.5)
    answerer = app.answerer(built, real, Decider(as_sure, as_sure), doubtful)
    # Not word for word an example question, which is beyond doubt by itself.
    asked = Question("Please, what should I carry along to go and vote?")
    assert answerer.answer(asked, Context(now=NOON)).outcome is outcome


def test_where_harm_is_sure_no_card_is_given(built: Parts, real: Edition) -> None:
    answerer = app.answerer(built, real, learnt=LearntKinds({"harm": 1e-9}, {"harm": 1e-9}))
    assert answerer.answer(Question("What do I need to carry to vote?"), Context(now=NOON)).outcome is Outcome.REFUSED


def test_every_kind_belongs_to_a_family_with_a_measured_score() -> None:
    measured = kinds.read().least
    assert {kinds.family(reason) for reason in kinds.HARM} == {"harm"} <= set(measured)
    assert {"urgent", "off_topic", "partisan", "personal_data", "injection", "live_unknown", "small_talk"} <= set(
        measured
    )


@pytest.mark.parametrize("text", ["", "{}", '{"least": {"urgent": "much"}}', '{"least": 3}', '{"least": {}}'])
def test_damaged_scores_are_refused_with_the_remedy(tmp_path: Path, text: str) -> None:
    (tmp_path / "kinds.json").write_text(text, encoding="utf-8")
    with pytest.raises(KindsError, match="make calibrate"):
        kinds.read(tmp_path / "kinds.json")


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("they have come through the fence and broken our door, the children are crying", Outcome.URGENT),
        ("wako kwa mlango na mapanga, tumejifungia ndani", Outcome.URGENT),
        ("how can we slip a few more papers in the box before the agents come", Outcome.REFUSED),
    ],
)
def test_the_real_bot_knows_them(citizen: Citizen, typed: str, outcome: Outcome) -> None:
    assert citizen.ask(typed).outcome == outcome
