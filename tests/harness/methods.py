"""How Telegram carries out the methods that the bot calls."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.constants import ChatAction

from tests.harness.fields import Fields, RefusedError, bad_request, keyboard
from tests.harness.memory import ALL_KINDS, USUAL_KINDS, Memory
from tests.harness.updates import BOT

LONGEST_TEXT_UNITS = 4096
LONGEST_NOTE = 200  # under a button
LONGEST_POLL_SECONDS = 50
_COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")


async def get_me(memory: Memory, fields: Fields) -> Any:
    return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}


async def get_updates(memory: Memory, fields: Fields) -> Any:
    """Long poll. An offset makes Telegram forget all before it; a second poller ends the first one's wait."""
    limit, offset = fields.number("limit", 100), fields.number("offset")
    seconds = fields.number("timeout")
    if not 1 <= limit <= 100 or not 0 <= seconds <= LONGEST_POLL_SECONDS or offset < 0:
        raise bad_request("limit is 1 to 100, timeout 0 to 50; a negative offset is not known here")
    _allow(memory, fields)
    memory.pollers += 1
    me = memory.pollers
    memory.waiting = [(number, update) for number, update in memory.waiting if number >= offset]
    memory.notice()
    try:
        async with asyncio.timeout(seconds):
            while not memory.waiting and memory.pollers == me:
                await memory.changed()
    except TimeoutError:
        pass
    if memory.pollers != me:
        raise RefusedError(
            409, "Conflict: terminated by other getUpdates request; make sure that only one bot is running"
        )
    return [update for _, update in sorted(memory.waiting, key=lambda pair: pair[0])[:limit]]


def _allow(memory: Memory, fields: Fields) -> None:
    kinds = fields.json("allowed_updates", list)
    if kinds is None:
        return
    if not set(kinds) <= ALL_KINDS:
        raise bad_request("unknown kind in allowed_updates")
    memory.allowed_updates = frozenset(kinds) or USUAL_KINDS


async def delete_webhook(memory: Memory, fields: Fields) -> Any:
    if fields.json("drop_pending_updates", bool, False):
        memory.waiting.clear()
    return True


async def set_my_commands(memory: Memory, fields: Fields) -> Any:
    commands = fields.json("commands", list)
    if not 1 <= len(commands) <= 100:
        raise bad_request("1 to 100 commands")
    for command in commands:
        if not isinstance(command, dict) or command.keys() != {"command", "description"}:
            raise bad_request("a command has a name and a description")
        if not _COMMAND_NAME.fullmatch(command["command"]) or not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_INVALID")
    return True


async def send_message(memory: Memory, fields: Fields) -> Any:
    chat_id, text = _chat(memory, fields), fields.text("text").strip()
    if "parse_mode" in fields or "entities" in fields:
        raise bad_request("formatted text is not known here")
    if not text:
        raise bad_request("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT_UNITS:
        raise bad_request("message is too long")
    fields.json("link_preview_options", dict)
    return memory.keep(chat_id, text, keyboard(fields)).json


async def send_chat_action(memory: Memory, fields: Fields) -> Any:
    _chat(memory, fields)
    if fields.text("action") not in set(map(str, ChatAction)):
        raise bad_request("wrong parameter action in request")
    return True


async def edit_message_reply_markup(memory: Memory, fields: Fields) -> Any:
    chat_id, number = _chat(memory, fields), fields.number("message_id")
    message = next((sent for sent in memory.to(chat_id) if sent.message_id == number), None)
    if not message:
        raise bad_request("message to edit not found")
    rows = keyboard(fields)
    if (rows or None) == message.json.get("reply_markup", {}).get("inline_keyboard"):
        raise bad_request("message is not modified")
    memory.put_buttons(message, rows)
    return message.json


async def answer_callback_query(memory: Memory, fields: Fields) -> Any:
    if fields.text("callback_query_id") not in memory.queries:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(fields.text("text")) > LONGEST_NOTE:
        raise bad_request("MESSAGE_TOO_LONG")
    return True


def _chat(memory: Memory, fields: Fields) -> int:
    """A bot may write only where somebody wrote first, and not to one who blocked it."""
    chat_id = fields.number("chat_id")
    if chat_id not in memory.chats:
        raise bad_request("chat not found")
    if chat_id in memory.blocked_by:
        raise RefusedError(403, "Forbidden: bot was blocked by the user")
    return chat_id


CARRIED_OUT: dict[str, Callable[[Memory, Fields], Awaitable[Any]]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "deleteWebhook": delete_webhook,
    "setMyCommands": set_my_commands,
    "sendMessage": send_message,
    "sendChatAction": send_chat_action,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "answerCallbackQuery": answer_callback_query,
}
