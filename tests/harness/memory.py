"""What Telegram remembers of one bot: its chats, and every message in them, with what became of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.clock import Clock, SystemClock
from tests.harness import updates
from tests.harness.chats import Chats
from tests.harness.keyboards import Rows
from tests.harness.mailbox import Mailbox
from tests.harness.updates import Json


@dataclass
class Sent:
    """A message. `buttons` are rows of (label, action); `json` is how Telegram would show it now."""

    chat_id: int
    message_id: int
    text: str
    buttons: list[list[tuple[str, str]]]
    json: Json
    is_by_bot: bool = True
    is_deleted: bool = False
    history: list[str] = field(default_factory=list)  # its texts before each edit, oldest first

    @property
    def entities(self) -> list[Json]:
        found: list[Json] = self.json.get("entities") or self.json.get("caption_entities") or []
        return found

    @property
    def thread(self) -> int | None:
        number: int | None = self.json.get("message_thread_id")
        return number

    @property
    def date(self) -> int:
        """In seconds, as Telegram counts them."""
        seconds: int = self.json["date"]
        return seconds


@dataclass(frozen=True)
class Call:
    """One call of the bot's that Telegram carried out."""

    method: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Note:
    """What a person saw over the chat after pressing a button."""

    chat_id: int
    text: str
    is_alert: bool


@dataclass
class Query:
    """A pressed button that waits for the bot's word. `date` in seconds."""

    chat_id: int
    date: int


class Memory(Mailbox):
    """`sent` and `calls` are the bot's, everything ever; `shown` is what people see now."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__()
        self.clock: Clock = clock or SystemClock()
        self.sent: list[Sent] = []
        self.calls: list[Call] = []
        self.chats = Chats()
        self.blocked_by: set[int] = set()
        self.queries: dict[str, Query] = {}
        self.notes: list[Note] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}  # by scope, as JSON, and language
        self._messages: defaultdict[int, dict[int, Sent]] = defaultdict(dict)  # of everybody, by chat and number
        self._to: defaultdict[int, list[Sent]] = defaultdict(list)
        self._last_message = 0

    # What people see.

    def to(self, chat_id: int) -> list[Sent]:
        """Every message of the bot's there, also what it deleted since."""
        return list(self._to[chat_id])

    def texts(self, chat_id: int) -> list[str]:
        return [message.text for message in self._to[chat_id]]

    def shown(self, chat_id: int) -> list[Sent]:
        """What can be read in the chat now, of everybody, in order."""
        return [message for message in self._messages[chat_id].values() if not message.is_deleted]

    def everything(self, chat_id: int) -> list[Sent]:
        """As `shown`, with what was deleted."""
        return list(self._messages[chat_id].values())

    def message(self, chat_id: int, number: int) -> Sent | None:
        """The message of anybody in the chat, unless it was deleted."""
        found = self._messages[chat_id].get(number)
        return found if found and not found.is_deleted else None

    def methods(self) -> list[str]:
        """The names of the calls carried out, without getUpdates."""
        return [call.method for call in self.calls if call.method != "getUpdates"]

    def menu(self, chat_id: int, language: str = "") -> list[Json]:
        """The commands that a person who speaks the language is offered in a private chat: the narrowest list set."""
        own = updates.canonical({"type": "chat", "chat_id": chat_id})
        for scope in (own, updates.canonical({"type": "all_private_chats"}), updates.canonical({"type": "default"})):
            for spoken in (language, ""):
                if (scope, spoken) in self.commands:
                    return self.commands[scope, spoken]
        return []

    async def wait_until_answered(self, chat_ids: Iterable[int], count: int = 1, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Waits until each of the chats has been sent at least `count` messages."""
        chats = list(chat_ids)
        left = list(chats)

        def is_over() -> bool:
            while left and len(self._to[left[-1]]) >= count:
                left.pop()
            return not left

        try:
            await self.wait_until(is_over, timeout, "answered")
        except AssertionError:
            short = [chat for chat in chats if len(self._to[chat]) < count]
            raise AssertionError(
                f"after {timeout} s {len(short)} of {len(chats)} chats have fewer than {count} messages: {short[:10]}"
            ) from None

    # What Telegram's side of the double needs.

    def moment(self) -> int:
        return int(self.clock.now().timestamp())

    def age(self, message: Sent, hours: float) -> None:
        """Makes the message so much older."""
        seconds = timedelta(hours=hours).total_seconds()
        message.json = message.json | {"date": message.date - int(seconds)}

    def next_message(self, chat_id: int = 1) -> int:
        chat = self.chats.add(chat_id)
        if chat.has_own_numbers:
            chat.last_message += 1
            return chat.last_message
        self._last_message += 1
        return self._last_message

    def keep(self, chat_id: int, words: str, rows: Rows | None = None) -> Sent:
        """Keeps a text message of the bot's."""
        return self.keep_content(chat_id, {"text": words}, rows)

    def keep_content(self, chat_id: int, content: Json, rows: Rows | None = None) -> Sent:
        """Keeps a message of the bot's, of any kind."""
        chat = self.chats.add(chat_id)
        sender: Json = {"sender_chat": chat.json} if chat.kind == "channel" else {"from": updates.BOT}
        head = {"message_id": self.next_message(chat_id), "date": self.moment(), "chat": chat.json}
        message = self.remember(head | sender | content, is_by_bot=True)
        self.sent.append(message)
        self._to[chat_id].append(message)
        self.put_buttons(message, rows)
        return message

    def remember(self, json: Json, is_by_bot: bool) -> Sent:
        """Keeps anybody's message, by its JSON."""
        chat_id, number = json["chat"]["id"], json["message_id"]
        message = Sent(chat_id, number, json.get("text") or json.get("caption") or "", [], json, is_by_bot)
        self._messages[chat_id][number] = message
        return message

    def rewrite(self, message: Sent, content: Json) -> None:
        """Replaces what a message says."""
        bare = {name: value for name, value in message.json.items() if name not in ("entities", "caption_entities")}
        message.json = bare | content | {"edit_date": self.moment()}
        message.history.append(message.text)
        message.text = message.json.get("text") or message.json.get("caption") or ""
        self.notice()

    def put_buttons(self, message: Sent, rows: Rows | None) -> None:
        """Replaces the buttons under a message."""
        message.buttons = [[(key["text"], key.get("callback_data", "")) for key in row] for row in rows or []]
        message.json = {name: value for name, value in message.json.items() if name != "reply_markup"}
        if rows:
            message.json["reply_markup"] = {"inline_keyboard": rows}
        self.notice()

    def delete(self, message: Sent) -> None:
        """Nobody sees the message any more; it stays in `sent`."""
        message.is_deleted = True
        self.notice()
