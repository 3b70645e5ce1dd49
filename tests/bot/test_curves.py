"""What other thresholds would do, whether confidence is what it says, and the pictures of both."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.evaluation import curves, drawing
from bot.evaluation.judged import Judged
from tests.bot.answered import RIGHT, SILENT, WRONG, item

MOST_BYTES = 150_000


def along(found: list[Judged]) -> list[tuple[float | None, int, int, int]]:
    """Threshold, wrong, answered and covered of each point."""
    return [
        (point.threshold, point.wrong.hits, point.wrong.n, point.coverage.hits) for point in curves.risk_coverage(found)
    ]


def test_a_lower_threshold_answers_more_and_more_wrongly() -> None:
    found = [item(RIGHT, 0.9), item(WRONG, 0.8), item(RIGHT, 0.7)]
    assert along(found) == [(0.9, 0, 1, 1), (0.8, 1, 2, 1), (0.7, 1, 3, 2)]


def test_what_was_held_back_counts_below_the_threshold_that_held_it_back() -> None:
    found = [item(RIGHT, 0.9), item(SILENT, 0.6, held_back=RIGHT), item(SILENT, 0.4, held_back=WRONG)]
    assert along(found) == [(0.9, 0, 1, 1), (0.6, 0, 2, 2), (0.4, 1, 3, 2)]


def test_the_operating_point_is_what_was_really_answered() -> None:
    found = [item(RIGHT, 0.9), item(WRONG, 0.8), item(SILENT, 0.6, held_back=RIGHT)]
    point = curves.operating_point(found)
    assert (point.wrong.hits, point.wrong.n) == (1, 2) and (point.coverage.hits, point.coverage.n) == (1, 3)


def test_what_no_evidence_was_weighed_for_stands_at_every_threshold() -> None:
    found = [item(RIGHT), item(RIGHT, 0.9), item(SILENT)]
    assert along(found) == [(0.9, 0, 2, 2)] and curves.risk_coverage(found)[0].coverage.n == 3


def test_an_answer_to_what_cannot_be_answered_is_wrong_at_its_threshold() -> None:
    found = [item(SILENT, 0.6, held_back=RIGHT, wants=("unknown",))]
    assert along(found) == [(0.6, 1, 1, 0)]


def test_answers_that_are_equally_sure_are_one_point() -> None:
    assert along([item(RIGHT, 0.9), item(WRONG, 0.9)]) == [(0.9, 1, 2, 1)]


def test_the_table_takes_the_last_point_that_a_round_threshold_still_answers() -> None:
    found = [item(RIGHT, 0.97), item(WRONG, 0.91), item(RIGHT, 0.55)]
    told = {point.threshold: (point.wrong.hits, point.wrong.n) for point in curves.steps(curves.risk_coverage(found))}
    assert told[0.95] == (0, 1) and told[0.9] == (1, 2) and told[0.6] == (1, 2) and told[0.5] == (1, 3)
    assert 0.99 not in told  # nothing is so sure


def test_a_bin_says_how_sure_and_how_right_its_answers_were() -> None:
    found = [item(RIGHT, 0.92), item(WRONG, 0.98), item(SILENT, 0.31, held_back=RIGHT), item(RIGHT)]
    low, high = curves.reliability(found)
    assert (low.low, low.right.hits, low.right.n) == (0.3, 1, 1)
    assert (high.high, high.right.hits, high.right.n) == (1.0, 1, 2) and high.confidence == pytest.approx(0.95)


def test_full_confidence_is_in_the_last_bin() -> None:
    (only,) = curves.reliability([item(RIGHT, 1.0)])
    assert (only.low, only.high) == (0.9, 1.0)


@pytest.fixture(scope="module")
def many() -> list[Judged]:
    """As many answers as there are labelled questions, each with a confidence of its own."""
    languages = ("en", "sw", "sheng", "mixed")
    return [
        item((WRONG if number % 7 == 0 else RIGHT), number / 2000, language=languages[number % 4])
        for number in range(1, 2000)
    ]


def test_the_pictures_are_svg_small_enough_to_be_kept(many: list[Judged], tmp_path: Path) -> None:
    for file in drawing.draw(many, tmp_path / "made"):
        assert ElementTree.parse(file).getroot().tag.endswith("svg") and 5_000 < file.stat().st_size < MOST_BYTES


def test_the_pictures_name_every_language_and_every_count_as_text(many: list[Judged], tmp_path: Path) -> None:
    risk, reliability = (file.read_text(encoding="utf-8") for file in drawing.draw(many, tmp_path))
    assert all(f">{name} (" in risk for name in ("all", "English", "Swahili", "Sheng", "mixed"))
    assert ">200<" in reliability  # answers in a bin


def test_the_same_answers_are_drawn_with_the_same_bytes(many: list[Judged], tmp_path: Path) -> None:
    one, other = drawing.draw(many[:200], tmp_path / "1"), drawing.draw(many[:200], tmp_path / "2")
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in other]


def test_with_nothing_weighed_the_pictures_are_empty_and_there(tmp_path: Path) -> None:
    assert all(file.is_file() for file in drawing.draw([item(SILENT)], tmp_path))
