"""Whether a bot is running on this folder: what changes the store as a whole waits until none is."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BusyError(Exception):
    """A bot is running, or something that must be alone; the message says what to do."""


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """Held while a bot runs; several may. Raises BusyError while somebody is alone there."""
    with _held(folder, fcntl.LOCK_SH, "The store is being changed as a whole: start again when that is done."):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Held by what needs the store for itself. Raises BusyError while a bot runs on this folder."""
    with _held(folder, fcntl.LOCK_EX, "The bot is running on this folder: stop it first."):
        yield


@contextmanager
def _held(folder: Path, kind: int, refusal: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "running.lock").open("w") as handle:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(refusal) from None
        yield
