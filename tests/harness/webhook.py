"""Telegram's side of a webhook: posts each update to the bot's address until the bot takes it."""

import asyncio
import errno
import json
from collections import deque
from typing import Any

import aiohttp

from tests.harness.memory import Memory

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_CONNECTIONS = 40  # where the bot names no number


class Webhook:
    """As Telegram does it, updates of one chat are posted one after the other, those of different chats at once.

    What is not answered with a 2xx is posted again, after a pause that doubles each time.
    """

    def __init__(self, memory: Memory, first_pause_seconds: float = 0.05, longest_pause_seconds: float = 2.0) -> None:
        self.url = ""
        self.secret = ""
        self.max_connections = MOST_CONNECTIONS
        self.has_certificate = False
        self.ip_address = ""
        self.last_error: tuple[int, str] | None = None  # seconds, words
        self.posted = 0  # how often anything was posted
        self.timeout_seconds = 60.0
        self.wrongs: list[str] = []  # what the bot answered that it never should
        self._pauses = first_pause_seconds, longest_pause_seconds
        self._memory = memory
        self._queues: dict[int, deque[tuple[int, Any]]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(MOST_CONNECTIONS)
        self._session: aiohttp.ClientSession | None = None

    def open(self, url: str, secret: str, max_connections: int) -> None:
        """Posts from now on, beginning with what waits."""
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.last_error = None
        self._connections = asyncio.Semaphore(max_connections)
        connector = aiohttp.TCPConnector(limit=max_connections)
        timeout = aiohttp.ClientTimeout(total=self.timeout_seconds)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, auto_decompress=False)
        self._memory.on_update = self._take
        for number, update in self._memory.waiting:
            self._take(number, update)

    async def close(self) -> None:
        """Posts no more."""
        self.url, self._memory.on_update = "", None
        workers = list(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        self._queues.clear()
        if self._session:
            await self._session.close()
            self._session = None

    def forget_waiting(self) -> None:
        for queue in self._queues.values():
            queue.clear()

    def _take(self, number: int, update: Any) -> None:
        chat_id = _chat_of(update)
        if chat_id in self._queues:
            self._queues[chat_id].append((number, update))
            return
        self._queues[chat_id] = deque([(number, update)])
        worker = asyncio.create_task(self._empty(chat_id))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _empty(self, chat_id: int) -> None:
        """Posts what waits of one chat, in order; a chat has a worker for as long as it has a queue."""
        queue = self._queues[chat_id]
        first_seconds, longest_seconds = self._pauses
        pause_seconds = first_seconds
        while queue:
            number, update = queue[0]
            async with self._connections:
                problem = await self._post(update)
            if not queue or queue[0][0] != number:  # dropped meanwhile
                continue
            if problem:
                self.last_error = self._memory.moment(), problem
                self._memory.notice()
                await asyncio.sleep(pause_seconds)
                pause_seconds = min(2 * pause_seconds, longest_seconds)
                continue
            pause_seconds = first_seconds
            queue.popleft()
            self._memory.take_away(number)
        del self._queues[chat_id]  # nothing may be awaited between the last look at the queue and here

    async def _post(self, update: Any) -> str:
        """What went wrong, in Telegram's words; nothing where the bot took it."""
        assert self._session
        headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: self.secret} if self.secret else {})
        self.posted += 1
        self._memory.notice()
        try:
            async with self._session.post(
                self.url, data=json.dumps(update), headers=headers, allow_redirects=False
            ) as response:
                body = await response.content.read(1 << 16)
                if 200 <= response.status < 300:
                    self._check_answer(body)
                    return ""
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except (aiohttp.ClientError, OSError) as error:
            is_refused = isinstance(error, OSError) and error.errno == errno.ECONNREFUSED
            return "Connection refused" if is_refused else "Connection closed by the webhook"

    def _check_answer(self, body: bytes) -> None:
        """An answer may call a method, which our bot never does: the double does not carry it out."""
        if body.lstrip().startswith(b"{") and b'"method"' in body:
            self.wrongs.append(f"the webhook answered with a method: {body[:100]!r}")


def _chat_of(update: Any) -> int:
    """In whose order an update comes: its chat's, else its sender's, else that of all the rest."""
    for content in update.values() if isinstance(update, dict) else ():
        if isinstance(content, dict):
            message = content.get("message") if "data" in content else content
            for owner in (message.get("chat") if isinstance(message, dict) else None, content.get("from")):
                if isinstance(owner, dict) and isinstance(owner.get("id"), int):
                    return int(owner["id"])
    return 0
