"""Telegram's limits are kept, nobody waits for another chat's limit, and one who writes too much is told once."""

import asyncio
import time
from pathlib import Path

from bot.channels.outbox import Delivery
from bot.channels.pace import ASKING_BURST, CALM_SECONDS, PRIVATE_BURST, Bucket, Flood, Pace
from bot.conversation.replies import Reply
from tests.channels.running import FakeConversation, put_together, running
from tests.harness.botapi import BotApi


def test_a_burst_goes_at_once_and_then_one_after_the_other() -> None:
    bucket = Bucket(rate=10, burst=3)
    waits = [round(bucket.reserve(100.0), 3) for _ in range(6)]
    assert waits == [0, 0, 0, 0.1, 0.2, 0.3]


def test_what_was_not_used_does_not_add_up_beyond_the_burst() -> None:
    bucket = Bucket(rate=10, burst=3)
    bucket.reserve(100.0)
    waits = [bucket.reserve(900.0) for _ in range(4)]
    assert waits[:3] == [0, 0, 0] and waits[3] > 0.09


def test_asking_for_room_takes_none_where_there_is_none() -> None:
    bucket = Bucket(rate=1, burst=2)
    assert [bucket.has_room(100.0) for _ in range(5)] == [True, True, False, False, False]
    assert [bucket.has_room(101.0) for _ in range(2)] == [True, False]


async def test_no_more_messages_a_second_are_sent_than_allowed(tmp_path: Path) -> None:
    async with BotApi() as double:
        people = range(1, 61)
        double.chats.update(people)
        bot = put_together(double, FakeConversation(), tmp_path, pace=Pace(40))
        await bot.application.initialize()
        for person in people:
            await bot.sender.put(Delivery(person, (Reply("hello"),)))
        started = time.monotonic()
        bot.sender.open()
        await double.wait_until_answered(people)
        seconds = time.monotonic() - started
        await bot.sender.close(1)
        await bot.application.shutdown()
    assert seconds >= 20 / 40  # forty at once, then twenty more


async def test_a_chat_that_is_written_to_too_fast_waits_and_the_others_do_not(tmp_path: Path) -> None:
    async with BotApi() as double:
        double.chats.update([7, 8])
        standing = Pace(1000, seconds=lambda: 1000.0)  # while real ones pass, the last has its turn
        bot = put_together(double, FakeConversation(), tmp_path, pace=standing)
        await bot.application.initialize()
        for number in range(PRIVATE_BURST + 1):
            await bot.sender.put(Delivery(7, (Reply(f"{number}"),)))
        bot.sender.open()
        await double.wait_until_answered([7], PRIVATE_BURST)
        await bot.sender.put(Delivery(8, (Reply("hello"),)))
        await double.wait_until_answered([8], timeout=0.8)
        assert len(double.texts(7)) == PRIVATE_BURST
        await double.wait_until_answered([7], PRIVATE_BURST + 1)
        await bot.sender.close(1)
        await bot.application.shutdown()


async def test_one_who_floods_is_told_once_and_nobody_else_is_troubled(tmp_path: Path) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation, tmp_path, flood=Flood()):
        for number in range(300):
            double.write(7, f"{number}")
        for person in range(20, 40):
            double.write(person, "hello")
        await double.wait_until_answered(range(20, 40))
        await double.wait_until_answered([7], ASKING_BURST + 1, timeout=10)
        await double.wait_until_taken()
        await asyncio.sleep(0)
    assert double.texts(7).count("too_much: too_much") == 1
    assert ASKING_BURST < len(double.texts(7)) <= ASKING_BURST + 5


def test_after_a_calm_while_a_new_flood_is_told_again() -> None:
    now = [100.0]
    flood = Flood(lambda: now[0])
    for number in range(ASKING_BURST):
        assert not flood.is_too_much(7), number
    assert flood.is_too_much(7) and not flood.is_too_much(8)
    assert flood.must_be_told(7) and not flood.must_be_told(7)
    now[0] += CALM_SECONDS
    assert not flood.is_too_much(7) and flood.must_be_told(7)
