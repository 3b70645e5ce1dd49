"""Sends what waits in the store: each chat's in order, and no chat waits for another."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels import letters
from bot.channels.carrier import Carrier
from bot.channels.client import bot_id
from bot.channels.failures import Failures
from bot.channels.outbox import CHANNEL, Delivery, person
from bot.channels.pace import Pace
from bot.channels.progress import Progress
from bot.channels.retries import REFUSALS, Retries, is_no_chat, pause_seconds
from bot.channels.shift import Shift, insist
from bot.clock import Clock
from bot.conversation.replies import Effect, Person, Reply
from bot.store import units
from bot.store.blocking import Blocked
from bot.store.journal import Journal
from bot.store.lanes import Claimed, LeaseLostError
from bot.store.mailbox import BULK, INTERACTIVE, StoredDeliveries, UnsureError
from bot.store.sent import SentMessages
from bot.store.units import Write
from bot.store.vault import Vault

BULK_AT_ONCE = 8  # of what goes to many
AT_ONCE = 64  # more than there are connections, so that the fastest chats are not held up by those that wait
# What was being sent when a process died may have arrived. It is sent once more, one by one, and only by a process that
# has lived for a while: one that dies again might lose it for ever, since nothing is sent a third time.
DEATHS, SETTLE_SECONDS = 0, 5.0
LIFETIME_SECONDS = 12 * 3600.0  # of an answer; a question asked yesterday is asked again
LATE_SECONDS = 120.0  # after so long it is looked at again whether it still holds

Apologise = Callable[[Person], Awaitable[list[Effect]]]
Recheck = Callable[[Person, Sequence[Effect], datetime], Awaitable[list[Effect]]]  # the time: when it was put
_log = logging.getLogger(__name__)


class Sender:
    """An outbox in the store. What could not be sent when its time was over is told to `failures`.

    A call is tried again for a short while as `retries` say; then its delivery waits in the store, longer each time.
    What comes late is what `recheck` makes of it. Where something is refused that another message may say (a broken
    reply), or may have been sent twice and nobody knows, the rest of its delivery makes way for `apologise`.
    """

    def __init__(
        self,
        bot: Bot,
        sent: SentMessages,
        apologise: Apologise,
        journal: Journal,
        vault: Vault,
        clock: Clock,
        owner: str,
        *,
        recheck: Recheck | None = None,
        failures: Failures | None = None,
        retries: Retries | None = None,
        pace: Pace | None = None,
        lifetime_seconds: float = LIFETIME_SECONDS,
        at_once: int = AT_ONCE,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self._sent = sent
        self._apologise = apologise
        self._recheck = recheck
        self._failures = failures or Failures()
        self._retries = retries or Retries()
        self._carrier = Carrier(bot, sent, self._retries, self._failures, pace)
        self._journal = journal
        self._vault = vault
        self._clock = clock
        self._lifetime_seconds = lifetime_seconds
        self._deliveries = StoredDeliveries(vault, owner, bot=bot_id(bot))
        self._blocked = Blocked(bot_id(bot))
        self._shift = Shift(self._deliveries.lanes, journal, at_once, self._work, DEATHS, settle_seconds)
        self._bulk = Shift(
            self._deliveries.bulk, journal, min(BULK_AT_ONCE, at_once), self._work_in_bulk, DEATHS, settle_seconds
        )

    def open(self) -> None:
        """See Outbox."""
        self._shift.open()
        self._bulk.open()

    async def put(self, delivery: Delivery) -> None:
        """See Outbox. Who is answered has written, so the bot is not blocked any more."""
        if not delivery.effects:
            return
        unit, at = units.current(), self._now()
        key = unit.next_key() if unit else f"own:{secrets.token_hex(12)}"
        lane, body, expires_at = self._lane(delivery.chat_id), letters.written(delivery), at + self._lifetime_seconds

        def write(connection: Connection) -> None:
            if not delivery.is_bulk:
                self._blocked.clear(connection, lane)
            priority = BULK if delivery.is_bulk else INTERACTIVE
            self._deliveries.put(connection, key, lane, body, int(at), int(expires_at), priority)

        await self._with_unit(write, soon=self._bulk.wake if delivery.is_bulk else self._shift.wake)

    async def drop(self, chat_id: int) -> None:
        """See Outbox. What is being tried just now is broken off."""
        lane = self._lane(chat_id)

        def break_off() -> None:
            self._shift.break_off(lane)
            self._bulk.break_off(lane)

        await self._with_unit(lambda connection: self._block(connection, lane), after=break_off)

    async def close(self, grace_seconds: float) -> bool:
        """See Outbox. The numbers of what was sent are written down, too."""
        is_finished = all(await asyncio.gather(self._shift.close(grace_seconds), self._bulk.close(grace_seconds)))
        if not is_finished:
            _log.warning("stopped while something was being sent: it is sent after the next start")
        await asyncio.to_thread(self._sent.flush)
        return is_finished

    async def _with_unit(
        self, write: Write, *, soon: Callable[[], None] | None = None, after: Callable[[], None] | None = None
    ) -> None:
        """Together with the end of the update in hand; at once where there is none. See Unit."""
        if unit := units.current():
            unit.add(write)
            unit.soon += [soon] if soon else []
            unit.after += [after] if after else []
            return
        if soon:
            soon()
        await self._journal.write(write)
        if after:
            after()

    async def _work(self, row: Claimed) -> None:
        try:
            delivery = letters.read(self._deliveries.body(row))
        except Exception as error:
            self._failures.report("an answer cannot be read", error)
            await self._end(row)
            return
        if row.expires_at <= self._now():
            self._failures.report("an answer came too late", None)
            await self._end(row)
            return
        try:
            await self._carry(row, await self._looked_at_again(row, delivery))
        except LeaseLostError:
            _log.warning("a delivery was taken over by another process, or dropped")
        except Forbidden:
            await self._cannot_be_reached(row)
        except BadRequest as error:
            if is_no_chat(error):
                await self._cannot_be_reached(row)
            else:
                await self._give_up(row, delivery, error, is_to_be_told=True)
        except UnsureError as error:
            await self._give_up(row, delivery, error, is_to_be_told=True)
        except Exception as error:  # whatever it is, the chat's next answers must go on
            await self._failed(row, delivery, error)
        else:
            await self._end(row)

    async def _work_in_bulk(self, row: Claimed) -> None:
        if await insist(self._journal, lambda connection: self._blocked.holds(connection, row.lane)):
            await self._end(row)
        else:
            await self._work(row)

    async def _cannot_be_reached(self, row: Claimed) -> None:
        """Blocked, deleted, or never written: Telegram would say the same again."""
        _log.info("somebody cannot be written to, or does not want to hear from the bot")
        await insist(self._journal, lambda connection: self._block(connection, row.lane))

    def _block(self, connection: Connection, lane: str) -> None:
        self._blocked.add(connection, lane, int(self._now()))
        self._deliveries.lanes.empty(connection, lane)

    async def _looked_at_again(self, row: Claimed, delivery: Delivery) -> Delivery:
        if not self._recheck or self._now() - row.at < LATE_SECONDS:
            return delivery
        if delivery.is_apology:
            return delivery
        since = datetime.fromtimestamp(row.at, UTC)
        effects = await self._recheck(person(delivery.chat_id), delivery.effects, since)
        if delivery.is_bulk:  # nobody asked, so nobody is told that it comes late, or that it does not hold any more
            effects = [said for now in effects if (said := _unasked(now, delivery.effects))]
        return replace(delivery, effects=tuple(effects))

    async def _carry(self, row: Claimed, delivery: Delivery) -> None:
        await self._carrier.carry(delivery, Progress(self._deliveries, self._journal, row))

    async def _failed(self, row: Claimed, delivery: Delivery, error: Exception) -> None:
        if isinstance(error, TelegramError) and not isinstance(error, REFUSALS):
            pause = pause_seconds(error, row.tries, self._retries.first_pause_seconds)
            if self._now() + pause < row.expires_at:
                await self._postpone(row, pause, error)
                return
        await self._give_up(row, delivery, error, is_to_be_told=not isinstance(error, TelegramError))

    async def _give_up(self, row: Claimed, delivery: Delivery, error: Exception, *, is_to_be_told: bool) -> None:
        self._failures.report(
            "nor could the apology be sent" if delivery.is_apology else "an answer was not sent", error
        )
        if is_to_be_told and not delivery.is_bulk and not delivery.is_apology:
            await self._say_sorry(row, delivery.chat_id)
        else:
            await self._end(row)

    async def _postpone(self, row: Claimed, pause: float, error: Exception) -> None:
        _log.warning("an answer waits %.1f s and is tried again: %s", pause, type(error).__name__)

        def write(connection: Connection) -> None:
            self._deliveries.lanes.postpone(connection, row.number, pause, is_failure=True)

        await self._written(write)
        self._shift.wake_in(pause)
        self._bulk.wake_in(pause)

    async def _end(self, row: Claimed) -> None:
        (self._bulk if row.priority == BULK else self._shift).pass_on(row)
        await self._written(lambda connection: self._deliveries.lanes.finish(connection, row.number))

    async def _written(self, write: Write) -> None:
        try:
            await insist(self._journal, write)
        except LeaseLostError:
            _log.warning("a delivery was taken over by another process, or dropped")

    async def _say_sorry(self, row: Claimed, chat_id: int) -> None:
        """In the place of what was given up, since the next answers of this chat wait behind it."""
        try:
            effects = tuple(await self._apologise(person(chat_id)))
        except Exception as error:
            self._failures.report("nor could the apology be sent", error)
            await self._end(row)
            return
        body = letters.written(Delivery(chat_id, effects, is_apology=True))
        await self._written(lambda connection: self._deliveries.replace(connection, row, body))

    def _lane(self, chat_id: int) -> str:
        return self._vault.code(f"lane:{CHANNEL}", str(chat_id))

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _unasked(now: Effect, before: Sequence[Effect]) -> Effect | None:
    """What goes out of what was looked at again: a reminder composed anew, or what was to be said and still holds."""
    if isinstance(now, Reply) and now.reminds:
        return now
    return next((each for each in before if each == now or _still_says(each, now)), None)


def _still_says(before: Effect, now: Effect) -> bool:
    """Also with a word in front that it is late."""
    return isinstance(before, Reply) and isinstance(now, Reply) and now.text.endswith(before.text)
