"""The page for a person who chats with the bot through the double: what it shows, what it takes."""

from pathlib import Path
from typing import Any

from aiohttp import web

from tests.harness.memory import Memory

PAGE = Path(__file__).with_name("page.html")


def add_page(app: web.Application, memory: Memory) -> None:
    """Adds the page and what it calls; nothing in it is part of the Bot API."""
    chats = _Chats(memory)
    app.router.add_get("/", chats.show_page)
    app.router.add_get("/chat/{chat_id:[0-9]+}", chats.show)
    app.router.add_post("/chat/{chat_id:[0-9]+}", chats.take)


class _Chats:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._written: dict[int, list[tuple[int, str]]] = {}

    async def show_page(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE)

    async def show(self, request: web.Request) -> web.Response:
        """Both sides of a chat, in order; a line is {"from", "text", "buttons"}."""
        chat_id = int(request.match_info["chat_id"])
        lines: list[tuple[int, dict[str, Any]]] = [
            (message.message_id, {"from": "bot", "text": message.text, "buttons": message.buttons})
            for message in self._memory.to(chat_id)
        ]
        lines += [(at, {"from": "me", "text": text, "buttons": []}) for at, text in self._written.get(chat_id, [])]
        return web.json_response([line for _, line in sorted(lines, key=lambda pair: pair[0])])

    async def take(self, request: web.Request) -> web.Response:
        """{"text"} is written, the button {"label"} pressed."""
        chat_id, given = int(request.match_info["chat_id"]), await request.json()
        if "text" in given:
            self._memory.write(chat_id, given["text"])
        else:
            self._memory.press(chat_id, given["label"])
        shown = given.get("text") or f"[{given['label']}]"
        self._written.setdefault(chat_id, []).append((self._memory.next_message(), shown))
        return web.json_response({})
