"""ROUGE-1, ROUGE-2 and summary-level ROUGE-L (Lin, 2004), F1, for any script.

English words of four letters and more are stemmed, as is usual; words are runs of letters and digits of any script,
since the usual tokenizer drops all that is not Latin.
"""

import random
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bot.domain.text import stems

WORD = re.compile(r"[^\W_]+")
Scores = tuple[float, float, float]  # ROUGE-1, ROUGE-2, ROUGE-L, each from 0 to 1


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return stems(word, ("en",))[0] if len(word) > 3 else word


def tokens(text: str) -> list[str]:
    """The words that are compared."""
    return [_stem(word) for word in WORD.findall(text.lower())]


def score(summary: Sequence[str], reference: str) -> Scores:
    """A summary against a reference whose lines are its sentences."""
    said = [tokens(sentence) for sentence in summary]
    wanted = [tokens(line) for line in reference.splitlines()]
    flat_said, flat_wanted = sum(said, []), sum(wanted, [])
    return _rouge_n(flat_said, flat_wanted, 1), _rouge_n(flat_said, flat_wanted, 2), _rouge_l(said, wanted)


def mean(scores: Sequence[Scores]) -> Scores:
    """Per cent."""
    one, two, longest = (100 * sum(column) / len(scores) for column in zip(*scores, strict=True))
    return one, two, longest


def ahead(
    ours: Sequence[Scores], theirs: Sequence[Scores], times: int = 2000, seed: int = 1
) -> list[tuple[float, float, float]]:
    """For each of the three by how much ours lead, in per cent: the 2.5 and 97.5 percentiles of a paired bootstrap over
    articles, and the share of its draws in which ours lead at all."""
    chance = random.Random(seed)
    gaps = [[100 * (a - b) for a, b in zip(one, other, strict=True)] for one, other in zip(ours, theirs, strict=True)]
    draws = [
        [sum(column) / len(gaps) for column in zip(*chance.choices(gaps, k=len(gaps)), strict=True)]
        for _ in range(times)
    ]
    found = []
    for column in zip(*draws, strict=True):
        ranked = sorted(column)
        found.append((ranked[times // 40], ranked[-times // 40], sum(gap > 0 for gap in ranked) / times))
    return found


def _f1(matched: int, said: int, wanted: int) -> float:
    return 2 * matched / (said + wanted) if matched else 0.0


def _rouge_n(said: list[str], wanted: list[str], n: int) -> float:
    one, other = (Counter(zip(*(words[i:] for i in range(n)), strict=False)) for words in (said, wanted))
    return _f1((one & other).total(), one.total(), other.total())


def _rouge_l(said: list[list[str]], wanted: list[list[str]]) -> float:
    """The union of each reference sentence's subsequences, each said word counted once."""
    left_said, left_wanted = (Counter(word for words in side for word in words) for side in (said, wanted))
    total_said, total_wanted, matched = left_said.total(), left_wanted.total(), 0
    for reference in wanted:
        for at in sorted(set().union(*(_common(reference, sentence) for sentence in said))):
            word = reference[at]
            if left_said[word] and left_wanted[word]:
                left_said[word] -= 1
                left_wanted[word] -= 1
                matched += 1
    return _f1(matched, total_said, total_wanted)


def _common(wanted: list[str], said: list[str]) -> set[int]:
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
