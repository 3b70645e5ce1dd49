"""The tables come into being step by step, on both kinds of database, and agree with what the code believes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from bot.store import schema
from bot.store.database import writing
from bot.store.mailbox import StoredUpdates
from bot.store.people import People
from bot.store.schema import SchemaError
from bot.store.tables import metadata
from bot.store.vault import Vault
from knowledge.models import Language
from tests.bot.talking import SetClock
from tests.harness import tables

_ROW = "lane, at, not_before_ms, tries, begun, leased_until_ms"
_COLUMNS = """lane VARCHAR(64) NOT NULL, at BIGINT NOT NULL, not_before_ms BIGINT NOT NULL, tries SMALLINT NOT NULL,
    begun SMALLINT NOT NULL, owner VARCHAR(120), leased_until_ms BIGINT NOT NULL"""
OF_STEP_TWO = (
    "CREATE TABLE received (number BIGINT NOT NULL PRIMARY KEY, at BIGINT NOT NULL)",
    "CREATE INDEX received_at ON received (at)",
    f"""CREATE TABLE inbox (number BIGINT NOT NULL PRIMARY KEY, {_COLUMNS}, body BYTEA NOT NULL, parked_at BIGINT,
        reason VARCHAR(300) NOT NULL)""",
    "CREATE INDEX inbox_lane ON inbox (lane, number)",
    f"""CREATE TABLE outbox (number INTEGER PRIMARY KEY, key VARCHAR(64) NOT NULL UNIQUE, {_COLUMNS},
        priority SMALLINT NOT NULL, expires_at BIGINT NOT NULL, done SMALLINT NOT NULL, body BYTEA NOT NULL)""",
    "INSERT INTO received VALUES (5, 1)",
    f"INSERT INTO inbox (number, {_ROW}, body, reason) VALUES (5, 'a', 1, 0, 0, 0, 0, 'x', '')",
    f"""INSERT INTO outbox (number, {_ROW}, body, key, priority, expires_at, done)
        VALUES (1, 'a', 1, 0, 0, 1, 0, 'x', 'waits', 0, 2, 0), (2, 'b', 1, 0, 0, 0, 0, 'x', 'new', 0, 2, 0)""",
    "CREATE TABLE sent (code VARCHAR(64), number INTEGER, at INTEGER NOT NULL, PRIMARY KEY (code, number))",
    "UPDATE alembic_version SET version_num = '0002'",
)
OF_STEP_SIX = (
    "CREATE TABLE sent (code VARCHAR(64), number INTEGER, at INTEGER NOT NULL, PRIMARY KEY (code, number))",
    "CREATE INDEX sent_at ON sent (at)",
    """CREATE TABLE told (code VARCHAR(64) PRIMARY KEY, lane VARCHAR(64) NOT NULL, ground VARCHAR(64) NOT NULL,
        until BIGINT NOT NULL, remind_at BIGINT, body BYTEA NOT NULL)""",
    *(f"CREATE INDEX told_{column} ON told ({column})" for column in ("lane", "ground", "remind_at")),
    "INSERT INTO sent VALUES ('somebody', 9, 1)",
    "INSERT INTO told VALUES ('c', 'l', '', 5, NULL, 'x')",
    "UPDATE alembic_version SET version_num = '0006'",
)
Opening = Callable[[Path | str], Engine]
KEY = b"k" * 32


@pytest.fixture(autouse=True)
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here no database begins as a copy."""
    monkeypatch.setattr(schema, "upgrade", tables.take_the_steps)


def test_the_steps_lead_to_the_tables_that_the_code_believes_in(database: Path | str, opening: Opening) -> None:
    with opening(database).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_step_is_the_one_named_in_the_code() -> None:
    assert ScriptDirectory(str(schema.FOLDER)).get_heads() == [schema.HEAD]


def test_opening_twice_changes_nothing(database: Path | str, opening: Opening) -> None:
    People(opening(database), KEY, SetClock()).set_language("telegram", "7", Language.SW)
    assert People(opening(database), KEY, SetClock()).language("telegram", "7") is Language.SW


def test_a_copy_from_before_there_were_steps_keeps_its_people(tmp_path: Path, opening: Opening) -> None:
    file = tmp_path / "bot.sqlite"
    people = People(opening(file), KEY, SetClock())
    people.set_language("telegram", "7", Language.SW)
    with writing(people._engine) as connection:
        for table in ("alembic_version", "received", "inbox", "outbox", "keyring", "told", "blocked"):
            connection.execute(text(f"DROP TABLE {table}"))
    assert People(opening(file), KEY, SetClock()).language("telegram", "7") is Language.SW


def test_what_waits_in_an_older_store_is_kept_by_the_step_that_tells_bots_apart(
    database: Path | str, opening: Opening
) -> None:
    opened = opening(database)
    with writing(opened) as connection:
        for table in ("received", "inbox", "outbox", "told", "blocked", "sent"):
            connection.execute(text(f"DROP TABLE {table}"))
        for statement in OF_STEP_TWO:
            connection.execute(text(statement))
    waiting = opening(database)
    updates = StoredUpdates(Vault([KEY]), "now", bot=7000000001)
    with writing(waiting) as connection:
        assert [(row.number, row.bot) for row in updates.lanes.claim(connection, 9)] == [(5, 0)]
        assert not updates.take(connection, 5, "a", b"again", at=2)
        assert updates.take(connection, 6, "a", b"new", at=2)
        unsure = connection.execute(text("SELECT key, unsure FROM outbox ORDER BY number")).all()
    assert [tuple(row) for row in unsure] == [("waits", 1), ("new", 0)], "what a process died over may have been sent"


def test_messages_and_reminders_of_an_older_store_are_kept_as_of_no_known_bot(
    database: Path | str, opening: Opening
) -> None:
    opened = opening(database)
    with writing(opened) as connection:
        for table in ("sent", "told"):
            connection.execute(text(f"DROP TABLE {table}"))
        for statement in OF_STEP_SIX:
            connection.execute(text(statement))
    with opening(database).connect() as connection:
        assert [tuple(row) for row in connection.execute(text("SELECT * FROM sent"))] == [(0, "somebody", 9, 1)]
        told = connection.execute(text("SELECT bot, code, lane, ground, until, remind_at FROM told"))
        assert [tuple(row) for row in told] == [(0, "c", "l", "", 5, None)]


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(database: Path | str, opening: Opening) -> None:
    opened = opening(database)
    with writing(opened) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer version"):
        opening(database)
    with opened.connect() as connection:
        assert schema.version(connection) == "9999"


def test_a_step_that_fails_leaves_nothing_half_done(tmp_path: Path, opening: Opening) -> None:
    file = tmp_path / "bot.sqlite"
    opened = opening(file)
    with writing(opened) as connection:
        for table in (
            "alembic_version",
            "received",
            "outbox",
            "keyring",
            "told",
            "blocked",
        ):  # `inbox` stands in the way
            connection.execute(text(f"DROP TABLE {table}"))
    with pytest.raises(Exception, match="inbox"):
        opening(file)
    with opened.connect() as connection:
        names = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    assert "inbox" in names and not {"received", "outbox", "alembic_version"} & names
