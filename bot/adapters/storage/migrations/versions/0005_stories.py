"""What tells stories and editions, corrections and takedowns, and summaries that are made elsewhere."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    extend_articles()
    op.add_column("message_items", Column("article_id", ID, nullable=True))
    op.drop_index("ix_messages_address_id", "messages")
    op.create_index("ix_messages_address_id_owed_id", "messages", ["address_id", "owed_id"])
    op.create_table(
        "story_terms",
        Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        Column("article_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_terms_article_id"),
        sa.PrimaryKeyConstraint("term", "article_id", name="pk_story_terms"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_terms_article_id", "story_terms", ["article_id"])
    op.create_table(
        "story_features",
        Column("article_id", ID, nullable=False),
        instant("published"),
        Column("features", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_features_article_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_features"),
    )
    op.create_index("ix_story_features_published", "story_features", ["published"])
    op.create_table(
        "summaries",
        Column("key", sa.String(64), nullable=False),
        Column("summary", sa.Text(), nullable=False),
        instant("written"),
        sa.PrimaryKeyConstraint("key", name="pk_summaries"),
    )
    op.create_index("ix_summaries_written", "summaries", ["written"])
    op.create_table(
        "spending",
        Column("day", sa.String(10), nullable=False),
        Column("requests", sa.Integer(), server_default="0", nullable=False),
        Column("tokens", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_spending"),
    )


def extend_articles() -> None:
    for column in (
        Column("relation", sa.String(8), server_default="", nullable=False),
        Column("engine", sa.String(16), server_default="", nullable=False),
        instant("corrected", nullable=True),
        Column("correction", sa.Text(), server_default="", nullable=False),
        instant("look", nullable=True),
        instant("gone_since", nullable=True),
        Column("gone_status", sa.SmallInteger(), server_default="0", nullable=False),
        instant("taken_down", nullable=True),
    ):
        op.add_column("articles", column)
    op.add_column("sources", Column("shown", sa.Text(), server_default="", nullable=False))
    waiting = sa.text("look IS NOT NULL")
    op.create_index("ix_articles_look", "articles", ["look"], sqlite_where=waiting, postgresql_where=waiting)


def instant(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, sa.BigInteger(), nullable=nullable)
