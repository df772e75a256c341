"""Stems of folded words: what is common to a word's forms, so that a search for one finds the others.

Snowball's algorithms see *folded* words here, without their diacritics; some endings are then missed, but on both
sides of a search alike. Turkish and Azerbaijani lose too much that way (Snowball's Turkish goes by ı/i, u/ü), so they
have a light stemmer of their own for folded words. A language without an algorithm keeps its words as they are.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import snowballstemmer

from bot.domain.language import languages_of, primary, script, script_of

LONGEST = 40  # letters of a word worth stemming: beyond, it is an address or a code
CACHED = 20_000  # stems kept; about 5 MB

_SNOWBALL = {
    "ar": "arabic", "be": "russian", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "uk": "russian",
}  # fmt: skip
_KNOWN = frozenset(snowballstemmer.algorithms())
_TURKIC = frozenset({"az", "tr"})
# Folded endings of case, possession and number, each with the letters that must stay before it: enough that English
# words beside them ("state", "Iran") stay whole. Where "n" may be the word's or the ending's (Azərbaycan-ın, Bakı-nın)
# it always goes: what matters is that all forms end up alike.
_ENDING = re.compile(
    r"(?:(?<=..)(?:lar|ler)|(?<=...[aeiou])(?:nda|nde|ndan|nden|nin|nun|na|ne|ni|nu|n|si|su|ya|ye|yi|yu)"
    r"|(?<=...)(?:dan|den|da|de)|(?<=....)(?:imiz|umuz|iniz|unuz|in|un|i|u)|(?<=.....)[ae])$"
)
_MOST_ENDINGS = 5


def stems(word: str, languages: Sequence[str] = ()) -> tuple[str, ...]:
    """The stems of a folded word, one for each of the languages written in its script, without repetition.

    Where none of them is, the script's commonest language stands in. A word that has no stem is its own.
    """
    name = script(word)
    if not name or len(word) > LONGEST:
        return (word,)
    own = [language for language in map(primary, languages) if script_of(language) == name]
    return tuple(dict.fromkeys(_stem(word, language) for language in own or languages_of(name)[:1])) or (word,)


@lru_cache(maxsize=CACHED)
def _stem(word: str, language: str) -> str:
    if language in _TURKIC:
        return _turkic(word)
    algorithm = _SNOWBALL.get(language, "")
    if algorithm not in _KNOWN:
        return word
    # A stemmer keeps its word in itself, so threads must not share one; making one takes a microsecond.
    return str(snowballstemmer.stemmer(algorithm).stemWord(word)) or word


def _turkic(word: str) -> str:
    for _ in range(_MOST_ENDINGS):
        word = _ENDING.sub("", word, count=1)
    return word
