"""Each bot has messages of its own in a chat, and reminds of what it was asked itself.

A primary key cannot be changed on SQLite, so the rows move into new tables.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _moved("sent", [_bot(), _code("code"), _number(sa.Integer, "number"), _number(sa.Integer, "at")], "code", "number")
    op.create_index("sent_at", "sent", ["at"])
    _moved("told", [_bot(), *_told()], "code")
    for column in ("lane", "ground", "remind_at"):
        op.create_index(f"told_{column}", "told", [column])


def _moved(table: str, columns: list[sa.Column[Any]], *key: str) -> None:
    new, kept = f"new_{table}", ", ".join(column.name for column in columns[1:])
    op.create_table(new, *columns, sa.PrimaryKeyConstraint("bot", *key))
    op.execute(f"INSERT INTO {new} ({kept}) SELECT {kept} FROM {table}")
    op.drop_table(table)
    op.rename_table(new, table)


def _told() -> list[sa.Column[Any]]:
    return [
        *(_code(name) for name in ("code", "lane", "ground")),
        _number(sa.BigInteger, "until"),
        sa.Column("remind_at", sa.BigInteger, nullable=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    ]


def _bot() -> sa.Column[Any]:
    return sa.Column("bot", sa.BigInteger, nullable=False, server_default="0")


def _code(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), nullable=False)


def _number(kind: type[sa.Integer], name: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
