"""`python -m bot evaluate` with --json, --plot and --against, as they are typed over the small library."""

import importlib.util
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.answering.answer import Answerer
from bot.app import Parts
from bot.config import Config
from bot.evaluation.judged import Reply
from bot.judging import Measuring
from bot.models import Answer, Context, Question
from knowledge.editions import Shelf
from knowledge.labels import Expectation, Label
from tests.conftest import Ran
from tests.harness.clock import NOON, TickingClock
from tests.harness.library import LibraryFolder, label

HOURS_QUESTION = "What time do polling stations open?"
TEARGAS_QUESTION = "What helps against teargas in the eyes?"
QUEUE_QUESTION = "May I leave the queue and come back?"
Run = Callable[..., Ran]


@pytest.fixture
def run(settings: Config, clock: TickingClock, typed: Run) -> Run:
    """The command line over the small library at noon."""
    return typed


def written(file: Path, *lines: Mapping[str, Any]) -> str:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(file)


@pytest.fixture
def labels(tmp_path: Path) -> str:
    return written(
        tmp_path / "labels.jsonl",
        {**label(HOURS_QUESTION, "ke-opening-hours", "06:00"), "split": "tune"},
        {**label("qwerty asdf", "ke-opening-hours", key="g2"), "split": "report"},
        {**label("they are burning our houses", "x", key="g3"), "kind": "urgent", "split": "report",
         "expect": {"outcomes": ["urgent"]}},
        {**label("can I vote if my ID got lost", "ke-lost-id", key="g4"), "split": "report"},
    )  # fmt: skip


@pytest.fixture
def result(published: Config, run: Run, labels: str) -> dict[str, Any]:
    told = run("evaluate", labels, "--json")
    assert told.status == 0
    read: dict[str, Any] = json.loads(told.out)
    return read


