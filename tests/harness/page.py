"""The page for a person who chats with the bot through the double: what it shows, what it takes."""

from pathlib import Path
from typing import Any

from aiohttp import web

from tests.harness import updates
from tests.harness.kinds import OTHER_KINDS
from tests.harness.memory import Sent
from tests.harness.telegram_side import Telegram
from tests.harness.updates import Json

PAGE = Path(__file__).with_name("page.html")


def add_page(app: web.Application, telegram: Telegram) -> None:
    """Adds the page and what it calls; nothing in it is part of the Bot API."""
    chats = _Chats(telegram)
    app.router.add_get("/", chats.show_page)
    app.router.add_get("/chat/{chat_id:-?[0-9]+}", chats.show)
    app.router.add_post("/chat/{chat_id:-?[0-9]+}", chats.take)
    app.router.add_get("/kept/{file_id}", chats.show_file)


class _Chats:
    """A negative number is a group: a forum, to which the bot is added as an admin when somebody first writes there."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def show_page(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE)

    async def show(self, request: web.Request) -> web.Response:
        """Both sides of a chat, in order, with what was deleted; the menu of commands, and what popped up."""
        chat_id = int(request.match_info["chat_id"])
        language = self._telegram.languages.get(chat_id, "en") or ""
        return web.json_response(
            {
                "lines": [_line(message) for message in self._telegram.everything(chat_id)],
                "menu": self._telegram.menu(chat_id, language),
                "notes": [[note.text, note.is_alert] for note in self._telegram.notes if note.chat_id == chat_id],
                "is_blocked": chat_id in self._telegram.blocked_by,
                "language": language,
            }
        )

    async def show_file(self, request: web.Request) -> web.Response:
        file = self._telegram.files.get(request.match_info["file_id"])
        return web.Response(body=file.content) if file else web.Response(status=404)

    async def take(self, request: web.Request) -> web.Response:
        """One thing that a person does; "person" says who, in a group."""
        chat_id, given = int(request.match_info["chat_id"]), await request.json()
        person = abs(int(given.get("person") or chat_id))
        if chat_id < 0 and chat_id not in self._telegram.chats:
            self._telegram.join(chat_id, by=person, is_forum=True)
            self._telegram.promote(chat_id, by=person)
        try:
            self._do(chat_id, person, given)
        except (LookupError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({})

    def _do(self, chat_id: int, person: int, given: Json) -> None:
        telegram = self._telegram
        if "language" in given:
            telegram.languages[person] = given["language"] or None
        elif "is_blocked" in given:
            (telegram.block if given["is_blocked"] else telegram.unblock)(person)
        elif "press" in given:
            telegram.press_under(self._message(chat_id, given["under"]), given["press"], person)
        elif "edit" in given:
            telegram.edit(chat_id, given["text"], given["edit"])
        elif "answer" in given:
            telegram.reply(chat_id, given["text"], self._message(chat_id, given["answer"]), by=person)
        else:
            telegram.chats.add(chat_id)
            telegram.post(chat_id, person, _content(given), thread=given.get("thread"))

    def _message(self, chat_id: int, number: int) -> Sent:
        found = self._telegram.message(chat_id, number)
        if not found:
            raise LookupError(f"message {number} is not there any more")
        return found


def _content(given: Json) -> Json:
    if given.get("kind") == "forward":
        return updates.forwarded(updates.text("Polls are closed in Huruma, pass it on!"), "channel")
    if "kind" in given:
        return OTHER_KINDS[given["kind"]]
    return updates.text(given["text"])


def _line(message: Sent) -> Json:
    sender: Json = message.json.get("from") or message.json.get("sender_chat") or {}
    return {
        "number": message.message_id,
        "from": "bot" if message.is_by_bot else "me",
        "who": sender.get("first_name", ""),
        "text": message.text,
        "entities": message.entities,
        "about": _about(message.json),
        "photo": message.json["photo"][-1]["file_id"] if message.is_by_bot and "photo" in message.json else None,
        "buttons": message.json.get("reply_markup", {}).get("inline_keyboard", []),
        "answers": message.json.get("reply_to_message", {}).get("message_id"),
        "thread": message.thread,
        "is_edited": bool(message.history),
        "is_deleted": message.is_deleted,
    }


def _about(json: Json) -> str:
    """What a message is besides its text, in a few words."""
    place: Json = json.get("venue") or json.get("location") or {}
    if place:
        where = place.get("location", place)
        spot = f"{where['latitude']:.4f}, {where['longitude']:.4f}"
        return ", ".join(filter(None, ("place", place.get("title"), place.get("address"), spot)))
    if "forward_origin" in json:
        return "forwarded"
    if "forum_topic_created" in json:
        return f"new topic: {json['forum_topic_created']['name']}"
    if "document" in json:
        return f"file {json['document'].get('file_name', '')}".strip()
    kinds: list[Any] = [kind for kind in OTHER_KINDS if kind in json and kind not in ("location", "document")]
    return str(kinds[0]).replace("_", " ") if kinds else ""
