"""The HTTP clients that calls to Telegram go through, and the bot that uses them."""

import asyncio
import json
import os
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.config import bot_of

READ_SECONDS = 15.0
CONNECTIONS = 16


def connect(token: str, api_url: str, connections: int = CONNECTIONS) -> Bot:
    """A bot that makes as many calls at once; `api_url` is the Bot API's address without a path."""
    os.environ["PTB_TIMEDELTA"] = "true"  # otherwise python-telegram-bot warns at every 429
    return Bot(
        token, base_url=f"{api_url.rstrip('/')}/bot", request=Clients(connections), get_updates_request=Clients(1)
    )


def bot_id(bot: Bot) -> int:
    """Telegram's id of a bot, without asking."""
    return bot_of(bot.token)


class Clients(BaseRequest):
    """As many HTTP clients as calls are made at once, each with one request at a time, the longest waiting first.

    One client for all is what the library does, but its pool hands the same free connection to several requests and
    lets the losers wait again: under load, measured with httpcore 1.0.9, some waited for over 3 seconds, and twelve
    at once were sent at 150 messages a second instead of 340.

    A client whose request did not end well gives way to a new one: where a request was broken off at a bad moment,
    httpcore 1.0.9 holds its connection for ever, and every later request of that client fails.
    """

    def __init__(self, number: int) -> None:
        self._context = httpx.create_ssl_context()  # one for all: each takes 50 ms to make
        self._clients = {self._new_client() for _ in range(number)}
        self._free: asyncio.Queue[HTTPXRequest] = asyncio.Queue()
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        """Is done again after a start that failed."""
        self._free = asyncio.Queue()
        for client in self._clients:
            await client.initialize()
            self._free.put_nowait(client)

    async def shutdown(self) -> None:
        for client in list(self._clients):
            await client.shutdown()
        await asyncio.gather(*self._closing, return_exceptions=True)
        self._free = asyncio.Queue()

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        client = await self._free.get()
        try:
            answer = await client.do_request(*given, **named)
        except BaseException:
            self._free.put_nowait(self._replaced(client))
            raise
        self._free.put_nowait(client)
        return answer

    def _replaced(self, client: HTTPXRequest) -> HTTPXRequest:
        """A new client; the old one is closed beside."""
        closing = asyncio.create_task(client.shutdown())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        self._clients.remove(client)
        self._clients.add(fresh := self._new_client())
        return fresh

    def _new_client(self) -> HTTPXRequest:
        return HTTPXRequest(1, connect_timeout=10, read_timeout=READ_SECONDS, httpx_kwargs={"verify": self._context})

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As the library does, but it logs an answer that is no JSON, and that may be half of what people wrote."""
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise TelegramError("Telegram's answer is no JSON") from None
