"""What each method of the Bot API takes, by python-telegram-bot's own signatures, and the refusals for all else."""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InlineKeyboardButton

METHODS: dict[str, Callable[..., Any]] = {
    "getMe": Bot.get_me,
    "getUpdates": Bot.get_updates,
    "deleteWebhook": Bot.delete_webhook,
    "setMyCommands": Bot.set_my_commands,
    "sendMessage": Bot.send_message,
    "sendChatAction": Bot.send_chat_action,
    "editMessageReplyMarkup": Bot.edit_message_reply_markup,
    "answerCallbackQuery": Bot.answer_callback_query,
}
_NOT_SENT = {  # the library's own conveniences, which never reach Telegram under these names
    *("self", "api_kwargs", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout"),
    *("allow_sending_without_reply", "reply_to_message_id", "disable_web_page_preview"),
}
_BUTTON_FIELDS = set(inspect.signature(InlineKeyboardButton).parameters) - {"api_kwargs"}
_LOOKS = {"text", "style", "icon_custom_emoji_id"}  # every other field of a button is something it does
MOST_BUTTONS, MOST_IN_A_ROW = 100, 8


@dataclass
class RefusedError(Exception):
    """An answer with `ok: false`."""

    status: int
    description: str
    retry_after: int | None = None

    @property
    def body(self) -> dict[str, Any]:
        parameters = {} if self.retry_after is None else {"parameters": {"retry_after": self.retry_after}}
        return {"ok": False, "error_code": self.status, "description": self.description} | parameters


def bad_request(reason: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: {reason}")


def allowed(method: str) -> set[str]:
    return set(inspect.signature(METHODS[method]).parameters) - _NOT_SENT


def required(method: str) -> set[str]:
    parameters = inspect.signature(METHODS[method]).parameters
    return {name for name in allowed(method) if parameters[name].default is inspect.Parameter.empty}


def is_one_of(method: str) -> bool:
    return method in METHODS


class Fields:
    """The fields of one call, checked by name; read by type, where a wrong value is a RefusedError.

    Telegram takes every value as text: numbers, booleans and objects as their JSON.
    """

    def __init__(self, method: str, given: Mapping[str, str]) -> None:
        unknown = given.keys() - allowed(method)
        if unknown:
            raise bad_request(f"unknown field of {method}: {', '.join(sorted(unknown))}")
        missing = required(method) - given.keys()
        if missing:
            raise bad_request(f"{method} needs {', '.join(sorted(missing))}")
        self._given = dict(given)

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def text(self, name: str, default: str = "") -> str:
        return self._given.get(name, default)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self._given.get(name, default))
        except ValueError:
            raise bad_request(f"{name} must be a whole number") from None

    def json(self, name: str, kind: type, default: Any = None) -> Any:
        """The value, which must be a `kind` such as list or bool."""
        if name not in self._given:
            return default
        try:
            value = json.loads(self._given[name])
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
        if not isinstance(value, kind):
            raise bad_request(f"{name} must be a {kind.__name__}")
        return value


def keyboard(fields: Fields) -> list[list[dict[str, Any]]] | None:
    """The rows of an inline keyboard, checked as Telegram checks them; None where there is none."""
    markup = fields.json("reply_markup", dict)
    if markup is None:
        return None
    if markup.keys() != {"inline_keyboard"} or not isinstance(markup["inline_keyboard"], list):
        raise bad_request("only inline keyboards are known here")
    rows: list[list[dict[str, Any]]] = markup["inline_keyboard"]
    if not all(isinstance(row, list) and 0 < len(row) <= MOST_IN_A_ROW for row in rows):
        raise bad_request(f"a row of an inline keyboard holds 1 to {MOST_IN_A_ROW} buttons")
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)
    return rows


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or button.keys() - _BUTTON_FIELDS:
        raise bad_request("unknown field of a button")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if len(button.keys() - _LOOKS) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard: a button does exactly one thing")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
