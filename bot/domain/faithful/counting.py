"""Whether a summary counts, measures or dates something by a number that the article has for something else.

As with names (`faithful.attribution`), the neighbours tell. Of two numbers each word belongs to the one that it is
nearest to; if the article has it nearest to the other one, the two were exchanged: "18 million for the museum, 25 for
the garage". Exact forms count before stems: "42 tondan 21 tona" and "21 tondan 42 tona" differ in endings alone.
"""

from itertools import combinations
from typing import Final

from bot.domain.faithful.lexicon import UNITS
from bot.domain.faithful.original import Original, steps
from bot.domain.faithful.statement import Sentence, Token

NEAR: Final = 4  # steps between a time and what votes for it
BESIDE: Final = 2  # steps between a number and what is counted by it
SURE: Final = -2  # votes by which two numbers are taken for exchanged


def numbers_exchanged(article: Original, said: Sentence) -> str:
    """The word beside a number that seems to belong to another number; "" where there is none."""
    first = {token.number: token for token in reversed(said.tokens) if token.number >= 0}
    for one, other in combinations(sorted(first), 2):
        if _kind(said, first[one]) != _kind(said, first[other]):
            continue  # nobody takes a day for an amount
        if word := _pair_exchanged(article, said, first[one], first[other]):
            return word
    for number in first.values():
        if word := _elsewhere(article, said, number):
            return word
    return ""


def _kind(said: Sentence, number: Token) -> str:
    """A day of a month, a score or hour, or anything else."""
    beside = said.tokens[max(0, number.at - 1) : number.at + 2]
    day = number.raw.isdigit() and any(each.moment.startswith("month") for each in beside)
    return "day" if day else "pair" if said.numbers[number.number].pair else ""


def _same(one: Token, sentence: Sentence, other: Token, said: Sentence) -> bool:
    if one.number < 0 or other.number < 0:
        return False
    return bool(sentence.numbers[one.number].readings & said.numbers[other.number].readings)


def _pair_exchanged(article: Original, said: Sentence, one: Token, other: Token) -> str:
    """Of two numbers of a sentence: do words stand with the one that the article has with the other?

    In the article's order a single one is enough. In the other order both numbers need one: of "the first cost 18
    crowns, the second 25" all that is said once goes with what comes first.
    """
    votes, against, ordered = {one.at: 0, other.at: 0}, {one.at: "", other.at: ""}, True
    numbers = [token for token in said.tokens if token.number >= 0]
    for word in said.tokens:
        if word.number >= 0 or (not word.moment and article.is_slight(word)) or _is_unit(word, said):
            continue
        if word.at < one.at and word.clause == one.clause == other.clause:
            continue  # what stands before both may belong to both
        to_one, to_other = steps(word, one, said), steps(word, other, said)
        own, rival = (one, other) if to_one < to_other else (other, one)
        closest = min(steps(word, each, said) for each in numbers)
        if to_one == to_other or closest < min(to_one, to_other) or closest > BESIDE + 1:
            continue
        vote, ordered = _pair_vote(article, word, own, rival, said, ordered)
        votes[own.at] += vote
        against[own.at] = word.raw if vote < 0 else against[own.at]
    both = all(against.values()) and sum(votes.values()) < 0
    both = both or sum(votes.values()) <= SURE
    return next(filter(None, against.values()), "") if both or (ordered and any(against.values())) else ""


def _is_unit(word: Token, said: Sentence) -> bool:
    """Is it what the number right before it counts by?"""
    return word.at > 0 and said.tokens[word.at - 1].number >= 0 and word.word in UNITS


def _pair_vote(
    article: Original, word: Token, own: Token, rival: Token, said: Sentence, ordered: bool
) -> tuple[int, bool]:
    """-1, 0 or 1; and whether the article has the two numbers in the same order."""
    against = 0
    for sentence, place in article.exactly(word):
        mine = [each for each in sentence.tokens if _same(each, sentence, own, said)]
        theirs = [each for each in sentence.tokens if _same(each, sentence, rival, said)]
        if not theirs:
            continue
        if not mine:
            far = min(steps(place, each, sentence) for each in theirs)
            against = -1 if far < BESIDE and steps(word, own, said) == 0 and not place.moment else against
            continue
        near, far = (min(steps(place, each, sentence) for each in them) for them in (mine, theirs))
        ordered = (mine[0].at < theirs[0].at) == (own.at < rival.at)
        if near < far:
            return 1, ordered
        if far < min(near, BESIDE + 1):
            against = -1
    return against, ordered


def _elsewhere(article: Original, said: Sentence, own: Token) -> str:
    """Do the words around a number stand in the article's sentences with another one that the summary has elsewhere?"""
    total, against = 0, ""
    others = [number for each in article.shown.sentences if each is not said for number in each.numbers]
    for word in said.tokens:
        if word.number >= 0 or article.is_slight(word) or article.is_name(word) or steps(word, own, said) > NEAR:
            continue
        found = article.exactly(word)
        if any(_same(each, sentence, own, said) for sentence, _ in found for each in sentence.tokens):
            total += 1
        elif any(
            number.readings & other.readings for sentence, _ in found for number in sentence.numbers for other in others
        ):
            total, against = total - 1, word.raw
    return against if total < 0 else ""


def months_exchanged(article: Original, said: Sentence) -> str:
    """The word beside a month or day that the article has beside others only; "" where there is none."""
    for own in (token for token in said.tokens if token.moment):
        total, against = 0, ""
        for word in said.tokens:
            if word.moment or word.number >= 0 or article.is_slight(word) or article.is_name(word):
                continue
            if steps(word, own, said) > NEAR:
                continue
            near = [
                each.moment
                for sentence, place in article.exactly(word)
                for each in sentence.tokens
                if each.moment and steps(place, each, sentence) <= NEAR
            ]
            if near:
                vote = 1 if own.moment in near else -1
                total, against = total + vote, word.raw if vote < 0 else against
        if total < 0:
            return against
    return ""
