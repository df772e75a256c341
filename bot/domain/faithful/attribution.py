"""Whether a summary says of somebody what the article says of somebody else.

The theory. A summary whose every name is the article's can still be false, by exchanging them. No grammar is needed to
see that, only neighbours. A word that stands right beside a name in the summary (an office before it, a verb after it,
an apposition) has to stand near that name in the article as well, unless it stands beside no name there. Words further
off vote: each is for the name that it is nearest to, if the article has it nearest to the same one, and against it if
to another one of the summary's; where two names lose their votes, they have been exchanged. A paraphrase moves single
words, an exchange moves all.

What an article is about (names in its title, or in several sentences) it also means by "the firm" and "he", so what is
said in other sentences can be said of it. A name of the sentence before can be meant in the same way.

Roads not taken: a parser (for one language, and large); asking a second model (it can be talked into things as well).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from bot.domain.faithful.naming import same_name
from bot.domain.faithful.original import FAR, Original, steps
from bot.domain.faithful.statement import Sentence, Token

NEAR: Final = 4  # steps between a name and what votes for it
SURE: Final = -2  # a vote that needs no other
VOTING: Final = 3  # letters of a word that votes
PASSIVE: Final = frozenset({"was", "were", "been", "be", "being", "is", "are", "был", "была", "были", "было"})
AND: Final = "و"  # Arabic: written together with the word behind it


def names_exchanged(article: Original, said: Sentence) -> str:
    """The word beside a name that seems to belong to another name; "" where there is none.

    One word right beside a name is enough (an office, a verb); of others, names have to lose votes to each other.
    """
    losing: list[str] = []
    runs = article.runs(said)
    for run in runs:
        votes = [
            (word.raw, _name_vote(article, word, run, said), near) for word, near in _voters(article, run, runs, said)
        ]
        if sure := next((word for word, vote, _ in votes if vote <= SURE), ""):
            return sure
        if sum(vote for _, vote, near in votes if near) < 0:
            losing.append(next(word for word, vote, near in votes if near and vote < 0))
    return _mixed(article, runs, said) or (losing[0] if len(losing) > 1 else "")


def _voters(
    article: Original, run: Sequence[Token], runs: Sequence[Sequence[Token]], said: Sentence
) -> Iterator[tuple[Token, bool]]:
    """The words right beside a name, and those (true) that are near it and nearer to no other."""
    for word in said.tokens:
        if not _votes(article, word) or any(word in each for each in runs):
            continue
        steps = _nearest(word, run, said)
        nearest = steps <= NEAR and all(_nearest(word, each, said) > steps for each in runs if each is not run)
        if nearest or _beside(word, run, article, said):
            yield word, nearest


def _mixed(article: Original, runs: Sequence[Sequence[Token]], said: Sentence) -> str:
    """The word of a name that is put together of two; "" where there is none."""
    for one, other in (pair for run in runs for pair in pairwise(run)):
        if _strangers(article, one, other):
            return other.raw
    for before, after in pairwise(runs):
        if _beside(before[-1], after, article, said) == "apposed" and _unacquainted(article, before, after):
            return after[-1].raw
    return ""


def _votes(article: Original, word: Token) -> bool:
    return len(word.word) >= VOTING and word.number < 0 and not word.moment and not article.is_light(word)


def _nearest(word: Token, run: Sequence[Token], sentence: Sentence) -> int:
    return min((steps(word, each, sentence) for each in run), default=FAR)


def _strangers(article: Original, one: Token, other: Token) -> bool:
    """Two words written as one name, which the article has in no sentence together, though it has the first before
    another name."""
    language = article.language
    if {one.word, other.word} & article.topics:
        return False
    leads = False
    for sentence in article.sentences:
        own = [each for each in sentence.tokens if same_name(each.word, one.word, language)]
        if own and any(same_name(each.word, other.word, language) for each in sentence.tokens):
            return False
        after = [sentence.tokens[each.at + 1] for each in own if each.at + 1 < len(sentence.tokens)]
        leads = leads or any(article.is_name(each) and not each.apart for each in after)
    return leads


def _namesake(article: Original, sentence: Sentence, run: Sequence[Token]) -> bool:
    """Has the sentence, beside the first word of a name, somebody else with the last one? "Leo Castellan and Ada"."""
    others = [its for its in article.runs(sentence) if article.share_name(its, run[-1:]) and len(its) > 1 < len(run)]
    return article.share_name(sentence.tokens, run[:1]) and any(not article.share_name(its, run[:1]) for its in others)


def _unacquainted(article: Original, one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Two names of which one explains the other, though the article has them neither in one sentence nor in two that
    follow one another. Of a name alone, as in a list, nothing is explained."""
    if len(one) + len(other) <= 2:
        return False
    has = [[article.share_name(sentence.tokens, run) for sentence in article.sentences] for run in (one, other)]
    near = any(has[0][at] and any(has[1][max(0, at - 1) : at + 2]) for at in range(len(has[0])))
    return any(has[0]) and any(has[1]) and not near


