"""Updates that wait for the bot, and whoever waits for something to happen."""

import asyncio
from collections.abc import Callable
from typing import Any

from telegram import Update

ALL_KINDS = frozenset(map(str, Update.ALL_TYPES))
USUAL_KINDS = ALL_KINDS - {"chat_member", "message_reaction", "message_reaction_count"}  # these must be asked for


class Mailbox:
    """`waiting` holds (number, update), oldest first. `on_update` hears of each new one."""

    def __init__(self) -> None:
        self.waiting: list[tuple[int, Any]] = []
        self.allowed_updates: frozenset[str] = USUAL_KINDS
        self.pollers = 0
        self.on_update: Callable[[int, Any], None] | None = None
        self._last_update = 1000
        self._news = asyncio.Event()

    def inject(self, update: Any) -> int:
        """Any JSON as an update; one that brings no number gets the next."""
        number = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(number, int):
            self._last_update += 1
            number = self._last_update
        if isinstance(update, dict) and not update.keys() & ALL_KINDS <= self.allowed_updates:
            return number
        self._put(number, {"update_id": number} | update if isinstance(update, dict) else update)
        return number

    def inject_as_it_is(self, update: Any) -> None:
        """As `inject`, but nothing is added: not even the number."""
        self._last_update += 1
        self._put(self._last_update, update)

    def take_away(self, number: int) -> None:
        """Forgets the oldest update of that number, if it still waits."""
        for place, (other, _) in enumerate(self.waiting):
            if other == number:
                del self.waiting[place]
                self.notice()
                return

    async def wait_until(self, is_so: Callable[[], bool], timeout: float, what: str) -> None:  # noqa: ASYNC109
        """Waits for a change after which `is_so`; an AssertionError that says `what` when time is up."""
        try:
            async with asyncio.timeout(timeout):
                while not is_so():
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"not within {timeout} s: {what}") from None

    async def wait_until_taken(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Waits until the bot has taken every update: by asking with a higher offset, or by its webhook's 2xx."""
        await self.wait_until(lambda: not self.waiting, timeout, "updates taken")

    def notice(self) -> None:
        """Wakes everybody who waits for a change."""
        self._news.set()
        self._news = asyncio.Event()

    async def changed(self) -> None:
        await self._news.wait()

    def _put(self, number: int, update: Any) -> None:
        self.waiting.append((number, update))
        if self.on_update:
            self.on_update(number, update)
        self.notice()
