"""Databases for tests that hold for both kinds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store import database as databases
from tests.bot.talking import SetClock
from tests.harness.postgres import Postgres

KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """An empty one of each kind: the file of SQLite, or the URL of PostgreSQL."""
    if request.param == "sqlite":
        return tmp_path / "bot.sqlite"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.database()


@pytest.fixture
def opening() -> Iterator[Callable[[Path | str], Engine]]:
    """Opens a database, and closes it when the test is over."""
    opened: list[Engine] = []

    def open_database(database: Path | str) -> Engine:
        opened.append(databases.engine(database))
        return opened[-1]

    yield open_database
    for each in opened:
        each.dispose()


@pytest.fixture
def engine(database: Path | str, opening: Callable[[Path | str], Engine]) -> Engine:
    return opening(database)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()
