"""The extractive summary: whole sentences of the article, in its order, that say most of it in least room.

Which say most is told by place, centroid and numbers (`domain.salience`); a sentence *like one already taken* adds
little (maximal marginal relevance, Carbonell and Goldstein, 1998). That is ahead of the first three sentences by more
than one ROUGE-1; LexRank, TextRank, Luhn and LSA, which ignore place, are behind them (`python -m bench.summaries`).
Cleaning first (`domain.furniture`) is worth 8.

A score knows nothing of readability, so these are rules, not weights, judged by `python -m bench.readable`:

- a sentence that *hangs* on the one before ("However, …", "They also …", "…," he said) is taken only right after it,
  and only if that one does not hang itself; the article's first sentence has nothing left out before it;
- never half a quotation or bracket, never a sentence cut off by its publisher ("… [more]");
- never the title again, nor a sentence twice;
- a caption, a question or what is no sentence (`domain.fragments`) only where there is nothing else.

Roads not taken: abstractive phrasing (it can say what the article does not), titles as a query (headlines tease).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from bot.domain.asides import captions, without_label
from bot.domain.cohesion import halves, hangs, is_whole, without_half
from bot.domain.fragments import is_fragment
from bot.domain.furniture import article_sentences
from bot.domain.salience import Words, likeness, weigh
from bot.domain.text import ELLIPSIS, cut_at_word, utf16_length, words

LONGEST_TEXT = 20_000  # characters read: news says it before
MOST_SENTENCES = 120
MOST_UNITS = 6  # sentences of a stored summary among which a smaller layout chooses
REDUNDANCY = 0.5  # weight of the likeness to what is taken, where place and centroid are at most 3
SAME = 0.6  # likeness from which a sentence only says again what one taken has said
REPEATED = 0.75  # share of a sentence's words in the title, above which it says the title again
ADDED = 1.4  # how much longer than a title a sentence is that has all its words and says more

_TRUNCATED = re.compile(r"(?:…|\.\.\.|read more|\[more\])\W*$", re.IGNORECASE)  # what a publisher's cut ends with
_MARKED = re.compile(r"(?:\[(?:…|\.\.\.)\]|read more|\[more\])\W*$", re.IGNORECASE)  # what nothing else ends with
_QUESTION = re.compile(r"[?？؟][\"'”’»)\]」』）\s]*$")
_OPENERS, _PAUSES = "\"“„«‘'([「『（《", " ,:;–—-，：；、"


class Room(NamedTuple):
    """At most so many sentences, of at most so many UTF-16 units with the spaces between them."""

    sentences: int
    units: int

    def has(self, chosen: Sequence[str]) -> bool:
        """Do they fit?"""
        return len(chosen) <= self.sentences and _length(chosen) <= self.units


@dataclass(frozen=True, slots=True)
class _Article:
    """The article's sentences, and what is known of each."""

    sentences: list[str]
    own: list[Words]
    said: list[bool]  # by the title, or by a sentence before
    weak: list[bool]  # captions, fragments, and what says the title and little more
    hanging: list[bool]
    language: str


def summarize(title: str, text: str, language: str, *, sentences: int, max_chars: int) -> tuple[str, ...]:
    """At most `sentences` sentences of the text, verbatim and in order, of at most `max_chars` UTF-16 units with the
    spaces between them. A text that is no longer is given whole; () where there are no words or no room.

    Only where no whole sentence fits is the best one cut at a word, with "…".
    """
    room = Room(sentences, max_chars)
    article = _read(title, text, language)
    new = [at for at, said in enumerate(article.said) if not said]
    whole = [at for at in new if not _is_cut_off(article.sentences, at)]
    strong = [at for at in whole if not article.weak[at]]
    half = halves(article.sentences)
    told = [at for at in whole if not half[at]] if all(map(half.__getitem__, strong)) else []  # outside of quotations
    fit = _standing(strong, article) or _standing(whole, article) or new
    fit = _standing(told, article) or fit
    chosen = tuple(article.sentences[at] for at in fit)
    if not room.has(chosen) or not _has_whole_quotations(article, fit):
        chosen = _choose(article, fit, room) or _for_want(article, fit, room)
    return tuple(map(without_label, chosen if len(fit) == len(article.sentences) else _bare(chosen)))


