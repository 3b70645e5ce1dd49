"""Receives by polling: fetches updates with getUpdates and delivers them to an inbox."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from telegram.error import InvalidToken

from bot.channels.inbox import Inbox, cancel
from bot.channels.kinds import ALLOWED_UPDATES
from bot.channels.retries import pause_seconds
from bot.channels.telegram import TelegramApplication
from bot.redaction import without_words

SPARE_SECONDS = 10  # what a long poll may take beyond its own time
CONFIRM_SECONDS = 2.0

# python-telegram-bot makes "getUpdates" of it. In the usual spelling it warns that there is Bot.get_updates, but that
# parses all updates together, so that one it cannot parse would hide the others.
_GET_UPDATES = "get_Updates"

_log = logging.getLogger(__name__)


class TokenRefusedError(Exception):
    """Telegram does not know the bot token; the message says what to change."""


class UnreadableUpdatesError(Exception):
    """What came is no list of updates, or none of them has a number."""


class Polling:
    """Fetches updates with getUpdates and delivers them to an inbox; connects the application and shuts it down.

    `poll_seconds` is how long Telegram may wait for news, `grace_seconds` how long a stop may wait for work in hand.
    """

    def __init__(
        self,
        application: TelegramApplication,
        inbox: Inbox,
        *,
        poll_seconds: int = 25,
        grace_seconds: float = 5.0,
        first_pause_seconds: float = 1.0,
    ) -> None:
        self._application = application
        self._inbox = inbox
        self._poll_seconds = poll_seconds
        self._grace_seconds = grace_seconds
        self._first_pause_seconds = first_pause_seconds
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Receives until `stop` is set, through network failures of any length. Raises only TokenRefusedError."""
        polling = asyncio.create_task(self._poll())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if polling.done():
                await polling
        finally:
            await cancel(polling, stopping)  # an update not yet delivered comes again at the next start
            await self._finish()

    async def _poll(self) -> None:
        await self._insist("connecting", self._connect)
        _log.info("receiving from Telegram by polling")
        while True:
            await self._insist("receiving", self._receive)

    async def _insist(self, doing: str, work: Callable[[], Awaitable[None]]) -> None:
        """Does the work, again after ever longer pauses where it fails."""
        for failures in count():
            try:
                await work()
                return
            except TokenRefusedError:
                raise
            except Exception as error:  # a dead receiver leaves everybody without answer
                pause = pause_seconds(error, failures, self._first_pause_seconds)
                _log.warning("%s failed, again in %.1f s: %s", doing, pause, without_words(error))
            await asyncio.sleep(pause)

    async def _connect(self) -> None:
        try:
            await self._application.initialize()  # asks getMe
            await self._application.bot.delete_webhook()  # while there is one, getUpdates is refused
        except InvalidToken:  # "from None": the library's own message holds the token
            raise TokenRefusedError("Telegram does not know this bot: check TELEGRAM_BOT_TOKEN and api_url") from None

    async def _receive(self) -> None:
        """One long poll. The offset, with which Telegram forgets, moves on once all of it is delivered."""
        updates = await self._get_updates(limit=100, poll_seconds=self._poll_seconds)
        numbered = [update for update in updates if isinstance(update, dict) and type(update.get("update_id")) is int]
        if len(numbered) < len(updates):
            _log.error("%d updates without a number are passed over", len(updates) - len(numbered))
        if updates and not numbered:
            raise UnreadableUpdatesError  # the offset cannot move past them: do not ask again at once
        for update in numbered:
            await self._inbox.deliver(update)
        if numbered:
            self._offset = 1 + max(update["update_id"] for update in numbered)

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

    async def _finish(self) -> None:
        try:
            if await self._inbox.close(self._grace_seconds) and self._offset:
                async with asyncio.timeout(CONFIRM_SECONDS):
                    await self._get_updates(limit=1, poll_seconds=0)  # only so that Telegram forgets what was handled
        except Exception as error:  # a stop must end
            _log.warning("the last updates may come again at the next start: %s", without_words(error))
        await self._application.shutdown()
        await self._application.bot.shutdown()  # the application leaves it open where it never connected
