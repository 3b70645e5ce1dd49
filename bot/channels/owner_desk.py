"""What the owner may tell the running bot in their own chat: /pause, /silence and /resume. Nobody else's word counts.

For everybody else these are commands that do not exist: they are answered like any unknown one, and it is logged that
somebody tried, without who and what.
"""

import asyncio
import logging
import re

from telegram import Bot, ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.channels.owner import LANGUAGE
from bot.conversation.replies import Reply
from bot.store.pausing import Pause, Pauses
from bot.texts.catalogue import Catalogue

RUNNING = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)  # of a group: as Telegram says at this moment
NAMES = ("pause", "silence", "resume")
_COMMAND = re.compile(rf"/({'|'.join(NAMES)})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)
_log = logging.getLogger(__name__)


class OwnerDesk:
    """`owner_chat` is a person's private chat, or a group, of which those who administer it count; 0: nobody's."""

    def __init__(self, owner_chat: int, pauses: Pauses, catalogue: Catalogue) -> None:
        self._owner_chat = owner_chat
        self._pauses = pauses
        self._catalogue = catalogue

    async def answer(self, bot: Bot, update: Update) -> Reply | None:
        """What was done; None where the update is no command of the owner's. Raises TelegramError."""
        message = _written(update)
        command = _COMMAND.fullmatch(message.text.strip()) if message and message.text else None
        if not message or not command or (command[2] and command[2].lower() != bot.username.lower()):
            return None
        if not await self._is_owners(bot, message):
            _log.warning("a command of the owner's came from somebody else, and was refused")
            return None
        done = await asyncio.to_thread(self._done, command[1].lower(), command[3] or "")
        _log.warning("the owner's command %s was carried out", command[1].lower())
        return done

    async def _is_owners(self, bot: Bot, message: Message) -> bool:
        """Only what a person wrote there in their own name, and by their own hand."""
        user = message.from_user
        if not user or user.is_bot or message.chat.id != self._owner_chat:
            return False
        if message.forward_origin or message.sender_chat or message.via_bot or message.business_connection_id:
            return False
        if message.chat.type == ChatType.PRIVATE:
            return user.id == self._owner_chat
        if message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
            return False
        try:
            return (await bot.get_chat_member(self._owner_chat, user.id)).status in RUNNING
        except BadRequest:  # nobody of that id is there
            return False

    def _done(self, name: str, words: str) -> Reply:
        if name == "resume":
            return self._resumed()
        if not words.strip():
            return self._said("pause.why")
        pause = self._pauses.set(Pause(words, is_silent=name == "silence"))
        return self._said("pause.set_silent" if pause.is_silent else "pause.set", reason=pause.reason)

    def _resumed(self) -> Reply:
        was_set = self._pauses.lift()
        if still := self._pauses.current():
            return self._said("pause.configured", reason=still.reason)
        return self._said("pause.lifted" if was_set else "pause.nothing")

    def _said(self, key: str, **values: str) -> Reply:
        return Reply(self._catalogue.say(key, LANGUAGE, **values))


def _written(update: Update) -> Message | None:
    """Words by whatever way they came; of most of them Telegram is not asked to bring any."""
    posts = (update.channel_post, update.edited_channel_post, update.business_message, update.edited_business_message)
    return next((one for one in (update.message, update.edited_message, *posts) if one), None)
