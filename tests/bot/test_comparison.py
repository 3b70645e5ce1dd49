"""Two editions side by side: gained, lost, whether that may be chance, and that the report half stays unread."""

import pytest

from bot.evaluation import comparison
from bot.evaluation.judged import Judged
from tests.bot.answered import RIGHT, SILENT, WRONG, Said, item

BEFORE_AFTER = (("gained", SILENT, RIGHT), ("lost", RIGHT, WRONG), ("other", SILENT, WRONG), ("same", RIGHT, RIGHT))


def compared(split: str, *pairs: tuple[str, Said, Said]) -> comparison.Comparison:
    before = [item(said, key=key, split=split) for key, said, _ in pairs]
    after = [item(said, key=key, split=split) for key, _, said in pairs]
    (found,) = comparison.compare(before, after)
    return found


def test_what_became_right_is_gained_what_became_wrong_is_lost() -> None:
    found = compared("tune", *BEFORE_AFTER)
    assert {change.word: change.before.label.id for change in found.changes} == {
        "gained": "gained", "lost": "lost", "other": "other",
    }  # fmt: skip
    assert found.asked == 4 and [found.count(word) for word in ("gained", "lost", "other")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("before", "after", "differs_in"),
    [(item(SILENT), item(RIGHT), "outcome"), (item(RIGHT), item(WRONG), "card"),
     (item(RIGHT), item(RIGHT, text="y"), "text")],
)  # fmt: skip
def test_a_change_says_in_what_it_differs(before: Judged, after: Judged, differs_in: str) -> None:
    (found,) = comparison.compare([before], [after])
    assert [change.differs_in for change in found.changes] == [differs_in]


@pytest.mark.parametrize(
    ("gained", "lost", "chance"),
    # two-sided binomial tail, as tables of the sign test give it
    [(0, 0, 1.0), (1, 0, 1.0), (3, 3, 1.0), (5, 0, 0.0625), (9, 1, 0.0215), (1, 9, 0.0215), (15, 5, 0.0414)],
)
def test_the_chance_is_that_of_the_exact_sign_test(gained: int, lost: int, chance: float) -> None:
    assert comparison.by_chance(gained, lost) == pytest.approx(chance, abs=0.00005)


def test_the_chance_of_thousands_of_changes_can_be_told() -> None:
    assert comparison.by_chance(2000, 2000) == 1.0 and comparison.by_chance(3000, 1000) < 1e-200


def test_of_the_tune_half_every_change_is_listed_losses_first() -> None:
    said = "\n".join(comparison.lines([compared("tune", *BEFORE_AFTER)], "old", "new"))
    assert said.startswith("old -> new\ntune: 4 questions, 3 answered otherwise: 1 gained, 1 lost, 1 other")
    assert said.index('LOST (card) lost "question lost"') < said.index('GAINED (outcome) gained "question gained"')
    assert "answered [a] -> answered [b]" in said


def test_of_the_report_half_nothing_but_counts_is_told() -> None:
    said = "\n".join(comparison.lines([compared("report", *BEFORE_AFTER)], "old", "new"))
    assert "report: 4 questions, 3 answered otherwise: 1 gained, 1 lost, 1 other" in said and "p = 1.000" in said
    assert "question" not in said.replace("4 questions", "")


def test_each_half_is_counted_by_itself() -> None:
    before = [item(SILENT, split="tune"), item(SILENT, split="report"), item(RIGHT, split="report")]
    after = [item(RIGHT, split="tune"), item(RIGHT, split="report"), item(WRONG, split="report")]
    report, tune = comparison.compare(before, after)
    assert (report.count("gained"), report.count("lost"), report.asked) == (1, 1, 2)
    assert (tune.count("gained"), tune.count("lost"), tune.asked) == (1, 0, 1)
