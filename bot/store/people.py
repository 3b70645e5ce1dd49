"""What is kept of a person: the language they chose, under a keyed code."""

from sqlalchemy import Engine, delete, select

from bot.clock import Clock
from bot.store import keys
from bot.store.database import insertion, writing
from bot.store.tables import people
from knowledge.models import Language


class People:
    """Settings of people by keyed code; neither ids nor names are stored."""

    def __init__(self, engine: Engine, key: bytes, clock: Clock) -> None:
        self._engine = engine
        self._key = key
        self._clock = clock

    def language(self, channel: str, person_id: str) -> Language | None:
        query = select(people.c.language).where(people.c.code == self._code(channel, person_id))
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return Language(found) if found else None

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

    def _code(self, channel: str, person_id: str) -> str:
        return keys.code(self._key, f"person:{channel}", person_id)
