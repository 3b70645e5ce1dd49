"""A PostgreSQL of the tests' own: made in a folder, without a port, thrown away afterwards."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

USER = "nobody"  # PostgreSQL refuses to run as root
_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class PostgresError(Exception):
    """PostgreSQL could not be made; the message holds what it said."""


@dataclass(frozen=True)
class Postgres:
    """A running server that is reached by a socket in `folder`."""

    folder: Path
    _numbers: Iterator[int]

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"kura{next(self._numbers)}"
        _run([_program("createdb"), "-h", str(self.folder), "-U", USER, name])
        return f"postgresql://{USER}@/{name}?host={self.folder}"


def why_missing() -> str:
    """What the machine lacks to run one, or nothing."""
    missing = [name for name in ("initdb", "pg_ctl", "createdb") if not _found(name)]
    if missing:
        return f"PostgreSQL is not installed: no {', '.join(missing)}"
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        return "PostgreSQL does not run as root, and there is no setpriv"
    return ""


@contextmanager
def started(folder: Path) -> Iterator[Postgres]:
    """`folder` must be short: the path of a socket has at most 107 bytes."""
    if os.geteuid() == 0:
        owner = pwd.getpwnam(USER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    place = folder / "data"
    _run([_program("initdb"), "-D", str(place), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"])
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=40"
    log = str(folder / "log")
    _run([_program("pg_ctl"), "-D", str(place), "-w", "-l", log, "-o", options, "start"])
    try:
        yield Postgres(folder, count())
    finally:
        _run([_program("pg_ctl"), "-D", str(place), "-w", "-m", "immediate", "stop"])


def _found(name: str) -> str | None:
    here = (str(place / name) for place in _PLACES if (place / name).exists())
    return shutil.which(name) or next(here, None)


def _program(name: str) -> str:
    found = _found(name)
    if not found:
        raise PostgresError(f"there is no {name}")
    return found


def _run(command: Sequence[str]) -> None:
    """As a user that PostgreSQL takes. What it writes goes nowhere: a server would hold a pipe open for ever."""
    if os.geteuid() == 0:
        owner = pwd.getpwnam(USER)
        who = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    else:
        who = []
    done = subprocess.run(
        [*who, *command], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if done.returncode:
        raise PostgresError(f"{Path(command[0]).name} ended with {done.returncode}")
