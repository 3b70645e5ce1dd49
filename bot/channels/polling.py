"""Receives by polling: fetches updates with getUpdates and delivers them to an inbox."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from bot.channels.inbox import Inbox, UpdateJson
from bot.channels.kinds import ALLOWED_UPDATES
from bot.channels.receiver import Receiver
from bot.channels.reception import Reception
from bot.channels.telegram import TelegramApplication
from bot.redaction import without_words

SPARE_SECONDS = 10  # what a long poll may take beyond its own time
CONFIRM_SECONDS = 2.0
GATHER_SECONDS = 0.05  # after each poll that brought something: asking for every single one costs more than it wins

# python-telegram-bot makes "getUpdates" of it. In the usual spelling it warns that there is Bot.get_updates, but that
# parses all updates together, so that one it cannot parse would hide the others.
_GET_UPDATES = "get_Updates"

_log = logging.getLogger(__name__)


class UnreadableUpdatesError(Exception):
    """What came is no list of updates, or none of them has a number."""


class Polling(Receiver):
    """Fetches updates with getUpdates; `poll_seconds` is how long Telegram may wait for news."""

    def __init__(
        self,
        application: TelegramApplication,
        inbox: Inbox,
        reception: Reception | None = None,
        *,
        poll_seconds: int = 25,
        grace_seconds: float = 5.0,
        first_pause_seconds: float = 1.0,
    ) -> None:
        super().__init__(application, inbox, reception, grace_seconds, first_pause_seconds)
        self._poll_seconds = poll_seconds
        self._offset: int | None = None

    async def _receive(self) -> None:
        await self._insist("connecting", self._allow_polling)
        _log.info("receiving from Telegram by polling")
        while True:
            await self._insist("receiving", self._poll)

    async def _allow_polling(self) -> None:
        await self._application.bot.delete_webhook()  # while there is one, getUpdates is refused

    async def _poll(self) -> None:
        """One long poll. The offset, with which Telegram forgets, moves on once all of it is delivered."""
        updates = await self._get_updates(limit=100, poll_seconds=self._poll_seconds)
        self._heard()
        numbered = [update for update in updates if isinstance(update, dict) and type(update.get("update_id")) is int]
        if len(numbered) < len(updates):
            _log.error("%d updates without a number are passed over", len(updates) - len(numbered))
        if updates and not numbered:
            raise UnreadableUpdatesError  # the offset cannot move past them: do not ask again at once
        if numbered:
            await self._deliver(numbered)
            self._offset = 1 + max(update["update_id"] for update in numbered)
            await asyncio.sleep(GATHER_SECONDS)

    async def _deliver(self, updates: Sequence[UpdateJson]) -> None:
        """All by one commit; where that fails one by one, so that one that cannot be kept holds up none before it."""
        try:
            await self._inbox.deliver(*updates)
        except Exception as error:
            if len(updates) == 1:
                raise
            _log.warning("%d updates were not taken together: %s", len(updates), without_words(error))
            for update in updates:
                await self._inbox.deliver(update)

    async def _get_updates(self, limit: int, poll_seconds: int) -> list[Any]:
        """The updates as raw JSON: each is parsed on its own, later."""
        updates = await self._application.bot.do_api_request(
            _GET_UPDATES,
            {"offset": self._offset, "limit": limit, "timeout": poll_seconds, "allowed_updates": ALLOWED_UPDATES},
            read_timeout=poll_seconds + SPARE_SECONDS,
        )
        if not isinstance(updates, list):
            raise UnreadableUpdatesError
        return updates

    async def _close(self) -> bool:
        is_finished = await super()._close()
        if is_finished and self._offset:
            async with asyncio.timeout(CONFIRM_SECONDS):
                await self._get_updates(limit=1, poll_seconds=0)  # only so that Telegram forgets what was handled
        return is_finished
