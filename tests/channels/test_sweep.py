"""What is kept for a while goes when its time is over, also while nobody writes."""

import asyncio

from bot.channels import sweep as sweeping
from bot.channels.sweep import sweep_once


class Kept:
    """Counts how often it was swept; `error` is raised instead."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.swept = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def drop_old(self) -> None:
        if self.error:
            raise self.error
        self._loop.call_soon_threadsafe(self.swept.set)


async def test_everything_kept_is_swept_although_one_fails() -> None:
    broken, kept = Kept(OSError("disk full")), Kept()
    await sweep_once([broken, kept])
    await asyncio.wait_for(kept.swept.wait(), 2)


async def test_it_is_swept_again_and_again() -> None:
    kept = Kept()
    sweeping_ = asyncio.create_task(_fast([kept]))
    try:
        for _ in range(2):
            await asyncio.wait_for(kept.swept.wait(), 2)
            kept.swept.clear()
    finally:
        sweeping_.cancel()


async def _fast(kept: list[Kept]) -> None:
    every, sweeping.EVERY_SECONDS = sweeping.EVERY_SECONDS, 0.01
    try:
        await sweeping.sweep(kept)
    finally:
        sweeping.EVERY_SECONDS = every
