"""The first tables. The first three may stand already: copies of before there were steps have them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "opinions",
        sa.Column("card", sa.String(100), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("useful", sa.Integer, nullable=False),
        sa.Column("not_useful", sa.Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "sent",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_index("sent_at", "sent", ["at"], if_not_exists=True)
    op.create_table(
        "received",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("received_at", "received", ["at"])
    op.create_table(
        "inbox",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        *_waits(),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("parked_at", sa.BigInteger, nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
    )
    op.create_index("inbox_lane", "inbox", ["lane", "number"])
    op.create_table(
        "outbox",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        *_waits(),
        sa.Column("priority", sa.SmallInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("done", sa.SmallInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_lane", "outbox", ["lane", "number"])
    op.create_table(
        "keyring",
        sa.Column("key_id", sa.String(16), primary_key=True),
        sa.Column("proof", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )


def _waits() -> list[sa.Column[int] | sa.Column[str]]:
    return [
        sa.Column("lane", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("not_before_ms", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("begun", sa.SmallInteger, nullable=False),
        sa.Column("owner", sa.String(120), nullable=True),
        sa.Column("leased_until_ms", sa.BigInteger, nullable=False),
    ]
