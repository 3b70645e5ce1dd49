"""The HTTP server, with limits to what strangers can make it hold."""

import asyncio
import logging
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.redaction import without_words
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.webhook import Webhook

MOST_CONNECTIONS = 256  # Telegram opens at most 40; the oldest beyond these are closed
IDLE_SECONDS = 75.0  # also for the headers of a request; longer than the 60 s of a usual reverse proxy
LINGERING_SECONDS = 1.0  # a refused body is read on for so long, that its sender sees the refusal
STOP_SECONDS = 2.0
HEALTH, READINESS, FIGURES = "/healthz", "/readyz", "/metrics"

_log = logging.getLogger(__name__)
# aiohttp logs the bytes of a request that is no HTTP, with the sender's address. What fails in here is logged below.
_SILENT = logging.Logger("nothing", logging.CRITICAL + 1)


class Server:
    """`async with Server(...)` serves; `port` 0 takes any free one. An OSError where the address cannot be had."""

    def __init__(
        self,
        host: str,
        port: int,
        health: Health,
        webhook: Webhook | None = None,
        webhook_path: str = "",
        metrics: Metrics | None = None,
    ) -> None:
        self._busy: set[web.RequestHandler] = set()
        app = web.Application(middlewares=[self._guarded])
        app.router.add_get(HEALTH, health.alive)
        app.router.add_get(READINESS, health.ready)
        if webhook:
            app.router.add_post(webhook_path, webhook.answer)
        if metrics:
            app.router.add_get(FIGURES, metrics.answer)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=_SILENT,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGERING_SECONDS,
            shutdown_timeout=STOP_SECONDS,
            auto_decompress=False,
        )
        self._host = host
        self._port = port
        self._tidying: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The one that is listened on, once it is."""
        return int(self._runner.addresses[0][1])

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._tidying = asyncio.create_task(self._tidy())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._tidying:
            self._tidying.cancel()
        await self._runner.cleanup()

    async def _tidy(self) -> None:
        """Closes the oldest connections above the limit, but none with a request in hand."""
        while server := self._runner.server:
            for connection in server.connections[:-MOST_CONNECTIONS]:
                if connection not in self._busy:
                    connection.force_close()
            await asyncio.sleep(1)

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._busy.add(request.protocol)
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as error:
            _log.error("a request was not answered: %s", without_words(error))
            return web.Response(status=500, text="something went wrong here")
        finally:
            self._busy.discard(request.protocol)
