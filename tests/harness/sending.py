"""How the bot says something."""

from typing import Any

from telegram.constants import ChatAction

from tests.harness.chats import IN_GROUP, Chat
from tests.harness.fields import Fields
from tests.harness.keyboards import keyboard
from tests.harness.refusals import RefusedError, bad_request
from tests.harness.telegram_side import Telegram

LONGEST_TEXT_UNITS = 4096
LONGEST_NOTE = 200  # under a button
_ACTIONS = frozenset(map(str, ChatAction))


async def send_message(telegram: Telegram, fields: Fields) -> Any:
    chat, text = open_chat(telegram, fields), fields.text("text").strip()
    if "parse_mode" in fields or "entities" in fields:
        raise bad_request("formatted text is not known here")
    check_text(text)
    fields.json("link_preview_options", dict)
    return telegram.keep(chat.number, text, keyboard(fields)).json


def check_text(text: str) -> None:
    if not text:
        raise bad_request("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT_UNITS:
        raise bad_request("message is too long")


async def send_chat_action(telegram: Telegram, fields: Fields) -> Any:
    open_chat(telegram, fields)
    if fields.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def open_chat(telegram: Telegram, fields: Fields, name: str = "chat_id") -> Chat:
    """A bot may write only where somebody wrote first, not to one who blocked it, nor where it was thrown out."""
    number = fields.number(name)
    if number not in telegram.chats:
        raise bad_request("chat not found")
    if number in telegram.blocked_by:
        raise RefusedError(403, "Forbidden: bot was blocked by the user")
    chat = telegram.chats[number]
    if not chat.is_private and chat.status not in IN_GROUP:
        how = "was kicked from" if chat.status == "kicked" else "is not a member of"
        raise RefusedError(403, f"Forbidden: bot {how} the {chat.kind} chat")
    return chat
