"""A double of Telegram's Bot API: a strict HTTP server that remembers what was sent, and fails when told to.

`python -m tests.harness.botapi --port 8081` runs it by hand, with a page to type into.
"""

import argparse
import asyncio
import re
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.clock import Clock
from tests.harness import calls, failures
from tests.harness.failures import (
    BAD_GATEWAY_PAGE,
    RESET,
    RESET_AFTER_DELIVERY,
    SERVER_ERROR,
    SILENCE,
    SILENCE_AFTER_DELIVERY,
    Failure,
    Plan,
    flood,
    refused,
    slow,
    too_many_requests,
)
from tests.harness.fields import Fields
from tests.harness.memory import Call
from tests.harness.methods import CARRIED_OUT
from tests.harness.page import add_page
from tests.harness.refusals import RefusedError
from tests.harness.telegram_side import Telegram

__all__ = [
    "BAD_GATEWAY_PAGE", "RESET", "RESET_AFTER_DELIVERY", "SERVER_ERROR", "SILENCE", "SILENCE_AFTER_DELIVERY", "TOKEN",
    "BotApi", "Failure", "flood", "refused", "slow", "too_many_requests",
]  # fmt: skip

TOKEN = "7000000001:TEST-canary_0123456789abcdefghijklm"  # of a token's shape, and of no bot's
_WELL_FORMED = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
_LARGEST_BODY = 60 * 1024 * 1024


class BotApi(Telegram):
    """`async with BotApi() as telegram:` serves at `telegram.url` for bots that know `telegram.token`."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        clock: Clock | None = None,
        https_only: bool = False,
        webhook_pause_seconds: float = 0.05,
    ) -> None:
        """`https_only` as in Telegram; `webhook_pause_seconds`: before an update is posted again; then it doubles."""
        super().__init__(clock, https_only=https_only, pause_seconds=webhook_pause_seconds)
        self.token = token
        self.url = ""
        self._plan = Plan()
        self._runner: web.AppRunner | None = None

    def fail(self, method: str, failure: Failure, *, times: int = 1, chat_id: int | None = None) -> None:
        """The next `times` calls of the method fail so; with `chat_id`, only those for that chat."""
        self._plan.add(method, failure, times, chat_id)

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=_LARGEST_BODY)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        add_page(app, self)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self.pollers += 1  # ends a long poll that still waits
        await self.webhook.close()
        self.notice()
        if self._runner:
            await self._runner.cleanup()
        assert not self.webhook.wrongs, self.webhook.wrongs

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
            method = request.match_info["method"]
            if method not in CARRIED_OUT:
                raise RefusedError(404, "Not Found: method not found")
            given, uploads = await calls.read(request)
            failure = self._plan.next(method, given)
            if failure and failure.pause_seconds:
                await asyncio.sleep(failure.pause_seconds)
            if failure and not failure.is_late and not failure.is_none:
                return await failures.answer(request, failure)
            result = await CARRIED_OUT[method](self, Fields(method, given, uploads))
        except RefusedError as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        self.calls.append(Call(method, given))
        self.notice()
        if failure and not failure.is_none:
            return await failures.answer(request, failure)
        return web.json_response({"ok": True, "result": result})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
            file = self.files.at(request.match_info["path"])
            if not file:
                raise RefusedError(404, "Not Found")
        except RefusedError as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        return web.Response(body=file.content, content_type="application/octet-stream")

    def _check_token(self, token: str) -> None:
        if not _WELL_FORMED.fullmatch(token):
            raise RefusedError(404, "Not Found")
        if token != self.token:
            raise RefusedError(401, "Unauthorized")


_TO_SET = """\
Open {url}/ to chat. Nothing reaches Telegram. For the real bot, in another terminal, in the folder of config.toml:

  sed 's|^api_url.*|api_url = "{url}"|' config.toml > config.double.toml
  KURA_CONFIG=config.double.toml TELEGRAM_BOT_TOKEN={token} python -m bot run

Ctrl+C ends this."""


async def run_by_hand(port: int) -> None:
    double = BotApi()
    await double.start(port)
    print(_TO_SET.format(url=double.url, token=double.token))
    try:
        await asyncio.Event().wait()
    finally:
        await double.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    try:
        asyncio.run(run_by_hand(parser.parse_args().port))
    except KeyboardInterrupt:
        print("\nended")


if __name__ == "__main__":
    main()
