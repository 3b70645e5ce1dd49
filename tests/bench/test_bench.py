"""The measuring is measured: percentiles, ratios, the table, and both baselines on a library of three documents."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import ours, stopwatch, table, workplace
from bench.figures import OURS, Figure, percentile
from bench.sources import Source, chunks
from bench.stopwatch import Stopwatch
from bench.systems import Baseline
from bench.words import WordRetriever
from bench.workplace import RunError
from bot import config
from knowledge import labels
from knowledge.labels import Label
from tools import export_model

LIBRARY = (
    Source("opening", "Opening", True, ("Polling stations open at six.", "Vituo hufunguliwa saa kumi na mbili."), ()),
    Source("petition", "Petitions", True, ("A petition goes to the Supreme Court.", "Ombi huenda mahakamani."), ()),
    Source("history", "An old report", False, ("Many people fled from their homes. " * 80,), ("displaced persons",)),
)
PLAIN_FINDS = """
import json, pathlib, sys
from bench.plain import PlainRetriever
from bench.sources import Source
folder, model, library = sys.argv[1:]
sources = [Source(*each) for each in json.loads(library)]
plain = PlainRetriever(pathlib.Path(folder), pathlib.Path(model))
print(plain.build(sources), plain.retrieve("at what time do stations open", 2)[0])
"""


def label(key: str, question: str, cards: tuple[str, ...] = (), turns: tuple[str, ...] = ()) -> Label:
    expect = labels.Expectation(("answered",), cards)
    return Label(key, question, "en", "polling", "answerable", "report", "", expect, {"turns": list(turns)})


@pytest.fixture
def words(tmp_path: Path) -> WordRetriever:
    """Built, then opened anew from its file."""
    WordRetriever(tmp_path / "words").build(LIBRARY)
    return WordRetriever(tmp_path / "words")


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("When do the STATIONS open?", "opening"),
        ("who hears petitions", "petition"),  # by its stem
        ("vituo vitafunguliwa saa ngapi", "opening"),
        ("displaced", "history"),  # by its example question
    ],
)
def test_bm25_finds_an_obvious_passage(words: WordRetriever, question: str, document: str) -> None:
    assert words.retrieve(question, 4)[0] == document


def test_bm25_finds_nothing_where_no_word_is_shared(words: WordRetriever) -> None:
    assert words.retrieve("xyzzy", 4) == []


def test_the_plain_retriever_finds_an_obvious_passage(tmp_path: Path) -> None:
    library = json.dumps([(item.id, item.title, item.is_card, item.sections, item.questions) for item in LIBRARY])
    arguments = [sys.executable, "-c", PLAIN_FINDS, str(tmp_path), str(export_model.packaged_model()), library]
    found = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=config.ROOT)
    pieces, first = found.stdout.split()[-2:]
    assert int(pieces) == 4 + len(chunks(LIBRARY[2].sections[0]))
    assert first == "opening"


def test_a_document_counts_once_however_many_of_its_chunks_are_found(words: WordRetriever) -> None:
    assert Baseline(words).ranked(label("x", "people fled homes, petition")) == ["petition", "history"]


def test_a_follow_up_gets_the_question_before_it(words: WordRetriever) -> None:
    assert Baseline(words).ranked(label("x", "and when?", turns=("petition to the court",)))[0] == "petition"


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.95)) == (50.0, 95.0)
    assert (percentile([7.0], 0.95), percentile([1.0, 2.0, 3.0], 0.5)) == (7.0, 2.0)


def test_a_ratio_above_one_means_that_ours_is_better_whatever_is_measured() -> None:
    faster = Figure("time", 1, {OURS: 5.0, "words": 10.0})
    fuller = Figure("hits", 1, {OURS: 90.0, "words": 45.0}, higher_is_better=True)
    assert faster.ratio("words") == fuller.ratio("words") == 2.0
    assert faster.ratio("plain") is None


@pytest.mark.parametrize(("higher_is_better", "is_missed"), [(False, True), (True, False)])
def test_a_target_is_missed_on_its_worse_side(higher_is_better: bool, is_missed: bool) -> None:
    assert Figure("x", 1, {OURS: 16.0}, higher_is_better, target=15.0).is_missed is is_missed


def test_the_table_says_which_target_is_missed() -> None:
    figures = [Figure("slow", 3, {OURS: 16.0, "words": 8.0}, target=15.0), Figure("quick", 3, {OURS: 4.0}, target=15.0)]
    head, slow, quick = table.lines(figures, {OURS: "Ours", "words": "BM25"})
    assert head.split() == ["n", "Ours", "BM25", "x", "BM25", "target"]
    assert slow.split() == ["slow", "3", "16.0", "8.00", "0.50", "<=", "15:", "MISSED"]
    assert quick.split() == ["quick", "3", "4.00", "-", "<=", "15:", "met"]


def test_a_breakdown_shows_each_stage_and_its_share() -> None:
    head, encode, rest = table.breakdown("one answer", {"encode": 3.0, "the rest": 1.0}, "ms")
    assert head == "one answer: 4.00 ms"
    assert encode.split() == ["encode", "3.00", "ms", "75.0", "%"]
    assert rest.split() == ["the", "rest", "1.00", "ms", "25.0", "%"]


def test_hits_are_counted_among_answerable_questions_with_a_known_document() -> None:
    asked = [label("a", "?", ("opening",)), label("b", "?", ("petition",)), label("c", "?")]
    ranked = {"a": ["opening"], "b": ["opening", "history", "petition"]}
    figures = {figure.name: figure for figure in bench.hit_figures({OURS: {"ranked": ranked}}, asked)}
    assert (figures["hit@1, all (%)"].values[OURS], figures["hit@3, en (%)"].values[OURS]) == (50.0, 100.0)
    assert figures["hit@1, all (%)"].n == 2
    assert "hit@1, sw (%)" not in figures


def test_the_pipeline_still_has_every_stage_that_a_breakdown_names() -> None:
    assert [name for _, owner, name in (*ours.ANSWER, *ours.COMMAND) if not hasattr(owner, name)] == []


def test_a_stage_is_not_charged_for_the_stages_inside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Search:
        def outer(self) -> list[int]:
            return [*self.inner(), 2]

        def inner(self) -> Iterator[int]:
            yield 1

    class Clock:
        moments = iter([0.0, 1.0, 4.0, 6.0])

        def perf_counter(self) -> float:
            return next(self.moments)

    monkeypatch.setattr(stopwatch, "time", Clock())
    watch = Stopwatch([("outer", Search, "outer"), ("inner", Search, "inner")])
    assert Search().outer() == [1, 2]
    assert watch.account(10.0) == {"the rest": 4.0, "inner": 3.0, "outer": 3.0}


def test_a_command_that_fails_stops_the_run_with_its_own_words() -> None:
    with (
        workplace.opened() as place,
        pytest.raises(RunError, match=r"bench\.child nonsense ended with 1:(.|\n)*KeyError"),
    ):
        place.task("nonsense")
    assert not place.folder.exists()


def test_a_command_that_hangs_is_ended_and_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workplace, "LONGEST_SECONDS", 0.3)
    with workplace.opened() as place:
        with pytest.raises(RunError, match="was stopped after"):
            place.run("timeit", "-n", "1", "import time; time.sleep(60)")
        assert list(processes_in(place.folder)) == []


def processes_in(folder: Path) -> Iterator[Path]:
    """Of the processes that we may look at, those that run in `folder`."""
    for process in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):  # it has ended, or it is another user's
            if process.readlink() == folder:
                yield process.parent
