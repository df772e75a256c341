"""ROUGE of the extractive summary against LEAD-3, and what an article costs.

    python -m bench.summaries --data ../shared/data

ROUGE-1, ROUGE-2 and ROUGE-L over sentences (Lin, 2004), F1, with English words of four letters and more stemmed, as
is usual; words are runs of letters and digits of any script, since the usual tokenizer drops all that is not Latin.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.domain.furniture import article_sentences
from bot.domain.summary import summarize
from bot.domain.text import split_sentences, stems

WORD = re.compile(r"[^\W_]+")
Method = Callable[[str], Sequence[str]]


def tokens(text: str) -> list[str]:
    return [stems(word, ("en",))[0] if len(word) > 3 else word for word in WORD.findall(text.lower())]


def f1(matched: int, said: int, wanted: int) -> float:
    return 2 * matched / (said + wanted) if matched else 0.0


def rouge_n(said: list[str], wanted: list[str], n: int) -> float:
    one, other = (Counter(zip(*(words[i:] for i in range(n)), strict=False)) for words in (said, wanted))
    return f1((one & other).total(), one.total(), other.total())


def lcs(wanted: list[str], said: list[str]) -> set[int]:
    """Which words of `wanted` are in a longest common subsequence with `said`."""
    table = [[0] * (len(said) + 1) for _ in range(len(wanted) + 1)]
    for i, word in enumerate(wanted):
        for j, other in enumerate(said):
            table[i + 1][j + 1] = table[i][j] + 1 if word == other else max(table[i][j + 1], table[i + 1][j])
    i, j, found = len(wanted), len(said), set()
    while i and j:
        if wanted[i - 1] == said[j - 1]:
            found.add(i - 1)
            i, j = i - 1, j - 1
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return found


def rouge_l(said: list[list[str]], wanted: list[list[str]]) -> float:
    """Summary-level: the union of each reference sentence's subsequences, each said word counted once."""
    left_said, left_wanted = (Counter(word for words in side for word in words) for side in (said, wanted))
    total_said, total_wanted, matched = left_said.total(), left_wanted.total(), 0
    for reference in wanted:
        for at in sorted(set().union(*(lcs(reference, sentence) for sentence in said))):
            word = reference[at]
            if left_said[word] and left_wanted[word]:
                left_said[word] -= 1
                left_wanted[word] -= 1
                matched += 1
    return f1(matched, total_said, total_wanted)


def score(summary: Sequence[str], reference: str) -> tuple[float, float, float]:
    said = [tokens(sentence) for sentence in summary]
    wanted = [tokens(line) for line in reference.splitlines()]
    flat_said, flat_wanted = sum(said, []), sum(wanted, [])
    return rouge_n(flat_said, flat_wanted, 1), rouge_n(flat_said, flat_wanted, 2), rouge_l(said, wanted)


def measure(name: str, method: Method, articles: list[tuple[str, str]]) -> None:
    started = time.perf_counter()
    summaries = [method(text) for text, _ in articles]
    spent = (time.perf_counter() - started) / len(articles) * 1000
    scores = [score(summary, reference) for summary, (_, reference) in zip(summaries, articles, strict=True)]
    means = " ".join(f"{100 * sum(column) / len(scores):6.2f}" for column in zip(*scores, strict=True))
    length = sum(len(tokens(" ".join(summary))) for summary in summaries) / len(summaries)
    print(f"{name:<34}{means} {length:7.1f} {spent:9.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="the folder with summaries/dev.jsonl")
    rows = [json.loads(line) for line in (parser.parse_args().data / "summaries/dev.jsonl").open(encoding="utf-8")]
    articles = [(row["text"], "\n".join(row["refs"])) for row in rows[:1000]]
    print(f"{len(articles)} articles\n{'':<34}   R-1    R-2    R-L   words        ms")
    measure("LEAD-3, text as it stands", lambda text: split_sentences(text, "en")[:3], articles)
    measure("LEAD-3, furniture removed", lambda text: article_sentences(text, "en")[:3], articles)
    for sentences, characters in ((3, 600), (3, 420), (2, 420)):
        measure(
            f"extractive, {sentences} sentences, {characters} chars",
            lambda text, n=sentences, c=characters: summarize("", text, "en", sentences=n, max_chars=c),  # type: ignore[misc]
            articles,
        )


if __name__ == "__main__":
    main()
