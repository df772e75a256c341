"""Stems of folded words: what is common to a word's forms, so that a search for one finds the others.

Stemmers see *folded* words, the same for whoever writes without diacritics: then every spelling of a word has the same
stems, an article's and a query's. Snowball's algorithms lose little by that, as some endings are missed on both sides
alike; where they lose more, or part the forms of a noun, a module of its own says what is done instead: `turkic`
(Azerbaijani and Turkish), `arabic`, `armenian`, `russian`. A language without an algorithm keeps its words as they
are.
"""

from collections.abc import Callable
from functools import lru_cache

import snowballstemmer

from bot.domain.language import languages_of, primary, script, script_of
from bot.domain.stemming import arabic, armenian, russian, snowball, turkic

LONGEST = 40  # letters of a word worth stemming: beyond, it is an address or a code
CACHED = 20_000  # words whose stems are kept; about 5 MB

_OWN: dict[str, Callable[[str], tuple[str, ...]]] = {
    "ar": arabic.stems, "az": turkic.stems, "be": russian.stems, "hy": armenian.stems, "ru": russian.stems,
    "tr": turkic.stems, "uk": russian.stems,
}  # fmt: skip
_SNOWBALL = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "sv": "swedish",
}  # fmt: skip
_KNOWN = frozenset(snowballstemmer.algorithms())


def stems(word: str, languages: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The stems of a folded word, one or two for each of the languages written in its script, without repetition.

    Where none of them is, the script's commonest language stands in. A word that has no stem is its own.
    """
    return _stems(word, languages)


@lru_cache(maxsize=CACHED)
def _stems(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    name = script(word)
    if not name or len(word) > LONGEST:
        return (word,)
    own = [language for language in map(primary, languages) if script_of(language) == name] or languages_of(name)[:1]
    return tuple(dict.fromkeys(stem for language in own for stem in _in(language, word))) or (word,)


def _in(language: str, word: str) -> tuple[str, ...]:
    if language in _OWN:
        return _OWN[language](word)
    algorithm = _SNOWBALL.get(language, "")
    return (snowball.stem(word, algorithm) if algorithm in _KNOWN else word,)
