"""Words as they are compared, and texts as they are shown.

*Folding* makes one word of all the ways to write it: NFKC, case, diacritics of Latin and Greek, ə→e, ı/İ/I→i, ё→е,
և and եվ→եւ, Arabic alefs, seats of hamza (ؤ ئ), ى, ة and tatweel. A letter of its own alphabet stays (й, ї, ў are not
и, і, у with a mark), and so do the vowel signs of Indian scripts. An ending behind an apostrophe goes (Baku's,
ABD'nin): there the writer tells where the word ends. Chinese, Japanese and Korean runs become pairs of neighbouring
characters, since nothing else separates their words. Folding twice is folding once.

*Stemming* (`domain.stemming`) comes after folding. *Showing* counts in UTF-16 units, as the platforms do.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from bot.domain.language import detect_language, script
from bot.domain.model import Indexed
from bot.domain.sentences import sentence_spans, split_sentences
from bot.domain.stemming import stems

__all__ = [
    "INDEX_VERSION", "clean", "cut", "cut_at_word", "cut_middle", "detect_language", "direction", "filled", "fold",
    "index", "isolate", "script", "split_sentences", "stems", "storable", "terms", "utf16_length", "words",
]  # fmt: skip

# Raise it with every change of what folding or stemming makes of a text. It is stored with what they have made (the
# search index, the anchors of filters), so that `doctor` can say that `crier reindex` has to make it anew.
INDEX_VERSION = 2
LONGEST_WORD = 64  # letters kept of one word
BODY_CHARACTERS = 1000  # folded characters of a body that are searched
LONGEST_REASON = 500  # characters
ELLIPSIS, OMISSION = "…", " … "

# --- folding -----------------------------------------------------------------------------------------------

_LETTERS = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\u0640"),  # inside words, without weight
        **dict.fromkeys("’‘ʼʻʹʽˈ՚׳′`´", "'"),
        **{"ə": "e", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe"},
        **{"þ": "th", "ȷ": "j", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"},
    }
)
# Combining marks without weight in a search; a breve, diaeresis or acute stays where it makes a letter of its own.
_MARKS = re.compile(
    "(?<![иу])\u0306|(?<!і)\u0308|(?<![гк])\u0301|[\u0300\u0302-\u0305\u0307\u0309-\u036f\u0483-\u0487\u0591-\u05bd"
    "\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
    "\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
_SIGNS = "".join(  # marks that are part of a word: vowel signs from Devanagari to Tai Tham and beyond
    chr(code) for code in (*range(0x0700, 0x1AB0), *range(0xA800, 0xAC00)) if unicodedata.category(chr(code))[0] == "M"
)
_DIGIT = re.compile(r"(?![0-9])\d")
_APOSTROPHE = re.compile(r"(?<=[^\W_])'(?=[^\W_])")
# English 's, and the endings that Turkish puts behind names; a vowel behind another (Sana'a) is the name's own.
_ENDINGS = "(?:l[ae]r|n?[dt][ae](?:n|ki)?|[dt][iu]r|l[iu]|y?l[ae]|m[iu]z|[nys]?[iu]n?|[ny]?[ae]){1,4}"
_ENDING = re.compile(rf"(?<=[^\W_][^\W_])'(?:s|(?!(?<=[aeiou]')[aeiou]){_ENDINGS})(?![^\W_])")
_ACRONYM = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+(?![^\W_])")  # U.S., т.е.
_PLUSES = re.compile(r"(?<=[a-z])\+\+(?![^\W_])")  # C++
_SHARP = re.compile(r"(?<![^\W_])([a-z])#(?![^\W_])")  # C#
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_SIGNS}])*")
_HYPHENED = re.compile(r"(?<![^\W_])[^\W\d_]+(?:[-‐‑][^\W_]+)+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_PAIRED = (
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_PAIRED}]+|[^{_PAIRED}]+")
_HAS_PAIRED = re.compile(f"[{_PAIRED}]")


def fold(text: str) -> str:
    """The words of a text in the form in which they are compared, separated by single spaces."""
    return " ".join(words(text))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order: letters and digits only, at most 64 of them each.

    An apostrophe inside a word and the dots of an acronym are dropped ("O'Brien" → obrien, "U.S." → us), an apostrophe
    with an ending behind it too ("it's" → it); `C++` and `C#` keep their sign as a word; everything else separates
    ("AT&T" → at, t).
    """
    normal = _normalise(text)
    if normal.isascii():
        return tuple(word[:LONGEST_WORD] for word in _ASCII_WORD.findall(normal))
    return tuple(piece for word in _WORD.findall(normal) for piece in _pieces(word))


