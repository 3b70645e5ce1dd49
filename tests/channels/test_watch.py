"""What the watch sees of the bot, its owner is told."""

import asyncio
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from bot.answering.freshness import Freshness, State
from bot.channels import figures
from bot.channels.figures import Gauge
from bot.channels.owner import OwnerAlarm
from bot.channels.reception import Reception
from bot.channels.traffic import BUSY, LATEST, Traffic
from bot.channels.watch import Watch
from bot.conversation.tally import Tally
from bot.models import Outcome
from bot.store.waiting import Waiting
from bot.texts.catalogue import Catalogue
from knowledge.models import Language
from tests.bot.talking import SetClock

FRESH = State(answering=5, past_review=0, ending=0, is_newer_unopened=False)


class Looks(Freshness):
    """Sees what a test says."""

    def __init__(self) -> None:
        self.state: State | Exception = FRESH

    def look(self) -> State:
        if isinstance(self.state, Exception):
            raise self.state
        return self.state


class Watched:
    """A watch with all that it looks at, and what the owner read."""

    def __init__(self, catalogue: Catalogue, quiet_minutes: int = 0) -> None:
        self.now = SetClock()
        self.looks = Looks()
        self.traffic = Traffic(self.now)
        self.read: list[str] = []
        self.is_read = asyncio.Event()
        self.alarm = OwnerAlarm(self._send, catalogue, self.now)
        self.watch = Watch(self.looks, self.traffic, self.alarm, quiet_minutes)

    async def look(self) -> list[str]:
        """What the owner has read after a look."""
        await self.watch.look()
        await self.alarm.close()
        return self.read

    async def _send(self, text: str) -> None:
        self.read.append(text)
        self.is_read.set()


@pytest.fixture
def watched(catalogue: Catalogue) -> Watched:
    return Watched(catalogue, quiet_minutes=60)


async def test_where_all_is_well_nobody_is_told_anything(watched: Watched) -> None:
    assert await watched.look() == [] and watched.watch.has_answers


async def test_stale_cards_are_told_with_their_numbers(watched: Watched) -> None:
    watched.looks.state = State(answering=5, past_review=2, ending=3, is_newer_unopened=False)
    (told,) = await watched.look()
    assert "still answer: 2" in told and "within 14 days: 3" in told


async def test_an_edition_that_cannot_be_opened_is_told(watched: Watched) -> None:
    watched.looks.state = State(answering=5, past_review=0, ending=0, is_newer_unopened=True)
    (told,) = await watched.look()
    assert "cannot be opened" in told


async def test_without_any_card_that_holds_today_there_are_no_answers(watched: Watched) -> None:
    watched.looks.state = State(answering=0, past_review=0, ending=0, is_newer_unopened=False)
    await watched.look()
    assert not watched.watch.has_answers


