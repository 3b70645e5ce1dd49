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
from bot.store.people import People
from bot.store.schema import SchemaError
from bot.store.tables import metadata
from knowledge.models import Language
from tests.bot.talking import SetClock

Opening = Callable[[Path | str], Engine]
KEY = b"k" * 32


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
        for table in ("alembic_version", "received", "inbox", "outbox", "keyring", "told"):
            connection.execute(text(f"DROP TABLE {table}"))
    assert People(opening(file), KEY, SetClock()).language("telegram", "7") is Language.SW


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
        for table in ("alembic_version", "received", "outbox", "keyring", "told"):  # `inbox` stands in the way
            connection.execute(text(f"DROP TABLE {table}"))
    with pytest.raises(Exception, match="inbox"):
        opening(file)
    with opened.connect() as connection:
        names = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    assert "inbox" in names and not {"received", "outbox", "alembic_version"} & names
