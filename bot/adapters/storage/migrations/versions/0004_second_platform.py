"""What a platform of servers needs: where a place belongs, roles that are called, messages that are published further."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("addresses", words("server", 64))
    op.add_column("addresses", words("shape", 16))
    op.add_column("addresses", no("crosspost"))
    op.add_column("addresses", no("webhook"))
    op.add_column("subscriptions", words("mention", 64))
    op.add_column("messages", Column("crosspost", sa.String(8), nullable=True))
    op.add_column("messages", Column("crossposted", sa.BigInteger(), nullable=True))
    partial("ix_addresses_server", "addresses", ["platform", "server"], "server <> ''")
    calling = ["effect", "kind", "value", "mention", "address_id"]
    partial("ix_subscriptions_calling", "subscriptions", calling, "mention > ''")
    filtered = ["filter_id", "effect", "mention", "address_id"]
    partial("ix_subscriptions_calling_filter", "subscriptions", filtered, "mention > ''")
    partial("ix_messages_wanted", "messages", ["address_id", "owed_id", "part"], "crosspost = 'wanted'")
    partial("ix_messages_crossposted", "messages", ["address_id", "crossposted"], "crosspost = 'done'")


def words(name: str, length: int) -> Column[str]:
    return Column(name, sa.String(length), server_default="", nullable=False)


def no(name: str) -> Column[bool]:
    return Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)


def partial(name: str, table: str, columns: list[str], where: str) -> None:
    some = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=some, postgresql_where=some)
