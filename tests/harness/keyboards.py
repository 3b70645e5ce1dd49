"""Inline keyboards, checked as Telegram checks them."""

import inspect
from typing import Any

from telegram import InlineKeyboardButton

from tests.harness.addresses import is_address
from tests.harness.fields import Fields
from tests.harness.refusals import bad_request

_BUTTON_FIELDS = set(inspect.signature(InlineKeyboardButton).parameters) - {"api_kwargs"}
_LOOKS = {"text", "style", "icon_custom_emoji_id"}  # every other field of a button is something it does
MOST_BUTTONS, MOST_IN_A_ROW = 100, 8

Rows = list[list[dict[str, Any]]]


def keyboard(fields: Fields) -> Rows | None:
    """The rows of a call's inline keyboard; None where there is none."""
    markup = fields.json("reply_markup", dict)
    if markup is None:
        return None
    if markup.keys() != {"inline_keyboard"} or not isinstance(markup["inline_keyboard"], list):
        raise bad_request("only inline keyboards are known here")
    rows: Rows = markup["inline_keyboard"]
    if not all(isinstance(row, list) and 0 < len(row) <= MOST_IN_A_ROW for row in rows):
        raise bad_request(f"a row of an inline keyboard holds 1 to {MOST_IN_A_ROW} buttons")
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check(button)
    return rows


def _check(button: Any) -> None:
    if not isinstance(button, dict) or button.keys() - _BUTTON_FIELDS:
        raise bad_request("unknown field of a button")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if len(button.keys() - _LOOKS) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard: a button does exactly one thing")
    if "callback_data" in button:
        _check_action(button["callback_data"])
    if "url" in button:
        _check_address(button["url"])


def _check_action(action: Any) -> None:
    if not isinstance(action, str) or not 1 <= len(action.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_address(address: Any) -> None:
    if not is_address(address):
        raise bad_request(f"inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")
