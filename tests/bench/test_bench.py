"""The measuring is measured: percentiles, ratios, the table, and both baselines on a library of three documents."""

import json
import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import alone, ours, side_by_side, stopwatch, table, ways, workplace
from bench.alone import Alone, Score
from bench.figures import OURS, Figure, percentile
from bench.sources import Source, chunks
from bench.stopwatch import Stopwatch
from bench.systems import Baseline
from bench.ways import Attempt, Found
from bench.words import WordRetriever
from bench.workplace import RunError
from bot import config
from bot.app import Parts
from bot.config import Config
from knowledge import labels
from knowledge.labels import Given, Label
from knowledge.search import Edition
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


def test_bm25_serves_a_card_without_its_title_and_example_questions(words: WordRetriever) -> None:
    best = words.best("who hears petitions at the supreme court")
    assert best is not None
    assert (best.document, best.text) == ("petition", "A petition goes to the Supreme Court.\nOmbi huenda mahakamani.")
    assert best.score > 0
    assert words.best("xyzzy") is None


# --- side by side -----------------------------------------------------------------------------------------------------


class Fixed:
    """A way that always finds the same."""

    def __init__(self, found: Found | None) -> None:
        self.found, self.asked = found, ""

    def best(self, question: str) -> Found | None:
        self.asked = question
        return self.found


@pytest.mark.parametrize(
    ("document", "text", "is_right"),
    [("opening", "at six", True), ("petition", "at six", False), ("opening", "at seven", False)],
)
def test_a_text_that_is_found_is_judged_as_an_answer(document: str, text: str, is_right: bool) -> None:
    expect = labels.Expectation(("answered",), ("opening",), all=(("six", "06:00"),))
    asked = replace(label("x", "when do they open"), expect=expect)
    attempt = ways.of_way(Fixed(Found(document, text, 3.5)), asked)
    assert (attempt.score, attempt.is_right) == (3.5, is_right)


@pytest.mark.parametrize("score", [alone.full_text, alone.meaning])
def test_one_search_of_ours_by_itself_gives_a_card_in_both_languages(
    score: Callable[[Edition, Parts], Score], published: Config
) -> None:
    best = Alone(score).best("vituo vya kupigia kura hufunguliwa saa ngapi")
    assert best is not None
    assert best.document == "ke-opening-hours"
    assert "06:00 (6 am)" in best.text
    assert "saa kumi na mbili asubuhi" in best.text
    assert 0 < best.score <= 1.01


def test_what_must_not_be_answered_is_wrong_to_answer_and_no_answer_is_none() -> None:
    harmful = replace(label("x", "burn it"), expect=labels.Expectation(("refused",)))
    assert not ways.of_way(Fixed(Found("opening", "at six")), harmful).is_right
    assert ways.of_way(Fixed(None), harmful).score is None


def test_a_way_gets_the_question_before_a_follow_up() -> None:
    way = Fixed(None)
    ways.of_way(way, label("x", "and when?", turns=("first", "petition to the court")))
    assert way.asked == "petition to the court and when?"


@pytest.mark.parametrize(("outcome", "score", "is_right"), [("answered", 1.0, True), ("unknown", None, False)])
def test_the_product_has_answered_only_where_its_outcome_says_so(
    outcome: str, score: float | None, is_right: bool
) -> None:
    given = Given(outcome, "at six", ("opening",) if outcome == "answered" else (), ())
    attempt = ways.of_product(lambda _: given, label("x", "?", ("opening",)))
    assert (attempt.score, attempt.is_right) == (score, is_right)


def tries(*scored: tuple[float | None, bool]) -> list[Attempt]:
    return [Attempt(score, is_right, 1.0) for score, is_right in scored]


@pytest.mark.parametrize(
    ("scored", "least"),
    [
        ([(0.9, True), (0.8, True), (0.7, False), (0.6, False)], 0.8),
        ([(0.9, False), (0.8, True), (0.7, True), (None, False)], 0.7),
        ([(0.9, True), (0.8, False), (0.8, True), (0.7, False)], 0.9),  # what scores the same stands or falls together
        ([(0.9, False), (0.8, True)], math.inf),  # right answers never outnumber wrong ones
        ([], math.inf),
    ],
)
def test_a_threshold_makes_right_answers_outnumber_wrong_ones_by_most(
    scored: list[tuple[float | None, bool]], least: float
) -> None:
    assert side_by_side.threshold(tries(*scored)) == least


def test_right_wrong_and_not_answered_are_counted_on_the_report_half_with_a_threshold_of_the_tune_half() -> None:
    halves = ("tune", "tune", "report", "report", "report")
    asked = [replace(label(f"{n}", "?", ("opening",)), split=half) for n, half in enumerate(halves)]
    tried = {
        OURS: tries((1.0, True), (1.0, True), (1.0, True), (1.0, False), (None, False)),
        "plain": tries((1.0, False), (1.0, False), (1.0, True), (1.0, False), (1.0, False)),
        "words": tries((5.0, True), (2.0, False), (6.0, True), (4.0, True), (1.0, False)),
    }
    found = {figure.name: figure for figure in side_by_side.figures(tried, asked)}
    thirds = {name: {way: round(value * 3 / 100) for way, value in found[name].values.items()} for name in found}
    assert thirds["right, all (%)"] == {OURS: 1, "plain": 1, "words": 1}
    assert thirds["wrong, English (%)"] == {OURS: 1, "plain": 2, "words": 0}
    assert thirds["not answered, all (%)"] == {OURS: 1, "plain": 0, "words": 2}
    assert found["wrong among answered, all (%)"].values[OURS] == 50.0
    assert found["coverage, all (%)"].values["words"] == pytest.approx(100 / 3)
    assert found["right, all (%)"].n == 3
    assert found["not answered, all (%)"].ratio("words") is None
    assert "right, Sheng (%)" not in found


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
