"""Whether two articles tell one event: `python -m bench.stories --data ../shared/data`.

F1 of "same event" on labelled pairs, real ones (`stories/pairs.jsonl`) and our own (`bench/events/`, most of them hard
by intent): mean and standard deviation over 10 × 2-fold cross-validation, seeds 0–9, both labels halved alike; the
threshold is chosen on one half, the middle of those with the best F1, and judged on the other. The peer is the cosine
of TF-IDF over title and first 600 characters, with words as they are and with stems, IDF from all texts of the set.
What is judged is `domain.stories.likeness`, and at its constant threshold the tier that `compare` gives. Then all other
pairs of real articles in one language: how many are taken for one story.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import log, sqrt
from pathlib import Path
from statistics import fmean, pstdev
from typing import NamedTuple

from bench.wire import Article
from bot.domain.features import Features, features
from bot.domain.stories import LIKELY, Tier, compare, likeness
from bot.domain.text import stems, words

OWN = Path(__file__).parent / "events"
ROUNDS = 10
LEAD = 600  # characters that the peer sees


class Pair(NamedTuple):
    same: bool
    one: Article
    other: Article


def real_pairs(data: Path) -> list[Pair]:
    rows = [json.loads(line) for line in (data / "stories/pairs.jsonl").open(encoding="utf-8")]
    return [
        Pair(
            row["label"] == "OK", *(Article(row["src"][:2], row[f"{side}_title"], row[f"{side}_text"]) for side in "ab")
        )
        for row in rows
    ]


def families(file: Path) -> Iterator[list[tuple[str, Article]]]:
    """The articles of each family, with the name of their event."""
    for family in file.read_text(encoding="utf-8").split("== ")[1:]:
        lines = family.splitlines()[1:]
        yield [
            (title[0], Article(file.stem, title[2:], text)) for title, text in zip(lines[::2], lines[1::2], strict=True)
        ]


def own_articles() -> list[list[tuple[str, Article]]]:
    return [family for file in sorted(OWN.glob("*.txt")) for family in families(file)]


def own_pairs() -> list[Pair]:
    return [Pair(a == b, one, other) for each in own_articles() for (a, one), (b, other) in combinations(each, 2)]


# --- the peer ----------------------------------------------------------------------------------------------


def tokens(article: Article, stemmed: bool) -> list[str]:
    found = words(f"{article.title} {article.text[:LEAD]}")
    return [stems(word, (article.language,))[0] for word in found] if stemmed else list(found)


def tf_idf(pairs: Sequence[Pair], *, stemmed: bool) -> list[float]:
    counts = [[Counter(tokens(side, stemmed)) for side in (pair.one, pair.other)] for pair in pairs]
    texts = Counter(word for pair in counts for side in pair for word in side)
    idf = {word: log((1 + 2 * len(pairs)) / (1 + count)) + 1 for word, count in texts.items()}

    def vector(side: Counter[str]) -> dict[str, float]:
        raw = {word: (1 + log(count)) * idf[word] for word, count in side.items()}
        length = sqrt(sum(value * value for value in raw.values())) or 1.0
        return {word: value / length for word, value in raw.items()}

    return [
        sum(value * other.get(word, 0.0) for word, value in one.items())
        for one, other in ((vector(a), vector(b)) for a, b in counts)
    ]


# --- judging -----------------------------------------------------------------------------------------------


def f1(same: Sequence[bool], said: Sequence[bool]) -> float:
    hits = sum(a and b for a, b in zip(same, said, strict=True))
    return 2 * hits / (sum(same) + sum(said)) if hits else 0.0


def threshold(same: Sequence[bool], scores: Sequence[float]) -> float:
    """The middle one of those with the best F1."""
    steps = sorted(set(scores))
    between = [(low + high) / 2 for low, high in zip(steps, steps[1:], strict=False)] or steps
    rated = [(f1(same, [score >= at for score in scores]), at) for at in between]
    best = [at for rate, at in rated if rate == max(rated)[0]]
    return best[len(best) // 2]


def cross_validated(same: Sequence[bool], scores: Sequence[float]) -> tuple[float, float]:
    rates = []
    for seed in range(ROUNDS):
        chance = random.Random(seed)  # noqa: S311 - the same halves every time
        halves: tuple[list[int], list[int]] = ([], [])
        for label in (True, False):
            of_label = [at for at, truth in enumerate(same) if truth is label]
            chance.shuffle(of_label)
            for half, part in zip(halves, (of_label[::2], of_label[1::2]), strict=True):
                half += part
        for learnt, judged in (halves, halves[::-1]):
            at = threshold([same[i] for i in learnt], [scores[i] for i in learnt])
            rates.append(f1([same[i] for i in judged], [scores[i] >= at for i in judged]))
    return fmean(rates), pstdev(rates)


def told(article: Article) -> Features:
    return features(article.title, article.text, article.language)


def ours(pairs: Sequence[Pair]) -> list[float]:
    return [likeness(told(pair.one), told(pair.other)) for pair in pairs]


def table(name: str, pairs: Sequence[Pair]) -> None:
    same = [pair.same for pair in pairs]
    print(f"\n{name}: {len(pairs)} pairs, {sum(same)} of one event")
    rows: dict[str, Callable[[Sequence[Pair]], list[float]]] = {
        "TF-IDF, words": lambda given: tf_idf(given, stemmed=False),
        "TF-IDF, stems": lambda given: tf_idf(given, stemmed=True),
        "domain.stories": ours,
    }
    print(f"{'':<18}{'F1, cross-validated':>22}{'best threshold':>16}{'F1 there':>10}")
    for row, method in rows.items():
        scores = method(pairs)
        mean, deviation = cross_validated(same, scores)
        best = threshold(same, scores)
        print(f"{row:<18}{mean:>14.3f} ± {deviation:.3f}{best:>16.2f}{f1(same, [s >= best for s in scores]):>10.3f}")
    by_language(pairs)


def by_language(pairs: Sequence[Pair]) -> None:
    """F1 of the tiers that production gives."""
    for language in ("", *sorted({pair.one.language for pair in pairs})):
        of_it = [pair for pair in pairs if not language or pair.one.language == language]
        tiers = [compare(told(pair.one), told(pair.other), same_source=False).tier for pair in of_it]
        same, said = [pair.same for pair in of_it], [tier is not Tier.NONE for tier in tiers]
        wrong = sum(tier is Tier.CERTAIN and not truth for tier, truth in zip(tiers, same, strict=True))
        hits = sum(a and b for a, b in zip(same, said, strict=True))
        print(
            f"as shipped, {language or 'all'}: F1 {f1(same, said):.3f}, precision {hits / (sum(said) or 1):.3f}, "
            f"recall {hits / (sum(same) or 1):.3f} at {LIKELY}; certain {tiers.count(Tier.CERTAIN)}, wrongly {wrong}"
        )


def strangers(pairs: Sequence[Pair]) -> None:
    """Real articles that are no labelled pair: nearly all tell different events."""
    known = [(at, told(side)) for at, pair in enumerate(pairs) for side in (pair.one, pair.other)]
    judged = [
        compare(one, other, same_source=False).tier
        for (a, one), (b, other) in combinations(known, 2)
        if a != b and one.language == other.language
    ]
    likely, certain = judged.count(Tier.LIKELY), judged.count(Tier.CERTAIN)
    print(f"\nreal articles of different pairs: {len(judged):,}; likely {likely}, certain {certain}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="the folder with stories/pairs.jsonl")
    real = real_pairs(parser.parse_args().data)
    table("real", real)
    strangers(real)
    table("our own", own_pairs())


if __name__ == "__main__":
    main()
