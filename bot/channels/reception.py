"""Whether Telegram is being heard."""

import asyncio
from datetime import datetime, timedelta

from bot.clock import Clock

LONGEST_SILENCE = timedelta(minutes=3)  # a poll takes at most one, and the webhook is asked about every minute


class Reception:
    """A receiver notes here whenever Telegram answered it or called it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard_at: datetime | None = None
        self._begun = asyncio.Event()
        self.webhook_waiting = 0  # as Telegram last said, for the figures
        self.webhook_error_at = 0

    def heard(self) -> None:
        self._heard_at = self._clock.now()
        self._begun.set()

    async def begun(self) -> None:
        """Waits until Telegram was heard for the first time."""
        await self._begun.wait()

    @property
    def has_begun(self) -> bool:
        return self._begun.is_set()

    @property
    def is_good(self) -> bool:
        return self._heard_at is not None and self._clock.now() - self._heard_at <= LONGEST_SILENCE
