"""The worst failures: of which kind each is, in which order they are told, and what tipped them."""

import pytest

from bot.evaluation import failures
from bot.evaluation.failures import Kind
from bot.evaluation.judged import Judged, Reply
from knowledge.labels import Given
from tests.bot.answered import RIGHT, SILENT, WRONG, decided, item, judged, label

REFUSED = ("refused", ())


@pytest.mark.parametrize(
    ("failed", "kind"),
    [
        (item(WRONG), Kind.WRONG_CARD),
        (item(RIGHT, wants=("unknown",)), Kind.UNANSWERABLE),
        (item(RIGHT, wants=("unknown", "refused")), Kind.UNANSWERABLE),
        (item(SILENT), Kind.UNKNOWN),
        (item(SILENT, wants=("answered", "urgent")), Kind.UNKNOWN),
        (item(("clarify", ())), Kind.UNKNOWN),
        (item(REFUSED), Kind.TRIAGE),
        (item(SILENT, wants=("refused",)), Kind.TRIAGE),
        (item(RIGHT, wants=("live_unknown",)), Kind.TRIAGE),
    ],
)
def test_a_failure_is_of_one_kind(failed: Judged, kind: Kind) -> None:
    assert failures.kind(failed) is kind and failures.counts([failed])[kind] == 1


def test_no_kind_hides_another() -> None:
    found = [item(WRONG, 0.9, key=str(number)) for number in range(50)] + [item(SILENT, key="silent")]
    told = failures.worst(found, 10)
    assert len(told) == 10 and told[-1].item.label.id == "silent"


def test_what_is_right_is_no_failure() -> None:
    assert failures.worst([item(RIGHT, 0.9), item(SILENT, wants=("unknown",))], 10) == []


def test_of_wrong_answers_the_surest_comes_first() -> None:
    told = failures.worst([item(WRONG, 0.8, key="less"), item(WRONG, 0.97, key="more")], 10)
    assert [each.item.label.id for each in told] == ["more", "less"]


def test_of_silence_that_comes_first_behind_which_the_right_answer_lay() -> None:
    found = [item(SILENT, 0.7, held_back=WRONG, key="wrong"), item(SILENT, 0.2, held_back=RIGHT, key="right")]
    assert [each.item.label.id for each in failures.worst(found, 10)] == ["right", "wrong"]


def test_danger_that_was_missed_comes_before_all_else_that_triage_did() -> None:
    found = [item(REFUSED, key="plain"), item(SILENT, wants=("urgent",), kind="urgent", key="danger")]
    assert [each.item.label.id for each in failures.worst(found, 10)] == ["danger", "plain"]


def test_an_answer_was_tipped_by_what_spoke_for_it_more_than_usual() -> None:
    plain = decided(RIGHT, {"words": 1.0, "meaning": 2.0})
    wrong = decided(WRONG, {"words": 2.0, "meaning": 2.1})
    (told,) = failures.worst([plain, wrong], 10)
    assert told.tipped == "words +0.50"


def test_silence_was_tipped_by_what_spoke_for_an_answer_less_than_usual() -> None:
    plain = decided(RIGHT, {"words": 1.0, "missing": 0.0})
    silent = decided(SILENT, {"words": 0.8, "missing": -1.0})
    (told,) = failures.worst([plain, silent], 10)
    assert told.tipped == "missing -0.50"


def test_of_triage_it_is_told_what_it_saw() -> None:
    reply = Reply(Given("refused", "x", (), ()), reason="off_topic", signs=("football", "score"))
    (told,) = failures.worst([judged(label(), reply)], 10)
    assert told.tipped == "off_topic by football + score"
