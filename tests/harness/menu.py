"""The commands that people are offered, kept apart by scope and language."""

import re
from typing import Any

from tests.harness.fields import Fields
from tests.harness.refusals import bad_request
from tests.harness.telegram_side import Telegram
from tests.harness.updates import canonical

MOST_COMMANDS, LONGEST_DESCRIPTION = 100, 256
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SCOPES = {
    "default": set[str](),
    "all_private_chats": set[str](),
    "all_group_chats": set[str](),
    "all_chat_administrators": set[str](),
    "chat": {"chat_id"},
    "chat_administrators": {"chat_id"},
    "chat_member": {"chat_id", "user_id"},
}


async def set_my_commands(telegram: Telegram, fields: Fields) -> Any:
    key, commands = _key(telegram, fields), fields.json("commands", list)
    if not 1 <= len(commands) <= MOST_COMMANDS:
        raise bad_request(f"1 to {MOST_COMMANDS} commands")
    for command in commands:
        is_complete = isinstance(command, dict) and command.keys() == {"command", "description"}
        if not is_complete or not all(isinstance(words, str) for words in command.values()):
            raise bad_request("a command has a name and a description")
        if not _NAME.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= LONGEST_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    telegram.commands[key] = commands
    return True


async def get_my_commands(telegram: Telegram, fields: Fields) -> Any:
    """Those of exactly that scope and language."""
    return telegram.commands.get(_key(telegram, fields), [])


async def delete_my_commands(telegram: Telegram, fields: Fields) -> Any:
    telegram.commands.pop(_key(telegram, fields), None)
    return True


def _key(telegram: Telegram, fields: Fields) -> tuple[str, str]:
    scope, language = fields.json("scope", dict, {"type": "default"}), fields.text("language_code")
    more = _SCOPES.get(scope.get("type", ""))
    if more is None or scope.keys() != more | {"type"}:
        raise bad_request("can't parse BotCommandScope: unknown type or wrong fields")
    if "chat_id" in scope and scope["chat_id"] not in telegram.chats:
        raise bad_request("chat not found")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return canonical(scope), language
