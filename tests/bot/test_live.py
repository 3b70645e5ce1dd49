"""The running bot takes over a new edition by itself, and never a damaged one."""

import logging
import shutil
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot import app
from bot.answering.answer import Answerer
from bot.answering.live import LiveAnswerer
from bot.app import Parts
from bot.models import Context, Question
from knowledge.editions import Shelf
from tests.conftest import publish
from tests.harness import library as libraries
from tests.harness.clock import NOON


@dataclass(frozen=True)
class Running:
    """The bot while the first of two editions is live; both have passed their golden questions."""

    parts: Parts
    first: str
    second: str

    @property
    def shelf(self) -> Shelf:
        return self.parts.shelf


@pytest.fixture(scope="module")
def two_editions(small_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`var` with two editions: in the second the card on opening hours says "Bring water."."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(small_var, folder / "var")
    library = libraries.small(folder / "documents")
    file = library.country / "ke-opening-hours.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Go early.", "Bring water."), encoding="utf-8")
    assert publish(libraries.configure(folder, library.folder)).is_published
    return folder / "var"


@pytest.fixture
def running(parts: Parts, two_editions: Path, tmp_path: Path) -> Running:
    shutil.copytree(two_editions, tmp_path / "var")
    shelf = Shelf(tmp_path / "var")
    second = shelf.current()
    (first,) = {manifest.edition for manifest in shelf.editions()} - {second}
    assert second is not None
    shelf.publish(first)
    return Running(replace(parts, shelf=shelf), first, second)


def live(running: Running, reopen_seconds: float = 0.0) -> LiveAnswerer:
    return LiveAnswerer(lambda: app.answerer(running.parts), running.shelf, reopen_seconds)


def says(answerer: Answerer, question: str = "What time do polling stations open?") -> str:
    answer = answerer.answer(Question(question), Context(NOON))
    return answer.parts[0].text


def test_a_newly_published_edition_is_taken_over(running: Running) -> None:
    answering = live(running)
    assert "Bring water." not in says(answering.current())
    running.shelf.publish(running.second)
    assert "Bring water." in says(answering.current())


def test_without_a_new_edition_the_same_one_goes_on(running: Running) -> None:
    answering = live(running)
    assert answering.current() is answering.current()


def test_the_shelf_is_not_looked_at_before_its_time(running: Running) -> None:
    answering = live(running, reopen_seconds=3600)
    running.shelf.publish(running.second)
    assert "Bring water." not in says(answering.current())


@pytest.mark.parametrize("damage", ["passages.sqlite", "vectors.npy", "words.npz", "manifest.json"])
def test_a_damaged_edition_leaves_the_old_one_answering(
    damage: str, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    answering = live(running)
    running.shelf.publish(running.second)
    (running.shelf.path(running.second) / damage).write_bytes(b"damaged")
    assert "Go early." in says(answering.current())
    assert any(running.second in record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR)


@pytest.mark.parametrize("gone", ["passages.sqlite", "vectors.npy", "words.tsv", "asked.npz"])
def test_an_edition_that_lacks_a_file_leaves_the_old_one_answering(gone: str, running: Running) -> None:
    answering = live(running)
    running.shelf.publish(running.second)
    (running.shelf.path(running.second) / gone).unlink()
    assert "Go early." in says(answering.current())


def test_an_edition_that_is_no_longer_there_leaves_the_old_one_answering(running: Running) -> None:
    answering = live(running)
    (running.shelf.folder / "current").write_text("20990101-000000-nothing\n", encoding="utf-8")
    assert "Go early." in says(answering.current())


def test_when_the_name_of_the_live_edition_is_gone_the_old_one_answers(running: Running) -> None:
    answering = live(running)
    (running.shelf.folder / "current").unlink()
    assert "Go early." in says(answering.current())


def test_an_edition_mended_after_damage_is_taken_over(running: Running) -> None:
    answering = live(running)
    running.shelf.publish(running.second)
    file = running.shelf.path(running.second) / "words.tsv"
    whole = file.read_bytes()
    file.write_bytes(b"")
    assert "Go early." in says(answering.current())
    file.write_bytes(whole)
    assert "Bring water." in says(answering.current())


def test_a_rollback_is_taken_over_like_a_publish(running: Running) -> None:
    answering = live(running)
    running.shelf.publish(running.second)
    answering.current()
    running.shelf.publish(running.first)
    assert "Go early." in says(answering.current())


def test_a_broken_vector_index_is_scanned_exactly(running: Running) -> None:
    answering = live(running)
    running.shelf.publish(running.second)
    shutil.rmtree(running.shelf.path(running.second) / "chroma")
    assert "Bring water." in says(answering.current())


def test_only_one_thread_opens_a_new_edition(running: Running) -> None:
    opened = 0

    def build() -> Answerer:
        nonlocal opened
        opened += 1
        return app.answerer(running.parts)

    answering = LiveAnswerer(build, running.shelf, 0.0)
    running.shelf.publish(running.second)
    threads = [threading.Thread(target=answering.current) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == 2


def test_withdrawing_needs_no_new_edition(running: Running) -> None:
    answering = live(running, reopen_seconds=3600)
    running.shelf.withdraw("ke-opening-hours", "changed", NOON)
    assert "06:00" not in says(answering.current())
