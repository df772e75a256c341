"""Whether what is posted once was printed twice: `python -m bench.reprints [--data ../shared/data]`.

1,000 reprints, one kind of edit after the other, of articles that are invented (`bench/wire.py`) and, with `--data`,
real (its feeds and pairs), against 100,000 pairs that are none: half of them items of one invented series, which differ
in a name or a number; an eighth of one family of our invented events; the others drawn at random. A third of the pairs
are within one source. Precision and recall of the tier *certain*.
"""

import argparse
import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from functools import cache
from itertools import combinations
from pathlib import Path

from bench.odd import NOW
from bench.odd.shapes import SITE
from bench.stories import own_articles, real_pairs
from bench.wire import KINDS, LANGUAGES, Article, Wire, reprint
from bot.adapters.reading import WebReader
from bot.domain.errors import Unreadable
from bot.domain.features import Features, features
from bot.domain.language import detect_language
from bot.domain.model import Page
from bot.domain.stories import Tier, compare

REPRINTS, PAIRS = 1_000, 100_000
ITEMS = 300  # of each series
SHORTEST = 200  # characters of a text worth reprinting
SHOWN = 20


async def feed_articles(files: Sequence[Path]) -> list[Article]:
    """The items of real feeds that have a title and a text."""
    found: dict[tuple[str, str], Article] = {}
    async with WebReader(zone=UTC, clock=lambda: NOW, seconds=60) as reader:
        for file in files:
            try:
                feed = await reader.feed(Page(url=f"{SITE}/{file.name}", body=file.read_bytes()))
            except Unreadable:
                continue
            for entry in feed.entries:
                text = entry.content or entry.summary
                if entry.title and len(text) >= SHORTEST:
                    language = detect_language(f"{entry.title} {text}", feed.language)
                    found[entry.title, text] = Article(language, entry.title, text)
    return list(found.values())


def real(data: Path) -> list[Article]:
    pairs = [side for pair in real_pairs(data) for side in (pair.one, pair.other)]
    return [*pairs, *asyncio.run(feed_articles(sorted((data / "feeds").iterdir())))]


@cache
def told(article: Article) -> Features:
    return features(article.title, article.text, article.language)


def strangers(chance: random.Random, wire: Wire, pool: Sequence[Article]) -> Iterator[tuple[str, Article, Article]]:
    """Pairs of different articles, without end."""
    series = wire.all_series(ITEMS)
    hard = [(one, other) for family in own_articles() for (a, one), (b, other) in combinations(family, 2) if a != b]
    while True:
        kind = chance.random()
        if kind < 1 / 2:
            one, other = chance.sample(chance.choice(series), 2)
            yield "of one series", one, other
        elif kind < 5 / 8:
            yield "of one family", *chance.choice(hard)
        else:
            one, other = chance.sample(pool, 2)
            yield "at random", one, other


def measure_strangers(pairs: Iterable[tuple[str, Article, Article]], chance: random.Random) -> tuple[int, list[str]]:
    counts, wrong, shown = Counter[str](), Counter[str](), []
    for kind, one, other in pairs:
        if one[1:] == other[1:]:
            continue
        counts[kind] += 1
        if compare(told(one), told(other), same_source=chance.random() < 1 / 3).tier is Tier.CERTAIN:
            wrong[kind] += 1
            shown.append(f"{kind}: {one.title} | {other.title} || {one.text[:150]} | {other.text[:150]}")
        if counts.total() == PAIRS:
            break
    for kind, count in counts.items():
        print(f"  {kind:<24}{count:>8,}{wrong[kind]:>10}")
    return wrong.total(), shown


def measure_reprints(chance: random.Random, pool: Sequence[Article], *, show: bool) -> int:
    counts, found = Counter[str](), Counter[str]()
    kinds = list(KINDS)
    for at in range(REPRINTS):
        kind, article = kinds[at % len(kinds)], chance.choice(pool)
        again = reprint(chance, article, kind)
        counts[kind] += 1
        hit = compare(told(article), told(again), same_source=False).tier is Tier.CERTAIN
        found[kind] += hit
        if show and not hit:
            print(f"  missed, {kind}: {article.title} | {again.title} || {article.text[:150]} | {again.text[:150]}")
    for kind in kinds:
        print(f"  {kind:<24}{counts[kind]:>8,}{found[kind]:>10}{found[kind] / counts[kind]:>10.3f}")
    return found.total()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, help="the folder with feeds and stories/pairs.jsonl")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="say what was missed, and wrongly taken for one")
    args = parser.parse_args()
    started = time.perf_counter()
    chance, wire = random.Random(args.seed), Wire(args.seed)  # noqa: S311 - the same pairs every time
    invented = [wire.article(chance.choice(LANGUAGES), chance.randint(3, 9)) for _ in range(2_000)]
    invented += [item for items in wire.all_series(50) for item in items]
    theirs = real(args.data) if args.data else []
    print(f"articles: {len(invented):,} invented, {len(theirs):,} real\nreprints of            of          found")
    half = random.Random(args.seed)  # noqa: S311
    pool = [half.choice(theirs if theirs and half.random() < 0.5 else invented) for _ in range(4_000)]
    found = measure_reprints(chance, pool, show=args.show)
    print("pairs that are none")
    everything = [*invented, *theirs]
    wrong, shown = measure_strangers(strangers(chance, wire, everything), chance)
    print(f"precision {found / (found + wrong or 1):.4f}, recall {found / REPRINTS:.3f}, wrong {wrong}")
    print(f"in {time.perf_counter() - started:.0f} s")
    for line in shown[: SHOWN if args.show else 0]:
        print(f"  {line}")


if __name__ == "__main__":
    main()
