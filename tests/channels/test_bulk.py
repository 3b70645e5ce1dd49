"""What goes to many yields to what answers somebody, and is not tried where the bot is blocked."""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.outbox import Delivery
from bot.channels.pace import Pace
from bot.conversation.replies import Effect, Person, Reply
from tests.bot.talking import SetClock
from tests.channels.running import Bot, FakeConversation, put_together, running, until
from tests.harness.botapi import BotApi, Failure, refused

MANY = range(100, 140)
BLOCKED = refused(403, "Forbidden: bot was blocked by the user")
DELETED = refused(403, "Forbidden: user is deactivated")
NEVER_BEGUN = refused(403, "Forbidden: bot can't initiate conversation with a user")
NOT_FOUND = refused(400, "Bad Request: chat not found")
TOO_OLD = refused(400, "Bad Request: message is too long")


def to_many(chat_id: int, words: str = "to many", rests_on: tuple[str, ...] = ()) -> Delivery:
    return Delivery(chat_id, (Reply(words, rests_on=rests_on),), is_bulk=True)


def blocked(folder: Path) -> int:
    with sqlite3.connect(folder / "bot.sqlite") as connection:
        (count,) = connection.execute("SELECT count(*) FROM blocked").fetchone()
    connection.close()
    return int(count)


def unsent(folder: Path) -> int:
    with sqlite3.connect(folder / "bot.sqlite") as connection:
        (count,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
    connection.close()
    return int(count)


async def test_who_asks_while_many_are_told_is_answered_before_the_rest_of_them(tmp_path: Path) -> None:
    async with BotApi() as double:
        double.chats.update([*MANY, 7])
        before = put_together(double, FakeConversation(), tmp_path)
        for chat in MANY:
            await before.sender.put(to_many(chat))
        async with running(double, FakeConversation(), tmp_path, pace=Pace(20)):
            await double.wait_until_answered([MANY[0]])
            asked = time.monotonic()
            double.write(7, "hello")
            await double.wait_until_answered([7])
            waited = time.monotonic() - asked
            told = sum(bool(double.texts(chat)) for chat in MANY)
            await double.wait_until_answered(MANY, timeout=10)
    assert double.texts(7) == ["message: hello"] and told < len(MANY) / 2 and waited < 1


async def test_an_answer_does_not_wait_behind_a_message_to_many_in_the_same_chat(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as double:
        double.chats.add(7)
        double.fail("sendMessage", refused(429, "Too Many Requests: retry after 30", 30), chat_id=7)
        before = put_together(double, FakeConversation(), tmp_path)
        await before.sender.put(to_many(7))
        async with running(double, FakeConversation(), tmp_path):
            await until(lambda: "is tried again" in caplog.text, "it waits")
            double.write(7, "hello")
            await double.wait_until_answered([7])
    assert double.texts(7) == ["message: hello"] and unsent(tmp_path) == 1


async def test_many_take_only_turns_that_leave_room_for_answers() -> None:
    now = [100.0]
    pace = Pace(10, lambda: now[0])
    for chat in range(5):
        await pace.turn(chat, is_bulk=True)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await pace.turn(5, is_bulk=True)
    async with asyncio.timeout(0.3):
        for chat in range(6, 11):
            await pace.turn(chat)


@pytest.mark.parametrize("failure", [BLOCKED, DELETED, NEVER_BEGUN, NOT_FOUND], ids=lambda failure: failure.body)
async def test_where_the_bot_cannot_write_it_is_noted_and_nothing_more_to_many_is_tried_there(
    failure: Failure, tmp_path: Path
) -> None:
    told: list[str] = []
    async with BotApi() as double:
        double.chats.update([7, 8])
        double.fail("sendMessage", failure, chat_id=7)
        before: Bot = put_together(double, FakeConversation(), tmp_path)
        await before.sender.put(to_many(7, "one"))
        async with running(double, FakeConversation(), tmp_path, on_failure=told.append):
            await until(lambda: blocked(tmp_path) == 1, "noted")
        await before.sender.put(to_many(7, "two"))
        await before.sender.put(to_many(8, "three"))
        async with running(double, FakeConversation(), tmp_path):
            await double.wait_until_answered([8])
            await until(lambda: unsent(tmp_path) == 0, "all dealt with")
        assert double.texts(7) == [] and double.texts(8) == ["three"]

        await before.sender.put(to_many(8, "four"))
        async with running(double, FakeConversation(), tmp_path):
            double.write(7, "I am back")
            await double.wait_until_answered([7])
        assert blocked(tmp_path) == 0 and told == []
        await before.sender.put(to_many(7, "five"))
        async with running(double, FakeConversation(), tmp_path):
            await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["message: I am back", "five"]


async def test_who_blocks_the_bot_is_noted_when_telegram_says_so(tmp_path: Path) -> None:
    async with BotApi() as double, running(double, FakeConversation(), tmp_path):
        double.write(7, "hello")
        await double.wait_until_answered([7])
        double.block(7)
        await until(lambda: blocked(tmp_path) == 1, "noted")
        double.unblock(7)
        double.write(7, "hello again")
        await double.wait_until_answered([7], 2)
    assert blocked(tmp_path) == 0


async def test_a_refusal_of_the_message_blocks_nobody_and_nobody_is_told_sorry_for_what_they_did_not_ask(
    tmp_path: Path,
) -> None:
    told: list[str] = []
    conversation = FakeConversation()
    async with BotApi() as double:
        double.chats.add(7)
        double.fail("sendMessage", TOO_OLD, chat_id=7)
        async with running(double, conversation, tmp_path, on_failure=told.append):
            await put_together(double, conversation, tmp_path).sender.put(to_many(7))
            await until(lambda: bool(told), "told")
            await until(lambda: unsent(tmp_path) == 0, "ended")
    assert blocked(tmp_path) == 0 and double.texts(7) == [] and conversation.heard == []


class Rechecked:
    """Says of each reply that it is late; of one that rests on something, that it does not hold any more."""

    async def __call__(self, person: Person, effects: Sequence[Effect], since: datetime) -> list[Effect]:
        replies = [effect for effect in effects if isinstance(effect, Reply)]
        return [Reply("ask again" if one.rests_on else f"late: {one.text}") for one in replies]


async def test_to_many_nothing_goes_that_holds_no_longer_and_what_holds_goes_as_it_is(tmp_path: Path) -> None:
    clock = SetClock()
    async with BotApi() as double:
        double.chats.update([7, 8])
        before = put_together(double, FakeConversation(), tmp_path, clock=clock, lifetime_seconds=3600)
        await before.sender.put(to_many(7, "it was true", rests_on=("ke-card/1",)))
        await before.sender.put(to_many(8, "it is true"))
        clock.forward(seconds=30 * 60)
        async with running(double, FakeConversation(), tmp_path, clock=clock, recheck=Rechecked()):
            await until(lambda: unsent(tmp_path) == 0, "all dealt with")
    assert double.texts(7) == [] and double.texts(8) == ["it is true"]
