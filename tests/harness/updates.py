"""Updates as Telegram sends them, as JSON."""

import json
import re
import time
from collections.abc import Mapping
from typing import Any

from tests.harness.chats import ALL_RIGHTS
from tests.harness.entities import units
from tests.harness.kinds import OTHER_KINDS as OTHER_KINDS

Json = dict[str, Any]

BOT_ID = 7000000001
BOT: Json = {"id": BOT_ID, "is_bot": True, "first_name": "Kura Salama", "username": "kura_salama_test_bot"}
ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
_COMMAND = re.compile(r"/[a-zA-Z0-9_]{1,64}(@\w+)?")


def canonical(value: Mapping[str, Any]) -> str:
    """The same text for the same JSON, in whatever order its keys came."""
    return json.dumps(value, sort_keys=True)


def person(number: int, language: str | None = "en") -> Json:
    spoken = {"language_code": language} if language else {}
    return {"id": number, "is_bot": False, "first_name": f"Person {number}"} | spoken


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


def mention(words: str) -> Json:
    """The content of a text message that begins with the bot's name."""
    name = f"@{BOT['username']}"
    return {"text": f"{name} {words}", "entities": [{"type": "mention", "offset": 0, "length": len(name)}]}


def reply(content: Json, to: Json, quote: str = "") -> Json:
    """The content, as a reply to that message; `quote` is the part of it that is answered."""
    inner = {name: value for name, value in to.items() if name not in ("reply_to_message", "reply_markup")}
    if not quote:
        return content | {"reply_to_message": inner}
    before = (to.get("text") or to.get("caption") or "").partition(quote)[0]
    place = units(before)
    return content | {"reply_to_message": inner, "quote": {"text": quote, "position": place, "is_manual": True}}


def forwarded(content: Json, origin: str = "user") -> Json:
    """The content, as forwarded from somebody: `origin` is user, hidden_user, chat or channel."""
    first: Json = {"date": int(time.time()) - 60, "type": origin}
    channel = {"id": -1009000000001, "type": "channel", "title": "Rumours"}
    whom: dict[str, Json] = {
        "user": {"sender_user": person(9000)},
        "hidden_user": {"sender_user_name": "Somebody"},
        "chat": {"sender_chat": {"id": -1009000000002, "type": "supergroup", "title": "Them"}},
        "channel": {"chat": channel, "message_id": 5},
    }
    return content | {"forward_origin": first | whom[origin]}


def inline_query(words: str, by: Json) -> Json:
    """The update for a person who types the bot's name and some words in a chat of theirs."""
    return {"inline_query": {"id": "inline1", "from": by, "query": words, "offset": ""}}


def business_message(number: int, chat_id: int, content: Json) -> Json:
    """The update for a message to somebody who lets the bot answer for them."""
    return {"business_message": message(number, chat_id, content) | {"business_connection_id": "connection1"}}


def press(query: str, under: Json, action: str, by: Json | None = None) -> Json:
    """The content of an update for a button pressed under a message of the bot's."""
    presser = by or person(abs(under["chat"]["id"]))
    return {"callback_query": {"id": query, "from": presser, "chat_instance": "1", "message": under, "data": action}}


def membership(chat_json: Json, by: Json, old: Json, new: Json, date: int) -> Json:
    """The update that tells of a change in what the bot itself is in a chat."""
    return {
        "my_chat_member": {
            "chat": chat_json,
            "from": by,
            "date": date,
            "old_chat_member": old,
            "new_chat_member": new,
        }
    }


def member(user: Json, status: str, rights: frozenset[str] = frozenset()) -> Json:
    """What somebody is in a chat: creator, administrator, member, left or kicked."""
    more: Json = {}
    if status == "kicked":
        more = {"until_date": 0}
    if status == "creator":
        more = {"is_anonymous": False}
    if status == "administrator":
        more = {"can_be_edited": False, "is_anonymous": False} | {right: right in rights for right in ALL_RIGHTS}
    return {"user": user, "status": status} | more
