"""Which messages of the last 48 hours stand in a chat, to delete them: their numbers, under a keyed code."""

import logging
import threading
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.redaction import without_words
from bot.store import keys
from bot.store.database import insertion, writing
from bot.store.lanes import NO_BOT
from bot.store.tables import sent

DELETABLE = timedelta(hours=48)  # Telegram deletes nothing older
FORGETTING = timedelta(minutes=1)  # in which what says "you are forgotten" has been sent
RETENTION_SECONDS = 60
MOST_UNWRITTEN = 100_000
HIGHEST_NUMBER = 2**31 - 1

Row = dict[str, str | int]
_log = logging.getLogger(__name__)


class SentMessages:
    """Numbers and times of messages between this bot and a person; no text, no name, no id.

    `keep` only takes a note: a thread writes all notes down together, at most `write_seconds` later. A crash may lose
    the notes of that time, and `flush` writes them at once. The other methods wait for the database.
    """

    def __init__(self, engine: Engine, key: bytes, clock: Clock, write_seconds: float = 1.0, bot: int = NO_BOT) -> None:
        self._engine = engine
        self._key = key
        self._clock = clock
        self._bot = bot
        self._is_mine = sent.c.bot.in_((bot, NO_BOT))
        self._write_seconds = write_seconds
        self._notes: list[Row] = []
        self._noting = threading.Lock()  # held for moments only: the event loop waits for it
        self._writing = threading.RLock()  # held while the database works
        self._timer: threading.Timer | None = None
        self._forgotten: dict[str, int] = {}
        self._next_retention = 0

    def keep(self, channel: str, person_id: str, numbers: Iterable[int]) -> None:
        """Messages that stand in this person's chat since now; one kept twice stays as it was."""
        code, now = self._code(channel, person_id), self._now()
        with self._noting:
            if self._forgotten.get(code, 0) > now:
                return
            note: Row = {"bot": self._bot, "code": code, "at": now}
            self._notes += [{**note, "number": number} for number in numbers if _is_number(number)]
            del self._notes[:-MOST_UNWRITTEN]  # where the database fails for long
            self._write_later()

    def recent(self, channel: str, person_id: str) -> list[int]:
        """The numbers of the last 48 hours, the oldest first."""
        self.flush()
        mine = (self._is_mine, sent.c.code == self._code(channel, person_id))
        query = select(sent.c.number).distinct().where(*mine, sent.c.at > self._oldest())
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(sent.c.number)).scalars())

    def remove(self, channel: str, person_id: str, numbers: Sequence[int]) -> None:
        """These messages are deleted, or cannot be."""
        self.flush()
        mine = (self._is_mine, sent.c.code == self._code(channel, person_id))
        with self._writing, writing(self._engine) as connection:
            connection.execute(delete(sent).where(*mine, sent.c.number.in_(numbers)))

    def forget(self, channel: str, person_id: str) -> None:
        """Deletes all that any bot keeps of a person, and keeps nothing of the next minute. Again, it is harmless."""
        code = self._code(channel, person_id)
        with self._writing:
            with self._noting:
                self._notes = [note for note in self._notes if note["code"] != code]
                self._forgotten[code] = self._now() + int(FORGETTING.total_seconds())
            with writing(self._engine) as connection:
                connection.execute(delete(sent).where(sent.c.code == code))

    def flush(self) -> None:
        """Writes down what is noted and, once a minute, drops what is too old. Raises the database's error."""
        with self._writing:
            with self._noting:
                notes, self._notes = self._notes, []
                if self._timer:
                    self._timer.cancel()
                self._timer = None
            try:
                self._write(notes)
            except SQLAlchemyError:
                with self._noting:
                    self._notes = notes + self._notes
                raise
            if self._now() >= self._next_retention:
                self.drop_old()

    def drop_old(self) -> None:
        """Deletes what is older than 48 hours; to be called now and then while nobody writes."""
        self._next_retention = self._now() + RETENTION_SECONDS
        with self._noting:
            self._forgotten = {code: until for code, until in self._forgotten.items() if until > self._now()}
        with self._writing, writing(self._engine) as connection:
            connection.execute(delete(sent).where(sent.c.at <= self._oldest()))

    def _write(self, notes: list[Row]) -> None:
        if notes:
            with writing(self._engine) as connection:
                connection.execute(insertion(connection, sent).on_conflict_do_nothing(), notes)

    def _write_later(self) -> None:
        """Sees to it that a thread will write; the caller holds `_noting`."""
        if self._timer is None:
            self._timer = threading.Timer(self._write_seconds, self._flush_or_wait)
            self._timer.daemon = True
            self._timer.start()

    def _flush_or_wait(self) -> None:
        try:
            self.flush()
        except SQLAlchemyError as error:
            _log.error("the numbers of sent messages could not be written, again later: %s", without_words(error))
            with self._noting:
                self._write_later()

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def _oldest(self) -> int:
        return self._now() - int(DELETABLE.total_seconds())

    def _code(self, channel: str, person_id: str) -> str:
        return keys.code(self._key, f"person:{channel}", person_id)


def _is_number(number: object) -> bool:
    """One odd number out of a forged update must not keep all the others from being written."""
    return type(number) is int and 0 <= number <= HIGHEST_NUMBER
