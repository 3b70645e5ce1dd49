"""What is kept of a person: the language they chose, under a keyed code."""

from pathlib import Path

from sqlalchemy import Column, DateTime, Engine, MetaData, String, Table, create_engine, delete, event, select
from sqlalchemy.dialects.sqlite import insert

from bot.clock import Clock
from bot.store import keys
from knowledge.models import Language

metadata = MetaData()
people = Table(
    "people",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("language", String(2), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)


class People:
    """Settings of people by keyed code; neither ids nor names are stored."""

    def __init__(self, engine: Engine, key: bytes, clock: Clock) -> None:
        self._engine = engine
        self._key = key
        self._clock = clock
        metadata.create_all(engine)

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
        statement = insert(people).values(row)
        changed = {key: row[key] for key in ("language", "changed_at")}
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changed))

    def forget(self, channel: str, person_id: str) -> None:
        """Deletes what is kept of a person; doing it again is harmless."""
        with self._engine.begin() as connection:
            connection.execute(delete(people).where(people.c.code == self._code(channel, person_id)))

    def _code(self, channel: str, person_id: str) -> str:
        return keys.code(self._key, f"person:{channel}", person_id)


def engine(file: Path) -> Engine:
    """SQLite that survives a power cut and overwrites what it deletes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    created = create_engine(f"sqlite:///{file}")

    @event.listens_for(created, "connect")
    def _pragmas(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "foreign_keys=ON",
            "trusted_schema=OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return created
