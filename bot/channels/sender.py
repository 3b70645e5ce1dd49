"""Sends what waits in memory: each chat's in order, and no chat waits for another."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.carrier import Carrier
from bot.channels.failures import Failures
from bot.channels.inbox import cancel
from bot.channels.outbox import Delivery, person
from bot.channels.retries import Retries
from bot.conversation.replies import Effect, Person
from bot.store.sent import SentMessages

MOST_WAITING = 1000
APOLOGY_SECONDS = 10.0

Apologise = Callable[[Person], Awaitable[list[Effect]]]
_log = logging.getLogger(__name__)


class Sender:
    """An outbox in memory. What could not be sent when its time was over is lost, and told to `failures`.

    A chat has a task for as long as something waits for it, so that its pauses hold up nobody else. Where something
    is refused that another message may say (a broken reply), the rest of its delivery makes way for `apologise`.
    """

    def __init__(
        self,
        bot: Bot,
        sent: SentMessages,
        apologise: Apologise,
        *,
        failures: Failures | None = None,
        retries: Retries | None = None,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._sent = sent
        self._apologise = apologise
        self._failures = failures or Failures()
        self._carrier = Carrier(bot, sent, retries or Retries(), self._failures)
        self._chats: dict[int, _Chat] = {}
        self._room = asyncio.Semaphore(most_waiting)

    async def put(self, delivery: Delivery) -> None:
        """See Outbox."""
        if not delivery.effects:
            return
        await self._room.acquire()
        if chat := self._chats.get(delivery.chat_id):
            chat.queue.append(delivery)
            return
        queue = deque([delivery])
        worker = asyncio.create_task(self._work(delivery.chat_id, queue))
        self._chats[delivery.chat_id] = _Chat(queue, worker)

    def drop(self, chat_id: int) -> None:
        """See Outbox. What is being tried just now is broken off."""
        if chat := self._chats.pop(chat_id, None):
            self._empty(chat.queue)
            chat.worker.cancel()

    async def close(self, grace_seconds: float) -> bool:
        """See Outbox. The numbers of what was sent are written down, too."""
        workers = {chat.worker for chat in self._chats.values()}
        unfinished: set[asyncio.Task[None]] = set()
        if workers:
            _, unfinished = await asyncio.wait(workers, timeout=grace_seconds)
        if unfinished:
            left = len(unfinished) + sum(len(chat.queue) for chat in self._chats.values())
            _log.error("stopped with %d deliveries to %d chats not sent", left, len(unfinished))
            await cancel(*unfinished)
        await asyncio.to_thread(self._sent.flush)
        return not unfinished

    async def _work(self, chat_id: int, queue: deque[Delivery]) -> None:
        while queue:
            delivery = queue.popleft()
            try:
                await self._carry(delivery, queue)
            finally:
                self._room.release()
        # Nothing may be awaited between the last look at the queue and here.
        if (chat := self._chats.get(chat_id)) and chat.queue is queue:  # otherwise it was dropped
            del self._chats[chat_id]

    async def _carry(self, delivery: Delivery, queue: deque[Delivery]) -> None:
        try:
            await self._carrier.carry(delivery)
        except Forbidden:
            _log.info("somebody does not want to hear from the bot")
            self._empty(queue)
        except Exception as error:  # whatever it is, the chat's next answers must go on
            self._failures.report("an answer was not sent", error)
            if isinstance(error, BadRequest) or not isinstance(error, TelegramError):
                await self._say_sorry(delivery.chat_id)

    async def _say_sorry(self, chat_id: int) -> None:
        try:
            async with asyncio.timeout(APOLOGY_SECONDS):
                effects = await self._apologise(person(chat_id))
            await self._carrier.carry(Delivery(chat_id, tuple(effects)))
        except Exception as error:
            self._failures.report("nor could the apology be sent", error)

    def _empty(self, queue: deque[Delivery]) -> None:
        while queue:
            queue.pop()
            self._room.release()


@dataclass(frozen=True)
class _Chat:
    """What waits for a chat, and the task that sends it."""

    queue: deque[Delivery]
    worker: asyncio.Task[None]
