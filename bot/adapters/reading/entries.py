"""Raw fields of any kind of feed → `Entry`: plain, clean, absolute, bounded."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.adapters.reading import markup
from bot.adapters.reading.furniture import without_furniture
from bot.domain import links
from bot.domain.model import Alternate, Entry
from bot.domain.text import clean, cut_at_word

MOST_ENTRIES = 2000
LONGEST_TITLE = 1000
LONGEST_CONTENT = 200_000
LONGEST_RAW = 1_000_000  # with its markup
_LONGEST_GUID = 2000
_LONGEST_NAME = 200
_MOST_NAMES = 20
_MOST_ALTERNATES = 50
_MADE_TITLE = 120

_BY = re.compile(r"(?:by|written by|author|автор|текст|müəllif|հեղինակ)\s*:?\s+", re.IGNORECASE)
_MAIL = re.compile(r"[<(\[]?\s*[\w.+-]+@[\w-]+\.[\w.-]+\s*[>)\]]?")
_AND = re.compile(r"\s*[;|]\s*|\s*,\s+|\s+(?:and|и|və|և|&)\s+")


@dataclass(slots=True)
class Raw:
    """An entry as its feed gives it; texts may be HTML."""

    base: str  # what its addresses are relative to
    title: str = ""
    url: str = ""
    guid: str = ""
    summary: str = ""
    content: str = ""
    authors: Iterable[str] = ()
    categories: Iterable[str] = ()
    published: datetime | None = None
    image: str = ""
    media: str = ""
    language: str = ""
    alternates: tuple[Alternate, ...] = ()


def entry(raw: Raw) -> Entry:
    """The entry. One without a title gets the beginning of its text; a summary that only repeats the content goes."""
    url = markup.absolute(clean(raw.url), raw.base)
    base = url or raw.base
    content = markup.read(clean(raw.content[:LONGEST_RAW]), base)
    summary = markup.read(clean(raw.summary[:LONGEST_RAW]), base)
    content_text, summary_text = _own(content.text), _own(summary.text)
    title = markup.line(clean(raw.title[: 4 * LONGEST_TITLE]))[:LONGEST_TITLE].strip()
    return Entry(
        title=title or _made_title(summary_text or content_text),
        url=url,
        guid=clean(raw.guid)[:_LONGEST_GUID].strip(),
        summary="" if summary_text == content_text else summary_text,
        content=content_text,
        authors=people(raw.authors),
        categories=names(raw.categories),
        published=raw.published,
        image=markup.absolute(clean(raw.image), base) or content.image or summary.image,
        media=raw.media,
        language=language(raw.language),
        alternates=raw.alternates,
    )


def said(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that say anything."""
    return tuple(each for each in entries if each.title or each.url)


def people(texts: Iterable[str]) -> tuple[str, ...]:
    """Names of authors: without "By", addresses and doubles; "A, B and C" are three."""
    return names(name for text in texts if text for name in _persons(markup.line(clean(text[: _LONGEST_NAME * 5]))))


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Short plain texts: each once, at most twenty, addresses left out."""
    found: dict[str, str] = {}
    for text in islice(texts, 5 * _MOST_NAMES):
        name = markup.line(clean(text[: _LONGEST_NAME * 5]))[:_LONGEST_NAME].strip(" ,;|")
        if name and "://" not in name:
            found.setdefault(name.casefold(), name)
        if len(found) == _MOST_NAMES:
            break
    return tuple(found.values())


def language(tag: str) -> str:
    """An IETF tag in lower case; "" for what is none."""
    tag = tag.strip().replace("_", "-").lower()
    return tag if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,4}", tag) else ""


def alternates(told: Iterable[tuple[str, str]], base: str) -> tuple[Alternate, ...]:
    """Editions, from pairs of language and address: each language once, "x-default" (no language) left out."""
    found: dict[str, str] = {}
    for tag, href in told:
        spoken = language(tag)
        address = markup.absolute(clean(href[: links.LONGEST]), base) if spoken and spoken != "x-default" else ""
        if address:
            found.setdefault(spoken, address)
        if len(found) == _MOST_ALTERNATES:
            break
    return tuple(Alternate(spoken, address) for spoken, address in found.items())


def _persons(text: str) -> Iterator[str]:
    text = _BY.sub("", _MAIL.sub("", text), count=1) if _BY.match(text) else _MAIL.sub("", text)
    text = text.strip().removeprefix("(").removesuffix(")")
    parts = _AND.split(text)
    if all(" " in part for part in parts):  # "Smith, John" stays whole
        yield from parts
    else:
        yield text


def _own(text: str) -> str:
    return text and "\n".join(without_furniture(text[:LONGEST_CONTENT].split("\n")))


def _made_title(text: str) -> str:
    return cut_at_word(text.partition("\n")[0], _MADE_TITLE)
