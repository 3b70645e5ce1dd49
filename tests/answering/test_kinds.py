"""Triage in words that no pattern foresaw: what was learnt from examples decides, danger first."""

from pathlib import Path

import pytest

from bot.answering import kinds
from bot.answering.kinds import KindsError, LearntKinds
from bot.models import Outcome, Reason
from knowledge.recognition import Recognised
from tests.answering.citizen import Citizen

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


def test_every_kind_belongs_to_a_family_with_a_measured_score() -> None:
    measured = kinds.read().least
    assert {kinds.family(reason) for reason in kinds.HARM} == {"harm"} <= set(measured)
    assert {"urgent", "off_topic", "partisan", "personal_data", "injection", "live_unknown", "small_talk"} <= set(
        measured
    )


@pytest.mark.parametrize("text", ["", "{}", '{"least": {"urgent": "much"}}', '{"least": 3}'])
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
