"""What nobody knows whether it was sent is sent once more and never again, however slow or broken everything is."""

import asyncio
import itertools
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey, RequestInfo
from multidict import CIMultiDict, CIMultiDictProxy
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from yarl import URL

from bot.channels.outbox import Delivery
from bot.channels.retries import is_unsure
from bot.conversation.replies import Effect, File, Person, Reply
from bot.store import owners
from tests.channels.running import Bot, FakeConversation, put_together, running, until
from tests.harness.botapi import (
    RESET_AFTER_DELIVERY,
    SERVER_ERROR,
    SILENCE_AFTER_DELIVERY,
    BotApi,
    refused,
    too_many_requests,
)
from tests.harness.updates import Json

ANSWER, SORRY = "the answer", "apology: apology"
DEAD = (f"{owners.name()}{number}" for number in itertools.count())  # processes of this machine that are gone


@asynccontextmanager
async def process(double: BotApi, folder: Path, conversation: FakeConversation | None = None) -> AsyncIterator[Bot]:
    """A bot that only sends. At the end it is killed: whatever it has in hand, nothing more is written down."""
    double.chats.update([7, 8, 9])
    bot = put_together(double, conversation or FakeConversation(), folder, owner=next(DEAD), first_pause_seconds=0.01)
    await bot.application.initialize()
    bot.sender.open()
    yield bot
    tasks = [bot.sender._shift._loop, bot.sender._bulk._loop, *bot.sender._shift._working]
    for task in tasks:
        assert task
        task.cancel()
    await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)
    await bot.application.shutdown()


def at_hand(folder: Path) -> int:
    """How often the message at hand may have been sent."""
    with sqlite3.connect(folder / "bot.sqlite") as connection:
        (unsure,) = connection.execute("SELECT unsure FROM outbox").fetchone()
    connection.close()
    return int(unsure)


async def test_a_message_that_arrives_each_time_before_the_line_breaks_comes_twice_and_no_third_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with BotApi() as double, running(double, FakeConversation({"ask": [Reply(ANSWER)]})):
        double.fail("sendMessage", RESET_AFTER_DELIVERY, times=2, chat_id=7)
        double.write(7, "ask")
        double.write(7, "next")
        await double.wait_until_answered([7], 4)
    assert double.texts(7) == [ANSWER, ANSWER, SORRY, "message: next"]
    assert "an answer was not sent: UnsureError" in caplog.text


async def test_a_process_that_is_killed_each_time_while_it_sends_sends_an_answer_twice_and_no_third_time(
    tmp_path: Path,
) -> None:
    """Telegram has the message each time, and is slow to say so."""
    async with BotApi() as double:
        before = put_together(double, FakeConversation(), tmp_path)
        await before.sender.put(Delivery(7, (Reply(ANSWER),)))
        double.fail("sendMessage", SILENCE_AFTER_DELIVERY, times=2)
        for times in (1, 2):
            async with process(double, tmp_path):
                await double.wait_until_answered([7], times)
        async with process(double, tmp_path):
            await double.wait_until_answered([7], 3)
        assert double.texts(7) == [ANSWER, ANSWER, SORRY]


async def test_a_stop_in_the_midst_of_sending_counts_like_a_kill(tmp_path: Path) -> None:
    async with BotApi() as double:
        before = put_together(double, FakeConversation(), tmp_path)
        await before.sender.put(Delivery(7, (Reply(ANSWER),)))
        double.fail("sendMessage", SILENCE_AFTER_DELIVERY, times=2)
        for times in (1, 2):
            async with process(double, tmp_path) as bot:
                await double.wait_until_answered([7], times)
                assert not await bot.sender.close(0.0)
        async with process(double, tmp_path):
            await double.wait_until_answered([7], 3)
        assert double.texts(7) == [ANSWER, ANSWER, SORRY]


