"""What the operator's commands do with the store, as lines of text; __main__.py only parses and prints."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot import app
from bot.clock import Clock
from bot.config import Config
from bot.store import backup, mailbox, presence, rotation
from bot.store.backup import BackupError
from bot.store.database import writing
from bot.store.keys import KeyFileError
from bot.store.opened import open_store
from bot.store.pausing import Pause, Pauses


class NoSuchUpdateError(Exception):
    """No update of that number is parked."""


def parked(settings: Config) -> Iterator[str]:
    """Numbers, times and reasons; never what anybody wrote."""
    with writing(app.store(settings).engine) as connection:
        found = mailbox.parked(connection)
    yield f"{len(found)} parked."
    for one in found:
        times = f"received {_moment(one.at)}, parked {_moment(one.parked_at)}"
        yield f"{one.number}  {times}, {one.tries} tries: {one.reason}"


def show(settings: Config, number: int) -> str:
    """What was received, opened: a person's own words. Raises NoSuchUpdateError."""
    store = app.store(settings)
    with writing(store.engine) as connection:
        bodies = mailbox.parked_bodies(connection, store.vault, number)
    if not bodies:
        raise NoSuchUpdateError(f"No update {number} is parked.")
    shown = (json.dumps(json.loads(body), indent=2, ensure_ascii=True) for body in bodies)  # steers no terminal
    return "\n".join(shown)


def retry(settings: Config, number: int | None) -> int:
    """How many wait again: the one of that number, or all. Raises NoSuchUpdateError."""
    with writing(app.store(settings).engine) as connection:
        numbers = [number] if number is not None else [one.number for one in mailbox.parked(connection)]
        retried = sum(mailbox.retry(connection, each) for each in numbers)
    if number is not None and not retried:
        raise NoSuchUpdateError(f"No update {number} is parked.")
    return retried


def rotate_key(settings: Config, clock: Clock) -> int:
    """How many rows were sealed anew. Raises KeyFileError, BusyError."""
    if settings.key:
        raise KeyFileError("The key comes from KURA_KEY: put it into a key file, unset KURA_KEY, and rotate there.")
    with presence.alone(settings.var):
        return rotation.rotate(app.store(settings).engine, settings.key_file, int(clock.now().timestamp()))


def back_up(settings: Config, target: Path, clock: Clock) -> Path:
    """Where the copy stands. Raises BackupError."""
    _check_is_file(settings)
    return backup.back_up(settings.var, target, clock.now())


def restore(settings: Config, source: Path, clock: Clock, *, replace: bool) -> None:
    """Raises BackupError, BusyError, and what a database or key raises that does not fit."""
    _check_is_file(settings)

    def check(database: Path) -> None:
        open_store(database, settings.key, settings.key_file, clock).engine.dispose()

    backup.restore(settings.var, source, clock.now(), check, replace=replace)


def pause(settings: Config, reason: str, is_silent: bool) -> str:
    """What was done, in a sentence. The running bot sees it at its next answer."""
    set_now = Pauses(settings.var).set(Pause(reason, is_silent))
    if is_silent:
        return f"From now on nothing is answered except danger; people read: {set_now.reason}"
    return f"From now on this stands above every answer: {set_now.reason}"


def lift_pause(settings: Config) -> str:
    was_set = Pauses(settings.var).lift()
    if settings.pause:
        return f"config.toml still pauses ([answers] pause): {settings.pause}"
    return "Answers are given as usual again." if was_set else "Nothing was paused."


def _check_is_file(settings: Config) -> None:
    if settings.database_url:
        raise BackupError("The store is a PostgreSQL: back it up and restore it with pg_dump and pg_restore.")


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}Z"