def _name_vote(article: Original, word: Token, run: Sequence[Token], said: Sentence) -> int:
    """1: the article has the word near the same name; negative: near another one; 0: it tells nothing."""
    supports, against, beside = False, 0, _beside(word, run, article, said)
    rivals = [token for token in said.tokens if article.is_name(token) and token not in run]
    for at, sentence, place in _numbered(word, article):
        own = run[:1] if _namesake(article, sentence, run) else run
        mine = [each for each in sentence.tokens if each.capital and article.share_name([each], own)]
        others = [its for its in article.runs(sentence) if place not in its and not article.share_name(its, own)]
        near, rival = (
            _nearest(place, mine, sentence),
            min((_nearest(place, its, sentence) for its in others), default=FAR),
        )
        there = _beside(place, mine, article, sentence) if mine else ""
        if near < FAR and (near < rival or (near == rival and beside != "before") or (beside and there == beside)):
            supports = True
            continue
        if at and beside and any(_belongs(article, place, its, sentence, beside, rivals) for its in others):
            known = beside != "before" and _before(article, at, run)
            if not known and not _elliptical(run, others, mine, said, article):
                against = SURE
        if near > rival + 1 and article.share_name([each for its in others for each in its], rivals) and rival <= NEAR:
            against = min(against, -1)
    return against if not supports else 0 if against else 1


def _belongs(
    article: Original, place: Token, other: Sequence[Token], sentence: Sentence, beside: str, rivals: Sequence[Token]
) -> bool:
    """Does the article have the word right beside another name, as the summary has it beside this one?"""
    there = _beside(place, other, article, sentence)
    if beside == "office":
        return there == "office"
    if beside == "before":
        return there == "before" or (there == "apposed" and place.at < other[0].at)
    topic = any(each.word in article.topics for each in other)
    if beside == "after" and there in {"before", "office"}:
        return False  # whoever it is done to: see `faithful.alignment`
    return bool(there) and (not topic or (beside == "after" and article.share_name(other, rivals)))


def _joins(article: Original, word: Token) -> bool:
    return len(word.word) < VOTING or article.is_light(word)


def _elliptical(
    run: Sequence[Token], others: Sequence[Sequence[Token]], mine: Sequence[Token], said: Sentence, article: Original
) -> bool:
    """Of "60 went to one, 25 to the other" the verb goes with what comes first: told in the other order, with both."""
    if not mine:
        return False
    first = [its for its in others if its[0].at < mine[0].at and its[0].clause != mine[0].clause]
    later = [token for token in said.tokens if token.at > run[-1].at]
    return any(article.share_name(its, later) for its in first)


def _numbered(word: Token, article: Original) -> Iterator[tuple[int, Sentence, Token]]:
    order = {id(sentence): at for at, sentence in enumerate(article.sentences)}
    yield from ((order[id(sentence)], sentence, place) for sentence, place in article.exactly(word))


def _before(article: Original, at: int, run: Sequence[Token]) -> bool:
    """Does the sentence before name it, so that this one can mean it without a name?"""
    return article.share_name(article.sentences[at - 1].tokens, run)


def _beside(word: Token, run: Sequence[Token], article: Original, sentence: Sentence) -> str:
    """How a word stands right beside a name: "before" it, as an office, also with an "of" between; "after" it, as a
    verb that is not in the passive; "apposed", with a comma between; "" if it does not."""
    forward = word.at < run[0].at
    between = sentence.tokens[word.at + 1 : run[0].at] if forward else sentence.tokens[run[-1].at + 1 : word.at]
    if abs(word.clause - run[0].clause) == 1 and all(len(each.word) < VOTING for each in between):
        return "apposed"
    if word.clause == run[0].clause and forward and len(between) == 2 and _joins(article, between[0]):
        return "office"
    if word.clause != run[0].clause or len(between) > 1:
        return ""
    if forward:
        return "before" if all(_joins(article, each) for each in between) else ""
    light = all(article.is_light(each) and each.word not in PASSIVE for each in between)
    return "after" if light else ""


def strangers_joined(article: Original, said: Sentence) -> str:
    """Where names are not told by capitals: a word beside one that it shares no sentence of the article with."""
    content = [token for token in said.tokens if not article.is_slight(token) and token.number < 0]
    for one, other in pairwise(content):
        if one.clause != other.clause or other.word.startswith(AND):
            continue
        found = [{id(sentence) for sentence, _ in article.places(each)} for each in (one, other)]
        if all(len(its) == 1 for its in found) and not found[0] & found[1]:
            return other.raw
    return ""
