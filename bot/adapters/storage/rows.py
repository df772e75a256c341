"""Rows into values, and the other way round where a value is stored whole."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from operator import ge, lt
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    select,
)

from bot.adapters.storage.prepared import moment
from bot.adapters.storage.schema import addresses, articles, indexed, sources
from bot.domain.model import Address, Alternate, Entry, Item, Kind, Place, Source

AUTOMATIC = "llm"  # the engine of summaries that say it in words of their own
NEWS = tuple(kind.value for kind in (Kind.POST, Kind.UPDATE))  # rows that show an item anew
CORRECTIONS = tuple(kind.value for kind in (Kind.EDIT, Kind.STRIKE))  # that change what stands; nothing waits for them
AS_NEWS, AS_CORRECTIONS = (  # of prepared statements
    [literal_column(f"'{kind}'", String) for kind in kinds] for kinds in (NEWS, CORRECTIONS)
)
SLICE = 500  # values in one IN (…): SQLite's oldest limit is 999
SOURCE_NAMES = tuple(field.name for field in fields(Source))
SOURCE: tuple[ColumnElement[Any], ...] = tuple(sources.c[name] for name in SOURCE_NAMES)
ITEM: tuple[ColumnElement[Any], ...] = (
    articles.c.item_id, articles.c.id.label("article_id"), articles.c.title, articles.c.url, articles.c.source_id,
    articles.c.language, articles.c.published, articles.c.dated, articles.c.section, articles.c.section_label,
    articles.c.summary, articles.c.authors, articles.c.image, articles.c.media, articles.c.engine, articles.c.corrected,
    articles.c.correction,
)  # fmt: skip
HIT: tuple[ColumnElement[Any], ...] = tuple(indexed.c[name] for name in ("row", "article_id", "item_id", "published"))
ADDRESS: tuple[ColumnElement[Any], ...] = tuple(
    addresses.c[name]
    for name in (
        "id", "platform", "chat", "topic", "kind", "title", "username", "comments", "server", "shape", "status",
        "reason", "language", "languages", "layout", "timezone", "pictures", "sound", "footer", "next_due",
        "retry_after", "every_post", "paused_until", "crosspost", "webhook",
    )
)  # fmt: skip


class Hit(NamedTuple):
    """What a search found, from the columns `HIT` as the driver returns them: there may be thousands."""

    row: int  # of the index
    article_id: int
    item_id: int
    published: int  # microseconds, as stored


def sliced(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values in pieces that fit into one statement."""
    for start in range(0, len(values), SLICE):
        yield values[start : start + SLICE]


def between(column: ColumnElement[Any], first: str, last: str) -> ColumnElement[bool]:
    """From the parameter `first` to before `last`."""
    return and_(*(compare(column, bindparam(name, type_=BigInteger)) for compare, name in ((ge, first), (lt, last))))


def counted(found: Select[Any], limit: int | BindParameter[int]) -> ScalarSelect[int]:
    """The number of rows, counted to `limit`, as a value in a statement."""
    return select(func.count()).select_from(found.limit(limit).subquery()).scalar_subquery()


def source(row: Sequence[Any]) -> Source:
    """A source, from the columns `SOURCE`."""
    return Source(*row)


def item(row: Sequence[Any]) -> Item:
    """An item as its article shows it, from the columns `ITEM`."""
    values = list(row)
    values[10], values[11] = tuple(values[10].splitlines()), tuple(values[11].splitlines())
    values[14] = values[14] == AUTOMATIC
    return Item(*values)


def raw_item(row: Sequence[Any]) -> Item:
    """The same from what the driver returned."""
    return item([*row[:6], moment(row[6]), bool(row[7]), *row[8:15], moment(row[15]), row[16]])


def address(row: Sequence[Any]) -> Address:
    """An address, from the columns `ADDRESS`."""
    status, reason, language, languages, *rest = row[10:]
    return Address(row[0], Place(*row[1:10]), status, reason, language, tuple(languages.split()), *rest)


def lines(texts: Sequence[str]) -> str:
    """Short texts, one a line."""
    return "\n".join(" ".join(text.split()) for text in texts)


_ENCODER = json.JSONEncoder(default=datetime.isoformat, ensure_ascii=False)


def entry_json(entry: Entry) -> str:
    """A feed's entry, stored until the editor has read it."""
    stored = {field.name: getattr(entry, field.name) for field in fields(entry)}
    stored["alternates"] = [(each.language, each.url) for each in entry.alternates]
    return _ENCODER.encode(stored)


def entry(stored: str) -> Entry:
    """The entry of `entry_json`."""
    values = json.loads(stored)
    values["authors"], values["categories"] = tuple(values["authors"]), tuple(values["categories"])
    values["alternates"] = tuple(Alternate(*each) for each in values.get("alternates", ()))
    if values["published"]:
        values["published"] = datetime.fromisoformat(values["published"])
    return Entry(**values)
