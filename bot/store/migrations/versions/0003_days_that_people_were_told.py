"""Who was told which day, for a day; and who wishes to be reminded of one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "told",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("lane", sa.String(64), nullable=False),
        sa.Column("ground", sa.String(64), nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("remind_at", sa.BigInteger, nullable=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("told_lane", "told", ["lane"])
    op.create_index("told_ground", "told", ["ground"])
    op.create_index("told_remind_at", "told", ["remind_at"])
