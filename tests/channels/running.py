"""The real application and receiver over the double, with a conversation that behaves as told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.channels import telegram
from bot.channels.inbox import ChatQueues
from bot.channels.polling import Polling
from bot.conversation.replies import Person, Reply
from tests.harness.botapi import BotApi

MOST_SECONDS = 10.0


@dataclass
class FakeConversation:
    """Echoes, unless `answers` has something else for these words; every call is kept in `heard`, in order.

    An answer may be an exception, which is raised, or an event, which is waited for before echoing.
    """

    answers: dict[str, list[Reply] | Exception | asyncio.Event] = field(default_factory=dict)
    heard: list[tuple[str, str]] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def message(self, person: Person, text: str) -> list[Reply]:
        return await self._answer(person, "message", text)

    async def command(self, person: Person, name: str) -> list[Reply]:
        return await self._answer(person, "command", name)

    async def press(self, person: Person, action: str) -> list[Reply]:
        return await self._answer(person, "press", action)

    async def _answer(self, person: Person, kind: str, words: str) -> list[Reply]:
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


@asynccontextmanager
async def running(
    double: BotApi,
    conversation: FakeConversation,
    *,
    token: str = "",
    concurrency: int = 12,
    most_waiting: int = 1000,
    longest_seconds: float = 5.0,
    grace_seconds: float = 2.0,
) -> AsyncIterator[tuple[asyncio.Event, asyncio.Task[None]]]:
    """Runs the bot; gives the event that stops it, and its task."""
    application = telegram.build(
        token or double.token, double.url, conversation, concurrency=concurrency, first_pause_seconds=0.01
    )
    inbox = ChatQueues(application, most_waiting=most_waiting, longest_seconds=longest_seconds)
    polling = Polling(application, inbox, poll_seconds=1, grace_seconds=grace_seconds, first_pause_seconds=0.01)
    stop = asyncio.Event()
    task = asyncio.create_task(polling.run(stop))
    try:
        yield stop, task
    finally:
        stop.set()
        await asyncio.wait_for(task, MOST_SECONDS)
