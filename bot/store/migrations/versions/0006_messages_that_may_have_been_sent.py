"""How often the next message of a delivery may have been sent: noted before it is sent, so that it is twice at most."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("unsure", sa.SmallInteger, nullable=False, server_default="0"))
    op.execute("UPDATE outbox SET unsure = 1 WHERE begun > 0")
