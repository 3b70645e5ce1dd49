"""Several bots may share a store: their updates have numbers of their own, and no bot sends what another was asked.

A primary key cannot be changed on SQLite, so the rows move into new tables.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _moved("received", [_bot(), _number(), _at()])
    op.create_index("received_at", "received", ["at"])
    _moved("inbox", [_bot(), _number(), *_waits()])
    op.create_index("inbox_lane", "inbox", ["lane", "number"])
    op.add_column("outbox", _bot())


def _moved(table: str, columns: list[sa.Column[Any]]) -> None:
    new, kept = f"new_{table}", ", ".join(column.name for column in columns[1:])
    op.create_table(new, *columns, sa.PrimaryKeyConstraint("bot", "number"))
    op.execute(f"INSERT INTO {new} ({kept}) SELECT {kept} FROM {table}")
    op.drop_table(table)
    op.rename_table(new, table)


def _bot() -> sa.Column[Any]:
    return sa.Column("bot", sa.BigInteger, nullable=False, server_default="0")


def _number() -> sa.Column[Any]:
    return sa.Column("number", sa.BigInteger, nullable=False)


def _at() -> sa.Column[Any]:
    return sa.Column("at", sa.BigInteger, nullable=False)


def _waits() -> list[sa.Column[Any]]:
    return [
        sa.Column("lane", sa.String(64), nullable=False),
        _at(),
        sa.Column("not_before_ms", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("begun", sa.SmallInteger, nullable=False),
        sa.Column("owner", sa.String(120), nullable=True),
        sa.Column("leased_until_ms", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("parked_at", sa.BigInteger, nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
    ]
