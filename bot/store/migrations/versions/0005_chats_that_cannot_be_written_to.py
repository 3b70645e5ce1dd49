"""Chats that cannot be written to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "blocked",
        sa.Column("bot", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("lane", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("bot", "lane"),
    )
    op.create_index("blocked_at", "blocked", ["at"])