async def test_what_a_process_has_in_hand_it_does_not_take_up_again_though_its_lease_ran_out(tmp_path: Path) -> None:
    async with BotApi() as double, process(double, tmp_path) as bot:
        double.fail("sendMessage", SILENCE_AFTER_DELIVERY, chat_id=7)
        await bot.sender.put(Delivery(7, (Reply(ANSWER),)))
        await double.wait_until_answered([7])
        with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
            connection.execute("UPDATE outbox SET leased_until_ms = 0, begun = 0")
        connection.close()
        await bot.sender.put(Delivery(8, (Reply("of another"),)))
        await double.wait_until_answered([8])
        assert double.texts(7) == [ANSWER] and at_hand(tmp_path) == 1


async def test_who_has_lost_a_delivery_to_another_process_sends_nothing_more_of_it(tmp_path: Path) -> None:
    async with BotApi() as double, process(double, tmp_path) as bot:
        double.fail("sendMessage", RESET_AFTER_DELIVERY, chat_id=7)
        await bot.sender.put(Delivery(7, (Reply(ANSWER),)))
        with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
            connection.execute("CREATE TRIGGER taken AFTER UPDATE OF unsure ON outbox BEGIN "
                               "UPDATE outbox SET owner = 'another' WHERE number = new.number; END")  # fmt: skip
        connection.close()
        await double.wait_until_answered([7])
        await until(lambda: not bot.sender._shift.at_work, "given up")
        await bot.sender.put(Delivery(8, (Reply("of another"),)))
        await double.wait_until_answered([8])
        assert double.texts(7) == [ANSWER]


async def test_what_telegram_did_not_take_is_tried_as_often_as_it_takes_and_comes_once(tmp_path: Path) -> None:
    async with BotApi() as double, process(double, tmp_path) as bot:
        double.fail("sendMessage", SERVER_ERROR, times=3)
        double.fail("sendMessage", too_many_requests(0), times=3)
        await bot.sender.put(Delivery(7, (Reply(ANSWER),)))
        await double.wait_until_answered([7])
        assert double.texts(7) == [ANSWER]


async def test_while_telegram_cannot_be_reached_no_try_counts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "bot")
    double = BotApi()
    await double.start()
    async with process(double, tmp_path) as bot:
        await double.stop()
        await bot.sender.put(Delivery(7, (Reply(ANSWER),)))
        await until(lambda: caplog.text.count("is tried again") > 3, "tried")
        await double.start(urlsplit(double.url).port or 0)
        await double.wait_until_answered([7])
    await double.stop()
    assert double.texts(7) == [ANSWER]


async def test_each_message_of_a_long_answer_is_counted_by_itself(tmp_path: Path) -> None:
    long = "\n\n".join(f"{number} " + "word " * 600 for number in range(3))
    async with BotApi() as double, process(double, tmp_path) as bot:
        double.fail("sendMessage", RESET_AFTER_DELIVERY)
        await bot.sender.put(Delivery(7, (Reply(long),)))
        await double.wait_until_answered([7], 2)
        double.fail("sendMessage", RESET_AFTER_DELIVERY)
        await double.wait_until(lambda: double.texts(7)[-1].startswith("2"), 5, "the end of it")
    assert [text[0] for text in double.texts(7)] in (["0", "0", "1", "1", "2"], ["0", "0", "1", "2", "2"])


async def test_a_file_and_its_long_caption_are_two_messages_each_counted_by_itself(tmp_path: Path) -> None:
    file = File("days.ics", b"content", "\n\n".join(["word " * 180] * 2))
    async with BotApi() as double, process(double, tmp_path) as bot:
        double.fail("sendMessage", RESET_AFTER_DELIVERY)
        await bot.sender.put(Delivery(7, (file, Reply("the end"))))
        await double.wait_until(lambda: double.texts(7)[-1:] == ["the end"], 5, "the end of it")
    assert double.methods().count("sendDocument") == 1


