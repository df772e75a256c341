"""How well articles are found on their pages: `python -m bench.pages [--show PAGE]`.

Pages of our own in the shape of 33 kinds of real sites (`bench/pages/shapes`), full of furniture, with the article's
own paragraphs and facts (`texts.toml`); `pages.toml` says which text stands in which shape. Beside them three lots of
pages that were written after the reader and without a look at it, counted apart: 15 (`held_out`), 12 after what these
showed was mended (`held_out_later`), 10 after that (`held_out_last`). What a lot gives *first* is what may be hoped for
of sites that nobody has tried.

What is counted
---------------
Both the gold paragraphs and the lines that an extractor gives are folded to words, and each side's words are aligned
with the other's (longest matching runs; a run counts if it is of three words or more, or is a whole line or a whole
paragraph). A paragraph whose folded text is a line counts as kept: 1; one kept in part counts by the share of its
characters that were matched. *Recall* is the mean of that over all gold paragraphs of all pages, *precision* the mean
over all lines given, however short: a stray "Share" weighs as much as a paragraph. Subheadings, quotations and items
of lists are paragraphs. A line of which less than half is the article's is furniture that survived, and is listed with
the tag and class of the element that it stands in.

A fact is exact if it is what the page says of it, and empty where the page says nothing.
"""

import argparse
import resource
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader
from lxml import html

from bench.shaping import Gold, held_out, shaped
from bot.adapters.reading.page import extract
from bot.domain.errors import Unreadable
from bot.domain.model import Page, PageText
from bot.domain.text import words

FOLDER = Path(__file__).with_name("pages")
HELD_OUT = ("held_out", "held_out_later", "held_out_last")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Baku")
FACTS = ("title", "date", "author", "section", "picture", "language", "canonical", "alternates", "media", "paywalled")
RUN = 3  # words
Extractor = Callable[[Gold], PageText]


# --- extractors --------------------------------------------------------------------------------------------


def ours(gold: Gold) -> PageText:
    """The bot's own reading."""
    page = Page(url=gold.url, body=gold.body, content_type=gold.content_type)
    try:
        return extract(page, NOW, ZONE)
    except Unreadable as error:
        print(f"{gold.name}: {error}")
        return PageText()


