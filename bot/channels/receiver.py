"""Receives updates: fetches them by polling, and has each chat's handled in their order, a few chats at a time."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, Protocol

from telegram import Update
from telegram.error import InvalidToken, RetryAfter

from bot.channels.telegram import TelegramApplication, seconds
from bot.redaction import without_words

UpdateJson = dict[str, Any]

REMEMBERED_UPDATES = 10_000  # by number; Telegram repeats an update only within minutes
ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
LONGEST_PAUSE_SECONDS = 30.0
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
    """

    def __init__(
        self, application: TelegramApplication, *, most_waiting: int = 1000, longest_seconds: float = 120.0
    ) -> None:
        self._application = application
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
        """See Inbox."""
        if not self._workers:
            return True
        _, unfinished = await asyncio.wait(self._workers, timeout=grace_seconds)
        left = sum(map(len, self._queues.values()))
        await _cancel(*unfinished)
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
            await _cancel(polling, stopping)  # an update not yet delivered comes again at the next start
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
                pause_seconds = min(self._first_pause_seconds * 2 ** min(failures, 10), LONGEST_PAUSE_SECONDS)
                if isinstance(error, RetryAfter):
                    pause_seconds = seconds(error.retry_after)
                _log.warning("%s failed, again in %.1f s: %s", doing, pause_seconds, without_words(error))
            await asyncio.sleep(pause_seconds)

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


def _chat_id(update: Update) -> int:
    """Whose queue an update belongs in: its chat's, else its sender's, else the one for all the rest."""
    owner = update.effective_chat or update.effective_user
    return int(owner.id) if owner else 0


async def _cancel(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
