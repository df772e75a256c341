"""Whether a summary puts names, numbers and things together otherwise than the sentence it is made of.

The theory. What is false on purpose keeps a sentence's words and moves what they are about. So each clause of a summary
is laid beside the sentence of the article that shares most words with it, and four things are looked for there.

- *Turned*: two names stand around a word that the article has between the same two in the other order ("A outbid B").
  Where names have cases, their forms decide and not their order. The passive may turn them. So with whom leads.
- *Moved*: two names, numbers or contraries stand in the other order, though all other words keep theirs.
- *Crossed*: of two clauses, each has words of the same two clauses of the article: "a tram, rejecting bus lanes".
- *Replaced*: a clause has another name, number or day where the article's sentence has its own.

A paraphrase moves words together with what they are about, or says them in another form; one that does neither is
refused, which costs an automatic summary and no more.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

from bot.domain.faithful.denial import CONTRARIES
from bot.domain.faithful.naming import same_name
from bot.domain.faithful.original import Original
from bot.domain.faithful.statement import Sentence, Token, alike

CASES: Final = frozenset({"ru", "uk", "be", "pl", "az", "tr", "hy"})  # languages whose names have forms by their part
BY: Final = frozenset(
    {"by", "par", "von", "vom", "por", "da", "dal", "door", "tarafindan", "terefinden", "կողմից", "قبل"}
)
ORDERED: Final = frozenset({"en", "fr", "es", "it", "pt", "nl"})  # languages that put first who does it
FEW: Final = 2  # words by which a clause is known again
HALF: Final = 0.5  # of a clause's words
COUNTED: Final = 3  # letters of what is counted
YEARS: Final = (1000, 2100)


def rearranged(article: Original, said: Sentence) -> str:
    """A word of the summary's sentence that stands in another's place; "" where there is none."""
    names = article.runs(said)
    for sentence in article.sentences:
        word = _turned(article, said, names, sentence) or _moved(article, said, names, sentence)
        word = word or _led(article, said, sentence)
        if word := word or _crossed(article, said, sentence):
            return word
    return _replaced(article, said, names)


def _content(article: Original, sentence: Sentence) -> list[Token]:
    """Its words of weight that are neither names nor numbers."""
    return [each for each in sentence.tokens if each.number < 0 and not article.is_slight(each) and not each.moment]


def _find(article: Original, run: Sequence[Token], sentence: Sentence) -> list[Token]:
    """The words of an article's sentence that are the name's."""
    return [
        each
        for each in sentence.tokens
        if each.number < 0 and any(same_name(each.word, one.word, article.language) for one in run)
    ]


def _turned(article: Original, said: Sentence, names: Sequence[Sequence[Token]], sentence: Sentence) -> str:
    if any(token.word in BY for token in said.tokens):
        return ""
    for one, other in pairwise(names):
        first, second = _find(article, one, sentence), _find(article, other, sentence)
        if not first or not second or first[-1].at <= second[-1].at or _same_forms(article, (*one, *other), sentence):
            continue
        for word in said.tokens[one[-1].at + 1 : other[0].at]:
            for each in sentence.tokens[second[-1].at + 1 : first[-1].at]:
                if not _weighs(article, word) or not alike(word, each):
                    continue
                follows = _close(article, said, one[-1], word) and _close(article, sentence, second[-1], each)
                leads = _close(article, said, word, other[0]) and _close(article, sentence, each, first[0])
                if follows or leads:
                    return word.raw
    return ""


def _led(article: Original, said: Sentence, sentence: Sentence) -> str:
    """Who does it changes places with whom it is done to, be they names or not: the first word and one behind the verb.
    Where order alone tells who is who."""
    if article.language not in ORDERED or any(token.word in BY for token in said.tokens):
        return ""
    mine, its = (
        [each for each in text.tokens if each.number < 0 and not each.moment and not article.is_slight(each)]
        for text in (said, sentence)
    )
    if not mine or not its or alike(mine[0], its[0]):
        return ""
    here = next((at for at, word in enumerate(mine) if at > 1 and alike(word, its[0])), 0)
    there = next((at for at, word in enumerate(its) if at > 1 and alike(word, mine[0])), 0)
    known = {each.word for each in its[1:there] if _weighs(article, each)}
    return next((word.raw for word in mine[1:here] if word.word in known), "")


def _weighs(article: Original, word: Token) -> bool:
    return word.number < 0 and not article.is_slight(word) and not article.is_name(word)


def _close(article: Original, sentence: Sentence, one: Token, other: Token) -> bool:
    """Does no word of weight stand between two others?"""
    return not any(_weighs(article, each) for each in sentence.tokens[one.at + 1 : other.at])


def _same_forms(article: Original, names: Sequence[Token], sentence: Sentence) -> bool:
    """Have names in a language of cases the forms that they have in the article's sentence?"""
    return article.language in CASES and {each.word for each in names} <= {each.word for each in sentence.tokens}


