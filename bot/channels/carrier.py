"""How the effects of the conversation are carried out on Telegram."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.client import CONNECTIONS
from bot.channels.failures import Failures
from bot.channels.outbox import Delivery, Press, person
from bot.channels.pace import Pace
from bot.channels.progress import Progress
from bot.channels.retries import Retries, is_unsure, once
from bot.channels.splitting import clean, split
from bot.conversation.replies import Button, Clear, File, Noted, Reply
from bot.store.sent import SentMessages

LONGEST_NOTE = 200  # of what Telegram shows for a press
LONGEST_CAPTION = 1024  # under a file
MOST_DELETED = 100  # in one call
REMEMBERED_CHATS = 10_000  # of whose last reply the numbers are known

Rows = tuple[tuple[Button, ...], ...]
Step = Callable[[Progress], Awaitable[object]]
Call = Callable[[], Awaitable[Message]]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Carrier:
    """Sends, notes and clears; every call is tried again as `retries` say.

    But a message of which it is not known whether it was sent goes out once more and never again: see Progress.

    What is sent is plain text without entities, so that no sign in it formats anything or names anybody.
    """

    def __init__(
        self, bot: Bot, sent: SentMessages, retries: Retries, failures: Failures, pace: Pace | None = None
    ) -> None:
        self._bot = bot
        self._sent = sent
        self._retries = retries
        self._failures = failures
        self._pace = pace
        self._lines = asyncio.Semaphore(CONNECTIONS)
        self._last: OrderedDict[int, list[int]] = OrderedDict()

    async def carry(self, delivery: Delivery, progress: Progress) -> None:
        """The effects in order, without the steps that are done; the first that fails ends it with its error.

        A step is a message, a note, or the clearing of the chat: at most one message each. Besides Telegram's errors
        it raises those of `progress`, which is told of each step but the last.
        """
        steps = list(self._steps(delivery))
        for number, step in enumerate(steps[progress.done :], progress.done + 1):
            await step(progress)
            if number < len(steps):
                await progress.end()

    def _steps(self, delivery: Delivery) -> Iterator[Step]:
        for effect in delivery.effects:
            if isinstance(effect, Reply):
                yield from self._parts(delivery.chat_id, effect, is_bulk=delivery.is_bulk)
            elif isinstance(effect, Clear):
                yield partial(self._clear, delivery.chat_id, effect)
            elif isinstance(effect, File):
                yield from self._file_parts(delivery.chat_id, effect, is_bulk=delivery.is_bulk)
            elif delivery.press:
                yield from self._note_parts(delivery.chat_id, effect, delivery.press)

    def _parts(self, chat_id: int, reply: Reply, *, is_bulk: bool = False) -> list[Step]:
        texts = split(reply.text)
        if not texts:
            raise ValueError("a reply needs words")
        first, last = texts[0], len(texts) - 1
        rows = [reply.buttons if number == last else () for number in range(len(texts))]
        begin = partial(self._begin, chat_id, first, rows[0], replaces_last=reply.replaces_last, is_bulk=is_bulk)
        rest = zip(texts[1:], rows[1:], strict=True)
        others = [partial(self._go_on, chat_id, text, row, is_bulk=is_bulk) for text, row in rest]
        return [begin, *others]

    async def _begin(
        self, chat_id: int, text: str, rows: Rows, progress: Progress, *, replaces_last: bool, is_bulk: bool
    ) -> None:
        """The first message of a reply."""
        if replaces_last and (replaced := self._last.get(chat_id)):
            await once(self._bot.delete_messages(chat_id, replaced))
        number = await self._send(chat_id, text, keyboard(rows), progress, is_bulk=is_bulk)
        if is_bulk:  # no answer: the next better one must not take it back, but the answer before it
            return
        self._begin_reply(chat_id).append(number)

    async def _go_on(self, chat_id: int, text: str, rows: Rows, progress: Progress, *, is_bulk: bool) -> None:
        number = await self._send(chat_id, text, keyboard(rows), progress, is_bulk=is_bulk)
        if is_bulk:
            return
        self._last.setdefault(chat_id, []).append(number)

    def _begin_reply(self, chat_id: int) -> list[int]:
        """The list for the numbers of a reply's messages: it is the last one of this chat from now on."""
        numbers = self._last[chat_id] = []
        self._last.move_to_end(chat_id)
        if len(self._last) > REMEMBERED_CHATS:
            self._last.popitem(last=False)
        return numbers

    async def _send(
        self, chat_id: int, text: str, buttons: InlineKeyboardMarkup | None, progress: Progress, *, is_bulk: bool
    ) -> int:
        call = partial(self._bot.send_message, chat_id, text, reply_markup=buttons, link_preview_options=_NO_PREVIEW)
        return await self._sent_in_turn(chat_id, call, progress, is_bulk)

    async def _sent_in_turn(self, chat_id: int, call: Call, progress: Progress, is_bulk: bool) -> int:
        """The number of the message that the call sends."""
        message = await self._retries.insist(partial(self._try, chat_id, call, progress, is_bulk))
        self._keep(chat_id, message.message_id)
        return message.message_id

    async def _try(self, chat_id: int, call: Call, progress: Progress, is_bulk: bool) -> Message:
        """It is noted only when there is a line for it, so that a crash leaves little of which nobody knows."""
        if self._pace:
            await self._pace.turn(chat_id, is_bulk=is_bulk)
        async with self._lines:
            await progress.begin()
            try:
                return await call()
            except TelegramError as error:
                if not is_unsure(error):
                    await progress.take_back()
                raise

    def _file_parts(self, chat_id: int, file: File, *, is_bulk: bool) -> list[Step]:
        """Files are small: none is split, and a caption longer than Telegram takes becomes a message of its own."""
        (caption, *rest) = split(file.caption, LONGEST_CAPTION) or [""]
        others = [partial(self._send, chat_id, text, None, is_bulk=is_bulk) for text in rest]
        return [partial(self._file, chat_id, file, caption, is_bulk=is_bulk), *others]

    async def _file(self, chat_id: int, file: File, caption: str, progress: Progress, *, is_bulk: bool) -> None:
        call = partial(self._bot.send_document, chat_id, file.content, caption=caption or None, filename=file.name)
        await self._sent_in_turn(chat_id, call, progress, is_bulk)

    def _keep(self, chat_id: int, number: int) -> None:
        """The number of a message that stands in the chat, for /clear."""
        somebody = person(chat_id)
        self._sent.keep(somebody.channel, somebody.id, [number])

    def _note_parts(self, chat_id: int, note: Noted, press: Press) -> list[Step]:
        """A note too long becomes a message."""
        (text, *rest) = split(note.text, LONGEST_NOTE) or [""]
        noted = partial(self._note, chat_id, "" if rest else text, note.spent, press)
        return [noted, *self._parts(chat_id, Reply(note.text))] if rest else [noted]

    async def _note(self, chat_id: int, text: str, spent: str, press: Press, _: Progress) -> None:
        """A press too old to be noted, or a message that is gone, is no failure. Done twice it does no harm."""
        await self._leniently(partial(self._bot.answer_callback_query, press.query_id, text))
        left = without(press.buttons, spent)
        if left != press.buttons:
            await self._leniently(
                lambda: self._bot.edit_message_reply_markup(chat_id, press.message_id, reply_markup=keyboard(left))
            )

    async def _leniently(self, call: Callable[[], Awaitable[object]]) -> bool:
        """Insists, but a refusal that is about this message alone is accepted; whether it worked."""
        try:
            await self._retries.insist(call)
        except BadRequest:
            return False
        return True

    async def _clear(self, chat_id: int, clear: Clear, progress: Progress) -> None:
        self._last.pop(chat_id, None)
        try:
            is_cleared = await self._cleared(chat_id)
        except Forbidden:
            raise
        except Exception as error:  # no network, or no database: the person must know that the messages still stand
            self._failures.report("a chat was not cleared", error)
            is_cleared = False
        (say,) = self._parts(chat_id, clear.done if is_cleared else clear.failed)  # short: one message
        await say(progress)

    async def _cleared(self, chat_id: int) -> bool:
        """Deletes what is known of the last 48 hours; whether anything could be. What was dealt with is forgotten."""
        somebody = person(chat_id)
        numbers = await asyncio.to_thread(self._sent.recent, somebody.channel, somebody.id)
        deleted = 0
        for start in range(0, len(numbers), MOST_DELETED):
            batch = numbers[start : start + MOST_DELETED]
            deleted += await self._delete(chat_id, batch)
            await asyncio.to_thread(self._sent.remove, somebody.channel, somebody.id, batch)
        return deleted > 0

    async def _delete(self, chat_id: int, numbers: Sequence[int]) -> int:
        """How many could be deleted; Telegram refuses a batch for one of its messages, hence one by one then."""
        if await self._leniently(partial(self._bot.delete_messages, chat_id, numbers)):
            return len(numbers)
        return sum([await self._leniently(partial(self._bot.delete_message, chat_id, number)) for number in numbers])


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    keys = [[InlineKeyboardButton(clean(button.label), callback_data=button.action) for button in row] for row in rows]
    return InlineKeyboardMarkup(keys) if keys else None


def without(rows: Rows, spent: str) -> Rows:
    """The rows without the buttons whose action begins with `spent`."""
    left = (tuple(button for button in row if not button.action.startswith(spent)) for row in rows)
    return tuple(row for row in left if row)
