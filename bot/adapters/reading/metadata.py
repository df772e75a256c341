"""What a page says about its article in its head: JSON-LD (schema.org), Open Graph, <meta>, <time>.

trafilatura's own metadata give dates without times and load a heavy date library; these are exact and light.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from bot.adapters.reading import markup
from bot.adapters.reading.dates import moment
from bot.adapters.reading.entries import LONGEST_TITLE, language, names, people
from bot.adapters.reading.shown import shown_date
from bot.domain import links
from bot.domain.text import clean

_LONGEST_JSON = 300_000
_MOST_NODES = 500
_ARTICLES = re.compile(r"(?:News|Blog|Report|Analysis|Opinion|Review|Tech|Background|LiveBlog)?(?:Article|Posting)\Z")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Empty where the page says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    image: str = ""
    section: str = ""
    language: str = ""
    canonical: str = ""
    site: str = ""


def metadata(root: Any, url: str, now: datetime, zone: tzinfo) -> Metadata:
    """Read a page's head; dates without a zone are in `zone`. `root` is not changed."""
    meta = _meta(root)
    article = _article(root)
    heading = next((markup.line(text) for h1 in root.iter("h1") if (text := _escaped(h1.text_content())).strip()), "")
    return Metadata(
        title=_title(article, meta, heading, root),
        authors=people([*_named(article.get("author")), *_all(meta, "author", "article:author", "dc.creator", "byl")]),
        published=_published(root, article, meta, now, zone),
        image=next(_images(article, meta, url), ""),
        section=next(
            iter(names([*_strings(article.get("articleSection")), *_all(meta, "article:section", "section")])), ""
        ),
        language=language(_first(_strings(article.get("inLanguage"))))
        or language(root.get("lang") or "")
        or language(_first(_all(meta, "og:locale", "content-language"))),
        canonical=_canonical(root, meta, url),
        site=markup.line(_escaped(_first([*_all(meta, "og:site_name"), *_named(article.get("publisher"))]))),
    )


# --- the head ----------------------------------------------------------------------------------------------


def _meta(root: Any) -> dict[str, str]:
    """<meta> by name, property or itemprop; the first of each."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = clean((element.get("content") or "")[:5000]).strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _article(root: Any) -> Mapping[str, Any]:
    """The JSON-LD node that is an article; {} where there is none."""
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" in (script.get("type") or "").lower() and len(text) <= _LONGEST_JSON:
            try:
                document = json.loads(text, strict=False)
            except (ValueError, RecursionError):
                continue
            for node in _nodes(document):
                if any(_ARTICLES.match(kind) for kind in _strings(node.get("@type"))):
                    return node
    return {}


def _nodes(document: object) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD document: the outermost, those of lists, and of "@graph"."""
    waiting = [document]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            waiting.extend(node.get(name) for name in ("@graph", "mainEntity", "mainEntityOfPage"))


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [clean(each) for each in values[:20] if isinstance(each, str)]


def _named(value: object) -> list[str]:
    """Names of persons and organisations, however they are nested."""
    values = value if isinstance(value, list) else [value]
    found = [each.get("name") if isinstance(each, dict) else each for each in values[:20]]
    return [name for each in found for name in _strings(each)]


def _all(meta: Mapping[str, str], *keys: str) -> list[str]:
    return [meta[key] for key in keys if key in meta]


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _escaped(text: str) -> str:
    return clean(text[: 4 * LONGEST_TITLE]).replace("&", "&amp;").replace("<", "&lt;")


# --- fields ------------------------------------------------------------------------------------------------


def _title(article: Mapping[str, Any], meta: Mapping[str, str], heading: str, root: Any) -> str:
    told = _first([*_strings(article.get("headline")), *_all(meta, "og:title", "twitter:title")])
    title = markup.line(told[:LONGEST_TITLE])
    if heading and (not title or title.startswith(heading)):  # "Headline | Site"
        title = heading
    if not title:
        title = next((markup.line(_escaped(element.text or "")) for element in root.iter("title")), "")
    return title[:LONGEST_TITLE]


def _published(
    root: Any, article: Mapping[str, Any], meta: Mapping[str, str], now: datetime, zone: tzinfo
) -> datetime | None:
    told = [
        *_strings(article.get("datePublished")),
        *_all(
            meta, "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "pubdate"
        ),
        *_strings(article.get("dateCreated")),
    ]
    told += [element.get("datetime") for element in root.iter("time") if element.get("datetime")][:1]
    dates = (moment(text, now, zone) for text in told)
    return next(filter(None, dates), None) or shown_date(root, now, zone)


def _images(article: Mapping[str, Any], meta: Mapping[str, str], url: str) -> Iterator[str]:
    told = _all(meta, "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    image = article.get("image")
    for each in image if isinstance(image, list) else [image]:
        told += _strings(each.get("url") if isinstance(each, dict) else each)
    return filter(None, (markup.absolute(address, url) for address in told))


def _canonical(root: Any, meta: Mapping[str, str], url: str) -> str:
    """What the page calls its own address. A front page named there is a template's mistake."""
    told = [
        element.get("href") or ""
        for element in root.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    found = (markup.absolute(address, url) for address in [*told, *_all(meta, "og:url")])
    return next((address for address in found if address and (links.is_home(url) or not links.is_home(address))), "")
