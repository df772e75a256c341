"""How much each sentence says of its article, and how alike two sentences are.

The theory. News is written as an inverted pyramid, so a sentence's *place* tells most: `PLACE`, falling evenly to the
article's end. What the article keeps coming back to, its *centroid* (Radev et al., 2004), tells where the lead is an
anecdote: the mean weight of a sentence's words, each times how often the article has it. A word's weight is its
inverse document frequency against a background (`domain.common_words`): the ratio of log(1/0.01) to log(1/0.3), the
chances that a sentence of news has it, is 4 to 1. *Numbers* weigh twice: they are what readers look for. A sentence in
the *first or second person* ("I", "we", "you") is a voice, not the news. Words count by their first six letters: a
stemmer for any language.

`PLACE`, `SHORT` and `COMMON` are chosen by cross-validation over 200 news articles, at both measures of a post
(`GRID` of `bench.summaries`; `bench/RESULTS.md` has the figures). `NUMBER` and `VOICE` are round values on a plateau:
from 1 to 3 and from 0 to .5 the sum of the six ROUGE figures there changes by less than 1 in 172. `PREFIX` was not
tried. Roads not taken, for they chose no better or worse sentences there: frequencies within the article (worse by .6
ROUGE-1 in short texts, where each word is new), a table of 300,000 frequencies, names that weigh more (the centroid
has them already), steps that fall like 1/n or e^-n, a linear model of 25 features. The title as a query: headlines
tease.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from math import sqrt

from bot.domain.common_words import common, speaking

PREFIX = 6  # letters by which words count as the same
COMMON, NUMBER = 0.25, 2.0  # weights of a word that every text has, and of a number; any other word weighs 1
PLACE = 2.0  # weight of the place, where the best centroid is 1
VOICE = 0.25  # what the first or second person costs
SHORT = 5  # words added to a sentence's length, so that a few strong ones do not win alone

Words = tuple[str, ...]
Vector = dict[str, float]


def weigh(own: Sequence[Words], language: str) -> tuple[list[Vector], list[float]]:
    """Of the words of each sentence: its vector (of length 1), and its score."""
    begun = [[word[:PREFIX] for word in its] for its in own]
    counts = [Counter(its) for its in begun]
    total = Counter(chain.from_iterable(begun))
    weight = _weights(total, common(language, PREFIX))
    centroid = {word: times * weight[word] for word, times in total.items()}
    strength = [sum(map(centroid.__getitem__, count)) / (SHORT + len(count)) for count in counts]
    strongest = max(strength, default=0.0) or 1.0
    voices = speaking(language)
    scores = [
        its / strongest + PLACE * (1 - at / len(own)) - VOICE * (not voices.isdisjoint(own[at]))
        for at, its in enumerate(strength)
    ]
    return [_unit({word: times * weight[word] for word, times in count.items()}) for count in counts], scores


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two vectors: 1 for the same words, 0 for none in common."""
    return sum([weight * other[word] for word, weight in one.items() if word in other])


def _weights(found: Counter[str], usual: frozenset[str]) -> Vector:
    return {word: COMMON if word in usual else NUMBER if word[0].isdigit() else 1.0 for word in found}


def _unit(vector: Vector) -> Vector:
    norm = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / norm for word, weight in vector.items()}
