"""What an odd feed is, and the plain shapes from which they are made."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Baku")  # four hours before UTC, without summer time
SITE = "https://site.example"
DATE = "Thu, 19 Nov 2026 10:30:00 +0400"
MOMENT = datetime(2026, 11, 19, 6, 30, tzinfo=UTC)

SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
NEWS = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry as it must be read; None stands for anything plain."""

    title: str | None
    url: str = ""  # absolute; "": the feed gives none
    published: datetime | None = None  # None: the feed gives no sane time
    media: str = ""


@dataclass(frozen=True, slots=True)
class Odd:
    """A document as a server sends it."""

    name: str
    body: bytes
    wanted: tuple[Wanted, ...]
    content_type: str = ""
    refused: str = ""  # a word of the reason, where it is no feed at all


def odd(name: str, text: str | bytes, *wanted: Wanted, content_type: str = "", refused: str = "") -> Odd:
    """A document in UTF-8, unless it is bytes already."""
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return Odd(name, body, wanted, content_type, refused)


def rss(*items: str, head: str = "<title>Example</title>", version: str = "2.0", prolog: str = "") -> str:
    """RSS without a declaration of its encoding."""
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'{prolog}<rss version="{version}" {SPACES}><channel>{head}{inner}</channel></rss>'


def atom(*entries: str, head: str = "<title>Example</title>") -> str:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{inner}</feed>'


def news(*places: str) -> str:
    return f"<urlset {NEWS}>{''.join(f'<url>{place}</url>' for place in places)}</urlset>"


def story(number: int, title: str = "A bridge opens", body: str = "Trams cross the river again.") -> str:
    """The inside of a plain RSS item."""
    return (
        f"<title>{title}</title><link>{SITE}/{number}</link><guid>{SITE}/{number}</guid>"
        f"<description>{body}</description><pubDate>{DATE}</pubDate>"
    )


def told(number: int, title: str | None = "A bridge opens", media: str = "") -> Wanted:
    """What `story` must become."""
    return Wanted(title, f"{SITE}/{number}", MOMENT, media)


def in_every_shape(name: str, texts: Sequence[tuple[str, str]]) -> tuple[Odd, ...]:
    """The same stories (title, text) as RSS 2.0, RDF, Atom, JSON Feed and a news sitemap."""
    plain = [(number, escape(title), escape(text)) for number, (title, text) in enumerate(texts, 1)]
    wanted = tuple(told(number, title) for number, (title, _) in enumerate(texts, 1))
    when = MOMENT.isoformat()
    rdf = "".join(
        f'<item rdf:about="{SITE}/{number}"><title>{title}</title><link>{SITE}/{number}</link>'
        f"<description>{text}</description><dc:date>{when}</dc:date></item>"
        for number, title, text in plain
    )
    items = [
        {"id": f"{number}", "url": f"{SITE}/{number}", "title": title, "content_text": text, "date_published": when}
        for number, (title, text) in enumerate(texts, 1)
    ]
    spaces = f'xmlns="http://purl.org/rss/1.0/" {RDF} {SPACES}'
    return (
        odd(f"{name}.rss", rss(*(story(*each) for each in plain)), *wanted),
        odd(f"{name}.rdf", f"<rdf:RDF {spaces}><channel><title>E</title></channel>{rdf}</rdf:RDF>", *wanted),
        odd(f"{name}.atom", atom(*(atom_story(*each) for each in plain)), *wanted),
        odd(
            f"{name}.json",
            json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}, ensure_ascii=name < "k"),
            *wanted,
        ),
        odd(
            f"{name}.sitemap",
            news(
                *(
                    f"<loc>{SITE}/{number}</loc><news:news><news:publication_date>{when}</news:publication_date>"
                    f"<news:title>{title}</news:title></news:news>"
                    for number, title, _ in plain
                )
            ),
            *wanted,
        ),
    )


def atom_story(number: int, title: str = "A bridge opens", text: str = "Trams cross the river again.") -> str:
    """The inside of a plain Atom entry."""
    return (
        f'<id>tag:site.example,2026:{number}</id><title>{title}</title><link href="{SITE}/{number}"/>'
        f"<summary>{text}</summary><published>2026-11-19T10:30:00+04:00</published>"
        "<updated>2026-11-19T11:00:00+04:00</updated>"
    )
