"""docs/quality.md: figures stand between the marked lines, what a person wrote stays, the report half is not read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import Config
from bot.evaluation.judged import REPORT
from knowledge import labels as labelled
from tests.conftest import Ran
from tests.harness.clock import TickingClock
from tests.harness.library import label
from tools import quality
from tools.marked_page import MarkedPage
from tools.quality import BEGIN, END

HOURS_QUESTION = "What time do polling stations open?"
BEFORE, AFTER = "# How good\n\nBy hand.\n\n", "\n\nBy hand below.\n"
Write = Callable[[], Ran]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "docs" / "quality.md"
    file.parent.mkdir()
    file.write_text(f"{BEFORE}{BEGIN}\n{END}{AFTER}", encoding="utf-8")
    return file


@pytest.fixture
def write(
    published: Config, clock: TickingClock, page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Write:
    """`make quality` over the small library and four questions."""
    lines = [
        {**label(HOURS_QUESTION, "ke-opening-hours", key="t1"), "split": "tune"},
        {**label("the moon is how far away from the observers", "ke-observers", key="t2"), "split": "tune"},
        {**label("Can I vote if I lost my national ID?", "ke-lost-id", key="r1"), "split": "report"},
        {**label("the sun is how far away from the governors", "ke-observers", key="r2"), "split": "report"},
    ]
    file = tmp_path / "labels.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    def written() -> Ran:
        status = quality.main(["--page", str(page), str(file)])
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return written


def test_the_figures_stand_between_the_marked_lines(write: Write, page: Path) -> None:
    assert write().status == 0
    text = page.read_text(encoding="utf-8")
    figures = text.partition(BEGIN)[2].partition(END)[0]
    assert text.startswith(f"{BEFORE}{BEGIN}") and text.endswith(f"{END}{AFTER}")
    assert "2026-11-20, edition `" in figures and "2 questions of the report half, 2 of the tune half" in figures
    assert "| coverage, English | 50.0 % | 2 | 9.5 to 90.5 | at least 92 % | **no** |" in figures
    assert "| one answer, p95 | " in figures


def test_written_again_only_the_figures_are_new(write: Write, page: Path) -> None:
    write()
    once = page.read_text(encoding="utf-8")
    write()
    again = page.read_text(encoding="utf-8")
    assert again.count(BEGIN) == again.count(END) == 1 and len(again.splitlines()) == len(once.splitlines())


def test_the_pictures_lie_beside_the_page_where_it_looks_for_them(write: Write, page: Path) -> None:
    write()
    text = page.read_text(encoding="utf-8")
    for name in ("risk-coverage.svg", "reliability.svg"):
        assert f"](quality/{name})" in text and (page.parent / "quality" / name).is_file()


def test_failures_are_those_of_the_tune_half_alone(write: Write, page: Path) -> None:
    write()
    text = page.read_text(encoding="utf-8")
    assert "| t2: the moon is how far away" in text and "outcome unknown, expected answered" in text
    assert "the sun is how far" not in text and "r2" not in text


def test_a_page_without_the_marked_lines_is_refused_and_left_alone(write: Write, page: Path) -> None:
    page.write_text("# By hand only\n", encoding="utf-8")
    told = write()
    assert told.status == 1 and BEGIN in told.err and page.read_text(encoding="utf-8") == "# By hand only\n"
    assert not (page.parent / "quality").exists()


def test_the_page_in_docs_has_its_marked_lines_and_tells_no_question_of_the_report_half() -> None:
    MarkedPage.read(quality.PAGE, BEGIN, END)
    text = quality.PAGE.read_text(encoding="utf-8")
    found = labelled_questions()
    tune = {wanted.question for wanted in found if wanted.split != REPORT}
    told = [
        wanted.id
        for wanted in found
        if wanted.split == REPORT and wanted.question not in tune and f"| {wanted.id}: " in text
    ]
    assert found and told == []


def labelled_questions() -> list[labelled.Label]:
    return [wanted for file in quality.QUESTIONS for wanted in labelled.read(file)]
