"""Whether two words are forms of one name.

A stemmer is made for words and cuts names at random, so endings are listed instead: of two forms, what stands behind
their common beginning has to be an ending of the language in both. "Вересовой" is Вересова; "Kostan" is not Koston.
"""

import re
from os.path import commonprefix
from typing import Final

from bot.domain.language import primary

_SLAVIC_LATIN: Final = "a|e|i|o|u|y|om|em|ow|ovi|owi|ou|ego|ej|im|ym|ami|ach|ie|ą|ę|ů|ów|ech|ích|mi|ni"
_TURKIC: Final = (
    "(?:lar|ler|n?[iu]n|[dt]?[ae]n|[dt][ae]|[yn]?[aeiu]|s[iu]|l[iu]|m|ki|di|dir|dur|c[ae]|l[ae]|yl[ae]|n|lik|luk)*"
)
_ENDINGS: Final = {
    "en": "s|es",
    "de": "s|es|en|n|er|e|ern|ns",
    "fr": "s|es|e",
    "es": "s|es|o|a",
    "it": "i|e|o|a",
    "pt": "s|es|o|a",
    "nl": "s|en|e",
    "ru": "а|я|ы|и|е|у|ю|ой|ей|ом|ем|ою|ею|ью|ов|ев|ам|ям|ами|ями|ах|ях|ого|его|ому|ему|ым|им|ых|их|ыми|ими|ый|"
    "ий|ая|яя|ую|юю|ые|ие|ое|ь|й|о|ии|ию|ия|ией|ии|ина|ане|ан|цы|цев|цам",
    "uk": "а|я|и|і|ї|е|у|ю|ою|ею|єю|ом|ем|єм|ові|еві|єві|ів|їв|ам|ям|ами|ями|ах|ях|ого|ому|ім|им|их|ими|ий|ій|їй|"
    "а|ь|й|о|ці|цю|ка|ку|ки",
    "az": _TURKIC,
    "tr": _TURKIC,
    "hy": "(?:ը|ն|ի|ին|ից|ով|ում|ու|ուն|եր|ներ|յի|յից|յում|ան|ց|աց|ուց|ս|դ|ցի|ական)*",
    "pl": _SLAVIC_LATIN, "cs": _SLAVIC_LATIN, "sk": _SLAVIC_LATIN, "hr": _SLAVIC_LATIN, "sl": _SLAVIC_LATIN,
    "ka": "(?:ი|ის|მა|ს|ით|ად|ში|ზე|დან|თან|თვის|ები|ების|ა|ო|ც|ო)*",
    "fi": r"\w{0,5}", "et": r"\w{0,5}", "hu": r"\w{0,5}",
}  # fmt: skip
_ENDINGS["be"] = _ENDINGS["bg"] = _ENDINGS["sr"] = _ENDINGS["mk"] = _ENDINGS["ru"]
_FORMS: Final = {language: re.compile(f"(?:{endings})?") for language, endings in _ENDINGS.items()}
_OTHERS: Final = re.compile(r"\w{0,2}")
_TURNING: Final = frozenset({("к", "ц"), ("г", "з"), ("х", "с"), ("к", "ч")})
SHORTEST: Final = 3  # letters that two forms have in common
_ARTICLE: Final = re.compile("^(?:[وفبكل]?ال|[وفبكل])(?=.{3})")
_SOON: Final = re.compile("^[وف]?س(?=[تين].{2})|^[وف](?=.{4})")
_FUTURE: Final = re.compile("^[կչ](?=.{4})")


def same_name(one: str, other: str, language: str) -> bool:
    """Can two folded words be forms of one name in a language?"""
    if one == other:
        return True
    language = primary(language)
    if language in {"ar", "fa", "ur"}:
        return _ARTICLE.sub("", one) == _ARTICLE.sub("", other)
    common = len(commonprefix((one, other)))
    if common < min(SHORTEST, len(one), len(other)) or common < 2:
        return False
    endings = _FORMS.get(language, _OTHERS)
    if endings.fullmatch(one[common:]) and endings.fullmatch(other[common:]):
        return True
    if language in {"ru", "uk", "be"} and common >= SHORTEST:
        return _fleeting(one, other, common) or _adjectival(one, other, common, endings)
    return language in {"az", "tr"} and common >= len(min(one, other, key=len)) - 1 and _softened(one, other, endings)


def _fleeting(one: str, other: str, common: int) -> bool:
    """Павел and Павла, Камень and Камне: a vowel that comes and goes. Вербівка and Вербівці: a consonant that turns."""
    endings = _FORMS["ru"]
    for longer, shorter in ((one[common:], other[common:]), (other[common:], one[common:])):
        if longer[:1] in set("еоиі") and longer[1:2] == shorter[:1] != "" and longer[2:] in {"", "ь"}:
            return bool(endings.fullmatch(shorter[1:]))
        if (longer[:1], shorter[:1]) in _TURNING:
            return bool(endings.fullmatch(longer[1:]) and _FORMS["uk"].fullmatch(shorter[1:]))
    return False


def _adjectival(one: str, other: str, common: int, endings: re.Pattern[str]) -> bool:
    """Мостовой and Мостового: endings that begin alike."""
    start = common - 1
    return start >= SHORTEST and all(endings.fullmatch(word[start:]) for word in (one, other))


def _softened(one: str, other: str, endings: re.Pattern[str]) -> bool:
    """Kitap and kitabı, sağlıq and sağlığı: the last letter of a root before a vowel."""
    shorter, longer = sorted((one, other), key=len)
    pairs = {("k", "g"), ("q", "g"), ("k", "y"), ("p", "b"), ("t", "d"), ("c", "c")}
    ends = len(shorter) - 1
    if not longer.startswith(shorter[:ends]) or ends < SHORTEST:
        return False
    return (shorter[ends], longer[ends]) in pairs and bool(endings.fullmatch(longer[ends + 1 :]))


def plain_verb(word: str, language: str) -> str:
    """An Armenian or Arabic verb without the letter of its future or its denial; any other word as it is."""
    if language == "ar":
        return _SOON.sub("", word)
    return _FUTURE.sub("", word) if language == "hy" else word
