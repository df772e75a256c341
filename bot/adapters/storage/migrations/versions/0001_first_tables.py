"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PUNCTUATION = "".join(map(chr, (*range(33, 48), *range(58, 65), *range(91, 97), *range(123, 127))))


def upgrade() -> None:
    operation()
    reading()
    archive()
    chats()
    delivery()
    if op.get_context().dialect.name == "sqlite":
        search()
    else:
        op.create_table(
            "search",
            Column("rowid", ID, autoincrement=False, nullable=False),
            Column("words", TSVECTOR(), nullable=False),
            sa.PrimaryKeyConstraint("rowid", name="pk_search"),
        )
        op.create_index("ix_search_words", "search", ["words"], postgresql_using="gin")


def search() -> None:
    """Words come folded and separated by spaces: every other character, ASCII punctuation too, belongs to a word."""
    letters = PUNCTUATION.replace("'", "''").replace('"', '""')
    columns = "title_words, body_words, title_stems, body_stems, terms"
    op.get_bind().exec_driver_sql(
        f"""CREATE VIRTUAL TABLE search USING fts5({columns}, tokenize = "ascii tokenchars '{letters}'")"""
    )


def words(name: str) -> Column[str]:
    return Column(name, sa.Text(), server_default="", nullable=False)


def count(name: str) -> Column[int]:
    return Column(name, sa.Integer(), server_default="0", nullable=False)


def when(name: str) -> Column[int]:
    return Column(name, sa.BigInteger(), nullable=False)


def partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


# fmt: off
def operation() -> None:
    """How it runs: processes, what they hold, small facts."""
    op.create_table("processes",
        Column("id", ID, nullable=False), Column("host", sa.String(255), nullable=False),
        Column("boot", sa.String(64), nullable=False), Column("pid", sa.Integer(), nullable=False),
        Column("started", sa.String(32), nullable=False), when("seen"),
        sa.PrimaryKeyConstraint("id", name="pk_processes"), sqlite_autoincrement=True,
    )
    op.create_table("leases",
        Column("name", sa.String(100), nullable=False), Column("process_id", ID, nullable=True),
        Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["processes.id"], name="fk_leases_process_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table("notes",
        Column("key", sa.String(200), nullable=False), Column("value", sa.Text(), nullable=False), when("written"),
        sa.PrimaryKeyConstraint("key", name="pk_notes"),
    )
    op.create_index("ix_notes_written", "notes", ["written"])


