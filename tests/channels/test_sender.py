"""What Telegram and the network do to sending harms one chat alone, and ends."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.channels.outbox import Delivery
from bot.channels.sender import Sender
from bot.conversation.replies import Button, Reply
from tests.channels.running import FakeConversation, put_together, running, until
from tests.harness import updates
from tests.harness.botapi import (
    BAD_GATEWAY_PAGE,
    RESET,
    RESET_AFTER_DELIVERY,
    SERVER_ERROR,
    SILENCE,
    SILENCE_AFTER_DELIVERY,
    BotApi,
    Failure,
    refused,
)
from tests.harness.updates import Json

NO_JSON = Failure(200, "<html>please log in</html>")
NOT_TAKEN = [SERVER_ERROR, BAD_GATEWAY_PAGE]  # Telegram says so itself
PASSING = [*NOT_TAKEN, RESET, NO_JSON]
REFUSED = refused(400, "Bad Request: message text is empty")
BLOCKED = refused(403, "Forbidden: bot was blocked by the user")


def too_many(seconds: int) -> Failure:
    return refused(429, f"Too Many Requests: retry after {seconds}", seconds)


def is_waiting(caplog: pytest.LogCaptureFixture) -> bool:
    return "is tried again" in caplog.text


@pytest.mark.parametrize(("failure", "times"), [*((each, 3) for each in NOT_TAKEN), (RESET, 1), (NO_JSON, 1)])
async def test_a_message_that_could_not_be_sent_is_tried_again(failure: Failure, times: int) -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", failure, times=times)
        double.write(7, "hello")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: hello"]


@pytest.mark.parametrize("failure", NOT_TAKEN)
async def test_what_fails_to_the_end_is_given_up_and_told_and_the_next_message_is_answered(
    failure: Failure, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    conversation = FakeConversation()
    times: Json = {"first_pause_seconds": 0.6, "deadline_seconds": 0.0, "lifetime_seconds": 1.0}
    async with BotApi() as double, running(double, conversation, on_failure=told.append, **times):
        double.fail("sendMessage", failure, times=2)  # at 0 and 0.6 s; the next would be at 1.8 s
        double.write(7, "lost")
        double.write(7, "found")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: found"]
    assert [what.partition(" from ")[0].partition(" in ")[0] for what in told] == [
        "an answer was not sent: NetworkError"
    ]
    assert told[0] in caplog.text
    assert ("apology", "apology") not in conversation.heard


async def test_a_message_delivered_before_the_line_broke_comes_twice_rather_than_never() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", RESET_AFTER_DELIVERY)
        double.write(7, "hello")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["message: hello"] * 2


@pytest.mark.parametrize("failure", [too_many(30), *PASSING])
async def test_one_chats_wait_holds_up_its_own_next_answer_and_nobody_elses(
    failure: Failure, caplog: pytest.LogCaptureFixture
) -> None:
    """Though only one update is handled at a time: the waiting has no part in handling."""
    made: Json = {"concurrency": 1, "first_pause_seconds": 30.0, "deadline_seconds": 60.0, "grace_seconds": 0.01}
    async with BotApi() as double, running(double, FakeConversation(), **made):
        double.fail("sendMessage", failure, chat_id=7)
        double.write(7, "hello")
        double.write(7, "hello?")
        for person in range(20, 40):
            double.write(person, "hello")
        await until(lambda: is_waiting(caplog), "the chat waits")
        await double.wait_until_answered(range(20, 40))
        double.write(8, "hello")
        await double.wait_until_answered([8])
        assert double.texts(7) == []


@pytest.mark.parametrize("failure", [SILENCE, SILENCE_AFTER_DELIVERY])
async def test_a_call_that_telegram_never_answers_holds_up_its_own_chat_alone(failure: Failure) -> None:
    made: Json = {"concurrency": 1, "grace_seconds": 0.01}
    async with BotApi() as double, running(double, FakeConversation(), **made):
        double.fail("sendMessage", failure, chat_id=7)
        double.write(7, "hello")
        for person in range(20, 40):
            double.write(person, "hello")
        await double.wait_until_answered(range(20, 40))


async def test_telegrams_retry_after_is_waited_for_and_the_order_kept(caplog: pytest.LogCaptureFixture) -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", too_many(1), chat_id=7)
        double.write(7, "one")
        double.write(7, "two")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["message: one", "message: two"]
    assert "a call waits 1.0 s and is tried again: RetryAfter" in caplog.text


async def test_a_wait_that_is_too_long_is_not_begun() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", too_many(3600))
        double.write(7, "lost")
        double.write(7, "found")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: found"]


async def test_what_telegram_refused_is_not_sent_again() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", REFUSED, times=2)  # the answer, the apology
        double.write(7, "lost")
        double.write(7, "found")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: found"]


async def test_of_a_refused_answer_the_rest_makes_way_for_an_apology() -> None:
    too_long = ((Button("Polling", "x" * 65),),)
    answer = [Reply("one"), Reply("two", too_long), Reply("three")]
    told: list[str] = []
    async with BotApi() as double, running(double, FakeConversation({"tell": list(answer)}), on_failure=told.append):
        double.write(7, "tell")
        double.write(7, "next")
        await double.wait_until_answered([7], 3)
    assert double.texts(7) == ["one", "apology: apology", "message: next"]
    assert len(told) == 1


async def test_a_person_who_blocked_the_bot_is_tried_once(caplog: pytest.LogCaptureFixture) -> None:
    conversation = FakeConversation({"tell": [Reply("one"), Reply("two")]})
    told: list[str] = []
    caplog.set_level(logging.INFO, "bot")
    async with BotApi() as double, running(double, conversation, on_failure=told.append):
        double.fail("sendMessage", BLOCKED, chat_id=7)
        double.write(7, "tell")
        await until(lambda: "does not want to hear" in caplog.text, "refused")
        double.write(7, "back again")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: back again"]
    assert ("apology", "apology") not in conversation.heard
    assert told == []


async def test_what_waits_for_one_who_blocks_the_bot_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    async with BotApi() as double, running(double, FakeConversation(), deadline_seconds=60.0):
        double.fail("sendMessage", too_many(30), chat_id=7)
        for words in ("one", "two", "three"):
            double.write(7, words)
        await until(lambda: is_waiting(caplog), "the chat waits")
        double.block(7)
        await double.wait_until_taken()
        double.unblock(7)
        double.write(7, "four")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: four"]


@asynccontextmanager
async def sender(double: BotApi, folder: Path, **made: Any) -> AsyncIterator[Sender]:
    """A sender alone, to chats 7, 8 and 9; what still waits at the end is left."""
    double.chats.update([7, 8, 9])
    bot = put_together(double, FakeConversation(), folder, deadline_seconds=60.0, **made)
    await bot.application.initialize()
    bot.sender.open()
    yield bot.sender
    await bot.sender.close(0.01)
    await bot.application.shutdown()


async def test_what_waits_behind_a_refusal_by_a_person_is_not_even_tried(tmp_path: Path) -> None:
    async with BotApi() as double, sender(double, tmp_path) as sending:
        double.fail("sendMessage", BLOCKED, chat_id=7)
        for words in ("one", "two"):
            await sending.put(Delivery(7, (Reply(words),)))
        await sending.put(Delivery(8, (Reply("three"),)))
        await double.wait_until_answered([8])
        assert await sending.close(5)
    assert double.texts(7) == []


async def test_a_stop_sends_what_waits_and_then_telegram_forgets(caplog: pytest.LogCaptureFixture) -> None:
    made: Json = {"first_pause_seconds": 0.2, "grace_seconds": 5.0}
    async with BotApi() as double, running(double, FakeConversation(), **made) as (stop, task):
        double.fail("sendMessage", SERVER_ERROR)
        double.write(7, "hello")
        await until(lambda: is_waiting(caplog), "the chat waits")
        stop.set()
        await asyncio.wait_for(task, 5)
        assert double.texts(7) == ["message: hello"]
        assert double.waiting == []


async def test_a_stop_does_not_wait_for_a_chat_that_must_wait_long_and_the_next_start_sends_to_it(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    async with BotApi() as double:
        async with sender(double, tmp_path) as sending:
            double.fail("sendMessage", too_many(1))
            for words in ("one", "two"):
                await sending.put(Delivery(7, (Reply(words),)))
            await until(lambda: is_waiting(caplog), "the chat waits")
            assert not await sending.close(0.01)
        assert double.texts(7) == []
        async with sender(double, tmp_path):
            await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["one", "two"]


async def test_an_inbox_is_not_finished_while_an_answer_is_being_sent(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    async with BotApi() as double:
        double.chats.add(7)
        double.fail("sendMessage", too_many(3))
        bot = put_together(double, FakeConversation(), tmp_path)
        await bot.application.initialize()
        bot.inbox.open()
        await bot.inbox.deliver({"update_id": 1, "message": updates.message(1, 7, updates.text("hello"))})
        await until(lambda: is_waiting(caplog), "the chat waits")
        assert not await bot.inbox.close(0.01)
        await bot.application.shutdown()


async def test_numbers_of_sent_messages_are_written_down_at_a_stop(tmp_path: Path) -> None:
    async with BotApi() as double, running(double, FakeConversation(), tmp_path):
        double.write(7, "hello")
        await double.wait_until_answered([7])
    both = [message.message_id for message in double.shown(7)]
    assert put_together(double, FakeConversation(), tmp_path).sent.recent("telegram", "7") == both


async def test_a_listener_that_fails_does_not_stop_the_sending() -> None:
    def broken(what: str) -> None:
        raise ZeroDivisionError(what)

    async with BotApi() as double, running(double, FakeConversation({"bad": [Reply("")]}), on_failure=broken):
        double.write(7, "bad")
        double.write(7, "good")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["apology: apology", "message: good"]


async def test_a_better_reply_takes_the_place_of_the_last_one_with_all_its_parts() -> None:
    long = "\n\n".join(["word " * 600] * 3)
    conversation = FakeConversation({"long": [Reply("first"), Reply(long)], "better": [Reply("better", (), True)]})
    async with BotApi() as double, running(double, conversation):
        double.write(8, "mine stays")
        double.write(7, "long")
        await double.wait_until_answered([7], 4)
        double.write(7, "better")
        await double.wait_until(lambda: "better" in double.texts(7), 5, "better")
    assert [message.text for message in double.shown(7)] == ["long", "first", "better", "better"]
    assert len(double.shown(8)) == 2


@pytest.mark.parametrize("failure", [SERVER_ERROR, too_many(30), refused(400, "Bad Request: message can't be deleted")])
async def test_a_better_reply_comes_though_the_last_one_cannot_be_taken_back(failure: Failure) -> None:
    async with BotApi() as double, running(double, FakeConversation({"better": [Reply("better", (), True)]})):
        double.write(7, "hello")
        await double.wait_until_answered([7])
        double.fail("deleteMessages", failure)
        double.write(7, "better")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["message: hello", "better"]


async def test_a_better_reply_with_none_before_it_is_just_sent() -> None:
    async with BotApi() as double, running(double, FakeConversation({"better": [Reply("better", (), True)]})):
        double.write(7, "better")
        await double.wait_until_answered([7])
    assert "deleteMessages" not in double.methods()
