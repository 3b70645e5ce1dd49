"""What Telegram remembers of one bot: updates that wait for it, what it sent, who may be written to."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from telegram import Update

from tests.harness import updates
from tests.harness.updates import Json

ALL_KINDS = frozenset(map(str, Update.ALL_TYPES))
USUAL_KINDS = ALL_KINDS - {"chat_member", "message_reaction", "message_reaction_count"}  # these must be asked for


@dataclass
class Sent:
    """A message of the bot's. `buttons` are rows of (label, action)."""

    chat_id: int
    message_id: int
    text: str
    buttons: list[list[tuple[str, str]]]
    json: Json


@dataclass(frozen=True)
class Call:
    """One call of the bot's that Telegram carried out."""

    method: str
    fields: dict[str, str]


@dataclass
class Memory:
    """Tests write into it as people do, and read from it what people would see."""

    sent: list[Sent] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    waiting: list[tuple[int, Any]] = field(default_factory=list)
    chats: set[int] = field(default_factory=set)
    blocked_by: set[int] = field(default_factory=set)
    queries: set[str] = field(default_factory=set)
    allowed_updates: frozenset[str] = USUAL_KINDS
    pollers: int = 0
    _last_update: int = 1000
    _last_message: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    # What people do. Each gives the number of the update.

    def write(self, chat_id: int, words: str) -> int:
        """A private text message, or a command."""
        return self.say(chat_id, updates.text(words))

    def say(self, chat_id: int, content: Json, kind: str = "private", update: str = "message") -> int:
        """A message of any kind, in any kind of chat; `update` may be "edited_message" or "channel_post"."""
        self.chats.add(chat_id)
        return self.inject({update: updates.message(self.next_message(), chat_id, content, kind)})

    def press(self, chat_id: int, label: str) -> int:
        """Presses the newest button with that label; a LookupError where there is none to press."""
        for message in reversed(self.to(chat_id)):
            for shown, action in (button for row in message.buttons for button in row):
                if shown == label:
                    return self.press_under(message, action)
        raise LookupError(f"chat {chat_id} shows no button {label!r}")

    def press_under(self, message: Sent, action: str) -> int:
        """Presses a button by its action, which may also be one that the message never had."""
        query = f"query{self._last_update + 1}"
        self.queries.add(query)
        return self.inject(updates.press(query, message.json, action))

    def inject(self, update: Any) -> int:
        """Any JSON as an update; one that brings no number gets the next."""
        number = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(number, int):
            self._last_update += 1
            number = self._last_update
        if isinstance(update, dict) and not update.keys() & ALL_KINDS <= self.allowed_updates:
            return number
        self.waiting.append((number, {"update_id": number} | update if isinstance(update, dict) else update))
        self.notice()
        return number

    def inject_as_it_is(self, update: Any) -> None:
        """As `inject`, but nothing is added: not even the number."""
        self._last_update += 1
        self.waiting.append((self._last_update, update))
        self.notice()

    # What people see.

    def to(self, chat_id: int) -> list[Sent]:
        return [message for message in self.sent if message.chat_id == chat_id]

    def texts(self, chat_id: int) -> list[str]:
        return [message.text for message in self.to(chat_id)]

    def methods(self) -> list[str]:
        """The names of the calls carried out, without getUpdates."""
        return [call.method for call in self.calls if call.method != "getUpdates"]

    async def wait_until(self, is_so: Callable[[], bool], timeout: float, what: str) -> None:  # noqa: ASYNC109
        """Waits for a change after which `is_so`; an AssertionError that says `what` when time is up."""
        try:
            async with asyncio.timeout(timeout):
                while not is_so():
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"not within {timeout} s: {what}") from None

    async def wait_until_answered(self, chat_ids: Iterable[int], count: int = 1, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Waits until each of the chats has been sent at least `count` messages."""
        chats = list(chat_ids)

        def short() -> list[int]:
            got = Counter(message.chat_id for message in self.sent)
            return [chat for chat in chats if got[chat] < count]

        try:
            await self.wait_until(lambda: not short(), timeout, "answered")
        except AssertionError:
            left = short()
            raise AssertionError(
                f"after {timeout} s {len(left)} of {len(chats)} chats have fewer than {count} messages: {left[:10]}"
            ) from None

    async def wait_until_taken(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Waits until the bot has confirmed every update, by asking with a higher offset."""
        await self.wait_until(lambda: not self.waiting, timeout, "updates taken")

    # What Telegram's side of the double needs.

    def notice(self) -> None:
        """Wakes everybody who waits for a change."""
        self._news.set()
        self._news = asyncio.Event()

    async def changed(self) -> None:
        await self._news.wait()

    def next_message(self) -> int:
        self._last_message += 1
        return self._last_message

    def keep(self, chat_id: int, words: str, rows: list[list[Json]] | None) -> Sent:
        """Keeps a message of the bot's."""
        json = updates.message(self.next_message(), chat_id, {"from": updates.BOT, "text": words})
        message = Sent(chat_id, json["message_id"], words, [], json)
        self.sent.append(message)
        self.put_buttons(message, rows)
        return message

    def put_buttons(self, message: Sent, rows: list[list[Json]] | None) -> None:
        """Replaces the buttons under a message."""
        message.buttons = [[(key["text"], key.get("callback_data", "")) for key in row] for row in rows or []]
        message.json = {name: value for name, value in message.json.items() if name != "reply_markup"}
        if rows:
            message.json["reply_markup"] = {"inline_keyboard": rows}
        self.notice()
