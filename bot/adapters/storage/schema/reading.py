"""What is read: sources, their hubs, articles and how they are known."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text, text

from bot.adapters.storage.columns import Id, Instant, count, metadata, partial, words

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
    Column("status", String(8), nullable=False, server_default="active"),  # active, paused, gone, removed
    words("feed_url"),
    words("feed_kind"),
    words("feed_language"),
    words("title"),  # the feed's own
    words("links"),  # JSON: what discovery found and tried
    words("hub"),  # WebSub: where news of the feed can be subscribed to
    words("topic"),  # and under which name
    words("rhythm"),  # JSON: when the feed wants to be asked
    words("etag"),
    words("last_modified"),
    words("body_hash"),
    Column("baseline", Boolean, nullable=False, server_default=text("true")),  # no poll has succeeded yet
    Column("created", Instant, nullable=False),
    Column("next_poll", Instant, nullable=False),
    words("why"),  # it is then
    Column("last_poll", Instant),
    Column("last_success", Instant),
    Column("last_new", Instant),
    Column("newest", Instant),
    words("last_error"),
    count("failures"),
    Column("failing_since", Instant),
    Column("alerted", Boolean, nullable=False, server_default=text("false")),  # the operators know of the outage
    words("moved_to"),  # where permanent redirects lead, and for how many polls in a row
    count("moves"),
    words("shown"),  # which articles the feed showed when it was last read, and had dropped (`domain.takedown`)
    words("tally"),  # JSON: what has proved to name its articles (`domain.identity`)
    count("polls"),
    count("unchanged"),
    Column("lease", Id, ForeignKey("processes.id", ondelete="SET NULL")),
    partial("ix_sources_due", "next_poll", where="status = 'active'"),
)

pushes = Table(  # subscriptions at hubs (WebSub)
    "pushes",
    metadata,
    Column("source_id", String(64), ForeignKey("sources.id"), primary_key=True),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("asked", Instant, nullable=False),
    Column("until", Instant),  # of the lease
    count("tries"),  # how often the hub was asked since it last confirmed
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
    Column("entry", Text, nullable=False),  # JSON: the feed's entry, until it has been read; else ""
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
    Column("paywalled", Boolean, nullable=False, server_default=text("false")),
    words("fingerprint"),  # of the feed's entry as last read: another one is a reason to read the article again
    Column("checked", Instant),  # when it was last read again
    Column("checks", SmallInteger, nullable=False, server_default="0"),
    Column("lease", Id, ForeignKey("processes.id", ondelete="SET NULL")),
    Column("relation", String(8), nullable=False, server_default=""),  # to its item: "" the first, edition, reprint
    Column("engine", String(16), nullable=False, server_default=""),  # of its summary, where that is not the article's
    Column("corrected", Instant),  # when what is posted of it last became something else
    words("correction"),  # the title before that, if it was another
    Column("look", Instant),  # when its page is looked at next, whether it is still there
    Column("gone_since", Instant),  # when it was first found not to be there
    Column("gone_status", SmallInteger, nullable=False, server_default="0"),  # what the site answered then
    Column("taken_down", Instant),  # when that was certain
    partial("ix_articles_look", "look", where="look IS NOT NULL"),
    partial("ix_articles_new", "baseline", "attempts", "batch", "id", where="stage = 'new'"),
    partial("ix_articles_changed", "batch", "id", where="stage = 'ready' AND entry <> ''"),
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

alternates = Table(  # the same article in other languages, as its site says
    "alternates",
    metadata,
    Column("article_id", Id, ForeignKey("articles.id"), primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("key", Text, nullable=False, index=True),  # the address, as `links.key` sees it
    Column("url", Text, nullable=False),
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
    words("same_as"),  # the key of the section that this one is in another language; "" for its own
)

section_pairs = Table(  # how often an article of one section has its other edition in the other
    "section_pairs",
    metadata,
    Column("one", Text, primary_key=True),  # the lesser of the two keys
    Column("other", Text, primary_key=True),
    count("articles"),
)

authors = Table(
    "authors",
    metadata,
    Column("key", Text, primary_key=True),  # folded
    Column("name", Text, nullable=False),
)
