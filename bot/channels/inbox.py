"""What was received waits in the store until it is handled: each chat's in order, a few chats at a time."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Connection
from telegram import Update

from bot.channels.client import bot_id
from bot.channels.outbox import CHANNEL, Delivery, Outbox, person
from bot.channels.pace import Flood
from bot.channels.paring import pared
from bot.channels.shift import Shift, insist
from bot.channels.telegram import TelegramApplication
from bot.clock import Clock
from bot.conversation.replies import Effect, Person
from bot.redaction import without_words
from bot.store import units
from bot.store.database import is_trouble
from bot.store.journal import Journal
from bot.store.lanes import Claimed, LeaseLostError
from bot.store.mailbox import StoredUpdates
from bot.store.units import Unit
from bot.store.vault import SealError, Vault

UpdateJson = dict[str, Any]
Letter = tuple[int, str, bytes]  # an update's number, its lane, and what is kept of it
SlowDown = Callable[[Person], Awaitable[list[Effect]]]

TRIES = 3
PAUSES_SECONDS = (0.5, 2.0)  # behind the first and the second try
STORE_SECONDS = 1.0  # until the next try where the store is to blame: such a try does not count
DEATHS = 2  # of processes; over which more died is handled alone, lest it drag others along
MOST_BEGUN = 5  # tries of which none ended: the process died each time
SENDING_SECONDS = 1.0
AHEAD = 3  # times as many updates are taken up as are handled at once: the others are being read or written down

_log = logging.getLogger(__name__)


class Inbox(Protocol):
    """Where a receiver leaves what it received."""

    def open(self) -> None:
        """Begins to handle what waits, also from before the start; to be called once Telegram can be reached."""
        ...

    async def deliver(self, *updates: UpdateJson) -> None:
        """Takes updates, as Telegram sent them, into its care: once this returns, Telegram may forget them.

        An `update_id` that was delivered before is passed over. Raises where they cannot be kept: then none is.
        """
        ...

    async def close(self, grace_seconds: float) -> bool:
        """Finishes what was delivered, within `grace_seconds`; False where something was broken off."""
        ...


class StoredInbox:
    """An inbox in the store: delivered means written to disk, and handled means that the effects stand there too.

    An update is tried three times; one that takes longer than `longest_seconds` is broken off. Then it is parked for
    a person to look at, and its sender is told that something went wrong. What a handler puts into the outbox or adds
    to the unit in hand (bot.store.units) is written together with the end of the update, so all of it or nothing.
    What somebody writes beyond the `flood` limit is not kept at all; they are told so once, by `slow_down`.
    """

    def __init__(
        self,
        application: TelegramApplication,
        outbox: Outbox,
        journal: Journal,
        vault: Vault,
        clock: Clock,
        owner: str,
        *,
        flood: Flood | None = None,
        slow_down: SlowDown | None = None,
        longest_seconds: float = 30.0,
        pauses_seconds: Sequence[float] = PAUSES_SECONDS,
    ) -> None:
        self._application = application
        self._outbox = outbox
        self._journal = journal
        self._vault = vault
        self._clock = clock
        self._bot_id = bot_id(application.bot)
        self._updates = StoredUpdates(vault, owner, bot=self._bot_id)
        self._flood = flood
        self._slow_down = slow_down
        self._longest_seconds = longest_seconds
        self._pauses_seconds = pauses_seconds
        self._turns = asyncio.Semaphore(application.concurrent_updates)
        self._shift = Shift(self._updates.lanes, journal, AHEAD * application.concurrent_updates, self._work, DEATHS)

    def open(self) -> None:
        """See Inbox. The outbox begins as well."""
        self._outbox.open()
        self._shift.open()

    async def deliver(self, *updates: UpdateJson) -> None:
        """See Inbox. What it is worth is found out later: an update that cannot be read is kept like any other."""
        letters = []
        for update in updates:
            chat_id = chat_of(update)
            if self._flood and chat_id > 0 and self._flood.is_too_much(chat_id):
                await self._told(chat_id)
            else:
                letters.append(self._letter(update, chat_id))
        if letters:
            self._shift.wake()
            await self._journal.write(partial(self._taken, letters, self._now()))

    def _letter(self, update: UpdateJson, chat_id: int) -> Letter:
        lane = self._vault.code(f"lane:{CHANNEL}", str(chat_id))
        return int(update["update_id"]), lane, json.dumps(pared(update), separators=(",", ":")).encode()

    async def close(self, grace_seconds: float) -> bool:
        """See Inbox. What is left of the time, but at least a second, is for sending."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + grace_seconds
        is_handled = await self._shift.close(grace_seconds)
        if not is_handled:
            _log.warning("stopped while something was being handled: it is begun anew at the next start")
        is_sent = await self._outbox.close(max(deadline - clock(), SENDING_SECONDS))
        return is_handled and is_sent

    async def _told(self, chat_id: int) -> None:
        if self._flood and self._slow_down and self._flood.must_be_told(chat_id):
            _log.warning("somebody writes more than can be answered; what is too much is passed over")
            await self._outbox.put(Delivery(chat_id, tuple(await self._slow_down(person(chat_id)))))

    def _taken(self, letters: Sequence[Letter], at: int, connection: Connection) -> None:
        for number, lane, body in letters:
            self._updates.take(connection, number, lane, body, at)

    async def _work(self, row: Claimed) -> None:
        unit = Unit(self._key(row))
        if row.begun > MOST_BEGUN:
            await self._end(unit, row, f"the process died in {row.begun - 1} tries")
            return
        try:
            update = Update.de_json(json.loads(self._updates.body(row)), self._application.bot)
        except Exception as error:  # whatever it stumbles over, the others must go on
            _log.error("update %d cannot be read: %s", row.number, without_words(error))
            await self._failed(unit, row, None, error)
            return
        async with self._turns:
            with units.begun(unit):
                await self._handle(update, unit)
        if unit.failure:
            await self._failed(unit, row, update, unit.failure)
        else:
            await self._end(unit, row)

    async def _handle(self, update: Update, unit: Unit) -> None:
        """What goes wrong is found in the unit: the application's error handler leaves it there."""
        try:
            async with asyncio.timeout(self._longest_seconds):
                await self._application.process_update(update)
        except Exception as error:
            unit.failure = error

    async def _failed(self, unit: Unit, row: Claimed, update: Update | None, error: Exception) -> None:
        if is_trouble(error):
            _log.warning("update %d waits for the store: %s", row.number, without_words(error))
            await self._postpone(row, STORE_SECONDS, is_failure=False)
        elif row.tries + 1 < TRIES and not isinstance(error, SealError):
            pause = self._pauses_seconds[min(row.tries, len(self._pauses_seconds) - 1)]
            _log.warning("update %d is tried again in %.1f s: %s", row.number, pause, without_words(error))
            await self._postpone(row, pause, is_failure=True)
        else:
            await self._give_up(row, update, error)

    async def _give_up(self, row: Claimed, update: Update | None, error: Exception) -> None:
        """The application's error handler has the last word; it is written together with the parking."""
        last = Unit(f"{self._key(row)}:last", is_given_up=True)
        if update:
            with units.begun(last):
                await self._application.process_error(update, error)
        await self._end(last, row, without_words(error))

    def _key(self, row: Claimed) -> str:
        return f"update:{self._bot_id}:{row.number}"

    async def _postpone(self, row: Claimed, seconds: float, *, is_failure: bool) -> None:
        def postponed(connection: Connection) -> None:
            self._updates.lanes.postpone(connection, row.number, seconds, is_failure=is_failure)

        await self._written(row, postponed)
        self._shift.wake_in(seconds)

    async def _end(self, unit: Unit, row: Claimed, parked_for: str = "") -> None:
        """The effects and the end stand together. With a reason, the end is to be parked."""

        def ended(connection: Connection) -> None:
            if parked_for:
                self._updates.park(connection, row, parked_for, self._now())
            else:
                self._updates.lanes.finish(connection, row.number)
            unit.write(connection)

        if parked_for:
            _log.error("update %d is parked: %s", row.number, parked_for)
        unit.announce()
        self._shift.pass_on(row)
        try:
            is_written = await self._written(row, ended)
        except Exception as error:
            if not unit.writes:
                raise
            _log.error("the effects of update %d cannot be written: %s", row.number, without_words(error))
            await self._end(Unit(unit.key), row, without_words(error))  # without them, for a person to look at
            return
        if is_written:
            unit.close()

    async def _written(self, row: Claimed, write: units.Write) -> bool:
        """Waits for the store as long as it takes; False where another process has taken the update over."""
        try:
            await insist(self._journal, write)
        except LeaseLostError:
            _log.warning("update %d was taken over by another process", row.number)
            return False
        return True

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def chat_of(update: UpdateJson) -> int:
    """Whose lane an update belongs in: its chat's, else its sender's, else the one for all the rest."""
    for content in update.values():
        if not isinstance(content, dict):
            continue
        message = content.get("message") if "chat_instance" in content or "data" in content else content
        for owner in (message.get("chat") if isinstance(message, dict) else None, content.get("from")):
            if isinstance(owner, dict) and type(owner.get("id")) is int:
                return int(owner["id"])
    return 0
