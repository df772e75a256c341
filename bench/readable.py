"""Is every summary fit to be read? `python -m bench.readable --data ../shared/data`.

Summarises every article of `bench.articles` at the default measures, cuts each summary for the standard layout as a
post does, and counts what `bench.judge` finds wrong, with examples. Sentences that were cut at a word, since the text
has none that fits, are counted apart.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.articles import Article, everything
from bench.judge import faults
from bot.domain.post import LAYOUTS
from bot.domain.summary import summarize, within

MEASURES = (3, 600)
EXAMPLES = 3


def summaries(article: Article) -> list[tuple[tuple[str, ...], tuple[int, int]]]:
    """As stored, and as the standard layout shows it, each with its measures."""
    sentences, characters = MEASURES
    full = summarize(article.title, article.text, article.language, sentences=sentences, max_chars=characters)
    return [(full, MEASURES), (within(full, *LAYOUTS["standard"]), LAYOUTS["standard"])]


def is_cut(article: Article, summary: Sequence[str]) -> bool:
    """Is it one sentence cut at a word?"""
    return len(summary) == 1 and summary[0] not in article.text and summary[0][-1:] == "…"


def report(articles: Sequence[Article], examples: int) -> int:
    """Print the faults by kind; how many articles have one."""
    found: dict[str, list[str]] = defaultdict(list)
    wrong, cut = set[int](), set[int]()
    for number, article in enumerate(articles):
        for summary, measures in summaries(article):
            if is_cut(article, summary):
                cut.add(number)
                continue
            for kind, where in faults(article, summary, *measures):
                found[kind].append(f"{article.origin} ({article.language}): {where[:300]}")
                wrong.add(number)
    for origin, count in Counter(article.origin.partition("/")[0] for article in articles).items():
        print(f"{origin:<40}{count:>7} articles")
    languages = Counter(article.language for article in articles)
    print("languages: " + ", ".join(f"{name or '?'} {count}" for name, count in languages.most_common()))
    for kind, told in sorted(found.items(), key=lambda pair: -len(pair[1])):
        print(f"{kind:<40}{len(told):>7}")
        for each in dict.fromkeys(told[:: max(1, len(told) // max(1, examples))][:examples]):
            print(f"    {each}")
    print(f"{'cut at a word: nothing whole fits':<40}{len(cut):>7}")
    right = len(articles) - len(wrong)
    print(f"{'without a fault':<40}{right:>7} of {len(articles)} ({100 * right / max(1, len(articles)):.2f} %)")
    return len(wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="the folder of summaries/, stories/ and feeds/")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="shown of each kind of fault")
    arguments = parser.parse_args()
    raise SystemExit(report(everything(arguments.data), arguments.examples) > 0)


if __name__ == "__main__":
    main()
