"""Works on what waits in lanes of the store: a few rows at a time, each in a task of its own."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.redaction import without_words
from bot.store.database import is_trouble
from bot.store.journal import Journal
from bot.store.lanes import LEASE_SECONDS, Claimed, Lanes

LOOK_SECONDS = 0.2  # how soon it is seen that another process left something, or that a pause is over
RENEW_SECONDS = LEASE_SECONDS / 4
PAUSE_SECONDS = 1.0  # where the store fails
CLOSING_SECONDS = 0.01  # between looks whether all is done
LEAST_PAUSE_SECONDS = 0.1  # between two risky rows; below it they follow each other
NEVER = float("inf")

T = TypeVar("T")
_log = logging.getLogger(__name__)


async def cancel(*tasks: "asyncio.Task[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def insist(journal: Journal, write: Callable[[Connection], T]) -> T:
    """Writes, again and again while the store is in trouble; any other error is raised."""
    while True:
        try:
            return await journal.write(write)
        except SQLAlchemyError as error:
            if not is_trouble(error):
                raise
            _log.error("the store fails, again in %.0f s: %s", PAUSE_SECONDS, without_words(error))
        await asyncio.sleep(PAUSE_SECONDS)


class Shift:
    """`work` ends a row's stay in its lane, or postpones it; while it does, the lease is renewed."""

    def __init__(
        self,
        lanes: Lanes,
        journal: Journal,
        most: int,
        work: Callable[[Claimed], Coroutine[Any, Any, None]],
        deaths: int,
        settle_seconds: float = 0.0,
    ) -> None:
        """A row over which more than `deaths` processes died is worked on alone.

        Not before `settle_seconds` have passed since the beginning, and again as many since anything was done; then
        after ever shorter pauses, while the process shows that it lives on.
        """
        self._lanes = lanes
        self._journal = journal
        self._most = most
        self._work = work
        self._deaths = deaths
        self._pause_seconds = settle_seconds
        self._risky_at = NEVER
        self._working: dict[asyncio.Task[None], Claimed] = {}
        self._news = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._passed_on: set[int] = set()
        self._is_empty = True
        self._may_be_more = False
        self._has_done = False

    def open(self) -> None:
        """Begins, also with what was left by a process that died."""
        self._loop = self._loop or asyncio.create_task(self._run())

    def wake(self) -> None:
        """There may be something new to work on.

        Called just before a write is handed to the journal, what it brings is taken up by the same commit.
        """
        self._news.set()

    def pass_on(self, row: Claimed) -> None:
        """To be called just before the end of a row's stay is written: what waits behind it is taken up with that."""
        self._passed_on.add(row.number)
        self.wake()

    def wake_in(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self.wake)

    @property
    def at_work(self) -> int:
        return len(self._working)

    def break_off(self, lane: str) -> None:
        """What is being done in this lane at this moment, unless it is the caller's own."""
        for task, row in self._working.items():
            if row.lane == lane and task is not asyncio.current_task():
                task.cancel()

    async def close(self, grace_seconds: float) -> bool:
        """Goes on for `grace_seconds` while anything waits, then lets go; False where something was broken off."""
        if self._loop is None:
            return True
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_seconds):
                while self._working or self._news.is_set() or not self._is_empty:  # noqa: ASYNC110
                    await asyncio.sleep(CLOSING_SECONDS)
        await cancel(self._loop)
        unfinished = list(self._working)
        await cancel(*unfinished)
        try:
            await self._journal.write(self._lanes.let_go)
        except Exception as error:  # then they run out, or are freed at the next start
            _log.warning("leases could not be given back: %s", without_words(error))
        return not unfinished

    async def _run(self) -> None:
        await insist(self._journal, self._lanes.free_of_the_dead)
        self._look_for_risky_in(self._pause_seconds)
        renewal = asyncio.create_task(self._renew())
        try:
            while True:
                self._news.clear()
                self._is_empty = False  # until it is seen
                await self._take_up()
                with suppress(TimeoutError):  # not wait_for, which in Python 3.11 may swallow that it is cancelled
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._news.wait()
        finally:
            renewal.cancel()

    async def _take_up(self) -> None:
        """As many rows as there is room for; first, by themselves, those over which a process died."""
        while asyncio.get_running_loop().time() >= self._risky_at:
            await self._take_up_risky()
        room = self._most - len(self._working)
        if room > 0:
            claim = partial(self._lanes.claim, most=room, deaths=self._deaths, in_hand=self._in_hand())
            rows = await insist(self._journal, claim)
            self._is_empty = not rows
            for row in rows:
                self._start(row)
            room -= len(rows)
        self._may_be_more = room <= 0

    def _look_for_risky_in(self, seconds: float) -> None:
        self._risky_at = asyncio.get_running_loop().time() + seconds
        self.wake_in(seconds)

    async def _take_up_risky(self) -> None:
        """One, while nothing else is in hand, so that a deadly one drags no other along."""
        claim = partial(self._lanes.claim_risky, deaths=self._deaths, in_hand=self._in_hand())
        rows = await insist(self._journal, claim)
        if not rows:
            self._risky_at = NEVER
            return
        await asyncio.gather(*self._working, self._start(rows[0]), return_exceptions=True)
        self._pause()

    def _pause(self) -> None:
        """Before the next risky one. What dies within it takes none of them along."""
        self._look_for_risky_in(self._pause_seconds)
        self._pause_seconds = self._pause_seconds / 2 if self._pause_seconds > LEAST_PAUSE_SECONDS else 0.0

    def _in_hand(self) -> list[int]:
        return [row.number for row in self._working.values()]

    def _start(self, row: Claimed) -> asyncio.Task[None]:
        task = asyncio.create_task(self._work(row))
        self._working[task] = row
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        number = self._working.pop(task).number
        is_passed_on = number in self._passed_on
        self._passed_on.discard(number)
        if not self._has_done:
            self._has_done = True
            self._pause()
        if not task.cancelled() and (error := task.exception()):
            _log.error("the work on what waited failed: %s", without_words(error))
        if self._may_be_more or not is_passed_on:
            self.wake()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if self._risky_at == NEVER:
                self._look_for_risky_in(0.0)
            if numbers := self._in_hand():
                await insist(self._journal, partial(self._renewed, numbers))

    def _renewed(self, numbers: list[int], connection: Connection) -> None:
        self._lanes.renew(connection, numbers)