def _moved(article: Original, said: Sentence, names: Sequence[Sequence[Token]], sentence: Sentence) -> str:
    placed = [(run[0], found[0]) for run in names if (found := _find(article, run, sentence))]
    numbers = [(token, place) for token in _heads(said) if (place := _number_place(said, token, sentence))]
    sides = [
        (word, found[0])
        for word in said.tokens
        if any(word.word in pair.get(article.language, ()) for pair in CONTRARIES)
        and len(found := [each for each in sentence.tokens if alike(word, each)]) == 1
    ]
    for group in (placed, numbers, sides):
        for (one, here), (other, there) in combinations(group, 2):
            if (
                here.at > there.at
                and _exchangeable(article, said, one, other, sentence)
                and not any(_keeps(article, said, mine, sentence, its) for mine, its in ((one, here), (other, there)))
                and _in_order(article, said, one, other, sentence)
            ):
                return other.raw
    return ""


def _exchangeable(article: Original, said: Sentence, one: Token, other: Token, sentence: Sentence) -> bool:
    """Are two numbers of one kind, or two names in other forms than in the article?"""
    if one.number < 0:
        return not _same_forms(article, (one, other), sentence)
    kinds = [_is_year(said, each) for each in (one, other)]
    return kinds[0] == kinds[1]


def _is_year(said: Sentence, number: Token) -> bool:
    return number.raw.isdigit() and any(YEARS[0] < each < YEARS[1] for each in said.numbers[number.number].readings)


def _keeps(article: Original, said: Sentence, own: Token, sentence: Sentence, place: Token) -> bool:
    """Has it the same word beside it as in the article, and is that nothing that both could have?"""
    mine, its = (_neighbours(article, text, token) for text, token in ((said, own), (sentence, place)))
    twice = [word for word in mine if sum(alike(word, each) for each in sentence.tokens) != 1]
    return any(alike(word, each) for word in mine for each in its if word not in twice)


def _neighbours(article: Original, sentence: Sentence, own: Token) -> list[Token]:
    """The nearest word of weight on each side; behind a number, what it counts."""
    behind = [each for each in sentence.tokens[own.at + 1 :] if each.number != own.number or own.number < 0]
    if own.number >= 0:
        return [each for each in behind[:1] if each.number < 0 and len(each.word) >= COUNTED]
    before = [each for each in sentence.tokens[: own.at] if _weighs(article, each)]
    after = [each for each in behind if _weighs(article, each)]
    return [*before[-1:], *after[:1]]


def _heads(sentence: Sentence) -> list[Token]:
    """The first word of each number."""
    return [each for each in sentence.tokens if each.number >= 0 and sentence.numbers[each.number].start >= 0
            and (each.at == 0 or sentence.tokens[each.at - 1].number != each.number)]  # fmt: skip


def _number_place(said: Sentence, number: Token, sentence: Sentence) -> Token | None:
    """Where the article's sentence has the number; None if it has not, or twice."""
    own = said.numbers[number.number].readings
    found = [each for each in _heads(sentence) if own & sentence.numbers[each.number].readings]
    return found[0] if len(found) == 1 else None