def trafilatura(gold: Gold) -> PageText:
    """trafilatura alone, as it comes, without comments and tables; its metadata too."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        gold.html, url=gold.url, include_comments=False, include_tables=False, with_metadata=True
    )
    if found is None:
        return PageText()
    return PageText(
        text=found.text or "",
        title=found.title or "",
        authors=tuple((found.author or "").split("; ")) if found.author else (),
        published=datetime.fromisoformat(found.date).replace(tzinfo=ZONE) if found.date else None,
        image=found.image or "",
        section=next(iter(found.categories or ()), ""),
    )


def readability(gold: Gold) -> PageText:
    """The port of readability that trafilatura carries, alone."""
    from trafilatura.readability_lxml import Document

    from bot.adapters.reading import markup

    document: Any = Document(html.document_fromstring(gold.html))
    return PageText(text=markup.read(document.summary()).text)


# --- counting ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Count:
    """Sums over all pages."""

    recalled: list[float] = field(default_factory=list)
    precise: list[float] = field(default_factory=list)
    exact: dict[str, int] = field(default_factory=dict)
    survivors: list[str] = field(default_factory=list)
    worst: list[tuple[float, float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def measure(golds: Sequence[Gold], extractor: Extractor) -> Count:
    count = Count()
    for gold in golds:
        started = time.perf_counter()
        found = extractor(gold)
        count.seconds += time.perf_counter() - started
        _add(count, gold, found)
    return count


def _add(count: Count, gold: Gold, found: PageText) -> None:
    lines = [line for line in found.text.split("\n") if words(line)]
    recalled, precise = shares(gold.paragraphs, lines), shares(lines, gold.paragraphs)
    count.recalled += recalled
    count.precise += precise
    count.worst.append((mean(recalled), mean(precise), gold.name))
    for line, share in zip(lines, precise, strict=True):
        if share < 0.5:
            count.survivors.append(f"{gold.name} <{_place(gold.html, line)}> {line[:70]}")
    for fact in FACTS:
        right, said = _fact(fact, gold, found)
        count.exact[fact] = count.exact.get(fact, 0) + right
        if not right:
            count.wrong.append(f"{gold.name} {fact}: {said!r}")


def shares(these: Sequence[str], those: Sequence[str]) -> list[float]:
    """Of each of these texts, the share of characters that is found in those."""
    whole = {words(text) for text in those}
    left, right = [words(text) for text in these], [word for text in those for word in words(text)]
    left_words = [word for text in left for word in text]
    matched = [False] * len(left_words)
    for run in SequenceMatcher(None, left_words, right, autojunk=False).get_matching_blocks():
        if run.size >= RUN:
            matched[run.a : run.a + run.size] = [True] * run.size
    found, at = [], 0
    for text in left:
        kept = sum(len(word) for word, is_kept in zip(text, matched[at:], strict=False) if is_kept)
        found.append(1.0 if text in whole else kept / max(1, sum(map(len, text))))
        at += len(text)
    return found


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _fact(fact: str, gold: Gold, found: PageText) -> tuple[bool, object]:
    said: dict[str, tuple[object, object]] = {
        "title": (found.title, gold.title),
        "date": (found.published, gold.published.astimezone(UTC)),
        "author": (found.authors, (gold.author,) if gold.author else ()),
        "section": (found.section, gold.section),
        "picture": (found.image, gold.picture),
        "language": (found.language[:2] or gold.language, gold.language),
        "canonical": (found.canonical or gold.url, gold.url),
        "alternates": (tuple((each.language, each.url) for each in found.alternates), gold.alternates),
        "media": (found.media, gold.media),
        "paywalled": (found.paywalled, gold.paywalled),
    }
    is_, wanted = said[fact]
    return is_ == wanted, is_


def _place(page: str, line: str) -> str:
    """The tag and class of the smallest element that shows the line."""
    best = None
    for element in html.document_fromstring(page).iter():
        if isinstance(element.tag, str) and line[:40] in " ".join(element.text_content().split()):
            best = element
    return "?" if best is None else f"{best.tag}.{best.get('class') or best.get('id') or ''}"


# --- the table ---------------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument(
        "--show", default="", metavar="PAGE", help="print what we make of one page, such as bbc-harbour"
    )
    parser.add_argument("--html", action="store_true", help="with --show: print the page itself")
    asked = parser.parse_args(arguments)
    golds = pages()
    lots = [[held_out(file) for file in sorted((FOLDER / name).glob("*.html"))] for name in HELD_OUT]
    if asked.show:
        gold = next(gold for gold in chain(golds, *lots) if gold.name == asked.show)
        print(gold.html if asked.html else ours(gold))
        return 0
    counts = {each.__name__: measure(golds, each) for each in (ours, trafilatura, readability)}
    print(f"{len(golds)} pages in {len({gold.shape for gold in golds})} shapes, "
          f"{sum(len(gold.paragraphs) for gold in golds)} paragraphs")  # fmt: skip
    print(f"{'':14}{'precision':>10}{'recall':>10}{'furniture':>10}{'ms a page':>10}")
    for name, count in counts.items():
        _row(name, count)
    print(f"{'wanted':14}{'≥ 0.97':>10}{'≥ 0.97':>10}{0:>10}")
    for unseen in lots:
        _tell_apart(unseen)
    print(f"\nexact, of the {len(golds)}")
    for fact in FACTS:
        print(f"{fact:14}{counts['ours'].exact[fact]:>10}{counts['trafilatura'].exact[fact]:>10} (trafilatura)")
    print(f"peak memory, MiB {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
    _tell(counts["ours"])
    return 0


def _tell_apart(unseen: Sequence[Gold]) -> None:
    print(f"\n{len(unseen)} pages held out, {sum(len(gold.paragraphs) for gold in unseen)} paragraphs")
    apart = measure(unseen, ours)
    _row("ours", apart)
    _row("trafilatura", measure(unseen, trafilatura))
    apart.wrong.clear()
    _tell(apart)


def _row(name: str, count: Count) -> None:
    figures = f"{mean(count.precise):>10.3f}{mean(count.recalled):>10.3f}{len(count.survivors):>10}"
    print(f"{name:14}{figures}{1000 * count.seconds / len(count.worst):>10.1f}")


def _tell(count: Count) -> None:
    for line in count.survivors:
        print(f"furniture: {line}")
    for recall, precision, name in sorted(count.worst):
        if min(recall, precision) < 0.97:
            print(f"below: {name} precision {precision:.2f} recall {recall:.2f}")
    for line in count.wrong:
        print(f"not exact: {line}")


def pages() -> list[Gold]:
    """The pages, made anew from their templates."""
    texts, said, words_ = (
        tomllib.loads((FOLDER / name).read_text("utf-8")) for name in ("texts.toml", "pages.toml", "words.toml")
    )
    shapes = Environment(loader=FileSystemLoader(FOLDER / "shapes"), autoescape=True)
    return [shaped(each, texts, words_, shapes) for each in said["page"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
