"""What is kept of a person: the language they chose, under a keyed code."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, bindparam, delete, select, update

from bot.clock import Clock
from bot.store import keys
from bot.store.database import insertion, writing
from bot.store.tables import people
from knowledge.models import Language

IDLE = timedelta(days=90)
_TOUCH = timedelta(days=1)  # how exactly it is known when somebody was last here
_CHOSEN = select(people.c.language, people.c.changed_at).where(people.c.code == bindparam("this"))


class People:
    """Settings of people by keyed code; neither ids nor names are stored. Who is not heard of for 90 days goes."""

    def __init__(self, engine: Engine, key: bytes, clock: Clock) -> None:
        self._engine = engine
        self._key = key
        self._clock = clock

    def language(self, channel: str, person_id: str, *, is_here: bool = True) -> Language | None:
        """`is_here`: they wrote just now, and are heard of."""
        code, now = self._code(channel, person_id), self._clock.now()
        with self._engine.connect() as connection:
            found = connection.execute(_CHOSEN, {"this": code}).first()
        if not found:
            return None
        if is_here and now - _aware(found.changed_at) >= _TOUCH:
            with writing(self._engine) as connection:
                connection.execute(update(people).where(people.c.code == code).values(changed_at=now))
        return Language(found.language)

    def set_language(self, channel: str, person_id: str, language: Language) -> None:
        row = {
            "code": self._code(channel, person_id),
            "language": language.value,
            "changed_at": self._clock.now(),
        }
        changed = {key: row[key] for key in ("language", "changed_at")}
        with writing(self._engine) as connection:
            statement = insertion(connection, people).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changed))

    def forget(self, channel: str, person_id: str) -> None:
        """Deletes what is kept of a person; doing it again is harmless."""
        with writing(self._engine) as connection:
            connection.execute(delete(people).where(people.c.code == self._code(channel, person_id)))

    def drop_old(self) -> None:
        """Deletes who was not heard of for 90 days."""
        with writing(self._engine) as connection:
            connection.execute(delete(people).where(people.c.changed_at <= self._clock.now() - IDLE))

    def _code(self, channel: str, person_id: str) -> str:
        return keys.code(self._key, f"person:{channel}", person_id)


def _aware(moment: datetime) -> datetime:
    """SQLite gives back no time zone; what is stored is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
