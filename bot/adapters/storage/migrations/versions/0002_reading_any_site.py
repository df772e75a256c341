"""What reading any site needs to remember: moves, outages, hubs, revisions, other editions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    sources()
    articles()
    op.create_table(
        "pushes",
        Column("source_id", sa.String(64), nullable=False),
        Column("hub", sa.Text(), nullable=False),
        Column("topic", sa.Text(), nullable=False),
        Column("secret", sa.String(64), nullable=False),
        Column("asked", sa.BigInteger(), nullable=False),
        Column("until", sa.BigInteger(), nullable=True),
        count("tries"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_pushes_source_id"),
        sa.PrimaryKeyConstraint("source_id", name="pk_pushes"),
    )


def words(name: str) -> Column[str]:
    return Column(name, sa.Text(), server_default="", nullable=False)


def count(name: str) -> Column[int]:
    return Column(name, sa.Integer(), server_default="0", nullable=False)


def flag(name: str) -> Column[bool]:
    return Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)


def sources() -> None:
    for name in ("title", "links", "hub", "topic", "rhythm", "why", "moved_to", "tally"):
        op.add_column("sources", words(name))
    op.add_column("sources", count("moves"))
    op.add_column("sources", Column("failing_since", sa.BigInteger(), nullable=True))
    op.add_column("sources", flag("alerted"))


def articles() -> None:
    op.add_column("articles", flag("paywalled"))
    op.add_column("articles", words("fingerprint"))
    op.add_column("articles", Column("checked", sa.BigInteger(), nullable=True))
    op.add_column("articles", Column("checks", sa.SmallInteger(), server_default="0", nullable=False))
    op.drop_index("ix_articles_new", "articles")
    new, lane = sa.text("stage = 'new'"), ["baseline", "attempts", "batch", "id"]
    op.create_index("ix_articles_new", "articles", lane, sqlite_where=new, postgresql_where=new)
    changed = sa.text("stage = 'ready' AND entry <> ''")
    op.create_index("ix_articles_changed", "articles", ["batch", "id"], sqlite_where=changed, postgresql_where=changed)
    op.create_table(
        "alternates",
        Column("article_id", ID, nullable=False),
        Column("language", sa.String(16), nullable=False),
        Column("key", sa.Text(), nullable=False),
        Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_alternates_article_id"),
        sa.PrimaryKeyConstraint("article_id", "language", name="pk_alternates"),
    )
    op.create_index("ix_alternates_key", "alternates", ["key"])
    op.add_column("sections", words("same_as"))
    op.create_table(
        "section_pairs",
        Column("one", sa.Text(), nullable=False),
        Column("other", sa.Text(), nullable=False),
        count("articles"),
        sa.PrimaryKeyConstraint("one", "other", name="pk_section_pairs"),
    )
