"""Telegram's edge: an update becomes a call of the conversation, and its replies become messages."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from telegram import Bot, Chat, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.channels.clients import Clients
from bot.channels.splitting import clean, split
from bot.conversation.replies import Button, Conversation, Person, Reply
from bot.redaction import without_words

CHANNEL = "telegram"
TRIES = 4  # of one message
LONGEST_PAUSE_SECONDS = 30  # when Telegram asks for a longer one, the message is given up
COURTESY_SECONDS = 3.0  # "typing" and the answer to a button's spinner must not hold up the reply
ERROR_SECONDS = 60.0

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
_log = logging.getLogger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# What people write to the bot alone: no edited messages, no groups or channels, no "pinned a message".
_PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL


def build(
    token: str, api_url: str, conversation: Conversation, *, concurrency: int = 12, first_pause_seconds: float = 1.0
) -> TelegramApplication:
    """An application that answers updates given to its `process_update`; a receiver connects it and feeds it.

    `api_url` is the Bot API's address without a path, `concurrency` how many updates a receiver may handle at once,
    `first_pause_seconds` the wait after the first failed send; each further one is twice as long.
    """
    os.environ["PTB_TIMEDELTA"] = "true"  # otherwise python-telegram-bot warns at every 429
    application: TelegramApplication = (
        Application.builder()
        .token(token)
        .base_url(f"{api_url.rstrip('/')}/bot")
        .updater(None)
        .job_queue(None)
        .concurrent_updates(concurrency)
        .request(Clients(concurrency))
        .build()
    )
    edge = _Edge(conversation, first_pause_seconds)
    # Order matters: the first handler that matches is the only one.
    application.add_handler(CallbackQueryHandler(edge.on_press))
    application.add_handler(MessageHandler(_PRIVATE & filters.COMMAND, edge.on_command))
    application.add_handler(MessageHandler(_PRIVATE & (filters.TEXT | filters.CAPTION), edge.on_text))
    application.add_handler(MessageHandler(_PRIVATE, edge.on_unsupported))
    application.add_error_handler(edge.on_error)
    return application


class _Edge:
    """The handlers, around the conversation that they call."""

    def __init__(self, conversation: Conversation, first_pause_seconds: float) -> None:
        self._conversation = conversation
        self._first_pause_seconds = first_pause_seconds

    async def on_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        chat = _chat(update)
        await _as_courtesy(context.bot.send_chat_action(chat.id, ChatAction.TYPING))
        await self._say(context.bot, chat, await self._conversation.message(_person(chat), _text(update)))

    async def on_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/help@the_bot please` is the command `help`."""
        chat = _chat(update)
        name = _text(update).split()[0].removeprefix("/").partition("@")[0].lower()
        await self._say(context.bot, chat, await self._conversation.command(_person(chat), name))

    async def on_unsupported(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A photo, a voice message, a sticker, a place, and whatever Telegram invents next."""
        chat = _chat(update)
        await self._say(context.bot, chat, await self._conversation.command(_person(chat), "unsupported"))

    async def on_press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        chat = update.effective_chat
        if not query or not chat or chat.type != ChatType.PRIVATE:
            return
        await _as_courtesy(query.answer())  # first: it stops the spinner on the button
        await self._say(context.bot, chat, await self._conversation.press(_person(chat), query.data or ""))

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Logs first, then says sorry, unless it was the saying that failed."""
        error = context.error
        _log.error("an update was not handled: %s", without_words(error) if error else "for no known reason")
        is_unsendable = isinstance(error, TelegramError) and not isinstance(error, BadRequest)
        chat = update.effective_chat if isinstance(update, Update) else None
        if is_unsendable or not chat or chat.type != ChatType.PRIVATE:
            return
        try:
            async with asyncio.timeout(ERROR_SECONDS):
                await self._say(context.bot, chat, await self._conversation.command(_person(chat), "error"))
        except Exception as second:  # nothing behind this handler would log it without people's words
            _log.error("nor could the apology be sent: %s", without_words(second))

    async def _say(self, bot: Bot, chat: Chat, replies: Iterable[Reply]) -> None:
        """Sends the replies in order; the first that cannot be sent ends it with Telegram's error."""
        for reply in replies:
            texts = split(reply.text)
            if not texts:
                raise ValueError("a reply needs words")
            for text in texts[:-1]:
                await self._send(bot, chat, text, None)
            await self._send(bot, chat, texts[-1], _keyboard(reply.buttons))

    async def _send(self, bot: Bot, chat: Chat, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
        for tried in count(1):
            try:
                await bot.send_message(chat.id, text, reply_markup=keyboard, link_preview_options=_NO_PREVIEW)
                return
            except (RetryAfter, NetworkError) as error:
                pause_seconds = self._pause_seconds(error, tried)
                if pause_seconds is None:
                    raise
                _log.warning("a message waits %.1f s and is tried again: %s", pause_seconds, type(error).__name__)
            await asyncio.sleep(pause_seconds)

    def _pause_seconds(self, error: TelegramError, tried: int) -> float | None:
        """How long to wait before the next try; None where there is none: refused, tried enough, or too long a wait."""
        if isinstance(error, BadRequest) or tried >= TRIES:
            return None
        pause_seconds = self._first_pause_seconds * 2 ** (tried - 1)
        if isinstance(error, RetryAfter):
            pause_seconds = seconds(error.retry_after)
        return pause_seconds if pause_seconds <= LONGEST_PAUSE_SECONDS else None


async def _as_courtesy(call: Awaitable[object]) -> None:
    """Tries once, for a short while; what fails is not worth holding up the reply."""
    try:
        async with asyncio.timeout(COURTESY_SECONDS):
            await call
    except (TelegramError, TimeoutError) as error:
        _log.info("left out: %s", type(error).__name__)


def _chat(update: Update) -> Chat:
    assert update.effective_chat is not None  # the filter lets only private messages through
    return update.effective_chat


def _person(chat: Chat) -> Person:
    """In a private chat the chat's id is the person's own."""
    return Person(CHANNEL, str(chat.id))


def _text(update: Update) -> str:
    return clean(update.message.text or update.message.caption or "") if update.message else ""


def _keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    keys = [[InlineKeyboardButton(button.label, callback_data=button.action) for button in row] for row in rows]
    return InlineKeyboardMarkup(keys) if keys else None


def seconds(pause: int | timedelta) -> float:
    return pause.total_seconds() if isinstance(pause, timedelta) else pause
