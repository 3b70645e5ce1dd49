"""Topics of a group that is a forum."""

from typing import Any

from telegram.constants import ForumIconColor

from tests.harness.chats import Chat, Topic
from tests.harness.fields import Fields
from tests.harness.refusals import bad_request
from tests.harness.sending import open_chat
from tests.harness.telegram_side import Telegram

LONGEST_NAME = 128
_COLORS = tuple(map(int, ForumIconColor))


async def create_forum_topic(telegram: Telegram, fields: Fields) -> Any:
    chat, name = _forum(telegram, fields), _name(fields)
    color = fields.number("icon_color", _COLORS[0])
    if color not in _COLORS:
        raise bad_request("invalid icon color specified")
    about = {"name": name, "icon_color": color}
    number = telegram.keep_content(chat.number, {"forum_topic_created": about}).message_id
    chat.topics[number] = Topic(number, name, color)
    return {"message_thread_id": number} | about


async def edit_forum_topic(telegram: Telegram, fields: Fields) -> Any:
    topic = _topic(_forum(telegram, fields), fields)
    if "name" not in fields or _name(fields) == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = _name(fields)
    return True


async def close_forum_topic(telegram: Telegram, fields: Fields) -> Any:
    return _set_closed(_topic(_forum(telegram, fields), fields), True)


async def reopen_forum_topic(telegram: Telegram, fields: Fields) -> Any:
    return _set_closed(_topic(_forum(telegram, fields), fields), False)


def _set_closed(topic: Topic, is_closed: bool) -> bool:
    if topic.is_closed == is_closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.is_closed = is_closed
    return True


def _forum(telegram: Telegram, fields: Fields) -> Chat:
    chat = open_chat(telegram, fields)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.may("can_manage_topics"):
        raise bad_request("not enough rights to manage topics")
    return chat


def _topic(chat: Chat, fields: Fields) -> Topic:
    topic = chat.topics.get(fields.number("message_thread_id"))
    if not topic:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _name(fields: Fields) -> str:
    name = fields.text("name").strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise bad_request(f"a topic's name has 1 to {LONGEST_NAME} characters")
    return name
