"""What is done with each kind of update, as two tables: `UPDATES`, and `CONTENTS` for what a private message holds.

What they do not name is passed over in silence (an update) or answered as something unknown (a message's content).
Beyond the tables: words that begin with a slash are a command, unless they were forwarded or stand under a picture;
what was edited is heard again only for its words, so that a place that moves is not answered at every step; of an
album, the first part alone is answered, and its caption.
"""

from dataclasses import dataclass
from enum import StrEnum

from telegram import Chat, ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.ext import filters

from bot.conversation.replies import Attachment


class Done(StrEnum):
    HEAR = "hear"  # the conversation is called with what the message holds
    PRESS = "press"  # the conversation is called with the button's action
    DROP = "drop"  # what waits to be sent there is dropped
    LEAVE = "leave"  # the bot leaves the chat, unless it is one of the allowed ones
    SILENCE = "silence"


@dataclass(frozen=True)
class Places:
    """The same kind of update is treated apart in a private chat, and in a group or channel."""

    private: Done
    group: Done


UPDATES = {
    "message": Places(Done.HEAR, Done.LEAVE),
    "edited_message": Places(Done.HEAR, Done.LEAVE),
    "message, of Telegram": Places(Done.SILENCE, Done.LEAVE),  # "pinned a message", "joined"
    "callback_query": Places(Done.PRESS, Done.SILENCE),
    "callback_query, of another": Places(Done.SILENCE, Done.SILENCE),  # in a private chat only a forged one is
    "my_chat_member, in": Places(Done.SILENCE, Done.LEAVE),  # unblocked, added
    "my_chat_member, out": Places(Done.DROP, Done.SILENCE),  # blocked, removed
}
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")  # what Telegram is asked for

# The first that a message holds counts. Words and captions are not here: they are heard besides.
CONTENTS = {
    "animation": Attachment.PICTURE,  # before "document", which it holds as well
    "photo": Attachment.PICTURE,
    "live_photo": Attachment.PICTURE,
    "paid_media": Attachment.PICTURE,
    "video": Attachment.PICTURE,
    "story": Attachment.PICTURE,
    "voice": Attachment.SPOKEN,
    "audio": Attachment.SPOKEN,
    "video_note": Attachment.SPOKEN,
    "sticker": Attachment.STICKER,
    "dice": Attachment.STICKER,
    "game": Attachment.STICKER,
    "document": Attachment.DOCUMENT,
    "venue": Attachment.PLACE,
    "location": Attachment.PLACE,
    "contact": Attachment.CONTACT,
    "poll": Attachment.POLL,
    "text": None,  # nothing besides words
}

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL)
_OUT = (ChatMember.LEFT, ChatMember.BANNED)


def done_with(update: Update) -> Done:
    """By the table `UPDATES`."""
    places, chat = UPDATES.get(_kind(update)), chat_of(update)
    if not places or not chat:
        return Done.SILENCE
    if chat.type == ChatType.PRIVATE:
        return places.private
    return places.group if chat.type in _GROUPS else Done.SILENCE


def chat_of(update: Update) -> Chat | None:
    """The chat of an update that the table names; of others (a business message, say) it is not the bot's."""
    if update.callback_query:
        return update.callback_query.message.chat if update.callback_query.message else None
    named = update.message or update.edited_message or update.my_chat_member
    return named.chat if named else None


def attachment(message: Message) -> Attachment | None:
    """What a private message holds besides words, by the table `CONTENTS`."""
    held = next((name for name in CONTENTS if getattr(message, name)), None)
    return CONTENTS[held] if held else Attachment.OTHER


def _kind(update: Update) -> str:
    if update.my_chat_member:
        is_out = update.my_chat_member.new_chat_member.status in _OUT
        return "my_chat_member, out" if is_out else "my_chat_member, in"
    query = update.callback_query
    if query and query.message and query.from_user.id != query.message.chat.id:
        return "callback_query, of another"
    if update.message and filters.StatusUpdate.ALL.check_update(update):
        return "message, of Telegram"
    return next((kind for kind in ALLOWED_UPDATES if getattr(update, kind)), "")
