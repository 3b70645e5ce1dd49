"""What was received waits here until it is handled: each chat's updates in their order, a few chats at a time."""

import asyncio
import logging
from collections import OrderedDict, deque
from typing import Any, Protocol

from telegram import Update

from bot.channels.outbox import Outbox
from bot.channels.telegram import TelegramApplication
from bot.redaction import without_words

UpdateJson = dict[str, Any]

SENDING_SECONDS = 1.0
REMEMBERED_UPDATES = 10_000  # by number; Telegram repeats an update only within minutes

_log = logging.getLogger(__name__)


class Inbox(Protocol):
    """Where a receiver leaves what it received."""

    async def deliver(self, update: UpdateJson) -> None:
        """Takes an update, as Telegram sent it, into its care: once this returns, Telegram may forget it.

        Waits while there is no room. An `update_id` that was delivered before is passed over.
        """
        ...

    async def close(self, grace_seconds: float) -> bool:
        """Finishes what was delivered, within `grace_seconds`; False where something had to be left."""
        ...


class ChatQueues:
    """An inbox in memory: one queue for each chat; as many updates handled at once as the application was built for.

    One that takes longer than `longest_seconds` is broken off, and its person told that something went wrong.
    What is delivered is finished when its answers left the `outbox`: both are closed together.
    """

    def __init__(
        self,
        application: TelegramApplication,
        outbox: Outbox,
        *,
        most_waiting: int = 1000,
        longest_seconds: float = 120.0,
    ) -> None:
        self._application = application
        self._outbox = outbox
        self._longest_seconds = longest_seconds
        self._queues: dict[int, deque[Update]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(application.concurrent_updates)
        self._room = asyncio.Semaphore(most_waiting)
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def deliver(self, update: UpdateJson) -> None:
        """See Inbox. An update that cannot be parsed is logged by its number and passed over."""
        number: int = update["update_id"]
        if number in self._seen:
            return
        self._remember(number)
        try:
            parsed = Update.de_json(update, self._application.bot)
            chat = _chat_id(parsed)
        except Exception as error:  # whatever it stumbles over, the others must go on
            _log.error("update %d cannot be read and is passed over: %s", number, without_words(error))
            return
        try:
            await self._room.acquire()
        except asyncio.CancelledError:
            del self._seen[number]
            raise
        self._enqueue(chat, parsed)

    async def close(self, grace_seconds: float) -> bool:
        """See Inbox. What is left of the time, but at least a second, is for sending."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + grace_seconds
        is_handled = await self._finish_handling(grace_seconds)
        is_sent = await self._outbox.close(max(deadline - clock(), SENDING_SECONDS))
        return is_handled and is_sent

    async def _finish_handling(self, grace_seconds: float) -> bool:
        if not self._workers:
            return True
        _, unfinished = await asyncio.wait(self._workers, timeout=grace_seconds)
        left = sum(map(len, self._queues.values()))
        await cancel(*unfinished)
        if unfinished:
            _log.error("stopped with %d chats unanswered, %d of their updates still waiting", len(unfinished), left)
        return not unfinished

    def _remember(self, number: int) -> None:
        self._seen[number] = None
        if len(self._seen) > REMEMBERED_UPDATES:
            self._seen.popitem(last=False)

    def _enqueue(self, chat: int, update: Update) -> None:
        """Puts the update behind its chat's others; a chat has a worker for as long as it has a queue."""
        if chat in self._queues:
            self._queues[chat].append(update)
            return
        self._queues[chat] = deque([update])
        worker = asyncio.create_task(self._work(chat))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, chat: int) -> None:
        queue = self._queues[chat]
        while queue:
            async with self._turns:
                update = queue.popleft()
                self._room.release()
                await self._handle(update)
        del self._queues[chat]  # nothing may be awaited between the last look at the queue and here

    async def _handle(self, update: Update) -> None:
        try:
            async with asyncio.timeout(self._longest_seconds):
                await self._application.process_update(update)
        except TimeoutError as error:
            await self._application.process_error(update, error)
        except Exception as error:  # the application's own error handler has the rest
            _log.error("update %d broke the application: %s", update.update_id, without_words(error))


def _chat_id(update: Update) -> int:
    """Whose queue an update belongs in: its chat's, else its sender's, else the one for all the rest."""
    owner = update.effective_chat or update.effective_user
    return int(owner.id) if owner else 0


async def cancel(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