def _is_cut_off(sentences: Sequence[str], at: int) -> bool:
    """Has its publisher cut it off? Three dots in the middle of a text are its author's."""
    return (_TRUNCATED if at == len(sentences) - 1 else _MARKED).search(sentences[at]) is not None


def _for_want(article: _Article, fit: list[int], room: Room) -> tuple[str, ...]:
    """Of sentences none of which may be chosen: the first that can stand and fits, else a whole quotation of several,
    else the first, cut."""
    candidates = [at for at in fit if not article.hanging[at]] or fit
    alone = (_bare((article.sentences[at],)) for at in candidates)
    together = (
        tuple(article.sentences[at : at + count]) for count in range(2, room.sentences + 1) for at in candidates
    )
    standing = (each for each in (*alone, *together) if is_whole(" ".join(each)) and room.has(each))
    return within(next(standing, tuple(article.sentences[at] for at in candidates[:1])), *room)


def _has_whole_quotations(article: _Article, chosen: list[int]) -> bool:
    """Has a quotation of several sentences all of them, or none?"""
    left = article.sentences
    return len(chosen) == len(left) or not any(map(halves(left).__getitem__, chosen))


def _bare(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """What is given for want of anything better, without a mark whose fellow is not there."""
    return chosen if is_whole(" ".join(chosen)) else tuple(map(without_half, chosen))


def lead(title: str, text: str, language: str, *, sentences: int, max_chars: int) -> tuple[str, ...]:
    """The first sentences that fit, furniture and title left out: `summarize` without judgement."""
    article = _read(title, text, language)
    found = tuple(sentence for sentence, said in zip(article.sentences, article.said, strict=True) if not said)
    fit = len(found[: max(0, sentences)])
    while fit > 1 and _length(found[:fit]) > max_chars:
        fit -= 1
    return within(found[:fit], sentences, max_chars)


def within(summary: tuple[str, ...], sentences: int, max_chars: int) -> tuple[str, ...]:
    """A stored summary for a smaller layout: as many of its sentences as fit, and of those the ones that say most, by
    their length; each with what it hangs on, and all of a quotation or none.

    Never empty where the summary is not and there is room: where no whole sentence fits, the first is cut at a word,
    with "…", and before a quotation rather than in it.
    """
    room = Room(sentences, max_chars)
    if room.has(summary):
        return summary
    units = _inseparable(summary)[:MOST_UNITS]
    choices = (sum(some, []) for count in range(1, len(units) + 1) for some in combinations(units, count))
    fitting = (some for some in choices if _stands(summary, some) and room.has([summary[at] for at in some]))
    told = max(fitting, key=lambda some: _worth(summary, some), default=[])
    best = tuple(summary[at] for at in told)
    if best or not summary or sentences < 1:
        return best
    return tuple(filter(None, [_cut(without_half(summary[0]), max_chars)]))


def _worth(summary: tuple[str, ...], chosen: list[int]) -> tuple[bool, int, int]:
    return _whole(summary, chosen), len(chosen), sum(utf16_length(summary[at]) for at in chosen)


def _stands(summary: tuple[str, ...], chosen: list[int]) -> bool:
    """Has each of the chosen what it hangs on? A summary's first hangs on nothing that is left out."""
    return all(at == 0 or at - 1 in chosen or not hangs(summary[at]) for at in chosen)


def _inseparable(summary: tuple[str, ...]) -> list[list[int]]:
    """The sentences by number, those of one quotation together; where it has no end, each alone."""
    half = halves(summary)
    groups: list[list[int]] = []
    for at in range(len(summary)):
        if half[at] and groups and half[at - 1] and not _whole(summary, groups[-1]):
            groups[-1].append(at)
        else:
            groups.append([at])
    return [each for group in groups for each in ([group] if _whole(summary, group) else [[at] for at in group])]


def _whole(summary: tuple[str, ...], chosen: list[int]) -> bool:
    return is_whole(" ".join(summary[at] for at in chosen))


def _cut(sentence: str, units: int) -> str:
    """The sentence cut at a word; before the quotation or bracket that the cut would fall into, if words are left."""
    shorter = cut_at_word(sentence, units)
    if is_whole(shorter):
        return shorter
    opened = max(map(shorter.rfind, _OPENERS))
    before = shorter[: max(0, opened)].rstrip(_PAUSES) + ELLIPSIS
    return before if words(before) and is_whole(before) and utf16_length(before) <= units else shorter


def _length(chosen: Sequence[str]) -> int:
    return sum(map(utf16_length, chosen)) + max(0, len(chosen) - 1)


def _read(title: str, text: str, language: str) -> _Article:
    found = article_sentences(text[:LONGEST_TEXT], language)[:MOST_SENTENCES]
    # Without its stop, for which `words` would look for acronyms.
    spoken = [(sentence, its) for sentence in found if (its := words(sentence.removesuffix(".")))]
    sentences, own = [sentence for sentence, _ in spoken], [its for _, its in spoken]
    said = _said(words(title), own)
    hanging = [at > 0 and hangs(sentence, its) for at, (sentence, its) in enumerate(spoken)]
    kinds = captions(sentences), _echoes(words(title), own), [is_fragment(each, language) for each in sentences]
    weak = [any(each) for each in zip(*kinds, strict=True)]
    return _Article(sentences, own, said, weak, hanging, language)


def _said(title: Words, own: Sequence[Words]) -> list[bool]:
    """Which sentences say what the title says, or one before them?"""
    told, before = set(title), set[Words]()
    found = []
    for its in own:
        found.append(its in before or (bool(told) and _is_said(told, its)))
        before.add(its)
    return found


def _is_said(told: set[str], its: Words) -> bool:
    """Are most of the words told, each counted once or, in a sentence of the title's size, as often as it comes?"""
    distinct = set(its)
    often = sum(map(told.__contains__, its)) if len(its) <= 2 * len(told) else 0
    return len(told & distinct) > REPEATED * len(distinct) or often > REPEATED * len(its)


def _echoes(title: Words, own: Sequence[Words]) -> list[bool]:
    """Which have all the words of a title of some length, and hardly more?"""
    told = set(title)
    return [len(told) > 3 and len(set(its)) <= ADDED * len(told) and told.issubset(its) for its in own]


def _standing(which: list[int], article: _Article) -> list[int]:
    """Of these sentences, those that do not hang on one that has gone."""
    kept: list[int] = []
    for at in which:
        if not article.hanging[at] or kept[-1:] == [at - 1]:
            kept.append(at)
    return kept


# --- choosing ----------------------------------------------------------------------------------------------


def _choose(article: _Article, fit: list[int], room: Room) -> tuple[str, ...]:
    """Greedily the best sentence that may stand with those taken, until there is no room."""
    half = halves(article.sentences)
    free = [at for at in fit if not half[at]] or [at for at in fit if is_whole(article.sentences[at])]
    telling = [at for at in free if not _QUESTION.search(article.sentences[at])]
    vectors, scores = weigh(article.own, article.language)
    sizes = list(map(utf16_length, article.sentences))
    taken: list[int] = []
    left = room.units
    nearest = [0.0] * len(scores)  # likeness to the most similar one taken
    while len(taken) < room.sentences:
        may = [
            at
            for at in telling or free
            if sizes[at] <= left and nearest[at] < SAME and at not in taken and _has_support(at, taken, article.hanging)
        ]
        if not may:
            break
        best = max(may, key=lambda at: scores[at] - REDUNDANCY * nearest[at])
        taken.append(best)
        left -= sizes[best] + 1
        nearest = [max(known, likeness(its, vectors[best])) for known, its in zip(nearest, vectors, strict=True)]
    return tuple(article.sentences[at] for at in sorted(taken))


def _has_support(at: int, taken: list[int], hanging: list[bool]) -> bool:
    """Is what it hangs on among those taken, and does not hang itself?"""
    return not hanging[at] or (at - 1 in taken and not hanging[at - 1])
