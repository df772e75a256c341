"""An entry as feedparser gives it → `Raw`: which of its many fields is the title, the link, the time, the picture."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from html.entities import name2codepoint
from typing import Any

from bot.adapters.reading import markup
from bot.adapters.reading.dates import moment
from bot.adapters.reading.entries import LONGEST_RAW, Raw, alternates

_TAG = re.compile(
    r"</?(?:p|br|b|i|a|img|div|span|strong|em|ul|ol|li|h[1-6]|blockquote|figure|table|script|style|iframe|object)\b",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(#?\w{1,32});")
_NAMED = {
    "image": re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$", re.IGNORECASE),
    "video": re.compile(r"\.(?:mp4|m4v|webm|mov|m3u8)$", re.IGNORECASE),
    "audio": re.compile(r"\.(?:mp3|m4a|ogg|oga|opus|aac|wav|flac)$", re.IGNORECASE),
}
_DIGITS = re.compile(r"\d+")
_GALLERY = 3  # pictures; two are often a picture and its twin
_MOST_ATTACHED = 100
_TOLD_BY = 100_000  # characters by which HTML shows as such


def raw(found: Mapping[str, Any], version: str, base: str, now: datetime, zone: tzinfo) -> Raw:
    """What an entry says, still with its markup. `version` is feedparser's: "atom10", "rss20", …"""
    contents = [_html(part, version) for part in found.get("content") or ()]
    title = found.get("title_detail") or {}
    attached = _attached(found)
    return Raw(
        base=markup.absolute(text(title.get("base")), base) or base,
        title=_html(title, version) or text(found.get("title")),
        url=_url(found),
        guid=text(found.get("id")),
        summary=_html(found.get("summary_detail") or {}, version) or text(found.get("summary")),
        content=max(contents, key=len, default=""),
        authors=[text(author.get("name")) for author in found.get("authors") or ()] or [text(found.get("author"))],
        categories=[text(tag.get("label")) or text(tag.get("term")) for tag in found.get("tags") or ()],
        published=_published(found, now, zone),
        image=_image(found, attached),
        media=_media(found, attached),
        language=text(title.get("language")),
        alternates=alternates(_editions(found), base),
    )


def text(value: object) -> str:
    """Strings as they are, anything else as nothing."""
    return value if isinstance(value, str) else ""


def _html(detail: Mapping[str, Any], version: str) -> str:
    """A text in the form that is read as HTML. RSS does not say which it is: what holds tags or entities is HTML."""
    value = text(detail.get("value"))[:LONGEST_RAW]
    told = version.startswith("atom") or not (_TAG.search(value, 0, _TOLD_BY) or _has_entity(value[:_TOLD_BY]))
    plain = told and (detail.get("type") == "text/plain" or not version.startswith("atom"))
    return value.replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "<br>") if plain else value


def _has_entity(value: str) -> bool:
    return "&" in value and any(name[0] == "#" or name in name2codepoint for name in _ENTITY.findall(value))


def _url(found: Mapping[str, Any]) -> str:
    direct = text(found.get("feedburner_origlink")) or text(found.get("link"))
    if found.get("guidislink") and direct == found.get("id") and "://" not in direct:
        direct = ""  # a guid is taken for a link unless it says that it is none; most of these are plain numbers
    if direct:
        return direct
    links = sorted(found.get("links") or (), key=lambda link: link.get("rel") == "enclosure")
    return next((href for link in links if (href := text(link.get("href")))), "")


def _editions(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Links to the same text in other languages, as Atom has them (RFC 4287 §4.2.7.4)."""
    for link in found.get("links") or ():
        if link.get("rel") == "alternate" and link.get("hreflang"):
            yield text(link.get("hreflang")), text(link.get("href"))


def _published(found: Mapping[str, Any], now: datetime, zone: tzinfo) -> datetime | None:
    """The first date that can be understood. `dict.get`: feedparser's own would answer one date for another."""
    for name in ("published", "created", "updated"):
        told = dict.get(found, name)  # type: ignore[call-overload]
        date = moment(text(told), now, zone)
        if date:
            return date
    return None


# --- pictures and media ------------------------------------------------------------------------------------


def _attached(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    links = (link for link in found.get("links") or () if link.get("rel") == "enclosure")
    return [*(found.get("media_content") or ()), *links][:_MOST_ATTACHED]


def _media(found: Mapping[str, Any], attached: list[Mapping[str, Any]]) -> str:
    """What an entry is besides text. Pictures are a gallery if they are several, not sizes of one."""
    kinds = set(map(_kind, attached))
    told = next((kind for kind in ("video", "audio") if kind in kinds), "")
    if not told and found.get("media_player"):
        return "video"
    return told or ("gallery" if len(set(map(_scene, filter(_is_picture, attached)))) >= _GALLERY else "")


def _kind(attached: Mapping[str, Any]) -> str:
    """ "image", "video", "audio" or another medium: as it says, else as its address is named."""
    told = text(attached.get("medium")) or text(attached.get("type")).partition("/")[0]
    if told and told != "application":
        return told.lower()
    path = _address(attached).partition("?")[0]
    return next((kind for kind, named in _NAMED.items() if named.search(path)), told)


def _is_picture(attached: Mapping[str, Any]) -> bool:
    return _kind(attached) == "image"


def _scene(attached: Mapping[str, Any]) -> str:
    """A picture's address without what differs between its sizes: the query and all digits."""
    return _DIGITS.sub("", _address(attached).partition("?")[0])


def _address(attached: Mapping[str, Any]) -> str:
    return text(attached.get("url")) or text(attached.get("href"))


def _image(found: Mapping[str, Any], attached: list[Mapping[str, Any]]) -> str:
    best = max(filter(_is_picture, attached), key=_width, default=None)
    own = found.get("image")
    candidates: Iterable[str] = (
        _address(best) if best else "",
        max(map(_sized, found.get("media_thumbnail") or ()), default=(0, ""))[1],
        _address(own) if isinstance(own, Mapping) else "",
    )
    return next(filter(None, candidates), "")


def _width(attached: Mapping[str, Any]) -> int:
    width = text(attached.get("width"))
    return int(width) if width.isascii() and width.isdigit() and len(width) < 6 else 0


def _sized(attached: Mapping[str, Any]) -> tuple[int, str]:
    return _width(attached), _address(attached)
