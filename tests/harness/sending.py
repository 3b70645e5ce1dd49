"""How the bot says something."""

from typing import Any

from telegram.constants import ChatAction

from tests.harness import texts, updates
from tests.harness.chats import IN_GROUP, Chat
from tests.harness.fields import Fields
from tests.harness.keyboards import keyboard
from tests.harness.refusals import RefusedError, bad_request
from tests.harness.telegram_side import Telegram
from tests.harness.updates import Json

_ACTIONS = frozenset(map(str, ChatAction))
_REPLY = {"message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_position"}
_PREVIEW = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}


async def send_message(telegram: Telegram, fields: Fields) -> Any:
    check_preview(fields)
    return send(telegram, fields, texts.content("text", texts.text_of(fields)))


async def send_location(telegram: Telegram, fields: Fields) -> Any:
    return send(telegram, fields, {"location": _place(fields)})


async def send_venue(telegram: Telegram, fields: Fields) -> Any:
    title, address, place = fields.text("title").strip(), fields.text("address").strip(), _place(fields)
    if not title or not address:
        raise bad_request("a venue has a title and an address")
    return send(telegram, fields, {"venue": {"location": place, "title": title, "address": address}, "location": place})


def _place(fields: Fields) -> Json:
    return {"latitude": fields.decimal("latitude", -90, 90), "longitude": fields.decimal("longitude", -180, 180)}


async def send_chat_action(telegram: Telegram, fields: Fields) -> Any:
    _thread(open_chat(telegram, fields), fields)
    if fields.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


async def copy_message(telegram: Telegram, fields: Fields) -> Any:
    """The same message, without a word of where it came from, and with the bot's own buttons or none."""
    source = telegram.message(open_chat(telegram, fields, "from_chat_id").number, fields.number("message_id"))
    if not source:
        raise bad_request("message to copy not found")
    content = {name: source.json[name] for name in _COPIED if name in source.json}
    if not content:
        raise bad_request("the message can't be copied")
    if "caption" in fields and "text" not in content:
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= texts.content("caption", texts.caption_of(fields))
    return {"message_id": send(telegram, fields, content)["message_id"]}


_COPIED = (
    *("text", "entities", "caption", "caption_entities", "photo", "voice", "video_note", "sticker", "document"),
    *("location", "venue", "contact", "audio", "video", "animation"),
)


def send(telegram: Telegram, fields: Fields, content: Json) -> Json:
    """Puts the content into the chat, with all that every kind of message may have; gives the message's JSON."""
    chat = open_chat(telegram, fields)
    if chat.kind == "channel" and chat.status != "administrator":
        raise bad_request("need administrator rights in the channel chat")
    is_kept = {"has_protected_content": True} if fields.flag("protect_content") else {}
    fields.flag("disable_notification")
    about = _thread(chat, fields) | _reply(telegram, chat, fields) | is_kept
    return telegram.keep_content(chat.number, about | content, keyboard(fields)).json


def check_preview(fields: Fields) -> None:
    if fields.json("link_preview_options", dict, {}).keys() - _PREVIEW:
        raise bad_request("unknown field of link_preview_options")


def _thread(chat: Chat, fields: Fields) -> Json:
    if "message_thread_id" not in fields:
        return {}
    topic = chat.topics.get(fields.number("message_thread_id"))
    if not topic:
        raise bad_request("message thread not found")
    if topic.is_closed:
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": topic.number, "is_topic_message": True}


def _reply(telegram: Telegram, chat: Chat, fields: Fields) -> Json:
    parameters = fields.json("reply_parameters", dict)
    if parameters is None:
        return {}
    number, wanted = parameters.get("message_id"), parameters.get("chat_id", chat.number)
    if parameters.keys() - _REPLY or type(number) is not int or wanted != chat.number:
        raise bad_request("can't parse reply parameters, or they name another chat, which is not known here")
    message = telegram.message(chat.number, number)
    if not message:
        if parameters.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    quote = parameters.get("quote", "")
    if not isinstance(quote, str) or quote not in message.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return updates.reply({}, message.json, quote)


def open_chat(telegram: Telegram, fields: Fields, name: str = "chat_id") -> Chat:
    """A bot may write only where somebody wrote first, not to one who blocked it, nor where it was thrown out."""
    number = fields.number(name)
    if number not in telegram.chats:
        raise bad_request("chat not found")
    if number in telegram.blocked_by:
        raise RefusedError(403, "Forbidden: bot was blocked by the user")
    chat = telegram.chats[number]
    if chat.moved_to:
        raise RefusedError(
            400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.moved_to}
        )
    if not chat.is_private and chat.status not in IN_GROUP:
        how = "was kicked from" if chat.status == "kicked" else "is not a member of"
        raise RefusedError(403, f"Forbidden: bot {how} the {chat.kind} chat")
    return chat
