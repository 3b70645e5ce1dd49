"""The promises H2 and H5: whatever comes as an update is handled or parked, and forged buttons do nothing."""

import asyncio
import json
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
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
from tests.web.calling import FakeInbox, door

LONG = os.environ.get("KURA_LONG") == "1"
BATCHES = 30_000 if LONG else 6  # of up to 40 updates
BODIES = 20_000 if LONG else 150
MOST_BYTES_MORE = 50 * 2**20

odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=50)
    | st.sampled_from(["\u202e", "\ud800", "/start", "private", "9" * 5000, "", -1, 2**63, 10**19]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KINDS = [
    {"message": updates.message(5, 7, content)}
    for content in (updates.text("/start"), updates.text("habari"), *list(updates.OTHER_KINDS.values())[:12])
] + [
    {"edited_message": updates.message(5, 7, updates.text("x")) | {"edit_date": 5}},
    {"message": updates.message(5, -7, updates.text("habari"), "supergroup")},
    {"channel_post": updates.message(5, -8, updates.text("habari"), "channel")},
    updates.press("q", updates.message(5, 7, updates.text("x")), "menu"),
    updates.inline_query("x", updates.person(7)),
    updates.business_message(5, 7, updates.text("x")),
    updates.membership(
        updates.chat(7),
        updates.person(7),
        updates.member(updates.BOT, "member"),
        updates.member(updates.BOT, "kicked"),
        5,
    ),
]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """An update of some kind, in which up to three values were replaced or taken away."""
    update: dict[str, Any] = json.loads(json.dumps(draw(st.sampled_from(KINDS))))
    for _ in range(draw(st.integers(0, 3))):
        place: Any = update
        for _ in range(draw(st.integers(0, 4))):
            inner = [value for value in place.values() if isinstance(value, dict) and value]
            if not inner:
                break
            place = draw(st.sampled_from(inner))
        key = draw(st.sampled_from(sorted(place, key=str)))
        if draw(st.booleans()):
            place[key] = draw(odd)
        elif len(place) > 1:
            del place[key]
    return update


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


@pytest.fixture
def fuzzed(tmp_path: Path) -> Iterator[Fuzzed]:
    made = Fuzzed(tmp_path)
    for chat in (7, 99):
        made.double.chats.add(chat)
    yield made
    made.close()


BOUNDED = settings(
    max_examples=BATCHES, deadline=None, derandomize=not LONG, suppress_health_check=list(HealthCheck), database=None
)


def test_h2_fuzzed_updates_are_handled_or_parked_and_an_honest_question_is_answered_after_them(
    fuzzed: Fuzzed, record_property: Any
) -> None:
    assert fuzzed.is_alive()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    @BOUNDED
    @given(st.lists(mutated(), min_size=20, max_size=40))
    def give(batch: list[dict[str, Any]]) -> None:
        fuzzed.give(batch)

    give()
    assert fuzzed.is_alive()
    parked = waiting(fuzzed.engine).parked
    more = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    record_property("figure", f"{fuzzed.number} updates: {parked} parked, memory +{more // 2**20} MB, 0 crashes")
    assert parked < fuzzed.number
    assert more < MOST_BYTES_MORE


async def test_h2_bytes_of_any_kind_are_answered_by_the_webhook_and_never_with_a_failure() -> None:
    bodies: list[bytes] = []

    @settings(
        max_examples=BODIES, deadline=None, derandomize=not LONG, suppress_health_check=list(HealthCheck), database=None
    )
    @given(
        st.binary(max_size=300) | mutated().map(lambda one: json.dumps(one).encode()),
        st.integers(0, 400),
        st.integers(0, 255),
    )
    def collect(body: bytes, place: int, byte: int) -> None:
        bodies.append(body[:place] + bytes([byte]) + body[place + 1 :])

    await asyncio.to_thread(collect)
    async with door(FakeInbox()) as here:
        statuses = {(await here.post(body))[0] for body in bodies}
        assert (await here.post({"update_id": 7}))[0] == 200
    assert statuses <= {200, 400}


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
