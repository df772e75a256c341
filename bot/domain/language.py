"""Which script a word is written in, and which language a text.

A source's language is a hint: sites announce "en" and write Azerbaijani. The text itself decides, by three witnesses
in the order of their weight: its script, letters that only one language of that script has, and its commonest small
words. Short or silent texts leave the hint standing.
"""

import re
from bisect import bisect_right
from collections import Counter

USUAL = ("en", "ru", "az", "hy")  # the languages of Crier's own readers: looked for whatever an archive holds
SAMPLE = 2000  # characters looked at: enough for any witness to speak

_RANGES: tuple[tuple[int, str], ...] = (  # first code point of each run (Unicode blocks), ascending
    (0x0000, ""),
    (0x0041, "latin"),
    (0x0250, "latin"),
    (0x02B0, ""),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, "armenian"),
    (0x0590, "hebrew"),
    (0x0600, "arabic"),
    (0x0700, ""),
    (0x0750, "arabic"),
    (0x0780, ""),
    (0x08A0, "arabic"),
    (0x0900, "devanagari"),
    (0x0980, ""),
    (0x0E00, "thai"),
    (0x0E80, ""),
    (0x10A0, "georgian"),
    (0x1100, "hangul"),
    (0x1200, ""),
    (0x1C80, "cyrillic"),
    (0x1C90, "georgian"),
    (0x1CC0, ""),
    (0x1D00, "latin"),
    (0x1DC0, ""),
    (0x1E00, "latin"),
    (0x1F00, "greek"),
    (0x2000, ""),
    (0x2C60, "latin"),
    (0x2C80, ""),
    (0x2D00, "georgian"),
    (0x2D30, ""),
    (0x2DE0, "cyrillic"),
    (0x2E00, ""),
    (0x3005, "han"),
    (0x3008, ""),
    (0x3040, "kana"),
    (0x3100, ""),
    (0x3130, "hangul"),
    (0x3190, ""),
    (0x31F0, "kana"),
    (0x3200, ""),
    (0x3400, "han"),
    (0xA000, ""),
    (0xA640, "cyrillic"),
    (0xA6A0, ""),
    (0xA720, "latin"),
    (0xA800, ""),
    (0xAC00, "hangul"),
    (0xD7B0, ""),
    (0xF900, "han"),
    (0xFB00, "latin"),
    (0xFB13, "armenian"),
    (0xFB1D, "hebrew"),
    (0xFB50, "arabic"),
    (0xFE00, ""),
    (0xFE70, "arabic"),
    (0xFF00, ""),
    (0xFF21, "latin"),
    (0xFF66, "kana"),
    (0xFFA0, ""),
    (0x20000, "han"),
    (0x40000, ""),
)
_STARTS = tuple(start for start, _ in _RANGES)

_SCRIPTS: dict[str, tuple[str, ...]] = {  # a script's languages; the first is taken where nothing else speaks
    "latin": ("en",),
    "cyrillic": ("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "mn", "tt", "ba"),
    "armenian": ("hy",),
    "georgian": ("ka",),
    "greek": ("el",),
    "hebrew": ("he", "yi"),
    "arabic": ("ar", "fa", "ur", "ps", "ckb"),
    "devanagari": ("hi", "ne", "mr"),
    "thai": ("th",),
    "hangul": ("ko",),
    "kana": ("ja",),
    "han": ("zh", "ja"),
}
_SCRIPT_OF = {language: name for name, languages in reversed(_SCRIPTS.items()) for language in languages}

_TELLING: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {  # letters that only some of a script's languages have
    "latin": (
        ("əƏ", ("az",)), ("ğĞıİşŞ", ("tr", "az")), ("ąęłśżźĄĘŁŚŻŹ", ("pl",)), ("řůěŘŮĚ", ("cs",)),
        ("ñÑ¿¡", ("es",)), ("ãõÃÕ", ("pt",)), ("ßẞ", ("de",)), ("œŒ", ("fr",)), ("åÅ", ("sv", "da", "nb", "no")),
        ("țȚ", ("ro",)), ("őűŐŰ", ("hu",)), ("ơưƠƯ", ("vi",)),
    ),
    "cyrillic": (
        ("їєґЇЄҐ", ("uk",)), ("ўЎ", ("be",)), ("іІ", ("uk", "be", "kk")), ("ђћЂЋ", ("sr",)), ("ѓќЃЌ", ("mk",)),
        ("әқңұӘҚҢҰ", ("kk",)), ("ыэёЫЭЁ", ("ru", "be", "kk", "ky", "mn", "tt", "ba")),
    ),
    "arabic": (("ٹڈےں", ("ur",)), ("پچژگ", ("fa", "ur", "ps", "ckb"))),
}  # fmt: skip

_SMALL: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in is was for that with on by as at from are has have it be this will not its said who",
        "az": "və bu ilə da də bir üçün olan daha olub edib ki o həmin sonra kimi qədər ya edilib ən onun hər isə",
        "tr": "ve bu bir için ile da de olan daha olarak çok en ki olduğu gibi sonra kadar değil ancak o ise",
        "de": "der die und das den von ist mit dem nicht ein eine für auf im des zu sich auch",
        "fr": "le la les et des de du un une est en que dans pour qui sur pas au par avec",
        "es": "el la los de y en que un una por con para del se las es al lo su",
        "it": "il di che la e un una per in del con non della le si dei da al sono",
        "pt": "o a de que e do da em um uma para com não os no na se por dos",
        "nl": "de het een en van in is op te dat met voor niet zijn aan door",
        "pl": "w i na z do się nie że o jest to po od za dla przez",
        "sv": "och i att det som en på är av för med den till inte om har",
        "ro": "și în de la a cu pe din care un o nu este pentru că",
        "ru": "и в на не что с по как из за это для его но был от о к также он",
        "uk": "і в на не що з та як із за це для його але був від у й також він до",
        "be": "і ў на не што з па як для яго але быў ад у таксама ён да гэта",
        "bg": "и в на не че с по как от за това за му но беше се към също той да е са",
        "kk": "және бұл мен деп бір үшін бар да де осы болып",
        "fa": "و در به از که این را با است برای آن",
        "ar": "في من على أن إلى التي عن مع الذي هذا هذه كما",
        "ur": "کے میں کی ہے اور سے کا کو نے پر",
    }.items()
}
_SCRIPT_OF.update({"fa": "arabic", "ja": "han"})
_LETTER_WEIGHT = 3  # a telling letter weighs as much as three small words
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"[a-z]{2,3}(?![^\W_])")


