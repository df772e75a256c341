"""What is owed, what stands in chats, and small facts."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, SmallInteger, String, Table, Text, UniqueConstraint

from bot.adapters.storage.columns import Id, Instant, metadata, partial

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
    Column("rank", SmallInteger, nullable=False, server_default="1"),  # `model.Rank`: which addresses' heads go first
    Column("digest", Boolean),  # a post in one message with its like; false: never; null: if more than a few wait
    UniqueConstraint("address_id", "kind", "key"),
    partial("ix_outbox_head", "address_id", "id", where="settled IS NULL"),
    partial("ix_outbox_due", "platform", "rank", "due", "id", where="state = 'pending'"),
    partial("ix_outbox_held", "due", where="state = 'held'"),
    partial("ix_outbox_doubtful", "id", where="state = 'doubtful'"),
    sqlite_autoincrement=True,
)

messages = Table(  # what stands in a chat
    "messages",
    metadata,
    Column("owed_id", Id, primary_key=True, autoincrement=False),  # its outbox row, perhaps gone
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("message", String(64), nullable=False),  # the platform's reference
    Column("form", String(8), nullable=False),  # text, photo
    Column("sent", Instant, nullable=False),
    Column("crosspost", String(8)),  # to those who follow the channel: wanted, done, failed, stale; null: not asked for
    Column("crossposted", Instant),  # when that was done, or given up
    Index("ix_messages_address_id_owed_id", "address_id", "owed_id"),  # the newest of a chat
    partial("ix_messages_wanted", "address_id", "owed_id", "part", where="crosspost = 'wanted'"),
    partial("ix_messages_crossposted", "address_id", "crossposted", where="crosspost = 'done'"),
    sqlite_with_rowid=False,
)

message_items = Table(
    "message_items",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    Column("owed_id", Id, primary_key=True, autoincrement=False, index=True),
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    Column("article_id", Id),  # by which it is shown there; null: by the item's first
    sqlite_with_rowid=False,
)

notes = Table(
    "notes",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("written", Instant, nullable=False, index=True),
)
