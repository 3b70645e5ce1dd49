"""The webhook: Telegram's updates come in here, each checked before a byte of it is believed."""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.redaction import without_words

Deliver = Callable[[dict[str, Any]], Awaitable[None]]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 2**20  # Telegram's updates are a few kilobytes
MOST_BODIES = 16  # read at the same time, so at most 16 MiB of them in memory; the others wait for their turn
HIGHEST_NUMBER = 2**63 - 1
RETRY_AFTER_SECONDS = 2
LAST_SECONDS = 1.0  # what a delivery may still take once the webhook closes

_log = logging.getLogger(__name__)


class Webhook:
    """Answers Telegram's calls: 200 only once `deliver` has taken the update into its care.

    Telegram repeats what is not answered with 2xx and holds back what comes behind it. So what can be taken later is
    answered 503, and what never can be taken, JSON that is no update with a number, is logged without its words and
    answered 200. What is no JSON at all (400) does not come from Telegram.
    """

    def __init__(
        self, secret: str, deliver: Deliver, *, body_seconds: float = 10.0, deliver_seconds: float = 10.0
    ) -> None:
        self._secret = secret.encode()
        self._deliver = deliver
        self._body_seconds = body_seconds
        self._deliver_seconds = deliver_seconds
        self._turns = asyncio.Semaphore(MOST_BODIES)
        self._delivering: dict[int, asyncio.Timeout] = {}
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._is_closing = False

    async def answer(self, request: web.Request) -> web.Response:
        """The order of the checks matters: nobody without the secret has a body read."""
        try:
            self._check(request)
            update = _parsed(await self._body(request))
        except web.HTTPException as refusal:
            _log.info("a call of the webhook is refused: %d", refusal.status)
            refusal.force_close()
            raise
        if update is None:
            _log.error("an update without a number is passed over")
            return web.Response(text="passed over")
        return await self._taken(update)

    async def close(self) -> None:
        """From here on all are asked to come again. What is being delivered ends before this returns."""
        self._is_closing = True
        for limit in self._delivering.values():
            if not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time() + LAST_SECONDS)
        await self._is_idle.wait()

    def _check(self, request: web.Request) -> None:
        if not self._has_secret(request):
            raise web.HTTPForbidden(text="the secret is missing or wrong")
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="only application/json is read")
        if "Content-Encoding" in request.headers:
            raise web.HTTPUnsupportedMediaType(text="only a body without encoding is read")
        if (request.content_length or 0) > MOST_BYTES:
            raise _too_large(request.content_length or 0)

    def _has_secret(self, request: web.Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._secret)  # takes as long for a near miss as for any other

    async def _body(self, request: web.Request) -> bytes:
        body = bytearray()
        try:
            async with self._turns, asyncio.timeout(self._body_seconds):
                async for piece in request.content.iter_any():
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise _too_large(len(body))
        except TimeoutError:
            raise web.HTTPRequestTimeout(text="the body came too slowly") from None
        except (ConnectionError, web.RequestPayloadError):
            raise web.HTTPBadRequest(text="the body did not come whole") from None
        return bytes(body)

    async def _taken(self, update: dict[str, Any]) -> web.Response:
        number: int = update["update_id"]
        # One that is still being delivered must not be mistaken for one that was: the inbox may yet refuse it.
        if self._is_closing or number in self._delivering:
            return _later()
        try:
            async with asyncio.timeout(self._deliver_seconds) as self._delivering[number]:
                self._is_idle.clear()
                await self._deliver(update)
        except Exception as error:  # whatever it is, Telegram still has the update and brings it again
            _log.error("update %d is not taken, Telegram repeats it: %s", number, without_words(error))
            return _later()
        finally:
            del self._delivering[number]
            if not self._delivering:
                self._is_idle.set()
        return web.Response(text="taken")


def _parsed(body: bytes) -> dict[str, Any] | None:
    """The update, or None for JSON that is none; HTTPBadRequest where it is no JSON."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="the body is not JSON") from None
    number = found.get("update_id") if isinstance(found, dict) else None
    return found if type(number) is int and 0 <= number <= HIGHEST_NUMBER else None


def _too_large(size: int) -> web.HTTPRequestEntityTooLarge:
    return web.HTTPRequestEntityTooLarge(MOST_BYTES, size, text=f"at most {MOST_BYTES} bytes are read")


def _later() -> web.Response:
    return web.Response(status=503, text="come again", headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
