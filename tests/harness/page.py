"""The page for a person who chats with the bot through the double: what it shows, what it takes."""

from pathlib import Path

from aiohttp import web

from tests.harness.telegram_side import Telegram

PAGE = Path(__file__).with_name("page.html")


def add_page(app: web.Application, telegram: Telegram) -> None:
    """Adds the page and what it calls; nothing in it is part of the Bot API."""
    chats = _Chats(telegram)
    app.router.add_get("/", chats.show_page)
    app.router.add_get("/chat/{chat_id:[0-9]+}", chats.show)
    app.router.add_post("/chat/{chat_id:[0-9]+}", chats.take)


class _Chats:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def show_page(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE)

    async def show(self, request: web.Request) -> web.Response:
        """Both sides of a chat, in order; a line is {"from", "text", "buttons"}."""
        lines = [
            {"from": "bot" if message.is_by_bot else "me", "text": message.text, "buttons": message.buttons}
            for message in self._telegram.shown(int(request.match_info["chat_id"]))
        ]
        return web.json_response(lines)

    async def take(self, request: web.Request) -> web.Response:
        """{"text"} is written, the button {"label"} pressed."""
        chat_id, given = int(request.match_info["chat_id"]), await request.json()
        if "text" in given:
            self._telegram.write(chat_id, given["text"])
        else:
            self._telegram.press(chat_id, given["label"])
        return web.json_response({})
