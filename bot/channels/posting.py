"""Posts what nobody asked for just now: reminders and corrections, each once, through the outbox."""

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import Connection

from bot.channels.outbox import Delivery, Outbox
from bot.channels.shift import insist
from bot.conversation.unasked import Letter, Unasked
from bot.redaction import without_words
from bot.store import units
from bot.store.journal import Journal
from bot.store.told import ChangedError
from bot.store.units import Unit

EVERY_SECONDS = 20.0

_log = logging.getLogger(__name__)


class Posting:
    """While `may_post`: what waited through a cut network is looked at when Telegram answers again, and not before."""

    def __init__(self, unasked: Unasked, outbox: Outbox, journal: Journal, may_post: Callable[[], bool]) -> None:
        self._unasked = unasked
        self._outbox = outbox
        self._journal = journal
        self._may_post = may_post
        self._is_aligned = False

    async def run(self) -> None:
        """Goes on until it is cancelled."""
        while True:
            if self._may_post():
                await self.post()
            await asyncio.sleep(EVERY_SECONDS)

    async def post(self) -> None:
        """All that is due, once. What fails is tried again at the next time."""
        try:
            if not self._is_aligned:
                await asyncio.to_thread(self._unasked.realign)
                self._is_aligned = True
            while letters := await asyncio.to_thread(self._unasked.letters):
                for letter in letters:
                    await self._put(letter)
        except Exception as error:  # nobody's answer depends on it, and the next reminder must still go out
            _log.error("reminders could not be sent: %s", without_words(error))

    async def _put(self, letter: Letter) -> None:
        """The letter and what it changes in the store, in one transaction."""
        unit = Unit(letter.key)
        with units.begun(unit):
            await self._outbox.put(Delivery(int(letter.person.id), (letter.reply,), is_bulk=True))

        def written(connection: Connection) -> None:
            letter.write(connection)
            unit.write(connection)

        unit.announce()
        try:
            await insist(self._journal, written)
        except ChangedError:
            return  # stopped, forgotten, or posted by another process
        unit.close()
