"""The operator's figures for Prometheus; what they are is not this room's business."""

import asyncio
from collections.abc import Callable

from aiohttp import web

TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """`page` may block."""

    def __init__(self, page: Callable[[], str]) -> None:
        self._page = page

    async def answer(self, request: web.Request) -> web.Response:
        text = await asyncio.to_thread(self._page)
        return web.Response(body=text.encode(), headers={"Content-Type": TYPE})