def _pieces(word: str) -> Iterator[str]:
    if word.isascii() or not _HAS_PAIRED.search(word):
        yield word[:LONGEST_WORD]
    else:
        yield from _pairs(word)


def _pairs(word: str) -> Iterator[str]:
    for run in _RUN.findall(word):
        if _HAS_PAIRED.match(run):
            yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
        else:
            yield from (part[:LONGEST_WORD] for part in _WORD.findall(run))


def _normalise(text: str) -> str:
    plain = text.isascii()
    if plain:
        text = text.lower().replace("`", "'")
    else:
        # Compatibility, then case, then what case has brought (Unicode §3.13, toNFKC_Casefold), still decomposed.
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = _MARKS.sub("", text.translate(_LETTERS)).replace("եվ", "եւ")
        text = _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), text)
    text = _signs(text)
    return text if plain else unicodedata.normalize("NFC", text)


def _signs(text: str) -> str:
    """What a sign inside a word means. Asking first whether it is there at all is cheaper than to look for it."""
    if "'" in text:
        text = _APOSTROPHE.sub("", _ENDING.sub("", text))
    if "." in text:
        text = _ACRONYM.sub(lambda dotted: dotted.group().replace(".", ""), text)
    if "++" in text:
        text = _PLUSES.sub("plusplus", text)
    return _SHARP.sub(r"\1sharp", text) if "#" in text else text


# --- searching ---------------------------------------------------------------------------------------------


def index(title: str, body: str, language: str, summary: Sequence[str] = ()) -> Indexed:
    """What search and filters see of an article: its folded words, and beside them, each once, what is no word of the
    same part: stems in its own language, and what a hyphen joins written as one (COVID-19, covid19). A form of a word
    is therefore looked for among words and stems alike.

    Of the body the first thousand characters of words count, and behind them the sentences of the summary that are not
    among those. Words in another script than the language's are stemmed in that script's commonest language.
    """
    title_words, beginning = words(title), body[: 4 * BODY_CHARACTERS]
    body_words = _first(words(beginning))
    further = " ".join(unsaid(" ".join(body_words), summary))
    body_words += _first(words(further))
    return Indexed(
        title_words=" ".join(title_words),
        body_words=" ".join(body_words),
        title_stems=" ".join(_beside(title, title_words, language)),
        body_stems=" ".join(_beside(f"{beginning} {further}", body_words, language)),
    )


def unsaid(body_words: str, sentences: Iterable[str]) -> list[str]:
    """The sentences that do not stand in a text as it is indexed."""
    said = f" {body_words} "
    return [sentence for sentence in sentences if f" {' '.join(words(sentence))} " not in said]


def terms(indexed: Indexed) -> frozenset[str]:
    """Every word and stem of an article, against which filters are matched."""
    texts = (indexed.title_words, indexed.body_words, indexed.title_stems, indexed.body_stems)
    return frozenset(word for text in texts for word in text.split())


def _first(found: tuple[str, ...]) -> tuple[str, ...]:
    room = BODY_CHARACTERS
    for count, word in enumerate(found):
        room -= len(word) + 1
        if room < 0:
            return found[:count]
    return found


def _beside(text: str, found: tuple[str, ...], language: str) -> Iterable[str]:
    own = dict.fromkeys(found)
    parts = (words(whole) for whole in _HYPHENED.findall(text))
    joined = ["".join(each)[:LONGEST_WORD] for each in parts if own.keys() >= {*each}]
    forms = (form for word in (*own, *joined) for form in (word, *stems(word, (language,))))
    return dict.fromkeys(form for form in forms if form not in own)


# --- showing -----------------------------------------------------------------------------------------------

_DROPPED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_NEWLINE = re.compile("\r\n?|[\u2028\u2029]")
_ISOLATED = re.compile("\u2068[^\u2069]*\u2069")


