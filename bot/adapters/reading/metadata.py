"""What a page says about its article in its head: JSON-LD (schema.org), Open Graph, <meta>, microdata, <time>.

The order is that of care: JSON-LD is written for machines that check it, Open Graph for previews, <meta> by templates
("admin" is an author there), what is shown is for readers. "Modified" is never taken for "published"; a day without
a time gives way to a time shown on that day. trafilatura's own metadata give dates without times and load a heavy date
library; these are exact and light.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

from bot.adapters.reading import markup, media, paywall
from bot.adapters.reading.dates import moment
from bot.adapters.reading.entries import LONGEST_TITLE, language, names, people
from bot.adapters.reading.jsonld import Node, named, nodes, strings
from bot.adapters.reading.shown import headline, is_modified, microdata, shown_date
from bot.domain import links
from bot.domain.model import Alternate
from bot.domain.text import clean

MOST_ALTERNATES = 20
_MOST_DATES = 20
_MOST_LINKS = 2000
_LAST_PART = re.compile(r"(.+?)\s*(?:\s[|–—»«·-]|::|\s:|_)\s*([^|–—»«·]{2,60})")
_FIRST_PART = re.compile(r"([^|–—»«·:]{2,60})\s*(?:\s[|–—»«·-]|::|:)\s+(.+)")
_ARTICLES = re.compile(r"[A-Za-z]{0,20}(?:Article|Posting)\Z")
_NOBODY = frozenset("admin administrator editor root user webmaster redaktor author админ редактор редакция".split())  # noqa: SIM905


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
    media: str = ""
    alternates: tuple[Alternate, ...] = ()
    paywalled: bool = False
    body: str = ""  # the article's text as JSON-LD carries it
    tags: tuple[str, ...] = ()


def metadata(root: Any, url: str, now: datetime, zone: tzinfo) -> Metadata:
    """Read a page's head; dates without a zone are in `zone`. `root` is not changed."""
    meta, found = _meta(root), nodes(root)
    article = next((node for node in found if any(map(_ARTICLES.match, strings(node.get("@type"))))), None)
    main = article or media.main(found) or {}
    site = markup.line(_escaped(_first([*_all(meta, "og:site_name"), *named(main.get("publisher"))])))
    title = _title(root, main, meta, (site, links.host(url)))
    head = headline(root, title)
    languages = [
        *strings(main.get("inLanguage")),
        root.get("lang") or "",
        *_all(meta, "og:locale", "content-language"),
    ]
    own = _first(map(language, languages))
    canonical = _canonical(root, meta, url)
    return Metadata(
        title=title,
        authors=_authors(root, main, meta, site or links.host(url)),
        published=_published(root, main, meta, head, now, zone),
        image=next(_images(main, meta, url), ""),
        section=_first(names(_sections(root, main, meta))),
        language=own,
        canonical=canonical,
        site=site,
        media=media.mark(root, found, meta, is_article=article is not None),
        alternates=_alternates(root, (url, canonical), own),
        paywalled=paywall.told(main, meta),
        body=_first(strings(main.get("articleBody"))),
        tags=names(microdata(root, "keywords")),
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


def _all(meta: Mapping[str, str], *keys: str) -> list[str]:
    return [meta[key] for key in keys if key in meta]


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _escaped(text: str) -> str:
    return clean(text[: 4 * LONGEST_TITLE]).replace("&", "&amp;").replace("<", "&lt;")


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


# --- fields ------------------------------------------------------------------------------------------------


def _title(root: Any, article: Node, meta: Mapping[str, str], sites: Sequence[str]) -> str:
    told = _first([*strings(article.get("headline")), *_all(meta, "og:title", "twitter:title"), *_name(article)])
    title = markup.line(told[:LONGEST_TITLE])
    own = {_bare(site) for site in sites}
    headings = [heading for h1 in root.iter("h1") if (heading := markup.line(_escaped(h1.text_content())))]
    heading = _first(heading for heading in headings if _bare(heading) not in own)
    if heading and (not title or title.startswith(heading)):
        return heading[:LONGEST_TITLE]
    title = title or _first(markup.line(_escaped(element.text or "")) for element in root.iter("title"))
    return _without_site(title[:LONGEST_TITLE], own - {""})


def _name(article: Node) -> list[str]:
    """A video or a gallery has a name instead of a headline."""
    return [] if article.get("headline") else strings(article.get("name"))


def _without_site(title: str, own: set[str]) -> str:
    """ "Headline | Site" and "Site :: Headline" → "Headline", if the other part is the site's name or host."""
    last, first = _LAST_PART.fullmatch(title), _FIRST_PART.fullmatch(title)
    if last and _bare(last[2]) in own:
        return last[1]
    return first[2] if first and _bare(first[1]) in own else title


def _authors(root: Any, article: Node, meta: Mapping[str, str], site: str) -> tuple[str, ...]:
    """Persons, by the first of the page's voices that names any. A site is no author of its own."""
    voices: tuple[list[str], ...] = (
        named(article.get("author")),
        _all(meta, "author", "article:author", "dc.creator", "byl"),
        microdata(root, "author"),
    )
    for voice in voices:
        found = people(voice)
        persons = tuple(name for name in found if _bare(name) != _bare(site) and name.casefold() not in _NOBODY)
        if persons:
            return persons
    return ()


def _sections(root: Any, article: Node, meta: Mapping[str, str]) -> list[str]:
    told = [*strings(article.get("articleSection")), *_all(meta, "article:section", "section")]
    return told or [*microdata(root, "articleSection"), *microdata(root, "genre")]


def _published(
    root: Any, article: Node, meta: Mapping[str, str], head: Any, now: datetime, zone: tzinfo
) -> datetime | None:
    told = [
        *strings(article.get("datePublished")),
        *_all(meta, "article:published_time", "og:article:published_time", "mediator_published_time"),
        *_all(meta, "datepublished", "publishdate", "date", "dc.date", "dc.date.issued", "pubdate", "parsely-pub-date"),
        *strings(article.get("uploadDate")),
        *strings(article.get("dateCreated")),
        *microdata(root, "datePublished"),
        *(each.get("datetime") or "" for each in root.iter("time") if not is_modified(each)),
    ]
    found = next(((text, date) for text in told[:_MOST_DATES] if (date := moment(text, now, zone))), None)
    if found and ":" in found[0]:
        return found[1]
    shown = shown_date(root, head, now, zone)
    if found is None or (shown and timedelta() <= shown - found[1] < timedelta(days=1)):
        return shown or (found[1] if found else None)
    return found[1]


def _images(article: Node, meta: Mapping[str, str], url: str) -> Iterator[str]:
    told = _all(meta, "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    for key in ("image", "thumbnailUrl"):
        image = article.get(key)
        for each in image[:20] if isinstance(image, list) else [image]:
            told += strings(each.get("url") if isinstance(each, dict) else each)
    return filter(None, (markup.absolute(address, url) for address in told))


def _canonical(root: Any, meta: Mapping[str, str], url: str) -> str:
    """What the page calls its own address. A front page named there is a template's mistake."""
    told = [each.get("href") or "" for each in _links(root) if "canonical" in (each.get("rel") or "").lower().split()]
    found = (markup.absolute(address, url) for address in [*told, *_all(meta, "og:url")])
    return next((address for address in found if address and (links.is_home(url) or not links.is_home(address))), "")


def _alternates(root: Any, own: Sequence[str], own_language: str) -> tuple[Alternate, ...]:
    """The same article in other languages: no feeds, no front pages, neither the page itself nor its own language."""
    found: dict[str, Alternate] = {}
    for link in _links(root):
        tag, url = language(link.get("hreflang") or ""), markup.absolute(link.get("href") or "", own[0])
        if "alternate" not in (link.get("rel") or "").lower().split() or link.get("type") or not tag or not url:
            continue
        here = links.key(url) in map(links.key, own) or tag.partition("-")[0] == own_language.partition("-")[0]
        if not here and not links.is_home(url):
            found.setdefault(tag, Alternate(tag, url))
        if len(found) == MOST_ALTERNATES:
            break
    return tuple(found.values())


def _links(root: Any) -> Iterator[Any]:
    return islice(root.iter("link"), _MOST_LINKS)
