"""How the bot changes or takes back what was said, and answers a pressed button."""

from typing import Any

from tests.harness import texts
from tests.harness.chats import Chat
from tests.harness.fields import Fields
from tests.harness.keyboards import keyboard
from tests.harness.memory import Note, Sent
from tests.harness.refusals import bad_request
from tests.harness.sending import check_preview, open_chat
from tests.harness.telegram_side import Telegram

DELETABLE_SECONDS = 48 * 3600
QUERY_SECONDS = 60  # not told by Telegram; what is known of it by use
MOST_DELETED = 100
LONGEST_NOTE = 200  # over the chat, after a press
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


async def edit_message_text(telegram: Telegram, fields: Fields) -> Any:
    """Buttons that are not given again are taken away."""
    message = _own(telegram, fields)
    check_preview(fields)
    content, rows = texts.content("text", texts.text_of(fields)), keyboard(fields)
    if "text" not in message.json:
        raise bad_request("there is no text in the message to edit")
    is_same = {name: message.json[name] for name in ("text", "entities") if name in message.json} == content
    if is_same and _is_under(message, rows):
        raise bad_request(_NOT_MODIFIED)
    telegram.rewrite(message, content)
    telegram.put_buttons(message, rows)
    return message.json


async def edit_message_reply_markup(telegram: Telegram, fields: Fields) -> Any:
    message, rows = _own(telegram, fields), keyboard(fields)
    if _is_under(message, rows):
        raise bad_request(_NOT_MODIFIED)
    telegram.put_buttons(message, rows)
    return message.json


def _own(telegram: Telegram, fields: Fields) -> Sent:
    for name in ("chat_id", "message_id"):
        if name not in fields:
            raise bad_request("message identifier is not specified")
    message = telegram.message(open_chat(telegram, fields).number, fields.number("message_id"))
    if not message:
        raise bad_request("message to edit not found")
    if not message.is_by_bot:
        raise bad_request("message can't be edited")
    return message


def _is_under(message: Sent, rows: object) -> bool:
    return bool((rows or None) == message.json.get("reply_markup", {}).get("inline_keyboard"))


async def delete_message(telegram: Telegram, fields: Fields) -> Any:
    chat = open_chat(telegram, fields)
    message = telegram.message(chat.number, fields.number("message_id"))
    if not message:
        raise bad_request("message to delete not found")
    _check_may_delete(telegram, chat, message)
    telegram.delete(message)
    return True


async def delete_messages(telegram: Telegram, fields: Fields) -> Any:
    """All or none; those that are not there are passed over."""
    chat, numbers = open_chat(telegram, fields), fields.json("message_ids", list)
    if not 1 <= len(numbers) <= MOST_DELETED or not all(type(number) is int for number in numbers):
        raise bad_request(f"message_ids are 1 to {MOST_DELETED} numbers")
    found = [message for number in numbers if (message := telegram.message(chat.number, number))]
    for message in found:
        _check_may_delete(telegram, chat, message)
    for message in found:
        telegram.delete(message)
    return True


def _check_may_delete(telegram: Telegram, chat: Chat, message: Sent) -> None:
    """In a private chat the bot may delete both sides' messages; in a group others' only as an admin with the right."""
    if not message.is_by_bot and not chat.is_private and not chat.may("can_delete_messages"):
        raise bad_request("message can't be deleted")
    if telegram.moment() - message.date >= DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")


async def answer_callback_query(telegram: Telegram, fields: Fields) -> Any:
    query = telegram.queries.get(fields.text("callback_query_id"))
    if not query or telegram.moment() - query.date > QUERY_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text, is_alert = fields.text("text"), fields.flag("show_alert")
    fields.number("cache_time")
    if len(text) > LONGEST_NOTE:
        raise bad_request("MESSAGE_TOO_LONG")
    if "url" in fields:
        raise bad_request("URL_INVALID")  # only for games, and links that open the bot itself
    if text:
        telegram.notes.append(Note(query.chat_id, text, is_alert))
    return True
