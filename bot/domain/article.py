"""What becomes of a draft and its page: the article as it is published, but for its summary."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import links
from bot.domain.features import features
from bot.domain.model import Draft, Indexed, PageText, Ready
from bot.domain.sections import labels
from bot.domain.text import clean, cut_at_word, detect_language, fold, index, terms, unsaid

_LETTERS = re.compile(r"[^\W_]+")
SHORT = 600  # characters: a feed that gives less than this is a teaser, and the page is fetched
LONGEST_TEXT = 200_000  # UTF-16 units; the longest reports have 100,000
LONGEST_TITLE = 400
LONGEST_LABEL = 64  # of a section; longer ones are sentences
AUTHORS = 8
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the web: 1970 and its like mean "no date"
AHEAD = timedelta(days=1)  # a site's clock may be wrong by a zone, not by more


def wants_page(draft: Draft) -> bool:
    """Is the article's own page needed? `full_text = "auto"` asks for it where the feed's text is short."""
    entry = draft.entry
    if draft.source.full_text == "never" or not (entry.url or draft.url):
        return False
    return draft.source.full_text == "always" or max(len(entry.content), len(entry.summary)) < SHORT


def draw_up(draft: Draft, page: PageText, sections: Mapping[str, str]) -> Ready:
    """The best that the feed's entry and the page say together; no summary yet. `sections`: folded spelling → key."""
    entry = draft.entry
    text = _text(draft, page)
    title = _title(draft, page, text)
    hint = draft.source.language or entry.language or page.language
    language = detect_language(f"{title}\n{text}", hint)
    section, label = section_of(draft, page, sections)
    published, dated = _published(draft, page)
    indexed = index(title, text, language)
    return Ready(
        draft=draft,
        title=title,
        text=text,
        summary=(),
        section=section,
        section_label=label,
        language=language,
        authors=tuple(filter(None, (_line(author) for author in entry.authors or page.authors)))[:AUTHORS],
        published=published,
        dated=dated,
        image=entry.image or page.image,
        indexed=indexed,
        terms=terms(indexed),
        media=entry.media or page.media,
        canonical=_canonical(draft, page),
        alternates=entry.alternates or page.alternates,
        paywalled=page.paywalled,
        features=features(title, text, language),
    )


def summarised(article: Ready, sentences: tuple[str, ...], *, automatic: bool) -> Ready:
    """The article with its summary, by whose words it is found as well."""
    indexed = article.indexed
    if unsaid(indexed.body_words, sentences):
        indexed = index(article.title, article.text, article.language, sentences)
    return replace(article, summary=sentences, automatic=automatic, indexed=indexed, terms=terms(indexed))


def plainly(draft: Draft) -> Ready:
    """The feed's title and summary, with nothing done to them that could fail: for a draft that breaks `draw_up`."""
    entry = draft.entry
    title = _encodable(entry.title)[:LONGEST_TITLE] or _encodable(entry.summary)[:LONGEST_TITLE] or draft.url
    summary = _encodable(entry.summary)[:SHORT]
    title_words, body_words = (_LETTERS.findall(text.casefold()) for text in (title, summary))
    usable = _usable(entry.published, draft)
    return Ready(
        draft=draft,
        title=title,
        text=summary,
        summary=(summary,) if summary else (),
        section="",
        section_label="",
        language=draft.source.language,
        authors=(),
        published=usable or draft.first_seen,
        dated=usable is not None,
        image="",
        indexed=Indexed(*(" ".join(words) for words in (title_words, body_words, title_words, body_words))),
        terms=frozenset(title_words + body_words),
    )


def _text(draft: Draft, page: PageText) -> str:
    own = max(draft.entry.content, draft.entry.summary, key=len)
    preferred = page.text if draft.source.full_text == "always" and page.text else max(page.text, own, key=len)
    lines = (" ".join(line.split()) for line in clean(preferred).split("\n"))
    return cut_at_word("\n".join(filter(None, lines)), LONGEST_TEXT)


def _title(draft: Draft, page: PageText, text: str) -> str:
    title = _line(draft.entry.title) or _line(page.title) or text.partition("\n")[0] or draft.url
    return cut_at_word(title, LONGEST_TITLE)


def section_of(draft: Draft, page: PageText, sections: Mapping[str, str]) -> tuple[str, str]:
    """Key and label: the source's own, else the first that is known of what the entry, the page and the address say
    (see `domain.sections`), else the first there is."""
    own = draft.source.section
    named = (own,) if own else labels(draft.entry.categories, page.section, page.canonical or draft.url)
    folded = [(fold(label), label) for label in map(_line, named) if len(label) <= LONGEST_LABEL]
    known = ((sections[key], label) for key, label in folded if key in sections)
    return next(known, next(((key, label) for key, label in folded if key), ("", "")))


def _canonical(draft: Draft, page: PageText) -> str:
    """The page's own address, where it is another than the draft's."""
    found = links.canonical(page.canonical)
    return "" if found == links.canonical(draft.url) else found


def _published(draft: Draft, page: PageText) -> tuple[datetime, bool]:
    """When, and whether a usable date says so. A moment still to come is one in a wrong zone: it was just now."""
    given = _usable(draft.entry.published, draft) or _usable(page.published, draft)
    return (min(given, draft.first_seen), True) if given else (draft.first_seen, False)


def _usable(date: datetime | None, draft: Draft) -> datetime | None:
    return date if date and EARLIEST <= date <= draft.first_seen + AHEAD else None


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _encodable(text: str) -> str:
    return " ".join(text.encode("utf-8", "ignore").decode().split())
