"""What every way of receiving has in common: it connects, goes on through failures, and stops cleanly."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from itertools import count

from telegram.error import InvalidToken

from bot.channels.inbox import Inbox
from bot.channels.reception import Reception
from bot.channels.retries import pause_seconds
from bot.channels.shift import cancel
from bot.channels.telegram import TelegramApplication
from bot.redaction import without_words

_log = logging.getLogger(__name__)


class TokenRefusedError(Exception):
    """Telegram does not know the bot token; the message says what to change."""


class Receiver(ABC):
    """Delivers to an inbox; connects the application and shuts it down.

    `grace_seconds` is how long a stop may wait for work in hand; `reception` hears whenever Telegram does answer.
    """

    def __init__(
        self,
        application: TelegramApplication,
        inbox: Inbox,
        reception: Reception | None,
        grace_seconds: float,
        first_pause_seconds: float,
    ) -> None:
        self._application = application
        self._inbox = inbox
        self._reception = reception
        self._grace_seconds = grace_seconds
        self._first_pause_seconds = first_pause_seconds

    async def run(self, stop: asyncio.Event) -> None:
        """Receives until `stop` is set, through network failures of any length. Raises only TokenRefusedError."""
        receiving = asyncio.create_task(self._connect_and_receive())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({receiving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if receiving.done():
                await receiving
        finally:
            await cancel(receiving, stopping)  # an update not yet delivered comes again at the next start
            await self._finish()

    @abstractmethod
    async def _receive(self) -> None:
        """Goes on for ever, once connected; is cancelled for a stop."""

    async def _close(self) -> bool:
        """Takes nothing more and finishes what was delivered; False where something had to be left."""
        return await self._inbox.close(self._grace_seconds)

    def _heard(self) -> None:
        if self._reception:
            self._reception.heard()

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

    async def _connect_and_receive(self) -> None:
        await self._insist("connecting", self._connect)
        self._inbox.open()
        await self._receive()

    async def _connect(self) -> None:
        try:
            await self._application.initialize()  # asks getMe
        except InvalidToken:  # "from None": the library's own message holds the token
            raise TokenRefusedError("Telegram does not know this bot: check TELEGRAM_BOT_TOKEN and api_url") from None

    async def _finish(self) -> None:
        try:
            await self._close()
        except Exception as error:  # a stop must end
            _log.warning("the last updates may come again at the next start: %s", without_words(error))
        await self._application.shutdown()
        await self._application.bot.shutdown()  # the application leaves it open where it never connected
