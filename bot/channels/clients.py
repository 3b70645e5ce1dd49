"""The HTTP clients that calls to Telegram go through."""

import asyncio
from typing import Any

import httpx
from telegram.request import BaseRequest, HTTPXRequest

READ_SECONDS = 15.0


class Clients(BaseRequest):
    """As many HTTP clients as updates are handled at once, each with one request at a time, the longest waiting first.

    One client for all is what the library does, but its pool hands the same free connection to several requests and
    lets the losers wait again: under load, measured with httpcore 1.0.9, some waited for over 3 seconds, and twelve
    at once were sent at 150 messages a second instead of 340.
    """

    def __init__(self, number: int) -> None:
        context = httpx.create_ssl_context()  # one for all: each takes 50 ms to make
        self._clients = [
            HTTPXRequest(1, connect_timeout=10, read_timeout=READ_SECONDS, httpx_kwargs={"verify": context})
            for _ in range(number)
        ]
        self._free: asyncio.Queue[HTTPXRequest] = asyncio.Queue()

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        for client in self._clients:
            await client.initialize()
            self._free.put_nowait(client)

    async def shutdown(self) -> None:
        for client in self._clients:
            await client.shutdown()
        self._free = asyncio.Queue()

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        client = await self._free.get()
        try:
            return await client.do_request(*given, **named)
        finally:
            self._free.put_nowait(client)