async def test_an_apology_that_may_have_been_sent_twice_is_not_followed_by_another(tmp_path: Path) -> None:
    async with BotApi() as double, process(double, tmp_path) as bot:
        double.fail("sendMessage", refused(400, "Bad Request: message text is empty"), chat_id=7)
        double.fail("sendMessage", RESET_AFTER_DELIVERY, times=2, chat_id=7)
        await bot.sender.put(Delivery(7, (Reply(ANSWER),)))
        await bot.sender.put(Delivery(7, (Reply("the next"),)))
        await double.wait_until_answered([7], 3)
    assert double.texts(7) == [SORRY, SORRY, "the next"]


async def test_of_what_goes_to_many_and_may_have_been_sent_twice_nobody_is_told(tmp_path: Path) -> None:
    async with BotApi() as double, process(double, tmp_path) as bot:
        double.fail("sendMessage", RESET_AFTER_DELIVERY, times=2)
        for words in ("one", "two"):
            await bot.sender.put(Delivery(7, (Reply(words),), is_bulk=True))
        await double.wait_until(lambda: double.texts(7)[-1:] == ["two"], 5, "two")
    assert double.texts(7) == ["one", "one", "two"]


async def test_where_no_apology_can_be_made_the_chat_goes_on(tmp_path: Path) -> None:
    class Speechless(FakeConversation):
        async def apology(self, person: Person) -> list[Effect]:
            raise ValueError

    async with BotApi() as double, process(double, tmp_path, Speechless()) as bot:
        double.fail("sendMessage", refused(400, "Bad Request: message text is empty"), chat_id=7)
        for words in (ANSWER, "the next"):
            await bot.sender.put(Delivery(7, (Reply(words),)))
        await double.wait_until_answered([7])
    assert double.texts(7) == ["the next"]


async def test_of_what_processes_died_over_one_is_tried_and_the_next_after_a_pause(tmp_path: Path) -> None:
    """So that a process that dies again has put one in danger, and not all."""
    made: Json = {"settle_seconds": 0.8}
    async with BotApi() as double:
        double.chats.update([7, 8, 9])
        before = put_together(double, FakeConversation(), tmp_path)
        for chat in (7, 8):
            await before.sender.put(Delivery(chat, (Reply(ANSWER),)))
        with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
            connection.execute("UPDATE outbox SET begun = 1, unsure = 1")
        connection.close()
        async with running(double, FakeConversation(), tmp_path, **made):
            await double.wait_until_answered([7])
            double.write(9, "meanwhile")
            await double.wait_until_answered([9])
            assert double.texts(8) == []
            await double.wait_until_answered([8])


KEY = ConnectionKey("api.example", 443, True, True, None, None, None)
INFO = RequestInfo(URL("https://api.example"), "CONNECT", CIMultiDictProxy(CIMultiDict()), URL("https://api.example"))


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (caused(TimedOut(), aiohttp.SocketTimeoutError()), True),
        (caused(NetworkError(""), aiohttp.ServerDisconnectedError()), True),
        (caused(NetworkError(""), aiohttp.ClientOSError()), True),
        (caused(NetworkError(""), aiohttp.ClientPayloadError()), True),
        (caused(NetworkError(""), RuntimeError()), True),
        (TelegramError("Telegram's answer is no JSON"), True),
        (caused(TimedOut(), aiohttp.ConnectionTimeoutError()), False),
        (caused(NetworkError(""), aiohttp.ClientConnectorError(KEY, OSError())), False),
        (caused(NetworkError(""), aiohttp.ClientHttpProxyError(INFO, ())), False),
        (NetworkError("Internal Server Error"), False),
        (caused(NetworkError("Bad Gateway"), TelegramError("no JSON")), False),
        (BadRequest(""), False),
    ],
    ids=lambda value: repr(getattr(value, "__cause__", None) or value),
)
def test_whether_a_call_may_have_been_carried_out_is_told_by_what_ended_it(
    error: TelegramError, expected: bool
) -> None:
    assert is_unsure(error) is expected
