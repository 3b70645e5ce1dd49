"""What the watch sees of the bot, its owner is told."""

import asyncio

import pytest

from bot.answering.freshness import Freshness, State
from bot.channels.owner import OwnerAlarm
from bot.channels.traffic import BUSY, LATEST, Traffic
from bot.channels.watch import Watch
from bot.texts.catalogue import Catalogue
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
