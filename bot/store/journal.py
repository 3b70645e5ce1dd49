"""Writes of many, committed together: one wait for the disk serves all that came meanwhile."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine

from bot.store.database import writing

T = TypeVar("T")
MOST_TOGETHER = 200


@dataclass(frozen=True)
class _Entry:
    write: Callable[[Connection], Any]
    written: "asyncio.Future[Any]"


class Journal:
    """A thread of its own does the writing. Made before the loop runs, used within it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: list[_Entry] = []
        self._thread = ThreadPoolExecutor(1, "journal")
        self._writer: asyncio.Task[None] | None = None

    async def write(self, write: Callable[[Connection], T]) -> T:
        """What `write` gives, once it is committed; its error where it failed: then nothing of it stands.

        It may be called twice, where something else that it shared a transaction with had failed.
        """
        written: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Entry(write, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return cast(T, await written)

    async def close(self) -> None:
        """Writes what waits."""
        if self._writer:
            await self._writer
        self._thread.shutdown()

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            outcomes = await asyncio.get_running_loop().run_in_executor(self._thread, self._commit, batch)
            for entry, (value, error) in zip(batch, outcomes, strict=True):
                if entry.written.done():  # who asked does not wait any longer
                    continue
                if error:
                    entry.written.set_exception(error)
                else:
                    entry.written.set_result(value)
            await asyncio.sleep(0)  # so that what these have to write next goes with those that came meanwhile

    def _commit(self, batch: list[_Entry]) -> list[tuple[Any, Exception | None]]:
        """Together; where that fails, each by itself, so that only the one to blame fails."""
        try:
            with writing(self._engine) as connection:
                return [(entry.write(connection), None) for entry in batch]
        except Exception as error:
            if len(batch) == 1:
                return [(None, error)]
            return [outcome for entry in batch for outcome in self._commit([entry])]
