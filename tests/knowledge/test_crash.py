"""An ingest killed with -9 at any moment leaves the old edition or the new one, whole, and the next ingest works (L10).

KURA_SOAK=1 kills 200 times instead of 6.
"""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from bot import app
from bot.app import Parts
from bot.config import Config
from bot.models import Context, Outcome, Question
from knowledge import search
from knowledge.editions import MANIFEST, Shelf
from knowledge.search import Edition
from tests.conftest import Ran
from tests.harness import dying
from tests.harness.clock import NOON
from tests.harness.library import LibraryFolder

STEPS = ("reading", "full text", "embeddings", "vector index", "golden questions", "publishing")
WITH_PARTS = ("full text", "embeddings", "vector index")
SEED = 20270810
TIMES = 200 if os.environ.get("KURA_SOAK") else 6
# Two cards change at once, so that a mixture of editions would show.
OLD = {"ke-opening-hours": "Go early.", "ke-lost-id": "Report the loss"}
NEW = {"ke-opening-hours": "Go very early.", "ke-lost-id": "Report it at once"}
QUESTIONS = {
    "ke-opening-hours": "What time do polling stations open?",
    "ke-lost-id": "Can I vote if I lost my national ID?",
}

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.harness.dying"])

Start = Callable[..., ForkServerProcess]


@pytest.fixture
def changed(published: Config, library: LibraryFolder) -> Config:
    """The small library is live; two of its cards have changed since."""
    for key, old in OLD.items():
        file = library.country / f"{key}.md"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, NEW[key]), encoding="utf-8")
    return published


@pytest.fixture
def start(changed: Config) -> Start:
    """Starts an ingest of the changed library; it has begun when this returns."""

    def started(at: str | None = None, *, is_inside: bool = False) -> ForkServerProcess:
        begun = CONTEXT.Event()
        file = str(changed.var.parent / "config.toml")
        process = CONTEXT.Process(target=dying.run, args=(file, at, is_inside, begun))
        process.start()
        assert begun.wait(60)
        return process

    return started


@pytest.fixture(scope="session")
def kept_duration() -> list[float]:
    """How long an ingest takes that nobody kills, once it is known."""
    return []


def opened(changed: Config, parts: Parts) -> Edition:
    return search.open_current(Shelf(changed.var), parts.lexicon, parts.encoder)


def assert_whole(changed: Config, parts: Parts) -> dict[str, str]:
    """The live edition is the old or the new one, with nothing of the other, and answers. Gives its words."""
    edition = opened(changed, parts)
    assert edition.is_whole
    answerer = app.answerer(parts, edition)
    said = {}
    for key, question in QUESTIONS.items():
        answer = answerer.answer(Question(question), Context(NOON))
        assert answer.outcome is Outcome.ANSWERED
        said[key] = " ".join(part.text for part in answer.parts)
    is_new = NEW["ke-lost-id"] in said["ke-lost-id"]
    for key, words in (NEW if is_new else OLD).items():
        assert words in said[key]
    for key, words in (OLD if is_new else NEW).items():
        assert words not in said[key]
    return NEW if is_new else OLD


def assert_next_ingest_works(changed: Config, parts: Parts, run_ingest: Callable[..., Ran]) -> None:
    ran = run_ingest()
    assert (ran.status, ran.err) == (0, ""), ran.out
    assert assert_whole(changed, parts) == NEW
    shelf = Shelf(changed.var)
    folders = {path.name for path in shelf.folder.iterdir() if path.is_dir()}
    assert folders == {manifest.edition for manifest in shelf.editions()}
    assert all((shelf.path(name) / MANIFEST).is_file() for name in folders)


def test_an_ingest_that_nobody_kills_publishes(
    changed: Config, parts: Parts, start: Start, kept_duration: list[float]
) -> None:
    process = start()
    begun = time.monotonic()
    process.join(120)
    kept_duration.append(time.monotonic() - begun)
    assert process.exitcode == 0
    assert assert_whole(changed, parts) == NEW


@pytest.mark.parametrize(
    ("step", "is_inside"), [*((step, False) for step in STEPS), *((step, True) for step in WITH_PARTS)]
)
def test_an_ingest_killed_at_a_step_leaves_the_live_edition_answering(
    changed: Config, parts: Parts, start: Start, run_ingest: Callable[..., Ran], step: str, is_inside: bool
) -> None:
    before = Shelf(changed.var).current()
    process = start(step, is_inside=is_inside)
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert Shelf(changed.var).current() == before
    assert assert_whole(changed, parts) == OLD
    assert_next_ingest_works(changed, parts, run_ingest)


@pytest.mark.parametrize("number", range(TIMES))
def test_an_ingest_killed_at_a_random_time_leaves_the_old_edition_or_the_new_one(
    changed: Config,
    parts: Parts,
    start: Start,
    run_ingest: Callable[..., Ran],
    kept_duration: list[float],
    number: int,
) -> None:
    whole_time = kept_duration[0] if kept_duration else 2.0
    moment = random.Random(SEED + number).uniform(0.0, whole_time)
    print(f"seed {SEED + number}: killed after {moment:.3f} s of {whole_time:.3f} s")
    process = start()
    until = time.monotonic() + moment
    while time.monotonic() < until:  # a reader looks all the time
        assert opened(changed, parts).is_whole
    process.kill()
    process.join(120)
    assert_whole(changed, parts)
    assert_next_ingest_works(changed, parts, run_ingest)


def test_a_second_kill_on_the_way_back_changes_nothing(
    changed: Config, parts: Parts, start: Start, run_ingest: Callable[..., Ran]
) -> None:
    for step in ("vector index", "golden questions", "publishing"):
        process = start(step)
        process.join(120)
        assert process.exitcode == -signal.SIGKILL
        assert assert_whole(changed, parts) == OLD
    assert_next_ingest_works(changed, parts, run_ingest)


def test_a_first_ingest_that_is_killed_leaves_nothing_live_and_the_next_one_publishes(
    changed: Config, parts: Parts, start: Start, run_ingest: Callable[..., Ran]
) -> None:
    Path(changed.var / "editions" / "current").unlink()
    process = start("golden questions")
    process.join(120)
    assert Shelf(changed.var).current() is None
    assert_next_ingest_works(changed, parts, run_ingest)
