"""How often the bot was right: the interval, and what counts as wrong and as covered, on answers judged by hand."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import judged
from bot.evaluation import report as reporting
from bot.evaluation.judged import Reply
from bot.evaluation.proportion import rate, wilson
from knowledge import labels
from knowledge.errors import KnowledgeError
from knowledge.labels import Given, Label

ANSWERABLE: dict[str, Any] = {"outcomes": ["answered"], "cards": ["a"], "all": [["06:00", "6 am"]], "none": ["8 am"]}
UNANSWERABLE: dict[str, Any] = {"outcomes": ["unknown"]}
RIGHT = Given("answered", "Open at 06:00.", ("a",), ())
SILENT = Given("unknown", "I do not know.", (), ())


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3 (Wilson without continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # and by symmetry
        (20, 20, 0.8389, 1.0000),
        (28, 29, 0.8282, 0.9939),
    ],
)
def test_the_interval_is_wilsons(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize("n", [1, 7, 1000])
def test_the_interval_stays_between_nothing_and_all(n: int) -> None:
    assert wilson(0, n)[0] == pytest.approx(0) and wilson(n, n)[1] == pytest.approx(1)
    assert 0 <= wilson(0, n)[0] <= wilson(0, n)[1] <= 1


def test_a_rate_carries_its_number_and_its_interval() -> None:
    assert rate(15, 148) == "10.1 % (n = 148, 95 % 6.2 to 16.0)"


def test_of_nothing_there_is_no_rate() -> None:
    assert rate(0, 0) == "- (n = 0)"


def label(key: str, expect: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"id": key, "question": f"question {key}", "expect": expect, **keys}


def report(
    folder: Path, asked: dict[str, tuple[dict[str, Any], Given]], split: str | None = None, failures: bool = False
) -> str:
    """What `evaluate` says of these labels and what was given to each."""
    file = folder / "labels.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line, _ in asked.values()), encoding="utf-8")

    def ask(wanted: Label) -> Reply:
        return Reply(asked[wanted.id][1])

    found = judged.judge(judged.read([file], split), ask)
    return "\n".join(reporting.lines(found, f"{file.name}, {split or 'all'}", failures))


def counted(said: str, name: str) -> str:
    """`hits of n` by the name of a rate, worked back from its percentage."""
    match = re.search(rf"^\s*{re.escape(name)}: (?:([\d.]+) % )?.*\(?n = (\d+)", said, re.MULTILINE)
    assert match, said
    n = int(match.group(2))
    return f"{round(float(match.group(1) or 0) * n / 100)} of {n}"


Case = tuple[dict[str, Any], Given]


@pytest.mark.parametrize(
    ("case", "is_wrong"),
    [
        ((ANSWERABLE, RIGHT), False),
        ((ANSWERABLE, Given("answered", "Open at 6 AM.", ("a", "b"), ())), False),  # any of a group, any case
        ((UNANSWERABLE, RIGHT), True),  # answered though unanswerable
        ((ANSWERABLE, Given("answered", "Open at 06:00.", ("b",), ())), True),  # no accepted card
        ((ANSWERABLE, Given("answered", "Open early.", ("a",), ())), True),  # an `all` group is absent
        ((ANSWERABLE, Given("answered", "06:00, not 8 am.", ("a",), ())), True),  # a `none` string is present
    ],
)
def test_wrong_is_answered_but_not_as_it_must_be(case: Case, is_wrong: bool, tmp_path: Path) -> None:
    said = report(tmp_path, {"1": (label("1", case[0]), case[1])})
    assert counted(said, "wrong among answered") == f"{int(is_wrong)} of 1"


def test_silence_is_never_wrong(tmp_path: Path) -> None:
    said = report(tmp_path, {"1": (label("1", ANSWERABLE), SILENT), "2": (label("2", UNANSWERABLE), SILENT)})
    assert "wrong among answered: - (n = 0)" in said


def test_an_accepted_passage_is_as_good_as_an_accepted_card(tmp_path: Path) -> None:
    expect = {"outcomes": ["answered"], "passages": [{"document": "d", "contains": "1,133  Kenyans"}]}
    given = Given("answered", "x", ("d",), (("d", "and 1,133\nkenyans were killed"),))
    other = Given("answered", "x", ("d",), (("d", "something else"),))
    said = report(tmp_path, {"1": (label("1", expect), given), "2": (label("2", expect), other)})
    assert counted(said, "wrong among answered") == "1 of 2"


def test_coverage_is_answered_and_not_wrong_over_answerable(tmp_path: Path) -> None:
    wrong = Given("answered", "Open early.", ("a",), ())
    asked = {
        "1": (label("1", ANSWERABLE), RIGHT),
        "2": (label("2", ANSWERABLE), SILENT),
        "3": (label("3", ANSWERABLE), wrong),
        "4": (label("4", UNANSWERABLE), SILENT),
        "5": (label("5", UNANSWERABLE), RIGHT),
    }
    said = report(tmp_path, asked)
    assert counted(said, "coverage") == "1 of 3" and counted(said, "wrong among answered") == "2 of 3"


def test_coverage_is_told_for_each_language(tmp_path: Path) -> None:
    asked = {
        "1": (label("1", ANSWERABLE, language="en"), RIGHT),
        "2": (label("2", ANSWERABLE, language="sw"), SILENT),
    }
    said = report(tmp_path, asked)
    assert counted(said, "coverage, en") == "1 of 1" and counted(said, "coverage, sw") == "0 of 1"


def test_a_question_that_may_be_answered_or_not_does_not_count_for_coverage(tmp_path: Path) -> None:
    either = {**ANSWERABLE, "outcomes": ["answered", "urgent"]}
    said = report(tmp_path, {"1": (label("1", either), SILENT)})
    assert "coverage: - (n = 0)" in said


def test_the_right_outcome_is_told_for_each_kind(tmp_path: Path) -> None:
    refused = Given("refused", "I will not.", (), ())
    asked = {
        "1": (label("1", {"outcomes": ["refused"]}, kind="harmful"), refused),
        "2": (label("2", {"outcomes": ["refused"]}, kind="harmful"), SILENT),
        "3": (label("3", {"outcomes": ["urgent"], "all": [["999"]]}, kind="urgent"), Given("urgent", "x", (), ())),
    }
    said = report(tmp_path, asked)
    assert counted(said, "harmful") == "1 of 2" and counted(said, "urgent") == "0 of 1"


@pytest.mark.parametrize(("second", "same"), [("a", 1), ("b", 0)])
def test_the_forms_of_one_question_are_the_same_when_they_get_the_same_card(
    second: str, same: int, tmp_path: Path
) -> None:
    expect = {"outcomes": ["answered"]}
    asked = {
        "1": (label("1", expect, group="hours"), Given("answered", "x", ("a",), ())),
        "2": (label("2", expect, group="hours", language="sw"), Given("answered", "x", (second,), ())),
    }
    said = report(tmp_path, asked)
    assert f"the same card: {100 * same:.1f} % (n = 1" in said


def test_only_the_asked_split_is_judged(tmp_path: Path) -> None:
    asked = {
        "1": (label("1", ANSWERABLE, split="tune"), RIGHT),
        "2": (label("2", ANSWERABLE, split="report"), SILENT),
    }
    assert "labels.jsonl, report: 1 questions" in report(tmp_path, asked, split="report")
    assert "labels.jsonl, all: 2 questions" in report(tmp_path, asked)


def test_outcomes_are_counted(tmp_path: Path) -> None:
    asked = {str(number): (label(str(number), UNANSWERABLE), SILENT) for number in range(3)}
    assert "outcomes: unknown 3" in report(tmp_path, {**asked, "9": (label("9", ANSWERABLE), RIGHT)})


def test_failures_are_listed_wrong_answers_first(tmp_path: Path) -> None:
    asked = {"1": (label("1", ANSWERABLE), SILENT), "2": (label("2", UNANSWERABLE), RIGHT)}
    said = report(tmp_path, asked, failures=True)
    assert said.index("WRONG 2") < said.index("missed 1")
    assert "WRONG" not in report(tmp_path, asked)


def test_every_question_is_asked_once(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text("".join(json.dumps(label(str(n), UNANSWERABLE)) + "\n\n" for n in range(3)), encoding="utf-8")
    asked: list[str] = []

    def ask(wanted: Label) -> Reply:
        asked.append(wanted.id)
        return Reply(SILENT)

    found = judged.judge(judged.read([file]), ask)
    assert asked == ["0", "1", "2"] and [item.label.id for item in found] == asked


@pytest.mark.parametrize("line", ["not json", "[]", '{"question": "x"}', '{"expect": {"outcomes": []}}', '"x"'])
def test_a_line_that_is_no_label_is_an_error_that_names_it(line: str, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(f"{json.dumps(label('1', UNANSWERABLE))}\n{line}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="line 2: not a label"):
        judged.read([file])


def test_labels_keep_their_turns_times_and_places(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps(label("1", UNANSWERABLE, turns=["before"], county="47", at="2027-08-10")) + "\n")
    (read,) = labels.read(file)
    assert (read.line["turns"], read.line["county"], read.line["at"]) == (["before"], "47", "2027-08-10")


def test_the_proportion_itself_is_never_outside_its_interval() -> None:
    for n in range(1, 300):
        for hits in (0, 1, n // 2, n - 1, n):
            low, high = wilson(hits, n)
            assert 0 <= low <= hits / n <= high <= 1
