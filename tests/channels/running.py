"""The real application, receiver and sender over the double, with a conversation that behaves as told."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.channels import client, telegram
from bot.channels.failures import Failures
from bot.channels.inbox import StoredInbox
from bot.channels.owner_desk import OwnerDesk
from bot.channels.pace import Flood, Pace
from bot.channels.polling import Polling
from bot.channels.retries import Retries
from bot.channels.sender import Recheck, Sender
from bot.channels.telegram import TelegramApplication
from bot.clock import Clock
from bot.conversation.replies import Attachment, Effect, Message, Person, Reply
from bot.store.database import engine
from bot.store.journal import Journal
from bot.store.sent import SentMessages
from bot.store.vault import Vault
from tests.bot.talking import SetClock
from tests.harness.botapi import BotApi

MOST_SECONDS = 10.0
KEY = b"k" * 32


@dataclass
class FakeConversation:
    """Echoes, unless `answers` has something else for these words; every call is kept in `heard`, in order.

    An answer may be an exception, which is raised, or an event, which is waited for before echoing.
    The words of an attachment are its kind, those of an apology "apology".
    """

    answers: dict[str, list[Effect] | Exception | asyncio.Event] = field(default_factory=dict)
    heard: list[tuple[str, str]] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    behind_commands: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def message(self, person: Person, message: Message) -> list[Effect]:
        self.messages.append(message)
        return await self._answer(person, "message", message.text)

    async def attachment(self, person: Person, kind: Attachment) -> list[Effect]:
        return await self._answer(person, "attachment", kind.value)

    async def command(self, person: Person, name: str, words: str = "") -> list[Effect]:
        self.behind_commands.append(words)
        return await self._answer(person, "command", name)

    async def press(self, person: Person, action: str) -> list[Effect]:
        return await self._answer(person, "press", action)

    async def apology(self, person: Person) -> list[Effect]:
        return await self._answer(person, "apology", "apology")

    async def too_much(self, person: Person) -> list[Effect]:
        return await self._answer(person, "too_much", "too_much")

    async def _answer(self, person: Person, kind: str, words: str) -> list[Effect]:
        self.people.append(person)
        self.heard.append((kind, words))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(0)
            answer = self.answers.get(words)
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, asyncio.Event):
                await answer.wait()
            return answer if isinstance(answer, list) else [Reply(f"{kind}: {words}")]
        finally:
            self.at_once -= 1


@dataclass(frozen=True)
class Bot:
    """One bot, and what it was put together from."""

    application: TelegramApplication
    sender: Sender
    inbox: StoredInbox
    sent: SentMessages


def put_together(
    double: BotApi,
    conversation: FakeConversation,
    folder: Path,
    *,
    token: str = "",
    concurrency: int = 12,
    at_once: int = 64,
    longest_seconds: float = 5.0,
    first_pause_seconds: float = 0.01,
    deadline_seconds: float = 5.0,
    lifetime_seconds: float = 60.0,
    recheck: Recheck | None = None,
    pace: Pace | None = None,
    flood: Flood | None = None,
    owner: str = "",
    settle_seconds: float = 0.0,
    allowed_chats: frozenset[int] = frozenset(),
    on_failure: Callable[[str], None] | None = None,
    clock: Clock | None = None,
    desk: OwnerDesk | None = None,
) -> Bot:
    """The parts as the service puts them together, with shorter times; the database is in the folder."""
    bot = client.connect(token or double.token, double.url)
    database, now = engine(folder / "bot.sqlite"), clock or SetClock()
    sent = SentMessages(database, KEY, now, write_seconds=600)
    failures = Failures(on_failure)
    mailbox = (Journal(database), Vault([KEY]), now, owner or secrets.token_hex(8))
    sender = Sender(
        bot,
        sent,
        conversation.apology,
        *mailbox,
        recheck=recheck,
        failures=failures,
        retries=Retries(first_pause_seconds, deadline_seconds),
        pace=pace,
        lifetime_seconds=lifetime_seconds,
        at_once=at_once,
        settle_seconds=settle_seconds,
    )
    application = telegram.build(
        bot,
        conversation,
        sender,
        sent,
        concurrency=concurrency,
        allowed_chats=allowed_chats,
        failures=failures,
        desk=desk,
    )
    inbox = StoredInbox(
        application,
        sender,
        *mailbox,
        flood=flood,
        slow_down=conversation.too_much,
        longest_seconds=longest_seconds,
        pauses_seconds=(0.02, 0.04),
    )
    return Bot(application, sender, inbox, sent)


@asynccontextmanager
async def running(
    double: BotApi,
    conversation: FakeConversation,
    folder: Path | None = None,
    *,
    grace_seconds: float = 2.0,
    **made: Any,
) -> AsyncIterator[tuple[asyncio.Event, asyncio.Task[None]]]:
    """Runs the bot, as `put_together` makes it; gives the event that stops it, and its task."""
    with TemporaryDirectory() as own:
        bot = put_together(double, conversation, folder or Path(own), **made)
        polling = Polling(
            bot.application, bot.inbox, poll_seconds=1, grace_seconds=grace_seconds, first_pause_seconds=0.01
        )
        stop = asyncio.Event()
        task = asyncio.create_task(polling.run(stop))
        try:
            yield stop, task
        finally:
            stop.set()
            await asyncio.wait_for(task, MOST_SECONDS)


async def until(is_so: Callable[[], bool], what: str, timeout: float = 5.0) -> None:  # noqa: ASYNC109
    """Waits for what the double does not hear of, such as a line in the log."""
    try:
        async with asyncio.timeout(timeout):
            while not is_so():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"not within {timeout} s: {what}") from None
