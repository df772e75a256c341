"""Whether a summary denies what the article says, or says what it denies.

The theory. A word is denied where a "not" stands before it in its clause, or where its own form denies. If the summary
has a word undenied, in a sentence that denies nothing, which the article only ever denies, then a denial was lost; if
it denies words of which none is denied in the article, one was added. Contraries ("rose" and "fell") are the same
question about two words: one may be used only if the article uses it.
Where verbs deny by their own form, a whole clause is held against the article's as well.
"""

from collections.abc import Sequence
from typing import Final

from bot.domain.faithful.denial import NEGATORS, SHUT, SOFT
from bot.domain.faithful.naming import plain_verb
from bot.domain.faithful.original import LONG, Original, Place
from bot.domain.faithful.statement import Sentence, Token, alike

SHORT: Final = 2  # letters of an English verb
VERB: Final = 3  # letters of a word by which a clause is known again
FEW: Final = 2  # such words, and their share
MOST: Final = 0.6
RELATED: Final = 3  # first letters that a denied verb shares with the form of it that a summary has instead,
PREFIXED: Final = frozenset({"ru", "uk", "be", "ar", "hy"})  # in languages whose verbs change behind them,
UNRELATED: Final = 5  # and in all others


def denied_otherwise(article: Original, said: Sentence) -> str:
    """A word that the summary's sentence denies and the article does not, or the other way round; "" for none."""
    negators = NEGATORS.get(article.language)
    own = [
        token
        for token in said.tokens
        if token.number < 0
        and _denies(article, token)
        and not article.is_name(token)
        and not (negators and token.word in negators)
    ]
    found = {word.at: _denial_places(article, word) for word in own}
    denied = [word for word in own if word.denied]
    if not denied and not any(token.denied for token in said.tokens):
        for word in own:
            if (
                found[word.at]
                and not _stays_shut(article, said, found[word.at])
                and all(place.denied for _, place in found[word.at])
                and _about(found[word.at], word, own)
            ):
                return word.raw
        return ""
    if any(place.denied for word in denied for _, place in found[word.at]):
        return ""  # the denial is the article's
    for word in denied:
        plain = [(sentence, place) for sentence, place in found[word.at] if not _softly_denies(article, sentence)]
        if _about(plain, word, own):
            return word.raw
    return ""


def undenied(article: Original, said: Sentence) -> str:
    """A word of a clause that denies nothing, though all clauses of the article that it is made of do by a verb's own
    form; "" for none. Where single words tell nothing: the verb may be short, or stand undenied elsewhere."""
    if any(token.denied for token in said.tokens) or _softly_denies(article, said):
        return ""
    for at in {token.clause for token in said.tokens}:
        own = [each for each in said.tokens if each.clause == at and len(each.word) >= VERB and each.number < 0]
        best, clauses = _closest(article, own)
        if best >= max(FEW, MOST * len(own)) and all(_in_place(own, clause) for clause in clauses):
            return own[-1].raw
    return ""


def _in_place(own: Sequence[Token], clause: Sequence[Token]) -> bool:
    """Has a denied verb its undenied form here, or the only word that the article's clause has not?"""
    new = [word for word in own if not any(alike(word, each) for each in clause)]
    return any(each.root and (len(new) == 1 or any(alike(word, each) for word in own)) for each in clause)


def _closest(article: Original, own: Sequence[Token]) -> tuple[int, list[list[Token]]]:
    """How many of these words the article's clauses share at most, and which clauses do."""
    best, found = 0, list[list[Token]]()
    for sentence in article.sentences:
        for at in {token.clause for token in sentence.tokens}:
            clause = [each for each in sentence.tokens if each.clause == at]
            shared = sum(any(alike(word, each) for each in clause) for word in own)
            if shared > best:
                best, found = shared, []
            if shared == best:
                found.append(clause)
    return best, found


def _softly_denies(article: Original, sentence: Sentence) -> bool:
    """Does a sentence deny anything, be it by a verb ("called off", "refused")?"""
    soft = SOFT.get(article.language)
    return any(each.denied or (soft is not None and each.word in soft) for each in sentence.tokens)


def _stays_shut(article: Original, said: Sentence, found: Sequence[Place]) -> bool:
    """Has the summary "stays closed" where the article has "will not open"?"""
    shut = SHUT.get(article.language)
    there = {each.word for sentence, _ in found for each in sentence.tokens}
    return shut is not None and any(each.word in shut and each.word not in there for each in said.tokens)


def _denies(article: Original, word: Token) -> bool:
    return not article.is_light(word) and len(word.word) >= (SHORT if article.language == "en" else LONG)


def _denial_places(article: Original, word: Token) -> list[Place]:
    """Where the article has the word, or a verb that begins like it and is denied."""
    found = list(article.places(word))
    roots = [
        (sentence, each)
        for sentence in article.sentences
        for each in sentence.tokens
        if (word.root and each.word.startswith(word.root)) or (each.root and word.word.startswith(each.root))
    ]
    if found or roots:
        return [*found, *roots]
    own = plain_verb(word.word, article.language)
    start = own[: max(RELATED if article.language in PREFIXED else UNRELATED, len(own) // 2)]
    return [
        (sentence, each)
        for sentence in article.sentences
        for each in sentence.tokens
        if each.denied and plain_verb(each.word, article.language).startswith(start)
    ]


def _about(found: Sequence[Place], word: Token, own: Sequence[Token]) -> bool:
    """Is one of the places in a sentence that this one is made of? Another word stands there too."""
    others = [each for each in own if each is not word]
    return any(
        alike(each, other)
        for sentence, place in found
        for other in sentence.tokens
        if other is not place and abs(other.clause - place.clause) <= 1
        for each in others
    )
