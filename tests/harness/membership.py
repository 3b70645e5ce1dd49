"""What the bot may learn of a chat and who is in it."""

from typing import Any

from tests.harness import updates
from tests.harness.fields import Fields
from tests.harness.refusals import bad_request
from tests.harness.sending import open_chat
from tests.harness.telegram_side import Telegram

_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


async def get_chat(telegram: Telegram, fields: Fields) -> Any:
    chat = open_chat(telegram, fields)
    return chat.json | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}


async def get_chat_member(telegram: Telegram, fields: Fields) -> Any:
    chat, user = open_chat(telegram, fields), fields.number("user_id")
    if user == updates.BOT["id"]:
        return updates.member(updates.BOT, chat.status, chat.rights)
    if chat.is_private:
        if user != chat.number:
            raise bad_request("user not found")
        return updates.member(telegram.person(user), "member")
    if user not in chat.members and user not in telegram.chats:
        raise bad_request("user not found")
    rights = chat.member_rights.get(user, frozenset())
    return updates.member(telegram.person(user), chat.members.get(user, "left"), rights)


async def leave_chat(telegram: Telegram, fields: Fields) -> Any:
    chat = open_chat(telegram, fields)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    telegram.remove(chat.number, by=updates.BOT_ID, is_banned=False)
    return True
