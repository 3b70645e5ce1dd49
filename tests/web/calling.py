"""Calls over real sockets, byte by byte, to a real server around an inbox that behaves as told."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.web.health import Health
from bot.web.server import Server
from bot.web.webhook import SECRET_HEADER, Webhook

SECRET = "webhook-secret-canary_0123456789abcdef"
PATH = "/telegram"
MOST_SECONDS = 5.0


@dataclass
class FakeInbox:
    """Keeps what is delivered; what `answers` has for a number is raised, or waited for, first."""

    answers: dict[int, Exception | asyncio.Event] = field(default_factory=dict)
    taken: list[dict[str, Any]] = field(default_factory=list)
    in_hand: set[int] = field(default_factory=set)
    asked: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    def open(self) -> None: ...

    async def deliver(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            await self._take(update)

    async def _take(self, update: dict[str, Any]) -> None:
        self.asked.put_nowait(update["update_id"])
        self.in_hand.add(update["update_id"])
        try:
            answer = self.answers.get(update["update_id"])
            if isinstance(answer, Exception):
                raise answer
            if answer:
                await answer.wait()
            self.taken.append(update)
        finally:
            self.in_hand.remove(update["update_id"])

    async def close(self, grace_seconds: float) -> bool:
        return True

    @property
    def numbers(self) -> list[int]:
        return [update["update_id"] for update in self.taken]


@dataclass
class Door:
    """What is tested: the webhook, what it fills, and where it is."""

    webhook: Webhook
    inbox: FakeInbox
    port: int
    why_not_ready: str = ""

    async def post(self, body: object, **headers: str) -> tuple[int, str]:
        """As Telegram posts; a header may be replaced, or left out by the empty text."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.send(*head(len(content), **headers), content)

    async def send(self, *pieces: bytes) -> tuple[int, str]:
        """Status and whole answer for the bytes of a request, written piece by piece."""
        async with self.connection() as (reader, writer):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            return await answer(reader)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield reader, writer
        finally:
            writer.close()


@asynccontextmanager
async def door(inbox: FakeInbox | None = None, **limits: float) -> AsyncIterator[Door]:
    filled = inbox or FakeInbox()
    webhook = Webhook(SECRET, filled.deliver, **limits)
    opened = Door(webhook, filled, 0)
    async with Server("127.0.0.1", 0, Health(lambda: opened.why_not_ready), webhook, PATH) as server:
        opened.port = server.port
        yield opened


def head(length: int | None, method: str = "POST", path: str = PATH, **headers: str) -> Iterable[bytes]:
    """The first lines of a request; without a length the body comes in chunks. `Content_Type=""` leaves it out."""
    given = {"Host": "bot", SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    given |= {"Content-Length": str(length)} if length is not None else {"Transfer-Encoding": "chunked"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in given.items() if value]
    yield "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode()


def chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


async def answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    """The status and the head of an answer; (0, "") where the connection was closed without one."""
    try:
        async with asyncio.timeout(MOST_SECONDS):
            first = (await reader.readuntil(b"\r\n\r\n")).decode()
    except (asyncio.IncompleteReadError, ConnectionError):
        return 0, ""
    return int(first.split()[1]), first