def _in_order(article: Original, said: Sentence, one: Token, other: Token, sentence: Sentence) -> bool:
    """Do the other words between and right around two things keep their order?"""
    near = [
        word
        for word in said.tokens
        if one.clause <= word.clause <= other.clause
        and word not in (one, other)
        and (
            word.moment
            or _weighs(article, word)
            or (one.number < 0) != (word.number < 0)
            and (word.capital or word.raw.isdigit())
        )
    ]
    places = [found[0] for word in near if len(found := [t.at for t in sentence.tokens if alike(word, t)]) == 1]
    return len(places) >= FEW and places == sorted(places)


def _crossed(article: Original, said: Sentence, sentence: Sentence) -> str:
    """Of two clauses that follow one another, do both have words of the same two of the article's?"""
    parts: dict[int, dict[int, list[Token]]] = {}
    for word in _content(article, said):
        clauses = {each.clause for each in sentence.tokens if alike(word, each)}
        if len(clauses) == 1:
            parts.setdefault(word.clause, {}).setdefault(clauses.pop(), []).append(word)
    for one, other in combinations(parts.values(), 2):
        shared = sorted(one.keys() & other.keys())
        if len(shared) >= FEW and min(len(each[at]) for each in (one, other) for at in shared[:FEW]) >= 1:
            return other[shared[0]][0].raw
    return ""


def _replaced(article: Original, said: Sentence, names: Sequence[Sequence[Token]]) -> str:
    for run in names:
        for rival in _rivals(article, said, run):
            about = article.share_name(run, article.heads) or article.share_name(rival, article.heads)
            if not about and not article.share_name(rival, said.tokens):
                return run[0].raw
            if _in_return(article, run, rival):
                return run[0].raw
    return ""


def _in_return(article: Original, run: Sequence[Token], rival: Sequence[Token]) -> bool:
    """Does the summary have the other name in this one's place? What all is about is never just left out then."""
    return any(
        article.share_name(each, rival)
        and any(article.share_name(its, run) for its in _rivals(article, sentence, each))
        for sentence in article.shown.sentences
        for each in article.runs(sentence)
    )


def _rivals(article: Original, said: Sentence, run: Sequence[Token]) -> list[Sequence[Token]]:
    """The names that the article has in this one's place, in all sentences that it may be taken from."""
    own, whole = _around(article, said, run[0])
    shared = [(_pairs(own, each), each) for each in article.sentences]
    most = max(len(pairs) for pairs, _ in shared)
    if most < max(FEW, (1 if whole else HALF) * len(own)):
        return []
    if any(len(pairs) >= max(FEW, most - 1) and _find(article, run, each) for pairs, each in shared):
        return []
    found = [list(_in_place(article, said, run, each, pairs)) for pairs, each in shared if len(pairs) == most]
    return [name for each in found for name in each] if all(found) else []


def _around(article: Original, said: Sentence, name: Token) -> tuple[list[Token], bool]:
    """The words of weight in a name's clause; (true) of a name that is all of its clause, in those beside it."""
    words = [each for each in said.tokens if each.moment or each.raw.isdigit() or _weighs(article, each)]
    own = [each for each in words if each.clause == name.clause]
    return own or [each for each in words if abs(each.clause - name.clause) == 1], not own


def _pairs(own: Sequence[Token], sentence: Sentence) -> list[tuple[Token, Token]]:
    found = ((word, next((each for each in sentence.tokens if alike(word, each)), None)) for word in own)
    return [(word, place) for word, place in found if place is not None]


def _in_place(
    article: Original, said: Sentence, run: Sequence[Token], sentence: Sentence, pairs: Sequence[tuple[Token, Token]]
) -> Iterator[Sequence[Token]]:
    """The names of the sentence that are on the same side of the words that the summary has beside this one."""
    inside = [token for token in said.tokens if token.clause == run[0].clause]
    for other in article.runs(sentence):
        same = all((word.at < run[0].at) == (place.at < other[0].at) for word, place in pairs)
        if same and not article.share_name(other, inside):
            yield other
