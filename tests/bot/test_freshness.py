"""Whether what answers is fresh: the cards by their dates, and an edition that waits to be opened."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app
from bot.answering.freshness import Freshness, State
from bot.answering.live import LiveAnswerer
from bot.app import Parts
from knowledge.editions import Shelf
from tests.bot.talking import SetClock

CARDS = 5  # guidance cards of the small library: review_by 30 June 2027, valid_until 30 September 2027


@pytest.fixture
def now() -> SetClock:
    return SetClock()


@pytest.fixture
def shelf(small_var: Path, tmp_path: Path) -> Shelf:
    shutil.copytree(small_var, tmp_path / "var")
    return Shelf(tmp_path / "var")


@pytest.fixture
def freshness(parts: Parts, shelf: Shelf, now: SetClock) -> Freshness:
    own = replace(parts, shelf=shelf)
    return app.freshness(own, LiveAnswerer(lambda: app.answerer(own), shelf, 0.0), now)


def on(freshness: Freshness, now: SetClock, year: int, month: int, day: int, hour: int = 9) -> State:
    now.moment = datetime(year, month, day, hour, tzinfo=UTC)
    return freshness.look()


def test_what_was_published_today_is_fresh(freshness: Freshness) -> None:
    state = freshness.look()
    assert state == State(CARDS, past_review=0, ending=0, is_newer_unopened=False, edition=state.edition)
    assert state.edition
    assert not state.is_stale


def test_the_day_after_their_review_was_due_cards_are_past_it(freshness: Freshness, now: SetClock) -> None:
    assert on(freshness, now, 2027, 6, 30, 20).past_review == 0
    after = on(freshness, now, 2027, 6, 30, 21)  # midnight in Nairobi
    assert after.past_review == CARDS and after.is_stale


def test_in_their_last_two_weeks_cards_are_ending(freshness: Freshness, now: SetClock) -> None:
    assert on(freshness, now, 2027, 9, 16).ending == 0
    assert on(freshness, now, 2027, 9, 17).ending == CARDS


def test_when_all_have_ended_nothing_answers_and_nothing_is_called_stale(freshness: Freshness, now: SetClock) -> None:
    ended = on(freshness, now, 2027, 10, 1)
    assert (ended.answering, ended.past_review, ended.ending, ended.is_newer_unopened) == (0, 0, 0, False)


def test_what_is_withdrawn_is_not_counted(freshness: Freshness, shelf: Shelf, now: SetClock) -> None:
    shelf.withdraw("ke-opening-hours", "wrong", now.now())
    assert freshness.look().answering == CARDS - 1


def test_a_published_edition_that_cannot_be_opened_is_noticed_at_the_second_look(
    freshness: Freshness, shelf: Shelf
) -> None:
    live = shelf.current()
    assert live is not None
    (shelf.folder / "current").write_text("20990101-000000-damage\n", encoding="utf-8")
    assert not freshness.look().is_newer_unopened, "it may have been published a moment ago"
    assert freshness.look().is_newer_unopened
    (shelf.folder / "current").write_text(live + "\n", encoding="utf-8")
    assert not freshness.look().is_newer_unopened