def clean(text: str) -> str:
    """A text that may be shown: NFC, without what could break or disguise it.

    Dropped: control characters (a tab becomes a space, any line break "\\n"), bidirectional overrides and isolates
    (U+202A–202E, U+2066–2069), lone surrogates, U+FEFF. Kept: joiners (U+200C, U+200D), which are spelling.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _NEWLINE.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _DROPPED.sub("", text))


def storable(reason: str) -> str:
    """What is stored of a failure's reason, which may quote anything: 500 characters, its remedy among them, with "?"
    for those that no database takes (lone surrogates and NUL)."""
    return cut_middle(reason.replace("\0", "?").encode("utf-8", "replace").decode(), LONGEST_REASON)


def utf16_length(text: str) -> int:
    """The length as Telegram and Discord count it: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The text within `limit` UTF-16 units: whole sentences from its beginning, verbatim.

    A single sentence longer than that is cut at a word, with "…".
    """
    if utf16_length(text) <= limit:
        return text
    window = text[: max(0, limit) + 200]  # enough to see whether the last stop that fits is one
    whole = len(window) == len(text)
    best = ""
    for _, end in sentence_spans(window):
        if (end == len(window) and not whole) or utf16_length(window[:end]) > limit:
            break
        best = window[:end]
    return best or cut_at_word(text, limit)


def cut_at_word(text: str, limit: int) -> str:
    """The text within `limit` UTF-16 units; what is too long ends after a word (or, if there is none, a character)
    with "…", and never inside a surrogate pair or between a letter and its marks."""
    if utf16_length(text) <= limit:
        return text
    if limit < 1:
        return ""
    room = limit - utf16_length(ELLIPSIS)
    end = _fitting(text, room)
    at_word = end if text[end].isspace() else max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
    kept = text[: at_word if at_word > 0 and text[:at_word].strip() else _whole_character(text, end)]
    return kept.rstrip().rstrip(',;:–—-(«“"').rstrip() + ELLIPSIS


def cut_middle(text: str, limit: int) -> str:
    """The text within `limit` UTF-16 units, of which the middle goes, from word to word, with "…": what happened stands
    at a reason's beginning, and what to do at its end."""
    half = (limit - len(OMISSION)) // 2
    if utf16_length(text) <= limit or half < 1:
        return cut_at_word(text, limit)
    start = len(text) - _fitting(text[::-1], half)
    at_word = start if text[start - 1].isspace() else text.find(" ", start) + 1
    start = at_word or next((at for at in range(start, len(text)) if not _extends(text[at])), len(text))
    beginning = cut_at_word(text, half + len(ELLIPSIS)).removesuffix(ELLIPSIS)
    return f"{beginning}{OMISSION}{text[start:].lstrip()}"


def _fitting(text: str, room: int) -> int:
    """How many characters of a longer text fit into `room` UTF-16 units."""
    units = accumulate(2 if letter > "\uffff" else 1 for letter in text)
    return next(end for end, used in enumerate(units) if used > room)


def _whole_character(text: str, end: int) -> int:
    """The nearest place before `end` that is not inside what is seen as one character (UAX #29, its common cases)."""
    while end > 0 and (_extends(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    flags = len(text[:end]) - len(text[:end].rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
    return end - 1 if flags % 2 and "\U0001f1e6" <= text[end] <= "\U0001f1ff" else end


def _extends(letter: str) -> bool:
    joins = letter == "\u200d" or "\U0001f3fb" <= letter <= "\U0001f3ff" or "\U000e0020" <= letter <= "\U000e007f"
    return joins or unicodedata.category(letter)[0] == "M"


def isolate(text: str) -> str:
    """The text between FSI and PDI (UAX #9 §2.4), so that its direction disturbs nothing around it."""
    return f"\u2068{text}\u2069" if text else ""


def filled(message: str, /, **values: str | int) -> str:
    """A message with values put into it, isolated where they begin against its direction, or end so before more of
    it."""

    def shown(name: str, text: str) -> str:
        plain = _ISOLATED.sub("", text)
        ends = (plain,) if message.endswith(f"{{{name}}}") else (plain, plain[::-1])
        return text if {direction(end) for end in ends} == {direction(message)} else isolate(text)

    return message.format(**{name: shown(name, str(value)) for name, value in values.items()})


def direction(text: str) -> str:
    """ "rtl" if the first strong letter runs from right to left (UAX #9 P2), else "ltr"."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