def figures(part: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    return {each["name"]: (each["k"], each["n"]) for each in part["measures"]}


def test_the_result_names_date_edition_model_and_cores(result: dict[str, Any], published: Config) -> None:
    shelf = Shelf(published.var)
    assert result["date"] == "2026-11-20" and result["edition"] == shelf.current() and result["cores"] >= 1
    assert result["model"] == shelf.manifest(result["edition"]).model_sha256 and result["files"] == ["labels.jsonl"]


def test_the_result_counts_what_was_really_answered(result: dict[str, Any]) -> None:
    told = figures(result["splits"]["report"])
    assert told["coverage, English"] == (1, 2) and told["wrong among answered"] == (0, 1)
    assert told["urgent: help line in the first 250 characters"] == (1, 1)
    assert result["splits"]["report"]["outcomes"] == {
        "answerable": {"unknown": 1, "answered": 1},
        "urgent": {"urgent": 1},
    }


def test_every_answer_and_every_silence_for_want_of_evidence_has_a_confidence(result: dict[str, Any]) -> None:
    now, *steps = result["splits"]["report"]["risk_coverage"]
    assert (now["wrong"]["n"], steps[-1]["wrong"]["n"]) == (1, 1)
    assert sum(each["n"] for each in result["splits"]["report"]["reliability"]) == 2  # not the cry for help


def test_an_answer_takes_time(result: dict[str, Any]) -> None:
    told = {each["key"]: each["value"] for each in result["splits"]["report"]["milliseconds"]}
    assert 0 < told["p50"] <= told["p95"] < 10_000


def test_plot_draws_both_pictures_and_tells_them_as_tables(
    published: Config, run: Run, labels: str, tmp_path: Path
) -> None:
    told = run("evaluate", labels, "--plot", str(tmp_path / "pictures"))
    assert told.status == 0 and "| threshold | wrong among answered | coverage |" in told.out
    assert "| as it stands | 0.0 % (n = 2" in told.out and "| confidence | on average | right |" in told.out
    drawn = sorted(file.name for file in (tmp_path / "pictures").iterdir())
    assert drawn == ["reliability.svg", "risk-coverage.svg"] and all(name in told.out for name in drawn)


def test_without_matplotlib_plot_says_what_is_missing_before_it_asks_anything(
    published: Config, run: Run, labels: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    told = run("evaluate", labels, "--plot", str(tmp_path / "pictures"))
    assert told.status == 1 and "matplotlib" in told.err and told.out == "" and not (tmp_path / "pictures").exists()


def test_a_comparison_is_not_drawn(published: Config, run: Run, labels: str, tmp_path: Path) -> None:
    told = run("evaluate", labels, "--against", "any", "--plot", str(tmp_path / "pictures"))
    assert told.status == 2 and "--plot" in told.err and not (tmp_path / "pictures").exists()


# ---------------------------------------------------------------- leaks


class Forgetful(Answerer):
    """A bot for which it is always noon of the day on which its cards were published."""

    def __init__(self, other: Answerer) -> None:
        vars(self).update(vars(other))

    def answer(self, question: Question, context: Context) -> Answer:
        return super().answer(question, replace(context, now=NOON))


class Blurting(Forgetful):
    """A bot that quotes what must not be quoted."""

    def answer(self, question: Question, context: Context) -> Answer:
        found = super().answer(question, context)
        return replace(
            found, parts=tuple(replace(part, text="Scholars  still argue about it.") for part in found.parts)
        )


def asked(built: Parts, answerer: Answerer, question: str, at: str) -> Reply:
    line = {"question": question, "at": at}
    wanted = Label("1", question, "en", "polling", "stale", "tune", "", Expectation(("unknown",)), line)
    return Measuring(built, answerer).ask(wanted)


def test_a_source_out_of_its_time_is_seen_as_a_leak(parts: Parts) -> None:
    honest = app.answerer(parts)
    for answerer, at, leaked in (
        (Forgetful(honest), "2029-01-01T12:00", ("ke-opening-hours",)),
        (Forgetful(honest), "2027-01-01T12:00", ()),
        (honest, "2029-01-01T12:00", ()),
    ):
        assert asked(parts, answerer, HOURS_QUESTION, at).leaked == leaked


def test_a_withheld_sentence_is_seen_as_a_leak(published: Config, library: LibraryFolder, run_ingest: Run) -> None:
    text = (
        "\n# Hours\n\nScholars still argue about it. Polling stations in the old days opened at dawn, says the book.\n"
    )
    library.background("ke-bg-hours", "Hours of old", text, withhold=["Scholars still argue"])
    assert run_ingest().status == 0
    built = app.parts(published)
    honest, question = app.answerer(built), "polling stations in the old days opened at dawn, says the book"
    assert asked(built, honest, question, "2027-01-01T12:00").given.cards == ("ke-bg-hours",)
    assert asked(built, honest, question, "2027-01-01T12:00").leaked == ()
    assert asked(built, Blurting(honest), question, "2027-01-01T12:00").leaked == ("ke-bg-hours",)


# ---------------------------------------------------------------- two editions


@pytest.fixture
def old(published: Config, library: LibraryFolder, run_ingest: Run) -> str:
    """The edition before: the live one has lost the card on teargas and has a new one on queues."""
    before = Shelf(published.var).current() or ""
    (library.country / "ke-teargas.md").unlink()
    library.guidance(
        "ke-queue",
        "Leaving the queue",
        {"en": "You may leave the queue and come back to its end.", "sw": "Unaweza kuondoka foleni na kurudi mwisho."},
        {"en": [QUEUE_QUESTION, "can I step out of the line"], "sw": ["Naweza kutoka foleni na kurudi?"]},
    )
    assert run_ingest().status == 0
    return before


@pytest.fixture
def both(tmp_path: Path) -> str:
    lines = [
        (HOURS_QUESTION, "ke-opening-hours"), (TEARGAS_QUESTION, "ke-teargas"), (QUEUE_QUESTION, "ke-queue"),
    ]  # fmt: skip
    halves = [
        {**label(question, card, key=f"{split}-{card}"), "split": split}
        for split in ("tune", "report")
        for question, card in lines
    ]
    return written(tmp_path / "both.jsonl", *halves)


def test_against_lists_what_the_tune_half_gained_and_lost(old: str, run: Run, both: str) -> None:
    told = run("evaluate", both, "--against", old)
    assert told.status == 0 and told.out.startswith(f"{old} -> ")
    assert "tune: 3 questions, 2 answered otherwise: 1 gained, 1 lost, 0 other" in told.out
    assert f'GAINED (outcome) tune-ke-queue "{QUEUE_QUESTION}"' in told.out
    assert f'LOST (outcome) tune-ke-teargas "{TEARGAS_QUESTION}"' in told.out


def test_against_tells_of_the_report_half_counts_alone(old: str, run: Run, both: str) -> None:
    plain = run("evaluate", both, "--against", old)
    asjson = run("evaluate", both, "--against", old, "--json")
    assert "report: 3 questions, 2 answered otherwise: 1 gained, 1 lost, 0 other" in plain.out
    assert "report-ke" not in plain.out and "report-ke" not in asjson.out
    halves = json.loads(asjson.out)["splits"]
    assert (halves["report"]["gained"], halves["report"]["lost"], halves["report"]["p"]) == (1, 1, 1.0)
    assert {(change["id"], change["word"]) for change in halves["tune"]["changes"]} == {
        ("tune-ke-queue", "gained"), ("tune-ke-teargas", "lost"),
    }  # fmt: skip


def test_against_itself_nothing_has_changed(published: Config, run: Run, labels: str) -> None:
    told = run("evaluate", labels, "--against", Shelf(published.var).current() or "")
    assert "report: 3 questions, 0 answered otherwise: 0 gained, 0 lost, 0 other" in told.out


def test_against_an_edition_that_is_not_there_is_an_error_that_names_it(
    published: Config, run: Run, labels: str
) -> None:
    told = run("evaluate", labels, "--against", "nowhere")
    assert told.status == 1 and "nowhere" in told.err and "ingest.py list" in told.err and told.out == ""
