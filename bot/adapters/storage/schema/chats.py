"""Where posts go, and what was asked for there."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.adapters.storage.columns import Id, Instant, count, metadata, partial, words

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
    Column("every_post", Boolean, nullable=False, server_default=text("false")),  # no digests, however many wait
    Column("paused_until", Instant),  # of status paused; null: until it is told otherwise
    Column("server", String(64), nullable=False, server_default=""),  # the community that it is part of
    Column("shape", String(16), nullable=False, server_default=""),  # of a channel: announcement, forum
    Column("crosspost", Boolean, nullable=False, server_default=text("false")),  # published to those who follow it
    Column("webhook", Boolean, nullable=False, server_default=text("false")),  # under the newsroom's name and picture
    UniqueConstraint("platform", "chat", "topic"),
    partial("ix_addresses_paused", "paused_until", where="status = 'paused'"),
    partial("ix_addresses_server", "platform", "server", where="server <> ''"),
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
    Column("mention", String(64), nullable=False, server_default=""),  # the role that its posts call
    UniqueConstraint("address_id", "effect", "kind", "value"),
    Index("ix_subscriptions_match", "effect", "kind", "value", "address_id"),
    Index("ix_subscriptions_filter_id", "filter_id", "effect", "address_id"),
    # those that call a role are few, and are to be found as such: SQLite takes these for the better, being narrower
    partial("ix_subscriptions_calling", "effect", "kind", "value", "mention", "address_id", where="mention > ''"),
    partial("ix_subscriptions_calling_filter", "filter_id", "effect", "mention", "address_id", where="mention > ''"),
)
