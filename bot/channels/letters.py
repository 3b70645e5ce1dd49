"""Deliveries as bytes and back, for the store."""

import base64
import json
from typing import Any

from bot.channels.outbox import Delivery, Press
from bot.conversation.replies import Button, Clear, Effect, File, Noted, Reply

Json = dict[str, Any]


def written(delivery: Delivery) -> bytes:
    letter: Json = {"chat": delivery.chat_id, "effects": [_effect(effect) for effect in delivery.effects]}
    if delivery.is_bulk:
        letter["bulk"] = True
    if delivery.is_apology:
        letter["apology"] = True
    if press := delivery.press:
        letter["press"] = {"query": press.query_id, "message": press.message_id, "buttons": _rows(press.buttons)}
    return json.dumps(letter, ensure_ascii=True, separators=(",", ":")).encode()


def read(letter: bytes) -> Delivery:
    """What `written` wrote, also an older version of it; anything else raises a ValueError, KeyError or TypeError."""
    found: Json = json.loads(letter)
    press = found.get("press")
    return Delivery(
        found["chat"],
        tuple(_read_effect(effect) for effect in found["effects"]),
        Press(press["query"], press["message"], _read_rows(press["buttons"])) if press else None,
        found.get("bulk") is True,
        found.get("apology") is True,
    )


def _effect(effect: Effect) -> Json:
    if isinstance(effect, Reply):
        return {"kind": "reply", **_reply(effect)}
    if isinstance(effect, Noted):
        return {"kind": "noted", "text": effect.text, "spent": effect.spent}
    if isinstance(effect, File):
        content = base64.b64encode(effect.content).decode()
        return {"kind": "file", "name": effect.name, "content": content, "caption": effect.caption}
    return {"kind": "clear", "done": _reply(effect.done), "failed": _reply(effect.failed)}


def _reply(reply: Reply) -> Json:
    return {
        "text": reply.text,
        "buttons": _rows(reply.buttons),
        "replaces_last": reply.replaces_last,
        "rests_on": reply.rests_on,
        "reminds": reply.reminds,
    }


def _rows(rows: tuple[tuple[Button, ...], ...]) -> list[list[list[str]]]:
    return [[[button.label, button.action] for button in row] for row in rows]


def _read_effect(effect: Json) -> Effect:
    if effect["kind"] == "noted":
        return Noted(effect["text"], effect["spent"])
    if effect["kind"] == "file":
        return File(effect["name"], base64.b64decode(effect["content"], validate=True), effect["caption"])
    if effect["kind"] == "clear":
        return Clear(_read_reply(effect["done"]), _read_reply(effect["failed"]))
    return _read_reply(effect)


def _read_reply(reply: Json) -> Reply:
    rests_on = tuple(reply.get("rests_on", ()))
    rows, reminds = _read_rows(reply["buttons"]), reply.get("reminds", "")
    return Reply(reply["text"], rows, reply["replaces_last"], rests_on, reminds)


def _read_rows(rows: list[list[list[str]]]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(label, action) for label, action in row) for row in rows)
