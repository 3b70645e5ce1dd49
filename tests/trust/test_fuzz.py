"""The promises H2 and H5: whatever comes as an update is handled or parked, and forged buttons do nothing.

The long form is of 10,000 updates; `make soak KURA_UPDATES=1000000` gives a million.
"""

import asyncio
import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.channels.inbox import StoredInbox
from bot.conversation.citizen import CitizenConversation
from bot.store.tables import metadata
from bot.store.waiting import waiting
from tests.bot.talking import Talk
from tests.channels.running import FakeConversation, put_together
from tests.harness import updates
from tests.harness.botapi import BotApi
from tests.trust.drawing import drawn, mutated
from tests.web.calling import FakeInbox, door

SEED = int(os.environ.get("KURA_SEED", "20270810"))
MANY = int(os.environ.get("KURA_UPDATES", "10000"))
Figure = Callable[[str, object], None]
MOST_BYTES_MORE = 50 * 2**20


class Fuzzed:
    """A bot over the double that is given updates as Telegram would give them, and is looked at afterwards."""

    def __init__(self, folder: Path) -> None:
        self.runner = asyncio.Runner()
        self.number = 0
        self.double = BotApi()
        self.runner.run(self.double.start())
        self.conversation = FakeConversation()
        self.bot = self.runner.run(self._begun(folder))
        self.engine = self.bot.inbox._journal._engine

    async def _begun(self, folder: Path) -> Any:
        bot = put_together(self.double, self.conversation, folder)
        await bot.application.initialize()
        bot.inbox.open()
        return bot

    def give(self, batch: list[dict[str, Any]]) -> None:
        """What cannot be kept at all raises out of here: then Telegram would keep it, and bring it for ever."""
        self.runner.run(self._give(self.bot.inbox, batch))

    async def _give(self, inbox: StoredInbox, batch: list[dict[str, Any]]) -> None:
        for update in batch:
            self.number += 1
            whole = json.loads(json.dumps({**update, "update_id": self.number}))  # as the webhook has it
            await inbox.deliver(whole)
        async with asyncio.timeout(30):
            while waiting(self.engine).updates:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    def is_alive(self) -> bool:
        """Whether somebody with an honest question is still answered."""
        before = len(self.conversation.heard)
        self.give([{"message": updates.message(9, 99, updates.text("still there?"))}])
        return ("message", "still there?") in self.conversation.heard[before:]

    def close(self) -> None:
        async def closed() -> None:
            await self.bot.inbox.close(2.0)
            await self.bot.inbox._journal.close()
            await self.bot.application.shutdown()
            await self.double.stop()

        self.runner.run(closed())
        self.runner.close()


class Formatting(logging.Handler):
    """Makes every line as a log would, and keeps none: what pytest keeps of them is no memory of the bot."""

    def emit(self, record: logging.LogRecord) -> None:
        self.format(record)


@pytest.fixture
def fuzzed(tmp_path: Path) -> Iterator[Fuzzed]:
    made = Fuzzed(tmp_path)
    for chat in (7, 99):
        made.double.chats.add(chat)
    yield made
    made.close()


@contextmanager
def forgetting_logs() -> Iterator[None]:
    """In place of the handlers that pytest has put on the root for this phase."""
    root = logging.getLogger()
    kept = root.handlers[:]
    root.handlers[:] = [Formatting()]
    yield
    root.handlers[:] = kept


def memory() -> int:
    """Bytes that this process has in use now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def drawn_elsewhere(updates: int, file: Path) -> None:
    """At least so many, a batch a line, by a process of its own: what drawing needs of memory is not the bot's."""
    command = [sys.executable, "-m", "tests.trust.drawing", str(SEED), str(updates), str(file)]
    subprocess.run(command, cwd=Path(__file__).parents[2], check=True)


def looked_at(fuzzed: Fuzzed, updates: int, file: Path) -> str:
    """What came of at least so many, in words."""
    drawn_elsewhere(updates, file)
    assert fuzzed.is_alive()
    before = memory()
    with forgetting_logs(), file.open(encoding="utf-8") as batches:
        for batch in batches:
            fuzzed.give(json.loads(batch))
    assert fuzzed.number >= updates
    assert fuzzed.is_alive()
    parked = waiting(fuzzed.engine).parked
    more = memory() - before
    assert parked < fuzzed.number
    assert more < MOST_BYTES_MORE
    return f"{fuzzed.number} updates, seed {SEED}: {parked} parked, memory +{more // 2**20} MB, 0 crashes"


