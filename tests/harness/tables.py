"""New SQLite databases of the tests: copies of one to which every step was taken once, which takes 60 ms each time."""

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from bot.store import database, schema

take_the_steps = schema.upgrade  # as the bot does; tests of the steps themselves take them


def copying(folder: Path) -> Callable[[Engine], None]:
    """`schema.upgrade`, but a database that is not there yet begins as a copy of the one in `folder`, made here."""
    made = folder / "stepped.sqlite"
    database.engine(made).dispose()

    def upgrade(engine: Engine) -> None:
        if engine.dialect.name == "sqlite" and engine.url.database and not Path(engine.url.database).exists():
            shutil.copyfile(made, engine.url.database)
        take_the_steps(engine)

    return upgrade
