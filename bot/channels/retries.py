"""A call to Telegram that failed is made again, after ever longer pauses, until its time is over."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import TypeVar

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.client import NOT_BEGUN

LONGEST_PAUSE_SECONDS = 30.0
COURTESY_SECONDS = 3.0
REFUSALS = (BadRequest, Forbidden, ChatMigrated, InvalidToken)  # Telegram would say the same again
NO_CHAT = ("chat not found", "user not found", "peer_id_invalid", "user_deactivated", "chat_id is empty")

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Retries:
    """`first_pause_seconds` follow the first failure, each further pause is twice as long.

    `deadline_seconds` after its first try, a call is given up; a longer wait that Telegram asks for is not begun.
    """

    first_pause_seconds: float = 1.0
    deadline_seconds: float = 10.0

    async def insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """What the call gives in the end; Telegram's error where it was refused or its time is over."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self.deadline_seconds
        for failures in count():
            try:
                return await call()
            except REFUSALS:
                raise
            except TelegramError as error:
                pause = pause_seconds(error, failures, self.first_pause_seconds)
                left = deadline - clock()
                if left <= 0 or (isinstance(error, RetryAfter) and pause > left):
                    raise
                pause = min(pause, left)
                _log.warning("a call waits %.1f s and is tried again: %s", pause, type(error).__name__)
            await asyncio.sleep(pause)
        raise AssertionError("unreachable")


def pause_seconds(error: Exception, failures: int, first_pause_seconds: float) -> float:
    """How long to wait after an error that came behind `failures` others: as Telegram asks, else ever longer."""
    if isinstance(error, RetryAfter):
        wait: int | timedelta = error.retry_after
        return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    return min(first_pause_seconds * 2.0 ** min(failures, 10), LONGEST_PAUSE_SECONDS)


def is_unsure(error: TelegramError) -> bool:
    """Whether a call that failed may have been carried out. An error that Telegram answers is taken at its word."""
    cause = error.__cause__
    if cause is None or isinstance(cause, TelegramError):
        return type(error) is TelegramError  # an answer, but one that cannot be read
    return not isinstance(cause, NOT_BEGUN)


def is_no_chat(error: BadRequest) -> bool:
    """Whether Telegram knows no such chat, or none that this bot may write to; other refusals are about the message."""
    return any(words in error.message.lower() for words in NO_CHAT)


async def once(call: Awaitable[object]) -> None:
    """A courtesy: tried once, for a short while; what fails is not worth holding up anything."""
    try:
        async with asyncio.timeout(COURTESY_SECONDS):
            await call
    except (TelegramError, TimeoutError) as error:
        _log.info("left out: %s", type(error).__name__)
