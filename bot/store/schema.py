"""Brings the tables of the store up to date, step by step as migrations/ says, and refuses what it does not know."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0007"  # the newest step; a test says so
_LOCK = 7_202_708_10  # of PostgreSQL, so that two processes that start together do not both begin


class SchemaError(Exception):
    """The database cannot be used by this version; the message says what to do."""


def upgrade(engine: Engine) -> None:
    """Cheap where nothing is to be done. Raises SchemaError for a database of a newer version."""
    with engine.connect() as connection:
        if version(connection) == HEAD:
            return
    from bot.store.database import writing

    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = version(connection)
        if found is not None and found not in known():
            raise SchemaError(
                f"The database was written by a newer version of this bot (step {found}): "
                "install that version, or restore a backup of before."
            )
        if found != HEAD:
            _run(connection)


def version(connection: Connection) -> str | None:
    """The last step that was taken; None for a database without any."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def known() -> list[str]:
    """The steps, the newest first."""
    from alembic.script import ScriptDirectory

    return [step.revision for step in ScriptDirectory(str(FOLDER)).walk_revisions()]


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
