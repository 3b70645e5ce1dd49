"""Lets go, every minute, of what is no longer to be kept, also while nobody writes."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from bot.redaction import without_words

EVERY_SECONDS = 60.0

_log = logging.getLogger(__name__)


class Keeps(Protocol):
    """Something that keeps what people wrote, or about it, for a while."""

    def drop_old(self) -> None:
        """Lets go of what has been kept long enough. May block."""
        ...


async def sweep(kept: Sequence[Keeps]) -> None:
    """Goes on until it is cancelled; one that fails does not keep the others from being swept."""
    while True:
        await sweep_once(kept)
        await asyncio.sleep(EVERY_SECONDS)


async def sweep_once(kept: Sequence[Keeps]) -> None:
    for each in kept:
        try:
            await asyncio.to_thread(each.drop_old)
        except Exception as error:  # tried again in a minute
            _log.error("what is old could not be dropped: %s", without_words(error))
