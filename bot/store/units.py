"""What is written together with the end of the update in hand: all of it, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy import Connection

Write = Callable[[Connection], object]


@dataclass
class Unit:
    """`key` names the update; `writes` wait for its end; `soon` is called just before they are handed over to be
    written, `after` once they stand.

    `failure` is what went wrong meanwhile. `is_given_up`: no further try follows, so the person must be told.
    """

    key: str
    is_given_up: bool = False
    failure: Exception | None = None
    writes: list[Write] = field(default_factory=list)
    soon: list[Callable[[], None]] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)
    _keys: int = 0

    def add(self, write: Write) -> None:
        self.writes.append(write)

    def write(self, connection: Connection) -> None:
        """All that waited, in its order."""
        for write in self.writes:
            write(connection)

    def announce(self) -> None:
        """Just before all is handed over to be written."""
        for call in self.soon:
            call()

    def close(self) -> None:
        """Once all stands."""
        for call in self.after:
            call()

    def next_key(self) -> str:
        """The same keys in the same order where the update is begun anew, so that no effect of it stands twice."""
        self._keys += 1
        return f"{self.key}:{self._keys}"


_current: ContextVar[Unit | None] = ContextVar("unit", default=None)


def current() -> Unit | None:
    """The one of this task, or of the thread that it asked; None outside of any update."""
    return _current.get()


@contextmanager
def begun(unit: Unit) -> Iterator[Unit]:
    token = _current.set(unit)
    try:
        yield unit
    finally:
        _current.reset(token)
