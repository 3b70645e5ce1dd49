"""A failed call is made again until its time is over, and a refused one never."""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.retries import LONGEST_PAUSE_SECONDS, Retries, once, pause_seconds

QUICK = Retries(first_pause_seconds=0.001, deadline_seconds=0.1)


@pytest.fixture(autouse=True)
def as_when_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class Line:
    """A call that fails with these errors, one after the other, and then works."""

    def __init__(self, *errors: Exception) -> None:
        self.errors: Iterator[Exception] = iter(errors)
        self.calls = 0

    async def __call__(self) -> int:
        self.calls += 1
        for error in self.errors:
            raise error
        return self.calls


@pytest.mark.parametrize("error", [NetworkError("x"), TelegramError("no JSON")], ids=repr)
async def test_what_may_pass_is_tried_again(error: TelegramError) -> None:
    assert await QUICK.insist(Line(error, error, error)) == 4


@pytest.mark.parametrize(
    "error", [BadRequest("x"), Forbidden("x"), ChatMigrated(1), InvalidToken("x"), KeyError("x")], ids=repr
)
async def test_what_cannot_pass_is_tried_once(error: Exception) -> None:
    line = Line(error, error)
    with pytest.raises(type(error)):
        await QUICK.insist(line)
    assert line.calls == 1


async def test_at_the_deadline_it_is_tried_once_more_and_given_up() -> None:
    line = Line(*[NetworkError("x")] * 10_000)
    began = time.monotonic()
    with pytest.raises(NetworkError):
        await Retries(first_pause_seconds=0.02, deadline_seconds=0.1).insist(line)
    assert 0.1 <= time.monotonic() - began < 1
    assert line.calls == 4  # after 0, 20, 60 ms, and not after 140 but at 100


async def test_a_long_pause_ends_at_the_deadline() -> None:
    line = Line(NetworkError("x"))
    async with asyncio.timeout(2):
        assert await Retries(first_pause_seconds=30, deadline_seconds=0.05).insist(line) == 2


async def test_telegrams_own_wait_is_kept_to_and_not_shortened() -> None:
    began = time.monotonic()
    assert await Retries(0.001, deadline_seconds=5).insist(Line(RetryAfter(timedelta(seconds=0.2)))) == 2
    assert time.monotonic() - began >= 0.2


async def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    line = Line(RetryAfter(timedelta(seconds=31)))
    async with asyncio.timeout(1):
        with pytest.raises(RetryAfter):
            await Retries(1, deadline_seconds=30).insist(line)
    assert line.calls == 1


def test_pauses_double_and_have_an_end() -> None:
    error = NetworkError("x")
    assert [pause_seconds(error, failures, 0.5) for failures in range(4)] == [0.5, 1, 2, 4]
    assert pause_seconds(error, 10**6, 0.5) == LONGEST_PAUSE_SECONDS


def test_the_time_that_telegram_asks_for_comes_before_all() -> None:
    assert pause_seconds(RetryAfter(timedelta(seconds=7)), 5, 0.5) == 7


@pytest.mark.parametrize("error", [NetworkError("x"), Forbidden("x"), TimeoutError()], ids=repr)
async def test_a_courtesy_is_tried_once_and_fails_quietly(error: Exception) -> None:
    line = Line(error, error)
    await once(line())
    assert line.calls == 1
