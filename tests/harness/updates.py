"""Updates as Telegram sends them, as JSON."""

import re
import time
from typing import Any

Json = dict[str, Any]

BOT = {"id": 7000000001, "is_bot": True, "first_name": "Kura Salama", "username": "kura_salama_test_bot"}
_COMMAND = re.compile(r"/[a-zA-Z0-9_]{1,64}(@\w+)?")
_FILE = {"file_id": "file", "file_unique_id": "unique"}

# What a message may be besides text.
OTHER_KINDS: dict[str, Json] = {
    "photo": {"photo": [_FILE | {"width": 90, "height": 60}]},
    "voice": {"voice": _FILE | {"duration": 3}},
    "video_note": {"video_note": _FILE | {"length": 240, "duration": 3}},
    "sticker": {
        "sticker": _FILE | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    },
    "document": {"document": _FILE | {"file_name": "form34a.pdf"}},
    "location": {"location": {"latitude": -1.28, "longitude": 36.82}},
    "contact": {"contact": {"phone_number": "+254700000000", "first_name": "Somebody"}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "not yet invented": {"hologram": _FILE},
}


def person(number: int) -> Json:
    return {"id": number, "is_bot": False, "first_name": f"Person {number}", "language_code": "en"}


def chat(number: int, kind: str = "private") -> Json:
    """`kind` is private, group, supergroup or channel."""
    return {"id": number, "type": kind} | ({"first_name": f"Person {number}"} if kind == "private" else {"title": "Us"})


def message(number: int, chat_id: int, content: Json, kind: str = "private") -> Json:
    """A message by a person; in a private chat the person has the chat's number."""
    sender = {} if kind == "channel" else {"from": person(abs(chat_id))}
    return {"message_id": number, "date": int(time.time()), "chat": chat(chat_id, kind)} | sender | content


def text(words: str) -> Json:
    """The content of a text message, with its entity where it begins with a command."""
    command = _COMMAND.match(words)
    entity = {"type": "bot_command", "offset": 0, "length": len(command[0])} if command else None
    return {"text": words} | ({"entities": [entity]} if entity else {})


def press(query: str, under: Json, action: str) -> Json:
    """The content of an update for a button pressed under a message of the bot's."""
    presser = person(abs(under["chat"]["id"]))
    return {"callback_query": {"id": query, "from": presser, "chat_instance": "1", "message": under, "data": action}}
