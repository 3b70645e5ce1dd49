"""Whether the bot is well, for whoever starts it again or sends people to it."""

from collections.abc import Callable

from aiohttp import web


class Health:
    """`why_not_ready` gives one plain word for what is missing, nothing when all is there. It must not wait."""

    def __init__(self, why_not_ready: Callable[[], str]) -> None:
        self._why_not_ready = why_not_ready

    async def alive(self, request: web.Request) -> web.Response:
        """The process runs and its loop turns: all that a restart could mend."""
        return web.Response(text="ok")

    async def ready(self, request: web.Request) -> web.Response:
        why = self._why_not_ready()
        return web.Response(text=why, status=503) if why else web.Response(text="ready")
