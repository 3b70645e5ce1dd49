"""Failures come as they are planned, and look to python-telegram-bot as they would in life."""

import time
from datetime import timedelta

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from tests.channels.bots import bot_of, call
from tests.harness.botapi import (
    BAD_GATEWAY_PAGE,
    RESET,
    RESET_AFTER_DELIVERY,
    SERVER_ERROR,
    SILENCE,
    SILENCE_AFTER_DELIVERY,
    BotApi,
    Failure,
    flood,
    refused,
    slow,
    too_many_requests,
)


async def test_planned_failures_come_as_often_as_planned_and_for_whom() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.update({7, 8})
        double.fail("sendMessage", too_many_requests(3), chat_id=7)
        double.fail("getMe", SERVER_ERROR, times=2)
        assert await bot.send_message(8, "hi")
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(7, "hi")
        assert caught.value.retry_after == timedelta(seconds=3)
        assert await bot.send_message(7, "hi")
        assert [(await call(double, "getMe"))[0] for _ in range(3)] == [500, 500, 200]


async def test_several_plans_for_one_method_come_one_after_the_other() -> None:
    async with BotApi() as double:
        double.fail("getMe", SERVER_ERROR)
        double.fail("getMe", refused(400, "Bad Request: no"))
        assert [(await call(double, "getMe"))[0] for _ in range(3)] == [500, 400, 200]


@pytest.mark.parametrize(
    ("failure", "error", "sent"),
    [
        (SERVER_ERROR, NetworkError, 0),
        (BAD_GATEWAY_PAGE, NetworkError, 0),
        (RESET, NetworkError, 0),
        (RESET_AFTER_DELIVERY, NetworkError, 1),
        (SILENCE, TimedOut, 0),
        (SILENCE_AFTER_DELIVERY, TimedOut, 1),
        (slow(5), TimedOut, 0),
        (refused(400, "Bad Request: chat not found"), BadRequest, 0),
    ],
)
async def test_a_failure_is_an_error_of_the_library_and_the_message_is_there_or_not(
    failure: Failure, error: type[Exception], sent: int
) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        double.fail("sendMessage", failure)
        with pytest.raises(error):
            await bot.send_message(7, "hi", read_timeout=0.1)
        assert len(double.shown(7)) == len([one for one in double.calls if one.method == "sendMessage"]) == sent
        assert await bot.send_message(7, "hi")


async def test_a_slow_answer_is_an_answer() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        double.fail("sendMessage", slow(0.1))
        started = time.monotonic()
        assert (await bot.send_message(7, "hi")).text == "hi"
        assert time.monotonic() - started >= 0.1


async def test_a_flood_lasts_its_time_and_tells_what_is_left_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [1000.0]
    monkeypatch.setattr("tests.harness.failures._now", lambda: moments[-1])
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.update({7, 8})
        double.fail("sendMessage", flood(30), chat_id=7)
        for moment, left in ((1000.0, 30), (1010.0, 20), (1029.5, 1)):
            moments.append(moment)
            with pytest.raises(RetryAfter) as caught:
                await bot.send_message(7, "hi")
            assert caught.value.retry_after == timedelta(seconds=left)
        assert await bot.send_message(8, "hi")
        moments.append(1030.0)
        assert await bot.send_message(7, "hi")
