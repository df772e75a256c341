"""The archive's own vocabulary, by which misspelt words are mended."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEYS = tuple(f"key{number}" for number in range(1, 7))


def upgrade() -> None:
    op.create_table(
        "vocabulary",
        Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        Column("spelling", sa.Text(), nullable=False),
        Column("word", sa.Text(), server_default="", nullable=False),
        *(Column(name, sa.Integer(), nullable=False) for name in KEYS),
        sa.PrimaryKeyConstraint("id", name="pk_vocabulary"),
    )
    for name in KEYS:
        op.create_index(f"ix_vocabulary_{name}", "vocabulary", [name])
