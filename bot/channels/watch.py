"""Looks at the bot every minute, and alarms its owner."""

import asyncio
import logging
import shutil
from datetime import timedelta
from pathlib import Path

from bot.answering.freshness import Freshness, State
from bot.channels.figures import Gauge
from bot.channels.owner import OwnerAlarm, Trouble
from bot.channels.traffic import Traffic
from bot.redaction import without_words

EVERY_SECONDS = 61.0  # longer than the longest `reopen_seconds`, so that a new edition had its chance
LONGEST_WAIT_SECONDS = 60
LEAST_FREE_BYTES = 200 * 2**20

_log = logging.getLogger(__name__)


class Watch:
    """`quiet_minutes` is how long a silence in a busy time is unusual; 0 where no silence is.

    With `gauge` it also looks at what waits, and writes the figures into `folder`.
    """

    def __init__(
        self,
        freshness: Freshness,
        traffic: Traffic,
        alarm: OwnerAlarm,
        quiet_minutes: int = 0,
        gauge: Gauge | None = None,
        folder: Path | None = None,
    ) -> None:
        self._freshness = freshness
        self._traffic = traffic
        self._alarm = alarm
        self._quiet = timedelta(minutes=quiet_minutes)
        self._was_quiet = False
        self._gauge = gauge
        self._folder = folder
        self._parked = 0
        self.has_answers = True  # as of the last look

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> None:
        try:
            state = await asyncio.to_thread(self._freshness.look)
        except Exception as error:  # a watch that fell asleep would not be noticed
            _log.error("the edition could not be looked at: %s", without_words(error))
        else:
            self.has_answers = state.answering > 0
            self._tell_of(state)
            if self._gauge:
                self._gauge.state = state
        await self._look_at_what_waits()
        if self._traffic.is_failing():
            self._alarm.tell(Trouble.FAILING)
        is_quiet = bool(self._quiet) and self._traffic.is_quiet(self._quiet)
        if is_quiet and not self._was_quiet:  # a silence is told once, however long it lasts
            self._alarm.tell(Trouble.QUIET, minutes=str(self._quiet // timedelta(minutes=1)))
        self._was_quiet = is_quiet

    async def _look_at_what_waits(self) -> None:
        try:
            if self._gauge:
                found = await asyncio.to_thread(self._gauge.waiting)
                seconds = self._gauge.seconds_waiting(found)
                if seconds > LONGEST_WAIT_SECONDS:
                    self._alarm.tell(Trouble.SLOW, seconds=str(seconds), count=str(found.updates + found.unsent))
                if found.parked > self._parked:
                    self._alarm.tell(Trouble.PARKED, count=str(found.parked))
                self._parked = found.parked
            if self._folder:
                free = await asyncio.to_thread(shutil.disk_usage, self._folder)
                if free.free < LEAST_FREE_BYTES:
                    self._alarm.tell(Trouble.DISK, free=str(free.free // 2**20))
            if self._folder and self._gauge:
                await asyncio.to_thread(self._gauge.write, self._folder)
        except Exception as error:  # a store that is locked or full is told of by what needs it
            _log.error("what waits could not be looked at: %s", without_words(error))

    def _tell_of(self, state: State) -> None:
        if state.is_newer_unopened:
            self._alarm.tell(Trouble.UNOPENED)
        if state.is_stale:
            self._alarm.tell(Trouble.STALE, past_review=str(state.past_review), ending=str(state.ending))
