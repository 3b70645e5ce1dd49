"""How fast things may go: messages that are sent, within what Telegram allows; and messages that one person writes."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
MOST_KEPT = 10_000  # chats of which it is known when they wrote or were written to

PRIVATE_RATE, PRIVATE_BURST = 1.0, 20  # messages to one chat: one a second, short bursts go through
GROUP_RATE, GROUP_BURST = 20 / 60, 10  # to one group: twenty a minute
ASKING_RATE, ASKING_BURST = 0.5, 20  # messages of one person that are answered
CALM_SECONDS = 600.0  # after so long a silence somebody is told again that it was too much


class Bucket:
    """`burst` at once, then `rate` a second."""

    def __init__(self, rate: float, burst: int) -> None:
        self._gap = 1.0 / rate
        self._allowance = self._gap * (burst - 1)
        self._due = 0.0

    def reserve(self, now: float) -> float:
        """Takes the next turn; how many seconds from now it is."""
        self._due = max(self._due, now - self._allowance) + self._gap
        return max(0.0, self._due - self._gap - now)

    def has_room(self, now: float, spare: int = 0) -> bool:
        """Takes a turn if there is one now, and `spare` further ones would be left."""
        if max(self._due, now - self._allowance) + spare * self._gap > now:
            return False
        self.reserve(now)
        return True


class Pace:
    """Turns to send: `rate` a second for all together, first come first served, and one by one for each chat.

    What goes to many books no turn ahead: it takes one that nobody who waits for an answer wants.
    """

    def __init__(self, rate: float, seconds: Callable[[], float] = time.monotonic) -> None:
        burst = max(1, int(rate))
        self._all = Bucket(rate, burst)
        self._gap, self._spare = 1.0 / rate, burst // 2
        self._chats: OrderedDict[int, Bucket] = OrderedDict()
        self._seconds = seconds

    async def turn(self, chat_id: int, *, is_bulk: bool = False) -> None:
        """Returns when a message may be sent to this chat. A chat that waits for its own turn takes none of others."""
        await asyncio.sleep(self._chat(chat_id).reserve(self._seconds()))
        if not is_bulk:
            await asyncio.sleep(self._all.reserve(self._seconds()))
            return
        while not self._all.has_room(self._seconds(), spare=self._spare):  # noqa: ASYNC110
            await asyncio.sleep(self._gap)

    def _chat(self, chat_id: int) -> Bucket:
        if chat_id not in self._chats:
            is_group = chat_id < 0
            made = Bucket(GROUP_RATE, GROUP_BURST) if is_group else Bucket(PRIVATE_RATE, PRIVATE_BURST)
            self._chats[chat_id] = made
        return _latest(self._chats, chat_id)


class Flood:
    """Whether somebody writes more than can be answered."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._people: OrderedDict[int, Bucket] = OrderedDict()
        self._told_at: OrderedDict[int, float] = OrderedDict()

    def is_too_much(self, chat_id: int) -> bool:
        """To be asked once for each message."""
        if chat_id not in self._people:
            self._people[chat_id] = Bucket(ASKING_RATE, ASKING_BURST)
        return not _latest(self._people, chat_id).has_room(self._seconds())

    def must_be_told(self, chat_id: int) -> bool:
        """True once in a flood; the next one begins after ten minutes without any message too many."""
        now = self._seconds()
        is_new = now - self._told_at.get(chat_id, -CALM_SECONDS) >= CALM_SECONDS
        self._told_at[chat_id] = now
        _latest(self._told_at, chat_id)
        return is_new


def _latest(kept: "OrderedDict[int, T]", chat_id: int) -> T:
    kept.move_to_end(chat_id)
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)
    return kept[chat_id]
