"""A copy of what cannot be made again, taken while the bot runs, and put back once it does not.

A copy holds the documents of the operator, what was withdrawn, chosen languages under keyed codes, counts, and the days
that the desk recorded. Nobody's words are in it: the mailbox, the numbers of messages and the reminders are taken out
before it is written, so that what somebody has stopped never comes back. Nor is the key, which is kept apart; nor are
editions, which are built from the documents.
"""

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from bot.store import presence

DATABASE = "bot.sqlite"
KEEPS = ("library", "withdrawn.toml", "paused.toml")
TAKEN_OUT = ("inbox", "outbox", "sent", "told", "blocked")
LAST = timedelta(days=7)
_NAME = "var-%Y-%m-%d.tar.gz"


class BackupError(Exception):
    """No copy was made, or none put back; the message says why and what to do. Nothing was changed."""


def back_up(var: Path, target: Path, now: datetime) -> Path:
    """Into the file `target`, by one rename; in a folder, named by the day, and copies of 7 days before go from it."""
    if not (var / DATABASE).is_file():
        raise BackupError(f"{var} holds no {DATABASE}: there is nothing to back up yet.")
    if target.is_dir():
        drop_old(target, now)
        target /= now.strftime(_NAME)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            new = Path(folder) / "new.tar.gz"
            copied = _copied(var / DATABASE, Path(folder) / DATABASE)
            with tarfile.open(new, "x:gz") as archive:
                for name in KEEPS:
                    if (var / name).exists():
                        archive.add(var / name, name)
                whole = archive.gettarinfo(str(copied), DATABASE)
                whole.mtime = now.timestamp()
                with copied.open("rb") as content:
                    archive.addfile(whole, content)
            new.chmod(0o600)
            _sync(new)
            new.replace(target)
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        raise BackupError(f"{target} could not be written ({type(error).__name__}): {error}") from error
    return target


def drop_old(folder: Path, now: datetime) -> None:
    """The copies in a folder that are named by a day seven days ago, or before."""
    for file in folder.glob("var-*.tar.gz"):
        try:
            day = datetime.strptime(file.name, _NAME).date()
        except ValueError:
            continue
        if now.date() - day >= LAST:
            file.unlink(missing_ok=True)


def restore(var: Path, source: Path, now: datetime, check: Callable[[Path], None], *, replace: bool = False) -> None:
    """Puts a copy into `var`, whole or not at all; the bot must be stopped. Raises BackupError, BusyError.

    `check` opens the database of the copy before anything is changed, and raises where it cannot be used. Where there
    is a database already, `replace` says that it may go.
    """
    with presence.alone(var):
        if (var / DATABASE).exists() and not replace:
            raise BackupError(f"{var / DATABASE} is there already. If the copy shall take its place, add --replace.")
        with tempfile.TemporaryDirectory(dir=var, prefix=".restore-") as made:
            folder = Path(made)
            _unpack(source, folder, now)
            check(folder / DATABASE)
            for end in ("-wal", "-shm"):
                (folder / f"{DATABASE}{end}").unlink(missing_ok=True)
            _put_in_place(folder, var)


def _copied(database: Path, copy: Path) -> Path:
    """As it stands at one moment, whoever writes meanwhile; then without what people wrote."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as new:
        source.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        known = {name for (name,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in known.intersection(TAKEN_OUT):  # a database from before an update lacks some
            new.execute(f"DELETE FROM {table}")
        new.commit()
        new.execute("VACUUM")  # else the pages that were deleted would go with it
    return copy


def _unpack(source: Path, folder: Path, now: datetime) -> None:
    try:
        with tarfile.open(source, "r:gz") as archive:
            names = {member.name.partition("/")[0] for member in archive.getmembers()}
            if DATABASE not in names or not names <= {DATABASE, *KEEPS}:
                raise BackupError(f"{source} is no backup of this bot.")
            taken = datetime.fromtimestamp(archive.getmember(DATABASE).mtime, now.tzinfo)
            if now - taken > LAST:
                raise BackupError(
                    f"{source} was made on {taken:%d %B %Y}. People were promised that copies are gone after "
                    f"{LAST.days} days: delete it."
                )
            archive.extractall(folder, filter="data")
        with closing(sqlite3.connect(folder / DATABASE)) as database:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError(f"{source} is damaged: take another copy.")
    except (OSError, EOFError, KeyError, sqlite3.Error, tarfile.TarError) as error:
        raise BackupError(f"{source} cannot be read ({type(error).__name__}): take another copy.") from error


def _put_in_place(folder: Path, var: Path) -> None:
    """The database last, and its journal before it: an old journal would be played into the new one."""
    for name in KEEPS:
        if not (folder / name).exists():
            continue
        if (var / name).is_dir():
            shutil.rmtree(var / name)
        (folder / name).replace(var / name)
    for end in ("-wal", "-shm"):
        (var / f"{DATABASE}{end}").unlink(missing_ok=True)
    _sync(folder / DATABASE)
    (folder / DATABASE).replace(var / DATABASE)


def _sync(file: Path) -> None:
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
