"""The database of the store: SQLite in a file, or PostgreSQL by URL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, create_engine, event, exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.schema import Table

from bot.store import schema

BUSY_SECONDS = 5.0  # how long SQLite waits for another's write
DRIVER = "postgresql+psycopg://"
PRAGMAS = (  # of every connection to SQLite
    "journal_mode=WAL",
    "synchronous=FULL",  # what was committed survives a power cut
    "secure_delete=ON",  # what is deleted is overwritten
    "foreign_keys=ON",
    "trusted_schema=OFF",
)
_WRITES = "writes"
_WORDS: Mapping[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}


def engine(database: Path | str) -> Engine:
    """`database` is SQLite's file or a URL `postgresql://...`; its tables are brought up to date first."""
    created = _sqlite(Path(database)) if not is_url(database) else _postgresql(str(database))
    try:
        schema.upgrade(created)
    except BaseException:
        created.dispose()
        raise
    return created


def is_url(database: Path | str) -> bool:
    return isinstance(database, str) and database.startswith("postgresql://")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that will write. SQLite's lock is taken at its beginning, so that no read in it can be outdated."""
    with engine.connect() as connection:
        connection.execution_options(**{_WRITES: True})
        with connection.begin():
            yield connection


def emptied(engine: Engine) -> None:
    """SQLite's journal holds old pages until it is emptied; PostgreSQL looks after its own."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        raw = connection.connection.cursor()  # outside of any transaction
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()


def is_trouble(error: BaseException) -> bool:
    """Whether the store itself is to blame (locked, full, gone), and not what was asked of it."""
    if isinstance(error, (exc.OperationalError, exc.InternalError, exc.InterfaceError, exc.TimeoutError)):
        return True
    return type(error) is exc.DatabaseError  # such as a damaged file


def insertion(connection: Connection, table: Table) -> Any:
    """An INSERT that can say `on_conflict_...`, in the words of this database."""
    made: Insert = _WORDS[connection.dialect.name].insert(table)
    return made


def add_once(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """False where a row of that key is there already: then nothing is changed."""
    statement = _insertion_once(connection.dialect.name, table, tuple(row))
    return connection.execute(statement, dict(row)).first() is not None


@cache
def _insertion_once(dialect: str, table: Table, columns: tuple[str, ...]) -> Any:
    """Made once: under load, making it takes five times as long as carrying it out."""
    statement = _WORDS[dialect].insert(table).values({name: bindparam(name) for name in columns})
    return statement.on_conflict_do_nothing().returning(*table.primary_key)


def _sqlite(file: Path) -> Engine:
    file.parent.mkdir(parents=True, exist_ok=True)
    created = create_engine(f"sqlite:///{file}", connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(created, "connect")
    def _prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # BEGIN is said below, not by the driver
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(created, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return created


def _postgresql(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", DRIVER, 1), pool_pre_ping=True)
