"""What the extractive summary is worth beside the first sentences and beside sumy, and what an article costs.

    python -m bench.summaries --data ../shared/data
    python -m bench.summaries --data FILE.jsonl

ROUGE (`bench.rouge`) of English news pages (`text`, `refs`) against their editors' highlights. Everybody gets the same
cleaned text, the same splitter and the same caps of sentences and characters in the same run. Times are this process's
CPU per article, the best of three rounds. The cross-validated figure is the mean of ten divisions into halves: the
constants are chosen on one half, at the measures of both layouts, and scored on the other. At the end the faults that
`bench.judge` finds in the summaries of all articles at hand are counted.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from statistics import median

from bench.articles import everything, read_rows
from bench.peers import peers
from bench.readable import EXAMPLES, report
from bench.rouge import Scores, ahead, mean, score, tokens
from bot.domain import salience
from bot.domain.furniture import article_sentences
from bot.domain.sentences import split_sentences
from bot.domain.summary import lead, summarize, within

MEASURES = (3, 600)
STANDARD = (2, 420)
GRID = {"PLACE": (1.5, 2.0, 2.5), "SHORT": (3, 5, 8), "COMMON": (0.1, 0.25, 0.5)}
DIVISIONS, ROUNDS = 10, 3
LONG = (600, 1000)  # words of articles from which the cost of 800 is told
Method = Callable[[str], Sequence[str]]
NAME = 38


class Set:
    """Texts with their references; scores are remembered."""

    def __init__(self, texts: Sequence[str], references: Sequence[str]) -> None:
        self.texts, self._references = texts, references
        self._known: dict[tuple[int, tuple[str, ...]], Scores] = {}

    def scores(self, method: Method) -> list[Scores]:
        return [self._score(number, tuple(method(text))) for number, text in enumerate(self.texts)]

    def _score(self, number: int, summary: tuple[str, ...]) -> Scores:
        if (number, summary) not in self._known:
            self._known[number, summary] = score(summary, self._references[number])
        return self._known[number, summary]


def ours(sentences: int, characters: int) -> Method:
    return lambda text: summarize("", text, "en", sentences=sentences, max_chars=characters)


def first(sentences: int, characters: int) -> Method:
    return lambda text: lead("", text, "en", sentences=sentences, max_chars=characters)


def layout(text: str) -> Sequence[str]:
    """As the standard layout shows it: cut from what is stored."""
    return within(tuple(ours(*MEASURES)(text)), *STANDARD)


def costs(method: Method, texts: Sequence[str]) -> list[float]:
    """Milliseconds for each text."""
    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        for number, text in enumerate(texts):
            started = time.process_time()
            method(text)
            best[number] = min(best[number], (time.process_time() - started) * 1000)
    return best


def row(name: str, method: Method, among: Set) -> tuple[list[Scores], float]:
    """Print what a method is worth; its scores, and its median cost in milliseconds."""
    scores = among.scores(method)
    cost = median(costs(method, among.texts))
    length = sum(len(tokens(" ".join(method(text)))) for text in among.texts) / len(among.texts)
    print(f"{name:<{NAME}}" + "".join(f"{value:7.2f}" for value in mean(scores)) + f"{length:8.1f}{cost:9.2f}")
    return scores, cost


def gap(name: str, scores: Sequence[Scores], others: Sequence[Scores]) -> None:
    print(
        f"{name:<{NAME}}" + "".join(f"{a - b:+7.2f}" for a, b in zip(mean(scores), mean(others), strict=True)), end=""
    )
    ranges = ahead(scores, others)
    print("   95 %: " + ", ".join(f"{low:+.2f}…{high:+.2f}" for low, high, _ in ranges), end="")
    print("; ahead in " + ", ".join(f"{100 * share:.1f}" for _, _, share in ranges) + " % of draws")


def validated(among: Set) -> tuple[Scores, Scores]:
    """Ours and the first sentences', each the mean over halves whose constants the other half has chosen."""
    found = {}
    for values in product(*GRID.values()):
        with _constants(dict(zip(GRID, values, strict=True))):
            found[values] = among.scores(ours(*MEASURES)), among.scores(ours(*STANDARD))
    leads = among.scores(first(*MEASURES))
    chosen: list[Scores] = []
    led: list[Scores] = []
    for seed in range(DIVISIONS):
        order = random.Random(seed).sample(range(len(leads)), len(leads))
        half = len(order) // 2
        for known, unseen in ((order[:half], order[half:]), (order[half:], order[:half])):
            best = max(found, key=lambda each: sum(sum(scores[at]) for scores in found[each] for at in known))
            chosen += [found[best][0][at] for at in unseen]
            led += [leads[at] for at in unseen]
    return mean(chosen), mean(led)


