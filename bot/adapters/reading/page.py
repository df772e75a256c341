"""An article's own page: bytes → `PageText`, by trafilatura after and before a broom of our own.

What is certainly not the article (navigation, forms, share bars, lists of other stories — known by tag, class or id)
is taken out of the tree before extraction, unless half of the page's text hangs on it; what trafilatura then keeps is
judged once more line by line (`furniture`).
"""

import re
from datetime import UTC, datetime, tzinfo
from typing import Any

from trafilatura import bare_extraction

from bot.adapters.reading import markup
from bot.adapters.reading.charset import decode
from bot.adapters.reading.entries import LONGEST_CONTENT, people
from bot.adapters.reading.furniture import byline, without_furniture
from bot.adapters.reading.metadata import Metadata, metadata
from bot.adapters.reading.shown import headline, shown_byline, shown_picture, shown_section
from bot.domain import links
from bot.domain.errors import Unreadable
from bot.domain.model import Page, PageText
from bot.domain.text import clean

SHORTEST = 60  # characters; less is no article
_TAGS = (
    "script",
    "style",
    "noscript",
    "nav",
    "aside",
    "form",
    "button",
    "iframe",
    "footer",
    "dialog",
    "template",
    "svg",
)
_MARKED = frozenset(
    """share sharing shares social socials related recommended recommendations similar subscribe subscription
    newsletter comments comment breadcrumb breadcrumbs advert advertisement adv ads ad banner promo sponsored cookie
    cookies consent popup modal views counter tags taglist copylink fontsize readmore seealso popular trending latest
    sidebar widget menu navbar navigation toolbar pagination search login signup skip copyright
    tweet instagram""".split()  # noqa: SIM905
)
_TOKEN = re.compile(r"[a-z]+")
_BLOCKISH = (
    "div",
    "section",
    "ul",
    "ol",
    "p",
    "span",
    "header",
    "table",
    "dl",
    "a",
    "figure",
    "blockquote",
    "h2",
    "h3",
    "h4",
)
_HTML = re.compile(r"<(?:html|head|body|!doctype html|article|div|p)\b", re.IGNORECASE)
_MOST_BYLINES = 3


def extract(page: Page, now: datetime, zone: tzinfo = UTC) -> PageText:
    """The article on a page; dates without a zone are in `zone`. Raises `Unreadable` if there is none."""
    text = clean_markup(page)
    root = markup.parse(text)
    if root is None:
        raise Unreadable(f"{page.url} is empty")
    known = metadata(root, page.url, now, zone)
    login = any((field.get("type") or "").lower() == "password" for field in root.iter("input"))
    head = headline(root, known.title)
    author, section = shown_byline(root, head), shown_section(root, head)
    _sweep(root)
    lines = _lines(root, page.url)
    article = _own(lines, known, section, page.url)
    if sum(map(len, article)) < SHORTEST:
        raise Unreadable(
            f"{page.url} holds no article: it is a login page" if login else f"{page.url} holds no article"
        )
    return PageText(
        text="\n".join(article)[:LONGEST_CONTENT],
        title=known.title,
        authors=known.authors or people(filter(None, [*map(byline, lines), author]))[:_MOST_BYLINES],
        published=known.published,
        image=known.image or shown_picture(head, article[-1], page.url),
        section=known.section or section,
        language=known.language,
        canonical=known.canonical,
    )


def clean_markup(page: Page) -> str:
    """The text of a page. Raises `Unreadable` for what is no HTML."""
    head = page.body[:1024]
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04")):
        raise Unreadable(f"{page.url} is no web page")
    text = decode(page.body, page.content_type)
    if not text.strip():
        raise Unreadable(f"{page.url} is empty")
    if not _HTML.search(text):
        raise Unreadable(f"{page.url} is no web page")
    return text


def _sweep(root: Any) -> None:
    """Take out of the tree what is certainly not the article."""
    total = _length(root)
    for element in [*root.iter(*_TAGS), *filter(_is_marked, root.iter(*_BLOCKISH))]:
        parent = element.getparent()
        if parent is not None and 2 * _length(element) <= total:
            element.drop_tree()


def _is_marked(element: Any) -> bool:
    told = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}".lower()[:500]
    # "print:hidden" and the like are instructions of a style sheet's author, not names
    return any(token in _MARKED for name in told.split() if ":" not in name for token in _TOKEN.findall(name))


def _length(element: Any) -> int:
    """How much of an element is prose: the text of its paragraphs."""
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _lines(root: Any, url: str) -> list[str]:
    found = bare_extraction(
        root, url=url, favor_precision=True, include_comments=False, include_tables=False, with_metadata=False
    )
    text = str(getattr(found, "text", "") or "")
    if len(text) < SHORTEST:
        text = _marked_article(root)
    return [line.removeprefix("- ").strip() for line in markup.tidy(clean(text)).split("\n")]


def _marked_article(root: Any) -> str:
    """What the page itself marks as the article, where the extractor finds nothing (very short news)."""
    marked = [*root.xpath("//*[@itemprop='articleBody']"), *root.iter("article"), *root.iter("main")]
    return next((text for element in marked if len(text := markup.plain(element)) >= SHORTEST), "")


def _own(lines: list[str], known: Metadata, section: str, url: str) -> list[str]:
    host = links.host(url)
    names = [known.title, known.section, section, known.site, host, host.rpartition(".")[0], *known.authors]
    names += [byline(line) for line in lines]
    return without_furniture(lines, names)