def reading() -> None:
    """What is read."""
    op.create_table("sources",
        Column("id", sa.String(64), nullable=False), Column("url", sa.Text(), nullable=False), words("language"),
        words("section"), Column("poll_seconds", sa.Integer(), nullable=False),
        Column("poll_max_seconds", sa.Integer(), nullable=False),
        Column("full_text", sa.String(8), server_default="auto", nullable=False),
        Column("republish", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        Column("origin", sa.String(8), nullable=False),
        Column("status", sa.String(8), server_default="active", nullable=False), words("feed_url"),
        words("feed_kind"), words("feed_language"), words("etag"), words("last_modified"), words("body_hash"),
        Column("baseline", sa.Boolean(), server_default=sa.text("true"), nullable=False), when("created"),
        when("next_poll"), Column("last_poll", sa.BigInteger(), nullable=True),
        Column("last_success", sa.BigInteger(), nullable=True), Column("last_new", sa.BigInteger(), nullable=True),
        Column("newest", sa.BigInteger(), nullable=True), words("last_error"), count("failures"), count("polls"),
        count("unchanged"), Column("lease", ID, nullable=True),
        sa.ForeignKeyConstraint(["lease"], ["processes.id"], name="fk_sources_lease", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
    )
    partial("ix_sources_due", "sources", ["next_poll"], "status = 'active'")
    op.create_table("stories",
        Column("id", ID, nullable=False), when("created"), sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_table("items",
        Column("id", ID, nullable=False), Column("story_id", ID, nullable=False), when("created"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_items_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
    )
    op.create_index("ix_items_story_id", "items", ["story_id"])
    op.create_table("articles",
        Column("id", ID, nullable=False), Column("item_id", ID, nullable=False),
        Column("source_id", sa.String(64), nullable=False), Column("url", sa.Text(), nullable=False),
        Column("stage", sa.String(8), nullable=False), when("batch"),
        Column("baseline", sa.Boolean(), nullable=False), count("attempts"), words("last_error"),
        Column("entry", sa.Text(), nullable=False), when("first_seen"), when("published"),
        Column("dated", sa.Boolean(), nullable=False), words("title"), words("text"), words("summary"),
        words("section"), words("section_label"), words("language"), words("authors"), words("image"), words("media"),
        Column("lease", ID, nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_articles_item_id"),
        sa.ForeignKeyConstraint(["lease"], ["processes.id"], name="fk_articles_lease", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_articles_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"), sqlite_autoincrement=True,
    )
    op.create_index("ix_articles_item_id", "articles", ["item_id"])
    partial("ix_articles_lease", "articles", ["lease"], 'lease IS NOT NULL')
    partial("ix_articles_new", "articles", ["batch", "id"], "stage = 'new'")
    op.create_index("ix_articles_published", "articles", ["published", "id"])
    op.create_index("ix_articles_url", "articles", ["url"])


def archive() -> None:
    """What is known of articles."""
    op.create_table("article_keys",
        Column("key", sa.Text(), nullable=False), Column("article_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_keys_article_id"),
        sa.PrimaryKeyConstraint("key", name="pk_article_keys"),
    )
    op.create_index("ix_article_keys_article_id", "article_keys", ["article_id"])
    op.create_table("revisions",
        Column("id", ID, nullable=False), Column("article_id", ID, nullable=False), when("seen"),
        Column("title", sa.Text(), nullable=False), Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_revisions_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
    )
    op.create_index("ix_revisions_article_id", "revisions", ["article_id"])
    op.create_table("sightings",
        Column("source_id", sa.String(64), nullable=False), Column("article_id", ID, nullable=False), when("seen"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_sightings_article_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_sightings_source_id"),
        sa.PrimaryKeyConstraint("source_id", "article_id", name="pk_sightings"),
    )
    op.create_index("ix_sightings_article_id", "sightings", ["article_id"])
    op.create_table("sections",
        Column("key", sa.Text(), nullable=False), Column("label", sa.Text(), nullable=False), count("articles"),
        sa.PrimaryKeyConstraint("key", name="pk_sections"),
    )
    op.create_table("authors",
        Column("key", sa.Text(), nullable=False), Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_authors"),
    )


def chats() -> None:
    """Where posts go, and who asked for what."""
    op.create_table("addresses",
        Column("id", ID, nullable=False), Column("platform", sa.String(16), nullable=False),
        Column("chat", sa.String(64), nullable=False),
        Column("topic", sa.String(64), server_default="", nullable=False),
        Column("kind", sa.String(8), nullable=False), words("title"), words("username"),
        Column("comments", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        Column("status", sa.String(8), server_default="active", nullable=False), words("reason"),
        Column("language", sa.String(16), server_default="", nullable=False), words("languages"),
        Column("layout", sa.String(8), server_default="standard", nullable=False),
        Column("timezone", sa.String(64), server_default="", nullable=False),
        Column("quiet_from", sa.SmallInteger(), nullable=True), Column("quiet_to", sa.SmallInteger(), nullable=True),
        Column("pictures", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        Column("sound", sa.Boolean(), server_default=sa.text("false"), nullable=False), words("footer"),
        when("created"), Column("next_due", sa.BigInteger(), nullable=True),
        Column("retry_after", sa.BigInteger(), nullable=True), Column("lease", ID, nullable=True),
        Column("fence", sa.BigInteger(), server_default="0", nullable=False), count("sent"), count("failed"),
        Column("high_water", ID, nullable=True),
        sa.ForeignKeyConstraint(["lease"], ["processes.id"], name="fk_addresses_lease", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
        sa.UniqueConstraint("platform", "chat", "topic", name="uq_addresses_platform_chat_topic"),
        sqlite_autoincrement=True,
    )
    op.create_table("filters",
        Column("id", ID, nullable=False), Column("terms", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_filters"), sa.UniqueConstraint("terms", name="uq_filters_terms"),
    )
    op.create_table("filter_terms",
        Column("term", sa.Text(), nullable=False), Column("filter_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["filter_id"], ["filters.id"], name="fk_filter_terms_filter_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("term", "filter_id", name="pk_filter_terms"),
    )
    op.create_index("ix_filter_terms_filter_id", "filter_terms", ["filter_id"])
    op.create_table("subscriptions",
        Column("id", ID, nullable=False), Column("address_id", ID, nullable=False),
        Column("effect", sa.String(4), server_default="send", nullable=False),
        Column("kind", sa.String(8), nullable=False), words("value"), words("label"),
        Column("filter_id", ID, nullable=True), when("created"),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name="fk_subscriptions_address_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["filter_id"], ["filters.id"], name="fk_subscriptions_filter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("address_id", "effect", "kind", "value", name="uq_subscriptions_address_id_effect_kind_value"),
    )
    op.create_index("ix_subscriptions_filter_id", "subscriptions", ["filter_id", "effect", "address_id"])
    op.create_index("ix_subscriptions_match", "subscriptions", ["effect", "kind", "value", "address_id"])


def delivery() -> None:
    """What is owed and what was sent."""
    op.create_table("outbox",
        Column("id", ID, nullable=False), Column("address_id", ID, nullable=False),
        Column("platform", sa.String(16), nullable=False), Column("kind", sa.String(8), nullable=False),
        Column("key", sa.String(64), nullable=False), Column("item_id", ID, nullable=True),
        Column("article_id", ID, nullable=True), Column("state", sa.String(8), nullable=False), words("reason"),
        when("due"), Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        Column("doubts", sa.SmallInteger(), server_default="0", nullable=False),
        Column("first_attempt", sa.BigInteger(), nullable=True), when("created"),
        Column("settled", sa.BigInteger(), nullable=True), words("payload"),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name="fk_outbox_address_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_outbox_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("address_id", "kind", "key", name="uq_outbox_address_id_kind_key"),
        sqlite_autoincrement=True,
    )
    partial("ix_outbox_due", "outbox", ["platform", "due", "id"], "state = 'pending'")
    partial("ix_outbox_head", "outbox", ["address_id", "id"], 'settled IS NULL')
    partial("ix_outbox_held", "outbox", ["due"], "state = 'held'")
    op.create_table("messages",
        Column("owed_id", ID, autoincrement=False, nullable=False),
        Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        Column("address_id", ID, nullable=False), Column("message", sa.String(64), nullable=False),
        Column("form", sa.String(8), nullable=False), when("sent"),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name="fk_messages_address_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owed_id", "part", name="pk_messages"), sqlite_with_rowid=False,
    )
    op.create_index("ix_messages_address_id", "messages", ["address_id"])
    op.create_table("message_items",
        Column("item_id", ID, nullable=False), Column("owed_id", ID, autoincrement=False, nullable=False),
        Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_message_items_item_id"),
        sa.PrimaryKeyConstraint("item_id", "owed_id", "part", name="pk_message_items"), sqlite_with_rowid=False,
    )
    op.create_index("ix_message_items_owed_id", "message_items", ["owed_id"])
