"""What a page says about its article in its head: JSON-LD (schema.org), Open Graph, <meta>, <time>.

trafilatura's own metadata give dates without times and load a heavy date library; these are exact and light.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from bot.adapters.reading import markup
from bot.adapters.reading.dates import moment
from bot.adapters.reading.entries import LONGEST_TITLE, language, names, people
from bot.adapters.reading.shown import headline, shown_date
from bot.domain import links
from bot.domain.text import clean

_LONGEST_JSON = 300_000
_MOST_NODES = 500
_MOST_DATES = 20
_LAST_PART = re.compile(r"(.+?)\s+(?:[|–—»·-]|::)\s+([^|–—»·]{2,60})")
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
    site = markup.line(_escaped(_first([*_all(meta, "og:site_name"), *_named(article.get("publisher"))])))
    title = _title(root, article, meta, (site, links.host(url)))
    sections = [*_strings(article.get("articleSection")), *_all(meta, "article:section", "section")]
    languages = [
        *_strings(article.get("inLanguage")),
        root.get("lang") or "",
        *_all(meta, "og:locale", "content-language"),
    ]
    return Metadata(
        title=title,
        authors=people([*_named(article.get("author")), *_all(meta, "author", "article:author", "dc.creator", "byl")]),
        published=_told_date(root, article, meta, now, zone) or shown_date(root, headline(root, title), now, zone),
        image=next(_images(article, meta, url), ""),
        section=_first(names(sections)),
        language=_first(map(language, languages)),
        canonical=_canonical(root, meta, url),
        site=site,
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


def _title(root: Any, article: Mapping[str, Any], meta: Mapping[str, str], sites: Sequence[str]) -> str:
    told = _first([*_strings(article.get("headline")), *_all(meta, "og:title", "twitter:title")])
    title = markup.line(told[:LONGEST_TITLE])
    heading = _first(markup.line(_escaped(h1.text_content())) for h1 in root.iter("h1"))
    if heading and (not title or title.startswith(heading)):
        return heading[:LONGEST_TITLE]
    title = title or _first(markup.line(_escaped(element.text or "")) for element in root.iter("title"))
    return _without_site(title[:LONGEST_TITLE], sites)


def _without_site(title: str, sites: Sequence[str]) -> str:
    """ "Headline | Site" → "Headline", if the last part is the site's name or host."""
    found = _LAST_PART.fullmatch(title)
    own = {"".join(filter(str.isalnum, site.casefold())) for site in sites} - {""}
    return found[1] if found and "".join(filter(str.isalnum, found[2].casefold())) in own else title


def _told_date(
    root: Any, article: Mapping[str, Any], meta: Mapping[str, str], now: datetime, zone: tzinfo
) -> datetime | None:
    told = [
        *_strings(article.get("datePublished")),
        *_all(
            meta, "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "pubdate"
        ),
        *_strings(article.get("dateCreated")),
        *(element.get("datetime") or "" for element in root.iter("time")),
    ]
    return next(filter(None, (moment(text, now, zone) for text in told[:_MOST_DATES])), None)


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
