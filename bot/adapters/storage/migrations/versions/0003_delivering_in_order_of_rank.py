"""What delivery under load needs: ranks, digests, doubts that are held, pauses that end."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", Column("rank", sa.SmallInteger(), server_default="1", nullable=False))
    op.add_column("outbox", Column("digest", sa.Boolean(), nullable=True))
    every_post: Column[bool] = Column("every_post", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    op.add_column("addresses", every_post)
    op.add_column("addresses", Column("paused_until", sa.BigInteger(), nullable=True))
    op.drop_index("ix_outbox_due", "outbox")
    partial("ix_outbox_due", "outbox", ["platform", "rank", "due", "id"], "state = 'pending'")
    partial("ix_outbox_doubtful", "outbox", ["id"], "state = 'doubtful'")
    partial("ix_addresses_paused", "addresses", ["paused_until"], "status = 'paused'")


def partial(name: str, table: str, columns: list[str], where: str) -> None:
    some = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=some, postgresql_where=some)