async def test_a_look_that_fails_does_not_end_the_watch(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    watched.looks.state = OSError("private")
    for _ in range(LATEST):
        watched.traffic.arrived()
        watched.traffic.failed()
    (told,) = await watched.look()
    assert "more than a fifth" in told
    assert "could not be looked at: OSError" in caplog.text and "private" not in caplog.text


async def busy_then_silent(watched: Watched, hours: float = 1) -> list[str]:
    for _ in range(BUSY):
        watched.traffic.arrived()
    watched.now.forward(hours=hours)
    return await watched.look()


async def test_a_silence_is_told_once_however_long_it_lasts(watched: Watched) -> None:
    (told,) = await busy_then_silent(watched)
    assert "nothing has come for 60 minutes" in told
    watched.now.forward(hours=5)
    assert await watched.look() == [told]
    watched.traffic.arrived()
    await watched.look()
    assert len(await busy_then_silent(watched)) == 2


async def test_silences_are_not_told_unless_a_time_is_set(catalogue: Catalogue) -> None:
    assert await busy_then_silent(Watched(catalogue), hours=100) == []


async def test_the_watch_looks_at_once_when_it_begins(watched: Watched) -> None:
    for _ in range(LATEST):
        watched.traffic.arrived()
        watched.traffic.failed()
    running = asyncio.create_task(watched.watch.run())
    await asyncio.wait_for(watched.is_read.wait(), 5)
    running.cancel()


Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def waits(watched: Watched, tmp_path: Path) -> dict[str, Waiting]:
    """What the store holds, under "now"; the watch looks at it, and writes its figures below the test's folder."""
    held = {"now": Waiting(0, 0, 0, None)}
    gauge = Gauge(Tally(), lambda: held["now"], Reception(watched.now), watched.now, lambda: False)
    watched.watch = Watch(watched.looks, watched.traffic, watched.alarm, 0, gauge, tmp_path)
    return held


async def test_who_waits_for_more_than_a_minute_is_told_to_the_owner(
    watched: Watched, waits: dict[str, Waiting]
) -> None:
    since = int(watched.now.now().timestamp())
    waits["now"] = Waiting(3, 1, 0, since)
    watched.now.forward(seconds=60)
    assert await watched.look() == []
    watched.now.forward(seconds=1)
    (told,) = await watched.look()
    assert "waited 61 seconds" in told and "in all 4 wait" in told


async def test_each_growth_of_what_is_parked_is_told(watched: Watched, waits: dict[str, Waiting]) -> None:
    for parked in (1, 1, 0):
        waits["now"] = Waiting(0, 0, parked, None)
        await watched.look()
        watched.now.forward(hours=2)
    waits["now"] = Waiting(0, 0, 2, None)
    first, second = await watched.look()
    assert first.partition("look at: ")[2].startswith("1.") and second.partition("look at: ")[2].startswith("2.")


async def test_a_disk_that_fills_up_is_told(
    watched: Watched, waits: dict[str, Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 12 * 2**20))
    (told,) = await watched.look()
    assert "only 12 MB" in told


async def test_a_store_that_cannot_be_asked_does_not_end_the_watch(
    watched: Watched, waits: dict[str, Waiting], caplog: pytest.LogCaptureFixture
) -> None:
    waits.clear()
    assert await watched.look() == []
    assert "what waits could not be looked at: KeyError" in caplog.text


def gauge_of(counts: dict[str, int], waiting: Waiting, now: SetClock) -> Gauge:
    tally = Tally()
    for topic, count in counts.items():
        for _ in range(count):
            tally.answered(Outcome.ANSWERED, topic, Language.EN, 0.07)
    return Gauge(tally, lambda: waiting, Reception(now), now, lambda: True)


def test_p6_small_counts_are_not_seen_and_large_ones_only_by_tens() -> None:
    gauge = gauge_of({"polling": 27, "safety": 9}, Waiting(1, 0, 1, 5), SetClock())
    gauge.state = FRESH
    page = gauge.page()
    assert 'count{outcome="answered",topic="polling",language="en"} 20' in page and "safety" not in page
    assert 'le="0.05"} 0' in page and 'le="0.1"} 20' in page and 'le="+Inf"} 20' in page
    assert "kura_updates_waiting 10\n" in page and "kura_updates_parked 10\n" in page
    assert "kura_messages_unsent 0\n" in page and "kura_paused 1\n" in page and "kura_cards_answering 5\n" in page


def test_the_figures_hold_names_of_kinds_and_numbers_and_nothing_else(tmp_path: Path) -> None:
    gauge = gauge_of({"polling": 10}, Waiting(1, 0, 1, 5), SetClock())
    for line in gauge.page().splitlines():
        assert line.startswith("#") or line.rpartition(" ")[2].replace(".", "").replace("e+", "").isdigit()
    gauge.write(tmp_path)
    written = figures.written(tmp_path)
    assert written and [one["count"] for one in written[1]["answers"]] == [10]
    assert [file.name for file in tmp_path.iterdir()] == [figures.FILE]