def script(word: str) -> str:
    """The script of a word's first letter ("latin", "cyrillic", "han", …); "" for digits, signs and scripts unknown."""
    for letter in word:
        name = _RANGES[bisect_right(_STARTS, ord(letter)) - 1][1] if letter.isalpha() else ""
        if name:
            return name
    return ""


def script_of(language: str) -> str:
    """The script a language (ISO 639) is written in here; Latin where it is not known to be otherwise."""
    return _SCRIPT_OF.get(language, "latin")


def languages_of(script_name: str) -> tuple[str, ...]:
    """The languages of a script, the likeliest first; () for a script unknown."""
    return _SCRIPTS.get(script_name, ())


def primary(tag: str) -> str:
    """The language of an IETF tag (RFC 5646): "en" of "en-GB"; "" where it is none."""
    found = _TAG.match(tag.strip().lower())
    return found.group() if found else ""


def detect_language(text: str, hint: str = "") -> str:
    """The language (ISO 639-1) of a text: the hint's, unless its script, its letters or its small words say another."""
    hint = primary(hint)
    sample = text[:SAMPLE]
    main = _main_script(sample)
    if not main:
        return hint
    if main == "kana" or (main == "han" and re.search("[\u3041-\u30fa]", sample)):
        return "ja"
    return _by_witnesses(sample, main, hint if _writes(hint, main) else "")


def _main_script(sample: str) -> str:
    counts = Counter(map(script, sample))
    counts["han"] += counts.pop("kana", 0)
    del counts[""]
    best = max(counts, key=counts.__getitem__, default="")
    return best if counts[best] else ""


def _writes(language: str, main: str) -> bool:
    return bool(language) and (script_of(language) == main or (language == "sr" and main == "latin"))


def _by_witnesses(sample: str, main: str, hint: str) -> str:
    """The language of most evidence; the hint holds unless another has at least twice its own."""
    evidence = _from_letters(sample, main, hint)
    evidence.update(_from_words(sample, main))
    fallback = hint or next(iter(languages_of(main)), "")
    best = max(evidence, key=evidence.__getitem__, default=fallback)
    if evidence[best] >= _LETTER_WEIGHT and evidence[best] >= 2 * evidence[fallback]:
        return best
    return fallback


def _from_letters(sample: str, main: str, hint: str) -> Counter[str]:
    """Letters that the hint's language has too tell nothing against it."""
    seen = Counter(sample)
    found = Counter[str]()
    for letters, languages in _TELLING.get(main, ()):
        if hint not in languages:
            found.update(dict.fromkeys(languages, _LETTER_WEIGHT * sum(seen[letter] for letter in letters)))
    return found


def _from_words(sample: str, main: str) -> Counter[str]:
    words = Counter(_WORD.findall(sample.lower()))
    return Counter(
        {
            language: sum(words[word] for word in small)
            for language, small in _SMALL.items()
            if script_of(language) == main
        }
    )
