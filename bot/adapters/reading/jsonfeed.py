"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read as leniently as the rest of the web."""

import json
from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any

from bot.adapters.reading.dates import moment
from bot.adapters.reading.entries import MOST_ENTRIES, Raw, entry, language, said
from bot.adapters.reading.markup import absolute, escaped, line
from bot.domain.errors import Unreadable
from bot.domain.model import Feed
from bot.domain.text import clean

_MOST_VALUES = 200_000  # in one document: a tree of them takes a hundred times its text


def parse(text: str, base: str, now: datetime, zone: tzinfo) -> Feed:
    """Parse the text of a JSON document. Raises `Unreadable` if it is no JSON Feed."""
    if text.count("{") + text.count("[") + text.count(",") > _MOST_VALUES:
        raise Unreadable("it is JSON, and far too intricate for a feed")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("it begins like JSON and is broken") from error
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise Unreadable("it is JSON, but no JSON Feed")
    if "jsonfeed.org/version/" not in _text(document.get("version")):
        raise Unreadable("it is JSON, but no JSON Feed: its version names none")
    items = islice((item for item in document["items"] if isinstance(item, dict)), MOST_ENTRIES)
    return Feed(
        kind="json",
        title=line(clean(_text(document.get("title")))),
        language=language(_text(document.get("language"))),
        entries=said(entry(_raw(item, base, now, zone)) for item in items),
        hub=next(_hubs(document, base), ""),
        topic=absolute(_text(document.get("feed_url")), base),
    )


def _hubs(document: dict[str, Any], base: str) -> Iterator[str]:
    """Those of the kind that is understood here; a kind left out is taken for it."""
    for hub in _list(document.get("hubs")):
        if isinstance(hub, dict) and _text(hub.get("type")).lower() in ("", "websub", "pubsubhubbub"):
            address = absolute(_text(hub.get("url")), base)
            if address:
                yield address


def _raw(item: dict[str, Any], base: str, now: datetime, zone: tzinfo) -> Raw:
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    dates = (moment(_text(item.get(name)), now, zone) for name in ("date_published", "date_modified"))
    media, picture = _attachments(item.get("attachments"))
    return Raw(
        base=base,
        title=escaped(_text(item.get("title"))),
        url=_text(item.get("url")) or _text(item.get("external_url")),
        guid=_text(item.get("id")),
        summary=escaped(_text(item.get("summary"))),
        content=html or escaped(text),
        authors=list(_authors(item)),
        categories=[_text(tag) for tag in _list(item.get("tags"))],
        published=next(filter(None, dates), None),
        image=_text(item.get("image")) or _text(item.get("banner_image")) or picture,
        media=media,
        language=_text(item.get("language")),
    )


def _text(value: object) -> str:
    """Strings as they are, numbers (some write ids so) as text, anything else as nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 64 else ""


def _list(value: object) -> list[object]:
    return value[:100] if isinstance(value, list) else []


def _authors(item: dict[str, Any]) -> Iterator[str]:
    for author in [*_list(item.get("authors")), item.get("author")]:
        if isinstance(author, dict):
            yield _text(author.get("name"))


def _attachments(value: object) -> tuple[str, str]:
    """The kind of media and the first picture."""
    kinds = [
        (_text(each.get("mime_type")).partition("/")[0], _text(each.get("url")))
        for each in _list(value)
        if isinstance(each, dict)
    ]
    media = next((kind for kind, _ in kinds if kind in ("video", "audio")), "")
    return media, next((url for kind, url in kinds if kind == "image"), "")
