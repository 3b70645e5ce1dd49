"""What may go wrong between the bot and Telegram, as a test plans it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.harness.refusals import RefusedError

_now = time.monotonic


@dataclass(frozen=True)
class Failure:
    """What goes wrong with a call.

    `is_late`: only after it has been carried out. `is_reset`: the line breaks. `is_silent`: no answer ever comes.
    `pause_seconds` pass before anything happens. With a `flood_seconds`, all further calls are refused too, until so
    many seconds have passed since the first, and each is told how many are left. A `status` of 0: nothing goes wrong.
    """

    status: int = 500
    body: str | Mapping[str, Any] = ""
    is_reset: bool = False
    is_late: bool = False
    is_silent: bool = False
    pause_seconds: float = 0.0
    flood_seconds: int = 0

    @property
    def is_none(self) -> bool:
        """Whether the call is answered as always."""
        return not (self.status or self.is_reset or self.is_silent)


def refused(status: int, description: str, retry_after: int | None = None) -> Failure:
    """Telegram's own way to say no, such as refused(429, "Too Many Requests: retry after 3", 3)."""
    parameters = {} if retry_after is None else {"retry_after": retry_after}
    return Failure(status, RefusedError(status, description, parameters).body)


def too_many_requests(seconds: int) -> Failure:
    """One call is refused."""
    return refused(429, f"Too Many Requests: retry after {seconds}", seconds)


def flood(seconds: int) -> Failure:
    """All calls are refused for so long, each told the rest of it, however many `times` were planned."""
    return Failure(429, flood_seconds=seconds)


def slow(seconds: float) -> Failure:
    """The call is carried out and answered, but only after a while."""
    return Failure(0, pause_seconds=seconds)


SERVER_ERROR = refused(500, "Internal Server Error")
BAD_GATEWAY_PAGE = Failure(502, "<html><body><h1>502 Bad Gateway</h1></body></html>")
RESET = Failure(0, is_reset=True)
RESET_AFTER_DELIVERY = Failure(0, is_reset=True, is_late=True)
SILENCE = Failure(0, is_silent=True)
SILENCE_AFTER_DELIVERY = Failure(0, is_silent=True, is_late=True)


@dataclass
class _Planned:
    failure: Failure
    method: str
    chat_id: int | None
    times: int
    ends: float = 0.0  # of a flood, once it has begun

    def meets(self, method: str, given: Mapping[str, str]) -> bool:
        is_meant = self.chat_id is None or given.get("chat_id") == str(self.chat_id)
        return self.method == method and is_meant

    def use(self) -> Failure:
        """The failure, as this call meets it."""
        if not self.failure.flood_seconds:
            self.times -= 1
            return self.failure
        self.ends = self.ends or _now() + self.failure.flood_seconds
        return too_many_requests(max(1, round(self.ends - _now())))

    @property
    def is_over(self) -> bool:
        return self.times <= 0 or bool(self.ends and _now() >= self.ends)


class Plan:
    """The failures that are still to come."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def add(self, method: str, failure: Failure, times: int, chat_id: int | None) -> None:
        self._planned.append(_Planned(failure, method, chat_id, times))

    def next(self, method: str, given: Mapping[str, str]) -> Failure | None:
        """What this call meets: the oldest plan that fits it."""
        if not self._planned:
            return None
        self._planned = [planned for planned in self._planned if not planned.is_over]
        return next((planned.use() for planned in self._planned if planned.meets(method, given)), None)


async def answer(request: web.Request, failure: Failure) -> web.Response:
    """What the bot gets instead of the answer."""
    if failure.is_silent:
        await asyncio.Event().wait()  # until the bot hangs up
    if failure.is_reset and request.transport:
        request.transport.abort()
    if isinstance(failure.body, str):
        return web.Response(status=failure.status or 500, text=failure.body, content_type="text/html")
    return web.json_response(failure.body, status=failure.status)
