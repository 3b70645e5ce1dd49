"""What comes in and how it ends, counted: whether the bot has gone silent, or fails too often."""

from collections import deque
from datetime import datetime, timedelta

from bot.channels.inbox import Inbox, UpdateJson
from bot.clock import Clock

LATEST = 50  # updates that are looked at
MOST_FAILED = 10  # of them; one more is too many
BUSY = 20  # updates in the time before a silence


class Traffic:
    """Numbers only. What it knows begins with the start of the bot."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._arrivals: deque[datetime] = deque(maxlen=BUSY)
        self._arrived = 0
        self._failed_at: deque[int] = deque(maxlen=MOST_FAILED + 1)

    def arrived(self) -> None:
        self._arrived += 1
        self._arrivals.append(self._clock.now())

    def failed(self) -> None:
        self._failed_at.append(self._arrived)

    def is_failing(self) -> bool:
        """Whether more than a fifth of the last 50 updates ended in an error."""
        is_many = len(self._failed_at) > MOST_FAILED
        return is_many and self._failed_at[0] > self._arrived - LATEST and self._arrived >= LATEST

    def is_quiet(self, usual: timedelta) -> bool:
        """Whether nothing has come for `usual`, although as long a time before the silence brought 20 updates.

        So a night that comes on slowly is not quiet, nor is a bot that nobody has written to yet.
        """
        if len(self._arrivals) < BUSY:
            return False
        last = self._arrivals[-1]
        return self._clock.now() - last >= usual and last - self._arrivals[0] <= usual


class CountedInbox:
    """An inbox that counts what is left in it."""

    def __init__(self, inbox: Inbox, traffic: Traffic) -> None:
        self._inbox = inbox
        self._traffic = traffic

    def open(self) -> None:
        self._inbox.open()

    async def deliver(self, *updates: UpdateJson) -> None:
        await self._inbox.deliver(*updates)
        for _ in updates:
            self._traffic.arrived()

    async def close(self, grace_seconds: float) -> bool:
        return await self._inbox.close(grace_seconds)
