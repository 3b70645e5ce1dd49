"""python-telegram-bot's own Bot over the double, and addresses that take what a webhook posts."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp
from aiohttp import web
from telegram import Bot

from tests.harness.botapi import BotApi


@asynccontextmanager
async def bot_of(double: BotApi) -> AsyncIterator[Bot]:
    os.environ["PTB_TIMEDELTA"] = "true"  # as bot.channels.telegram does; otherwise the library warns
    async with Bot(double.token, base_url=f"{double.url}/bot", base_file_url=f"{double.url}/file/bot") as bot:
        yield bot


async def call(double: BotApi, method: str, token: str = "", **fields: Any) -> tuple[int, Any]:
    """Status and body of a raw call; values are sent as python-telegram-bot sends them."""
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
    url = f"{double.url}/bot{token or double.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as response:
        return response.status, await response.json()


@dataclass
class Address:
    """Takes posts at `url`, and answers with the next of `answers`, then always with 200."""

    answers: list[web.Response] = field(default_factory=list)
    posts: list[Any] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    url: str = ""

    @property
    def numbers(self) -> list[int]:
        return [post["update_id"] for post in self.posts]

    async def take(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.posts.append(await request.json())
            self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
            await self.pause()
            return self.answers.pop(0) if self.answers else web.Response()
        finally:
            self.at_once -= 1

    async def pause(self) -> None:
        """What a slow bot would do before it answers."""


AnAddress = TypeVar("AnAddress", bound=Address)


@asynccontextmanager
async def serving(address: AnAddress) -> AsyncIterator[AnAddress]:
    app = web.Application()
    app.router.add_post("/hook", address.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield address
    finally:
        await runner.cleanup()