@contextmanager
def _constants(values: dict[str, float]) -> Iterator[None]:
    before = {name: getattr(salience, name) for name in values}
    for name, value in values.items():
        setattr(salience, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(salience, name, value)


def compare(cleaned: Set) -> None:
    """Ours beside the first sentences and the peers, on cleaned text."""
    leads, _ = row("LEAD-3", first(*MEASURES), cleaned)
    scores, cost = row("extractive", ours(*MEASURES), cleaned)
    others = {name: row(name, method, cleaned) for name, method in peers(*MEASURES).items()}
    gap("extractive - LEAD-3", scores, leads)
    for name, (theirs, _) in others.items():
        gap(f"extractive - {name}", scores, theirs)
    if others:
        name, (_, fastest) = min(others.items(), key=lambda each: each[1][1])
        print(f"the fastest of them, {name}, takes {fastest / cost:.1f} times as long")
    else:
        print("sumy is not installed: pip install -e .[bench]")
    chosen, led = validated(cleaned)
    print(f"{'cross-validated, 10 x 2 halves':<{NAME}}" + "".join(f"{value:7.2f}" for value in chosen))
    print(f"{'  - LEAD-3':<{NAME}}" + "".join(f"{a - b:+7.2f}" for a, b in zip(chosen, led, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="a .jsonl file, or the folder of summaries/")
    data = parser.parse_args().data
    rows = read_rows(data if data.is_file() else data / "summaries/dev.jsonl")
    references = ["\n".join(each["refs"]) for each in rows]
    cleaned = Set(["\n".join(article_sentences(each["text"], "en")) for each in rows], references)
    raw = Set([each["text"] for each in rows], references)
    print(f"{len(rows)} articles\n{'':{NAME}}    R-1    R-2    R-L   words  ms, CPU")
    print(f"cleaned text, {MEASURES[0]} sentences, {MEASURES[1]} characters")
    compare(cleaned)
    print(f"cleaned text, {STANDARD[0]} sentences, {STANDARD[1]} characters")
    gap(
        "extractive - LEAD-2",
        row("extractive", ours(*STANDARD), cleaned)[0],
        row("LEAD-2", first(*STANDARD), cleaned)[0],
    )
    row("extractive, cut from what is stored", layout, cleaned)
    print(f"the text as it stands, {MEASURES[0]} sentences, {MEASURES[1]} characters")
    row("LEAD-3, three sentences of any length", lambda text: split_sentences(text, "en")[:3], raw)
    row("extractive", ours(*MEASURES), raw)
    long = [text for text in raw.texts if LONG[0] <= len(text.split()) <= LONG[1]]
    if long:
        each = costs(ours(*MEASURES), long)
        for_800 = median(cost * 800 / len(text.split()) for cost, text in zip(each, long, strict=True))
        print(f"for 800 words, median of {len(long)} articles of {LONG[0]} to {LONG[1]}: {for_800:.2f} ms")
    print("whether they can be read (python -m bench.readable)")
    report(everything(data), EXAMPLES)


if __name__ == "__main__":
    main()
