"""Telegram's edge: an update becomes a call of the conversation, and what it wants done goes to the outbox."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable
from typing import Any

from telegram import Bot, CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatAction, ChatType
from telegram.ext import Application, ContextTypes, TypeHandler

from bot.channels import kinds
from bot.channels.failures import Failures
from bot.channels.kinds import Done
from bot.channels.outbox import Delivery, Outbox, Press, person
from bot.channels.owner_desk import OwnerDesk
from bot.channels.retries import once
from bot.channels.splitting import clean
from bot.conversation import replies
from bot.conversation.replies import Button, Conversation, Effect, Noted
from bot.store import units
from bot.store.sent import SentMessages

ERROR_SECONDS = 60.0
TYPING_AFTER_SECONDS = 0.4  # an answer that comes sooner needs no "typing", which costs as much as the answer itself
REMEMBERED_ALBUMS = 1000

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


def build(
    bot: Bot,
    conversation: Conversation,
    outbox: Outbox,
    sent: SentMessages,
    *,
    concurrency: int = 12,
    allowed_chats: frozenset[int] = frozenset(),
    failures: Failures | None = None,
    desk: OwnerDesk | None = None,
) -> TelegramApplication:
    """An application that answers updates given to its `process_update`; a receiver connects it and feeds it.

    `concurrency` is how many updates a receiver may handle at once, `allowed_chats` are the groups and channels that
    the bot does not leave. The numbers of messages received go to `sent`, commands of the owner to `desk`.
    """
    application: TelegramApplication = (
        Application.builder().bot(bot).updater(None).job_queue(None).concurrent_updates(concurrency).build()
    )
    edge = _Edge(conversation, outbox, sent, allowed_chats, failures or Failures(), desk)
    application.add_handler(TypeHandler(Update, edge.on_update))
    application.add_error_handler(edge.on_error)
    return application


class _Edge:
    """Does with an update what the tables of `kinds` say."""

    def __init__(
        self,
        conversation: Conversation,
        outbox: Outbox,
        sent: SentMessages,
        allowed_chats: frozenset[int],
        failures: Failures,
        desk: OwnerDesk | None,
    ) -> None:
        self._conversation = conversation
        self._outbox = outbox
        self._sent = sent
        self._allowed_chats = allowed_chats
        self._failures = failures
        self._desk = desk
        self._albums: OrderedDict[tuple[int, str], None] = OrderedDict()
        self._beside: set[asyncio.Task[None]] = set()

    async def on_update(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        done, chat = kinds.done_with(update), kinds.chat_of(update)
        if self._desk and (said := await self._desk.answer(context.bot, update)):
            if chat:
                await self._put(chat, [said])
            return
        if done is Done.HEAR and update.message:
            await self._hear(context.bot, update.message)
        elif done is Done.HEAR and update.edited_message:
            await self._hear(context.bot, update.edited_message, is_edited=True)
        elif done is Done.PRESS and update.callback_query and chat:
            await self._press(chat, update.callback_query)
        elif done is Done.LEAVE and chat and chat.id not in self._allowed_chats:
            await once(context.bot.leave_chat(chat.id))
        elif done is Done.DROP and chat:
            await self._outbox.drop(chat.id)

    async def _hear(self, bot: Bot, message: Message, is_edited: bool = False) -> None:
        chat, somebody = message.chat, person(message.chat.id)
        self._sent.keep(somebody.channel, somebody.id, [message.message_id])
        attachment = kinds.attachment(message)
        if attachment and not is_edited and not self._is_told_of_album(message):
            await self._put(chat, await self._conversation.attachment(somebody, attachment))
        if words := clean(message.text or message.caption or ""):
            typing = asyncio.get_running_loop().call_later(TYPING_AFTER_SECONDS, self._type, bot, chat.id)
            try:
                effects = await self._answer(message, words, is_edited)
            finally:
                typing.cancel()  # only where it has not begun: a call broken off would cost a connection
            await self._put(chat, effects)

    async def _answer(self, message: Message, words: str, is_edited: bool) -> list[Effect]:
        """What the conversation says to a command, or to words."""
        somebody, is_forwarded = person(message.chat.id), message.forward_origin is not None
        command = _COMMAND.fullmatch(words) if message.text and not is_forwarded else None
        if command:
            return await self._conversation.command(somebody, command[1].lower(), (command[2] or "").strip())
        heard = replies.Message(
            text=words,
            sent_at=(message.edit_date if is_edited else None) or message.date,
            id=str(message.message_id),
            is_edited=is_edited,
            is_forwarded=is_forwarded,
        )
        return await self._conversation.message(somebody, heard)

    def _is_told_of_album(self, message: Message) -> bool:
        """Whether this message belongs to an album of which another part was answered."""
        if not message.media_group_id:
            return False
        album = (message.chat.id, message.media_group_id)
        if album in self._albums:
            return True
        self._albums[album] = None
        if len(self._albums) > REMEMBERED_ALBUMS:
            self._albums.popitem(last=False)
        return False

    async def _press(self, chat: Chat, query: CallbackQuery) -> None:
        effects = await self._conversation.press(person(chat.id), clean(query.data or ""))
        if not any(isinstance(effect, Noted) for effect in effects):
            self._run_beside(once(query.answer()))  # stops the spinner on the button
        await self._put(chat, effects, _press(query))

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """While there are further tries, the failure is only handed on. Else tells first, then says sorry."""
        unit = units.current()
        if unit and not unit.is_given_up:
            unit.failure = context.error
            return
        self._failures.report("an update was not handled", context.error)
        chat = kinds.chat_of(update) if isinstance(update, Update) else None
        if not isinstance(update, Update) or not chat or chat.type != ChatType.PRIVATE:
            return
        if update.callback_query:
            self._run_beside(once(update.callback_query.answer()))
        try:
            async with asyncio.timeout(ERROR_SECONDS):
                await self._put(chat, await self._conversation.apology(person(chat.id)))
        except Exception as second:  # nothing behind this handler would log it without people's words
            self._failures.report("nor could the apology be sent", second)

    async def _put(self, chat: Chat, effects: list[Effect], press: Press | None = None) -> None:
        await self._outbox.put(Delivery(chat.id, tuple(effects), press))

    def _type(self, bot: Bot, chat_id: int) -> None:
        self._run_beside(once(bot.send_chat_action(chat_id, ChatAction.TYPING)))

    def _run_beside(self, courtesy: Awaitable[None]) -> None:
        """The answer does not wait for it."""
        task = asyncio.ensure_future(courtesy)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)


def _press(query: CallbackQuery) -> Press | None:
    """What a note needs; a message that Telegram shows no longer has no buttons to take away."""
    if not query.message:
        return None
    markup = getattr(query.message, "reply_markup", None)
    rows = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else ()
    buttons = tuple(
        tuple(Button(key.text, key.callback_data) for key in row if isinstance(key.callback_data, str)) for row in rows
    )
    return Press(query.id, query.message.message_id, buttons)
