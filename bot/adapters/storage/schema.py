"""The tables. Times are microseconds since 1970 UTC (`Instant`); ids are surrogate integers unless said otherwise.

Migrations make these tables (`migrations/`); a test compares the two. For the states of the outbox see `outbox`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.adapters.storage.columns import NAMES, Id, Instant, count, partial, words

metadata = MetaData(naming_convention=NAMES)

# --- processes and leases ----------------------------------------------------------------------------------

processes = Table(
    "processes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("host", String(255), nullable=False),
    Column("boot", String(64), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started", String(32), nullable=False),  # start time of the pid, so that a reused number is not taken for it
    Column("seen", Instant, nullable=False),
    sqlite_autoincrement=True,
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("process_id", Id, ForeignKey("processes.id", ondelete="SET NULL")),
    Column("fence", BigInteger, nullable=False, server_default="0"),
)

# --- reading -----------------------------------------------------------------------------------------------

sources = Table(
    "sources",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    words("language"),
    words("section"),
    Column("poll_seconds", Integer, nullable=False),
    Column("poll_max_seconds", Integer, nullable=False),
    Column("full_text", String(8), nullable=False, server_default="auto"),
    Column("republish", Boolean, nullable=False, server_default=text("false")),
    Column("origin", String(8), nullable=False),
    Column("status", String(8), nullable=False, server_default="active"),  # active, paused, gone
    words("feed_url"),
    words("feed_kind"),
    words("feed_language"),
    words("etag"),
    words("last_modified"),
    words("body_hash"),
    Column("baseline", Boolean, nullable=False, server_default=text("true")),  # no poll has succeeded yet
    Column("created", Instant, nullable=False),
    Column("next_poll", Instant, nullable=False),
    Column("last_poll", Instant),
    Column("last_success", Instant),
    Column("last_new", Instant),
    Column("newest", Instant),
    words("last_error"),
    count("failures"),
    count("polls"),
    count("unchanged"),
    Column("lease", Id, ForeignKey("processes.id", ondelete="SET NULL")),
    partial("ix_sources_due", "next_poll", where="status = 'active'"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Id, primary_key=True),
    Column("created", Instant, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("story_id", Id, ForeignKey("stories.id"), nullable=False, index=True),
    Column("created", Instant, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", Id, ForeignKey("items.id"), nullable=False, index=True),
    Column("source_id", String(64), ForeignKey("sources.id"), nullable=False),  # the first that carried it
    Column("url", Text, nullable=False, index=True),  # canonical; empty where there is none
    Column("stage", String(8), nullable=False),  # new, ready
    Column("batch", BigInteger, nullable=False),  # the poll that found it
    Column("baseline", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    words("last_error"),
    Column("entry", Text, nullable=False),  # JSON: the feed's entry, until the article is ready; then ""
    Column("first_seen", Instant, nullable=False),
    Column("published", Instant, nullable=False),
    Column("dated", Boolean, nullable=False),
    words("title"),
    words("text"),
    words("summary"),  # sentences, one a line
    words("section"),
    words("section_label"),
    words("language"),
    words("authors"),  # one a line
    words("image"),
    words("media"),
    Column("lease", Id, ForeignKey("processes.id", ondelete="SET NULL")),
    partial("ix_articles_new", "batch", "id", where="stage = 'new'"),
    Index("ix_articles_published", "published", "id"),
    partial("ix_articles_lease", "lease", where="lease IS NOT NULL"),
    sqlite_autoincrement=True,
)

sightings = Table(  # which sources carry an article
    "sightings",
    metadata,
    Column("source_id", String(64), ForeignKey("sources.id"), primary_key=True),
    Column("article_id", Id, ForeignKey("articles.id"), primary_key=True, index=True),
    Column("seen", Instant, nullable=False),
)

article_keys = Table(  # by what an article is known again (`domain.identity`)
    "article_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("article_id", Id, ForeignKey("articles.id"), nullable=False, index=True),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", Id, ForeignKey("articles.id"), nullable=False, index=True),
    Column("seen", Instant, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
)

sections = Table(
    "sections",
    metadata,
    Column("key", Text, primary_key=True),
    Column("label", Text, nullable=False),
    count("articles"),
)

authors = Table(
    "authors",
    metadata,
    Column("key", Text, primary_key=True),  # folded
    Column("name", Text, nullable=False),
)

# --- chats -------------------------------------------------------------------------------------------------

addresses = Table(
    "addresses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("topic", String(64), nullable=False, server_default=""),
    Column("kind", String(8), nullable=False),  # private, group, channel
    words("title"),
    words("username"),
    Column("comments", Boolean, nullable=False, server_default=text("false")),
    Column("status", String(8), nullable=False, server_default="active"),  # active, paused, closed
    words("reason"),
    Column("language", String(16), nullable=False, server_default=""),
    words("languages"),  # of the news, space-separated with one at each end; empty: all
    Column("layout", String(8), nullable=False, server_default="standard"),
    Column("timezone", String(64), nullable=False, server_default=""),
    Column("quiet_from", SmallInteger),  # minutes after midnight, in `timezone`
    Column("quiet_to", SmallInteger),
    Column("pictures", Boolean, nullable=False, server_default=text("true")),
    Column("sound", Boolean, nullable=False, server_default=text("false")),
    words("footer"),
    Column("created", Instant, nullable=False),
    Column("next_due", Instant),  # pace: not before
    Column("retry_after", Instant),  # the platform's order: not before
    Column("lease", Id, ForeignKey("processes.id", ondelete="SET NULL")),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    count("sent"),
    count("failed"),
    Column("high_water", Id),  # the newest outbox row sent, once its row has gone
    UniqueConstraint("platform", "chat", "topic"),
    sqlite_autoincrement=True,
)

filters = Table(
    "filters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("terms", Text, nullable=False, unique=True),  # normalised (`domain.filters`)
)

filter_terms = Table(  # any of these terms in an item makes the filter a candidate
    "filter_terms",
    metadata,
    Column("term", Text, primary_key=True),
    Column("filter_id", Id, ForeignKey("filters.id", ondelete="CASCADE"), primary_key=True, index=True),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("effect", String(4), nullable=False, server_default="send"),  # send, mute
    Column("kind", String(8), nullable=False),  # all, section, source, author, filter
    Column("value", Text, nullable=False, server_default=""),
    Column("label", Text, nullable=False, server_default=""),
    Column("filter_id", Id, ForeignKey("filters.id")),
    Column("created", Instant, nullable=False),
    UniqueConstraint("address_id", "effect", "kind", "value"),
    Index("ix_subscriptions_match", "effect", "kind", "value", "address_id"),
    Index("ix_subscriptions_filter_id", "filter_id", "effect", "address_id"),
)

# --- delivery ----------------------------------------------------------------------------------------------

outbox = Table(  # its id is its order
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("key", String(64), nullable=False),
    Column("item_id", Id),  # of the article: its foreign key is checked there, not for every row owed
    Column("article_id", Id, ForeignKey("articles.id")),
    Column("state", String(8), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("due", Instant, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("doubts", SmallInteger, nullable=False, server_default="0"),
    Column("first_attempt", Instant),
    Column("created", Instant, nullable=False),
    Column("settled", Instant),
    Column("payload", Text, nullable=False, server_default=""),
    UniqueConstraint("address_id", "kind", "key"),
    partial("ix_outbox_head", "address_id", "id", where="settled IS NULL"),
    partial("ix_outbox_due", "platform", "due", "id", where="state = 'pending'"),
    partial("ix_outbox_held", "due", where="state = 'held'"),
    sqlite_autoincrement=True,
)

messages = Table(  # what stands in a chat
    "messages",
    metadata,
    Column("owed_id", Id, primary_key=True, autoincrement=False),  # its outbox row, perhaps gone
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("message", String(64), nullable=False),  # the platform's reference
    Column("form", String(8), nullable=False),  # text, photo
    Column("sent", Instant, nullable=False),
    sqlite_with_rowid=False,
)

message_items = Table(
    "message_items",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    Column("owed_id", Id, primary_key=True, autoincrement=False, index=True),
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# --- small facts -------------------------------------------------------------------------------------------

notes = Table(
    "notes",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("written", Instant, nullable=False, index=True),
)