def test_h2_fuzzed_updates_are_handled_or_parked_and_an_honest_question_is_answered_after_them(
    fuzzed: Fuzzed, tmp_path: Path, record_property: Figure
) -> None:
    record_property("figure", looked_at(fuzzed, 100, tmp_path / "batches.jsonl"))


@pytest.mark.soak
def test_h2_ten_thousand_fuzzed_updates(fuzzed: Fuzzed, tmp_path: Path, record_property: Figure) -> None:
    said = looked_at(fuzzed, MANY, tmp_path / "batches.jsonl")
    print(f"\n{said}")
    record_property("figure", said)


async def statuses(count: int) -> set[int]:
    """What the webhook answers to so many bodies."""
    bodies: list[bytes] = []

    @seed(SEED)
    @drawn(count)
    @given(
        st.binary(max_size=300) | mutated().map(lambda one: json.dumps(one).encode()),
        st.integers(0, 400),
        st.integers(0, 255),
    )
    def collect(body: bytes, place: int, byte: int) -> None:
        bodies.append(body[:place] + bytes([byte]) + body[place + 1 :])

    await asyncio.to_thread(collect)
    async with door(FakeInbox()) as here:
        answered = {(await here.post(body))[0] for body in bodies}
        assert (await here.post({"update_id": 7}))[0] == 200
    return answered


async def test_h2_bytes_of_any_kind_are_answered_by_the_webhook_and_never_with_a_failure() -> None:
    assert await statuses(150) <= {200, 400}


@pytest.mark.soak
async def test_h2_ten_thousand_bodies_of_any_kind() -> None:
    answered = await statuses(MANY)
    print(f"\n{MANY} bodies, seed {SEED}: answered with {sorted(answered)}")
    assert answered <= {200, 400}


FORGED = [
    *("useful:yes:no-such-card", "useful:maybe:ke-opening-hours", "useful:yes", "language:xx", "language:", "ask:"),
    *("ask:../../key", "ask:no-such-card", "office:nobody", "subject:nothing", "admin", "grant:7", "role:admin", ""),
    *("dispute:../..", "dispute:no.such:case", "keep:;", "checklist:\x00", "publish:1", "forget", "\u202e", "a" * 64),
]


def rows(conversation: CitizenConversation) -> dict[str, list[Any]]:
    engine = conversation._people._engine
    with engine.connect() as connection:
        return {table.name: list(connection.execute(select(table))) for table in metadata.sorted_tables}


@pytest.mark.parametrize("action", FORGED, ids=ascii)
async def test_h5_a_forged_button_says_that_it_no_longer_works_and_changes_nothing(
    action: str, talk: Talk, conversation: CitizenConversation
) -> None:
    before = rows(conversation)
    assert "button no longer works" in await talk.press_action(action)
    assert rows(conversation) == before


async def test_h5_buttons_of_any_words_raise_nothing_and_change_nothing(
    talk: Talk, conversation: CitizenConversation
) -> None:
    before = rows(conversation)
    actions: list[str] = []
    kinds = st.sampled_from(["ask", "office", "dispute", "checklist", "keep", "subject", "menu", "x"])

    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(st.text(max_size=64) | st.tuples(kinds, st.text(max_size=50)).map(":".join))
    def collect(action: str) -> None:
        actions.append(action)

    await asyncio.to_thread(collect)
    for action in actions:
        await talk.press_action(action)
    assert rows(conversation) == before


async def test_h5_a_button_pressed_by_another_person_gives_them_nothing_of_the_first(
    talk: Talk, conversation: CitizenConversation
) -> None:
    await talk.type("How long do I have to file a petition?")
    another = Talk(conversation, person=type(talk.person)("telegram", "8"), clock=talk.clock)
    assert "button no longer works" in await another.press_action("office:governor"), "no question of theirs"
    assert await another.press_action("ask:ke-opening-hours") == await talk.press_action("ask:ke-opening-hours")
