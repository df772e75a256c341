"""An article's own page: bytes → `PageText`, by its structure (`body`), its words (`furniture`) and trafilatura's vote.

The theory
----------
What is certainly not the article (navigation, forms, share bars, rows of teasers, a second article) is taken out of the
tree: known by tag, class or structure, unless half of the page's prose hangs on it. Then two extractors look at what is
left. Ours takes the block with the most prose, whole: it loses nothing between paragraphs (subheadings, quotations,
very short ones). trafilatura looks at each paragraph wherever it stands: it finds a lead outside the block, and an
article that is cut into several blocks. So trafilatura votes on ours: what it keeps between headline and block is the
lead; where it keeps all of the block's neighbours too, the article is cut into parts, and they are taken together; and
where the block has less than half of what it keeps, it stands in places apart, and the vote's own lines are taken.
Either way each line is judged once more by what it says.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import Any

from trafilatura import bare_extraction

from bot.adapters.reading import barrenness, bounds, markup, paywall
from bot.adapters.reading.body import body, cut_second_articles, cut_teasers, lines_of
from bot.adapters.reading.boxes import HAD_BUTTON, cut_boxes, cut_invitations
from bot.adapters.reading.charset import decode
from bot.adapters.reading.entries import LONGEST_CONTENT, people
from bot.adapters.reading.furniture import byline, is_furniture, is_sentence, trimmed, without_bio, without_furniture
from bot.adapters.reading.metadata import Metadata, metadata
from bot.adapters.reading.shown import headline, shown_byline, shown_picture, shown_section
from bot.domain import links
from bot.domain.errors import Unreadable
from bot.domain.model import Page, PageText
from bot.domain.text import clean

SHORTEST = 60  # characters; less is no article
_CERTAIN = "script style noscript nav footer button dialog template svg".split()  # noqa: SIM905
_TAGS = "aside form iframe address object audio video figcaption amp-ad amp-sidebar amp-user-notification".split()  # noqa: SIM905
_MARKED = frozenset(
    """share sharing shares shared sharedaddy social socials related recommended recommendations similar subscribe
    subscription newsletter comments comment disqus discussion respond breadcrumb breadcrumbs advert advertisement
    advertising adv ads ad adsbygoogle banner promo sponsored cookie cookies consent popup modal views counter tags
    taglist copylink fontsize readmore seealso popular trending latest sidebar widget menu navbar navigation toolbar
    pagination pager search login signup skip copyright tweet instagram outbrain taboola caption credit incut inset
    richlink buy lenta sr keywords byline visually
    commentaires kommentare comentarios commenti yorum yorumlar serh serhler reyler oxsar benzer ilgili""".split()  # noqa: SIM905
)
_TOKEN = re.compile(r"[a-z]+")
_BLOCKISH = "div section ul ol p span header table dl a figure blockquote h2 h3 h4 ins".split()  # noqa: SIM905
_HTML = re.compile(r"<(?:html|head|body|!doctype html|article|div|p)\b", re.IGNORECASE)
_MOST_BYLINES = 3
_STANDFIRST = 40  # characters
_SUBTITLED = 20  # characters
_SUBTITLE = re.compile(
    r"(?:^|[^a-z])(?:sub-?(?:title|headline|heading)|standfirst|lede?|deck|dek|chapo|intro)(?:$|[^a-z])"
)
_MOST_SIBLINGS = 3
_HIGHEST = 12  # ancestors
_UNVOTED = 0.1


def extract(page: Page, now: datetime, zone: tzinfo = UTC) -> PageText:
    """The article on a page; dates without a zone are in `zone`. Raises `Unreadable` if there is none, saying what
    there is instead. A video, a sound or a gallery needs no text."""
    text = clean_markup(page)
    root = markup.parse(text)
    if root is None:
        raise Unreadable(f"{page.url} is empty")
    bounds.cut_texts(root)
    known = metadata(root, page.url, now, zone)
    head = headline(root, known.title)
    author, section = shown_byline(root, head), known.section or shown_section(root, head)
    barren = barrenness.Signs.of(root, text, known.title)
    block, told = _said(root, head, known)
    said = bounds.lines(told)
    lines, offered = paywall.without_offer(said)
    article = without_bio(_own(lines, known, section, page.url), [*known.authors, author]) or _told(known)
    reason = barren.reason(sum(map(len, article)))
    is_teaser = bool(article) and (known.paywalled or offered)
    if reason or (sum(map(len, article)) < SHORTEST and not (known.media or is_teaser)):
        raise Unreadable(f"{page.url} {reason or 'holds no article'}")
    return PageText(
        text="\n".join(article)[:LONGEST_CONTENT],
        title=known.title,
        authors=known.authors or people(filter(None, [*map(byline, said), author]))[:_MOST_BYLINES],
        published=known.published,
        image=known.image or shown_picture(head, article[-1] if article else "", page.url),
        section=section,
        language=known.language,
        canonical=known.canonical or links.canonical(page.url),
        media=known.media,
        alternates=known.alternates,
        paywalled=known.paywalled or offered or paywall.shown(block, sum(map(len, article))),
    )


def clean_markup(page: Page) -> str:
    """The text of a page. Raises `Unreadable` for what is no HTML."""
    head = page.body[:1024]
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04")):
        raise Unreadable(f"{page.url} is no web page")
    text = decode(bounds.beginning(page.body), page.content_type)[: markup.LONGEST_MARKUP]
    if not text.strip():
        raise Unreadable(f"{page.url} is empty")
    if not _HTML.search(text):
        raise Unreadable(f"{page.url} is no web page")
    return text


# --- the tree ----------------------------------------------------------------------------------------------


def _sweep(root: Any, head: Any) -> None:
    """Take out of the tree what is certainly not the article."""
    around = set() if head is None else {head, *head.iterancestors()}
    for element in [*root.iter(*_CERTAIN)]:
        if (parent := element.getparent()) is not None and element not in around:
            if element.tag == "button":
                parent.set(HAD_BUTTON, "")
            element.drop_tree()
    total = _length(root)
    for element in [*root.iter(*_TAGS), *filter(_is_marked, root.iter(*_BLOCKISH))]:
        if element.getparent() is not None and element not in around and 2 * _length(element) <= total:
            element.drop_tree()


def _is_marked(element: Any) -> bool:
    told = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}".lower()[:500]
    # "print:hidden" and the like are instructions of a style sheet's author, not names
    return any(token in _MARKED for name in told.split() if ":" not in name for token in _TOKEN.findall(name))


def _length(element: Any) -> int:
    """How much of an element is prose: its text outside links."""
    return len(element.text_content()) - sum(len(link.text_content()) for link in element.iter("a"))


# --- the words ---------------------------------------------------------------------------------------------


def _said(root: Any, head: Any, known: Metadata) -> tuple[Any, Sequence[str]]:
    """The block that holds the article, and its lines, the lead before them."""
    cut_second_articles(head)
    cut_teasers(root)
    cut_invitations(root, head)
    _sweep(root, head)
    block = body(root, head)
    if block is None:
        return None, _marked_article(root).split("\n")
    before = _below(markup.plain(root).partition(markup.plain(block)[:200])[0].split("\n"), known.title)
    cut_boxes(block)
    voted = _voted(root)
    block = _widened(block, voted)
    ours = _below(lines_of(block), known.title)
    in_ours = set(ours)
    if 2 * sum(len(line) for line in voted if line in in_ours) < sum(map(len, voted)) > sum(map(len, ours)):
        return block, voted
    standfirst = _standfirst(head)
    told = [line for line in before if line not in in_ours and (line == standfirst or line in voted)]
    lead = [line for line in told if line == standfirst or is_sentence(line)]
    return block, [*lead, *ours]


def _widened(block: Any, voted: Sequence[str]) -> Any:
    """The block, with its neighbours where an article is cut into several: up to the highest ancestor in which what
    it adds goes on below the block, and is kept by the vote too, or is furniture by its words."""
    if not voted:
        return block
    kept, own, best = set(voted), set(markup.plain(block).split("\n")), block
    if kept <= own:
        return block
    for around in islice(block.iterancestors(), _HIGHEST):
        lines = [line for line in markup.plain(around).split("\n") if line in own or not is_furniture(line)]
        added = [line for line in lines if line not in own]
        if sum(len(line) for line in added if line not in kept) > _UNVOTED * sum(map(len, added)):
            break
        if lines[-1] not in own:
            best, own = around, own | set(added)
    if best is not block:
        cut_boxes(best)
    return best


def _standfirst(head: Any) -> str:
    """What stands right below the headline, set like a subheading, and is kept by no vote for that: a sentence, or what
    its class calls the subtitle."""
    if head is None:
        return ""
    below = islice(head.itersiblings("p", "h2", "h3", "h4", "div"), _MOST_SIBLINGS)
    lines = ((each, markup.plain(each)) for each in below if next(each.iter("a"), None) is None)
    return next((line for element, line in lines if _is_standfirst(element, line)), "")


def _is_standfirst(element: Any, line: str) -> bool:
    if "\n" not in line and len(line) >= _SUBTITLED and _SUBTITLE.search(element.get("class") or ""):
        return True
    return element.tag != "div" and len(line) >= _STANDFIRST and is_sentence(line)


def _below(lines: Sequence[str], title: str) -> list[str]:
    """The lines below the one that is the title, where the block holds the headline too."""
    at = next((at for at, line in enumerate(lines) if line == title), -1)
    return list(lines[at + 1 :])


def _voted(root: Any) -> list[str]:
    """What trafilatura keeps; of a vast page it is not asked."""
    if bounds.is_vast(root):
        return []
    found = bare_extraction(
        root, favor_precision=True, include_comments=False, include_tables=False, with_metadata=False
    )
    text = str(getattr(found, "text", "") or "")
    return [line.removeprefix("- ").strip() for line in markup.tidy(clean(text)).split("\n")]


def _marked_article(root: Any) -> str:
    """What the page itself marks as the article, where there is no prose to be found (very short news)."""
    marked = [*root.xpath("//*[@itemprop='articleBody']"), *root.iter("article"), *root.iter("main")]
    return next((text for element in marked if len(text := markup.plain(element)) >= SHORTEST), "")


def _own(lines: Sequence[str], known: Metadata, section: str, url: str) -> list[str]:
    host = links.host(url)
    names = [known.title, known.section, section, known.site, host, host.rpartition(".")[0], *known.authors]
    names += [*map(byline, lines), *known.tags]
    return trimmed(without_furniture(lines, names))


def _told(known: Metadata) -> list[str]:
    """The text that JSON-LD carries, where a script is to write the page."""
    return without_furniture(markup.read(known.body).text.split("\n")) if known.body else []
