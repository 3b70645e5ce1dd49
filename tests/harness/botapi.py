"""A double of Telegram's Bot API: a strict HTTP server that remembers what was sent, and fails when told to.

`python -m tests.harness.botapi --port 8081` runs it by hand, with a page to type into.
"""

import argparse
import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.harness.fields import Fields, RefusedError
from tests.harness.memory import Call, Memory
from tests.harness.methods import CARRIED_OUT
from tests.harness.page import add_page

TOKEN = "7000000001:TEST-canary_0123456789abcdefghijklm"  # of a token's shape, and of no bot's
_WELL_FORMED = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")


@dataclass(frozen=True)
class Failure:
    """What goes wrong with a call. `is_late`: only after it has been carried out."""

    status: int = 500
    body: str | Mapping[str, Any] = ""
    is_reset: bool = False
    is_late: bool = False


def refused(status: int, description: str, retry_after: int | None = None) -> Failure:
    """Telegram's own way to say no, such as refused(429, "Too Many Requests: retry after 3", 3)."""
    return Failure(status, RefusedError(status, description, retry_after).body)


SERVER_ERROR = refused(500, "Internal Server Error")
BAD_GATEWAY_PAGE = Failure(502, "<html><body><h1>502 Bad Gateway</h1></body></html>")
RESET = Failure(is_reset=True)
RESET_AFTER_DELIVERY = Failure(is_reset=True, is_late=True)


@dataclass
class _Planned:
    failure: Failure
    method: str
    chat_id: int | None
    times: int


class BotApi(Memory):
    """`async with BotApi() as telegram:` serves at `telegram.url` for bots that know `telegram.token`."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token
        self.url = ""
        self._planned: list[_Planned] = []
        self._runner: web.AppRunner | None = None

    def fail(self, method: str, failure: Failure, *, times: int = 1, chat_id: int | None = None) -> None:
        """The next `times` calls of the method fail so; with `chat_id`, only those for that chat."""
        self._planned.append(_Planned(failure, method, chat_id, times))

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        add_page(app, self)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self.pollers += 1  # ends a long poll that still waits
        self.notice()
        if self._runner:
            await self._runner.cleanup()

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
            given = await _given(request)
            failure = self._next_failure(method, given)
            if failure and not failure.is_late:
                return _failed(request, failure)
            result = await CARRIED_OUT[method](self, Fields(method, given))
        except RefusedError as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        self.calls.append(Call(method, given))
        self.notice()
        return _failed(request, failure) if failure else web.json_response({"ok": True, "result": result})

    def _check_token(self, token: str) -> None:
        if not _WELL_FORMED.fullmatch(token):
            raise RefusedError(404, "Not Found")
        if token != self.token:
            raise RefusedError(401, "Unauthorized")

    def _next_failure(self, method: str, given: Mapping[str, str]) -> Failure | None:
        for planned in self._planned:
            is_meant = planned.chat_id is None or given.get("chat_id") == str(planned.chat_id)
            if planned.method == method and planned.times and is_meant:
                planned.times -= 1
                return planned.failure
        return None


async def _given(request: web.Request) -> dict[str, str]:
    """The fields of a call, from its query and its form; what is not a form of text is refused."""
    if request.content_type not in ("application/x-www-form-urlencoded", "application/octet-stream"):
        raise RefusedError(400, f"Bad Request: a body of {request.content_type} is not known here")
    form = await request.post()
    return dict(request.query) | {name: value for name, value in form.items() if isinstance(value, str)}


def _failed(request: web.Request, failure: Failure) -> web.Response:
    if failure.is_reset and request.transport:
        request.transport.abort()
    if isinstance(failure.body, str):
        return web.Response(status=failure.status, text=failure.body, content_type="text/html")
    return web.json_response(failure.body, status=failure.status)


async def run_by_hand(port: int) -> None:
    double = BotApi()
    await double.start(port)
    print(
        f"Open {double.url}/ to chat. For the bot, in another terminal: set api_url under [telegram] in config.toml to"
    )
    print(f'"{double.url}" and run\n\n  TELEGRAM_BOT_TOKEN={double.token} python -m bot run\n\nCtrl+C ends this.')
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
