"""Plays a script: the real service, receiver and sender over the double, as of the script's own time."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from functools import partial

from bot import app
from bot.answering.live import LiveAnswerer
from bot.app import Parts
from bot.channels.service import Service, Within
from bot.channels.splitting import split
from bot.config import Config, ReceiverKind
from bot.conversation.replies import Attachment, Conversation, Effect, Message, Person, Reply
from tests.bot.talking import SetClock
from tests.conversations.script import Act, Script, Turn
from tests.harness.botapi import BotApi
from tests.harness.keyboards import Rows
from tests.harness.kinds import OTHER_KINDS
from tests.harness.memory import Sent
from tests.harness.ports import free_port
from tests.harness.updates import Json, forwarded, text

TURN_SECONDS = 20.0


@dataclass(frozen=True)
class Line:
    """What somebody reading over the person's shoulder sees: a turn of theirs, or what the bot did.

    `labels` are the buttons under `text` as it was sent.
    """

    turn: Turn | None = None
    text: str = ""
    labels: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    deleted: int = 0
    file: str = ""


class Watched(BotApi):
    """Writes down what the bot does, in order."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__(clock=clock)
        self.lines: list[Line] = []
        self._noted = 0

    @property
    def done(self) -> int:
        """How many messages and notes there were."""
        return len(self.sent) + len(self.notes)

    def take_down_notes(self) -> None:
        """Writes down the notes that came since the last time."""
        self.lines += [Line(note=note.text) for note in self.notes[self._noted :] if note.text]
        self._noted = len(self.notes)

    def keep_content(self, chat_id: int, content: Json, rows: Rows | None = None) -> Sent:
        sent = super().keep_content(chat_id, content, rows)
        labels = tuple(tuple(label for label, _ in row) for row in sent.buttons)
        file = content.get("document", {}).get("file_name", "")
        self.lines.append(Line(text=sent.text, labels=labels, file=file))
        return sent

    def delete(self, message: Sent) -> None:
        super().delete(message)
        last = self.lines[-1]
        if last.deleted:
            self.lines[-1] = replace(last, deleted=last.deleted + 1)
        else:
            self.lines.append(Line(deleted=1))


@dataclass
class Counted:
    """The conversation; it counts what it wants done, so that the stage knows when a turn is over."""

    inner: Conversation
    calls: int = 0
    wanted: int = 0  # messages and notes

    async def message(self, person: Person, message: Message) -> list[Effect]:
        return await self._counted(self.inner.message(person, message))

    async def attachment(self, person: Person, kind: Attachment) -> list[Effect]:
        return await self._counted(self.inner.attachment(person, kind))

    async def command(self, person: Person, name: str, words: str = "") -> list[Effect]:
        return await self._counted(self.inner.command(person, name, words))

    async def press(self, person: Person, action: str) -> list[Effect]:
        return await self._counted(self.inner.press(person, action))

    async def apology(self, person: Person) -> list[Effect]:
        raise AssertionError("the bot had to apologise")

    async def too_much(self, person: Person) -> list[Effect]:
        raise AssertionError("the person wrote too fast")

    async def _counted(self, answer: Awaitable[list[Effect]]) -> list[Effect]:
        effects = await answer
        self.wanted += sum(_messages(effect) for effect in effects)
        self.calls += 1
        return effects


def _messages(effect: Effect) -> int:
    """How many messages or notes it is: a long reply is several."""
    return len(split(effect.text)) if isinstance(effect, Reply) else 1


async def play(
    script: Script, built: Parts, settings: Config, receiver: ReceiverKind, live: LiveAnswerer
) -> list[Line]:
    """Every turn once the one before it is over. `live` answers; `settings` names a key and where people are kept."""
    clock = SetClock(script.turns[0].at)
    async with Watched(clock) as double:
        own = _reached(replace(settings, receiver=receiver, api_url=double.url, token=double.token))
        opened = app.store(own, clock)
        sent = app.sent_messages(opened, clock)
        counted = Counted(app.conversation(replace(built, config=own), clock, sent, live, opened))
        freshness = app.freshness(built, live, clock)
        seconds = partial(_seconds, clock)  # an evening is played in moments, and nobody in it floods
        within = Within(counted, sent, built.catalogue, freshness, clock, opened, seconds=seconds)
        service = Service(own, within, "secret")
        running = asyncio.create_task(service.run())
        try:
            for turn in script.turns:
                clock.moment = turn.at
                await _take(turn, script.person, double, counted)
        finally:
            service.stop.set()
            await asyncio.wait_for(running, TURN_SECONDS)
        return double.lines


def _seconds(clock: SetClock) -> float:
    return clock.now().timestamp()


async def _take(turn: Turn, person: int, double: Watched, counted: Counted) -> None:
    calls, before = counted.calls, (double.done, counted.wanted)
    double.lines.append(Line(turn=turn))
    _do(turn, person, double)
    await double.wait_until(
        lambda: counted.calls > calls and double.done - before[0] >= counted.wanted - before[1],
        TURN_SECONDS,
        f"{turn.act} {turn.what!r} is answered",
    )
    double.take_down_notes()


def _do(turn: Turn, person: int, double: BotApi) -> None:
    if turn.act is Act.SAYS:
        double.write(person, turn.what)
    elif turn.act is Act.EDITS:
        double.edit(person, turn.what)
    elif turn.act is Act.FORWARDS:
        double.say(person, forwarded(text(turn.what)))
    elif turn.act is Act.PRESSES:
        double.press(person, turn.what)
    else:
        double.say(person, OTHER_KINDS[turn.what])


def _reached(settings: Config) -> Config:
    """With a port that is free, where Telegram is to call the bot."""
    if settings.receiver is ReceiverKind.POLLING:
        return settings
    port = free_port()
    return replace(settings, web_port=port, webhook_url=f"http://127.0.0.1:{port}/telegram")
