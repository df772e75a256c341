"""The extractive summary: whole sentences of the article, in its order, that say most of it in least room.

The theory. News is written as an inverted pyramid, so a sentence's *place* tells most; what the article keeps coming
back to, its *centroid* (Radev et al., 2004: mean TF-IDF of a sentence's words, within the document), tells where the
lead is an anecdote; and a sentence *like one already taken* adds little (maximal marginal relevance, Carbonell and
Goldstein, 1998). Place weighs twice as much as centroid, falling evenly to the article's end. That beats the first
three sentences by about one ROUGE-1; LexRank, TextRank and LSA, which ignore place, lose to them by 3 to 10.
Cleaning first (`domain.furniture`) is worth 8. Words count by their first six letters: a stemmer for any language.

A score knows nothing of readability, so these are rules, not weights:

- a sentence that *hangs* on the one before ("However, …", "They also …", "…," he said) is taken only right after it,
  and only if that one does not hang itself; the article's first sentence has nothing left out before it;
- never half a quotation or bracket, never a sentence cut off by its publisher ("… [more]");
- never the title again.

Roads not taken: a shipped table of word frequencies (languages without one would get worse summaries), abstractive
phrasing (it can say what the article does not), titles as a query (headlines tease).
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

from bot.domain.cohesion import halves, hangs
from bot.domain.furniture import article_sentences
from bot.domain.text import cut_at_word, utf16_length, words

LONGEST_TEXT = 20_000  # characters read: news says it before
MOST_SENTENCES = 120
PREFIX = 6  # letters by which words count as the same
PLACE = 2.0  # weight of the place, where the best centroid is 1
REDUNDANCY = 0.5
SAME = 0.6  # likeness from which a sentence only says again what one taken has said
SHORT = 5  # words added to a sentence's length, so that a few strong ones do not win alone
REPEATED = 0.8  # share of a sentence's words in the title, from which it says the title again

Words = tuple[str, ...]
Vector = dict[str, float]

_TRUNCATED = re.compile(r"(?:…|\.\.\.|read more|\[more\])\W*$", re.IGNORECASE)


def summarize(title: str, text: str, language: str, *, sentences: int, max_chars: int) -> tuple[str, ...]:
    """At most `sentences` sentences of the text, verbatim and in order, of at most `max_chars` UTF-16 units with the
    spaces between them. A text that is no longer is given whole; () where there are no words or no room.

    Only where no whole sentence fits is the best one cut at a word, with "…".
    """
    found, own = _new(title, text, language)
    hanging = [at > 0 and hangs(sentence) for at, sentence in enumerate(found)]
    whole = [at for at, sentence in enumerate(found) if not _TRUNCATED.search(sentence)]
    fit = _standing(whole, hanging) or list(range(len(found)))
    short = tuple(found[at] for at in fit)
    if len(short) <= sentences and _length(short) <= max_chars:
        return short
    return _choose(found, own, fit, hanging, sentences, max_chars) or within(short, min(1, sentences), max_chars)


def lead(title: str, text: str, language: str, *, sentences: int, max_chars: int) -> tuple[str, ...]:
    """The first sentences that fit, furniture and title left out: `summarize` without judgement."""
    return within(tuple(_new(title, text, language)[0]), sentences, max_chars)


def within(summary: tuple[str, ...], sentences: int, max_chars: int) -> tuple[str, ...]:
    """A stored summary for a smaller layout: the first sentences that fit, so that none loses what it hangs on.

    Never empty where the summary is not and there is room: a first sentence too long is cut at a word, with "…".
    """
    kept = summary[: max(0, sentences)]
    while len(kept) > 1 and _length(kept) > max_chars:
        kept = kept[:-1]
    if kept and utf16_length(kept[0]) > max_chars:
        return tuple(filter(None, [cut_at_word(kept[0], max_chars)]))
    return kept


def _length(chosen: Sequence[str]) -> int:
    return sum(map(utf16_length, chosen)) + max(0, len(chosen) - 1)


def _new(title: str, text: str, language: str) -> tuple[list[str], list[Words]]:
    """The article's sentences that say something the title does not, and the words of each."""
    said = set(words(title))
    found = article_sentences(text[:LONGEST_TEXT], language)[:MOST_SENTENCES]
    spoken = [(sentence, words(sentence)) for sentence in found]
    new = [(sentence, its) for sentence, its in spoken if its and len(said.intersection(its)) < REPEATED * len({*its})]
    return [sentence for sentence, _ in new], [its for _, its in new]


def _standing(whole: list[int], hanging: list[bool]) -> list[int]:
    """Of the `whole` sentences, those that do not hang on one that has gone."""
    kept: list[int] = []
    for at in whole:
        if not hanging[at] or kept[-1:] == [at - 1]:
            kept.append(at)
    return kept


# --- choosing ----------------------------------------------------------------------------------------------


def _choose(
    found: list[str], own: list[Words], fit: list[int], hanging: list[bool], sentences: int, max_chars: int
) -> tuple[str, ...]:
    """Greedily the best sentence that may stand with those taken, until there is no room."""
    vectors, scores = _weigh(own)
    half = halves(found)
    free = {at for at in fit if not half[at]}
    taken: list[int] = []
    likeness = [0.0] * len(found)  # to the most similar one taken
    room = max_chars
    while len(taken) < sentences:
        may = [
            at
            for at in sorted(free.difference(taken))
            if utf16_length(found[at]) <= room
            and likeness[at] < SAME
            and (not hanging[at] or (at - 1 in taken and not hanging[at - 1]))
        ]
        if not may:
            break
        best = max(may, key=lambda at: scores[at] - REDUNDANCY * likeness[at])
        taken.append(best)
        room -= utf16_length(found[best]) + 1
        likeness = [
            max(known, _likeness(vector, vectors[best])) for known, vector in zip(likeness, vectors, strict=True)
        ]
    return tuple(found[at] for at in sorted(taken))


def _weigh(own: list[Words]) -> tuple[list[Vector], list[float]]:
    """Each sentence's TF-IDF vector (of length 1), and its score by place and centroid."""
    counts = [Counter(word[:PREFIX] for word in its) for its in own]
    spread = Counter(word for count in counts for word in count)
    idf = {word: log((len(own) + 1) / sentences) for word, sentences in spread.items()}
    total = Counter[str]()
    for count in counts:
        total.update(count)
    centroid = {word: times * idf[word] for word, times in total.items()}
    strength = [sum(centroid[word] for word in count) / (SHORT + len(count)) for count in counts]
    strongest = max(strength) or 1.0
    scores = [its / strongest + PLACE * (1 - at / len(own)) for at, its in enumerate(strength)]
    return [_unit({word: times * idf[word] for word, times in count.items()}) for count in counts], scores


def _unit(vector: Vector) -> Vector:
    norm = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / norm for word, weight in vector.items()}


def _likeness(one: Vector, other: Vector) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)
