"""Where sentences end, in any language, without training data.

A stop ends a sentence unless there is a reason against it; the reasons are few and checked around the stop alone:
what follows begins in lower case, or tells who spoke; before it stands an abbreviation, an initial, or (in languages
that write ordinals so) a number. An abbreviation that may also close a sentence ("p.m.", "U.S.", "Inc.") does so only
before a word that sentences begin with. In doubt the two stay together: a long sentence reads better than half of one.
"""

import re
from collections.abc import Iterator

_CLOSERS = "\"'”’»)]}›」』）】＂"
_OPENERS = " \t\u00a0\u202f\"'“„«‘‚‹([{—–-―「『（【\u2068"
_STOPS = re.compile(rf"(?:[。！？｡]+|[.!?…։؟۔।](?:[.!?…]*))[{re.escape(_CLOSERS)}]*")
_COLON = re.compile(rf":(?=\s)|{_STOPS.pattern}")  # Armenian full stops typed as a colon
_FULLWIDTH = "。！？｡"
_LINES = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_FIRST_WORD = re.compile(r"[\W\d_]")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ORDINALS = frozenset({"az", "tr", "de", "da", "nb", "nn", "no", "fi", "et", "cs", "sk", "sl", "hr", "sr", "hu", "lv"})
_NUMBER = re.compile(r"\d\s*$")
_YEARS = frozenset({"г", "гг", "թ"})
_COUNTED = re.compile(r"\d[\d.,]*(?:[ \u00a0\u202f](?:тыс|млн|млрд|трлн|кв|куб)\.?)?[ \u00a0\u202f]?$")
_WHOLE = 5  # words that make a sentence of what ends with a year
_REACH = 40  # characters before a stop among which its word is looked for
# "…?” Vale asked.", "…。”专家李强说。": who spoke belongs to what was said. An English full stop in a quotation ends
# its sentence too, for before an attribution stands a comma.
_ASKED = re.compile(r"(?:[?!…]+|\.{3})[\"”’]|[。？！…]+[”」』]")
_SAYS = re.compile(
    r" (?:[A-ZÀ-Þ][\w'’.-]* ){1,4}(?:asked|replied|shouted|wondered|cried|"
    r"(?:said|says|added|wrote)(?! (?:that|he|she|they|it|there|his|her|the|a|no|nothing)\b))\b|"
    r"[\u3400-\u9fff]{1,12}?(?:说|說|问|問|表示|指出|称|稱|强调|強調|认为|認為|补充道|補充道|回答|写道|寫道)[。！]"
)


def _set(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_UNITS = _set(  # after a number, before a capital: the number is told, and so is the sentence
    "руб коп тыс млн млрд трлн м км см мм кг ч мин сек л га",
)

_NEVER = _set(  # abbreviations that stand before their word, so no sentence ends with them
    "mr mrs ms dr prof gen sen rep gov lt col sgt capt cmdr adm rev hon pres st mt ft fig no nos vol pp vs cf",
    "e.g i.e messrs mme mlle msgr supt det insp cpl pvt maj brig",
    "the an and or to of from with into under than",  # no abbreviations: a page's line ended there and got a stop
    "им ул пр просп пл пер д стр см ст т.е т.к т.н т.ж г-н г-жа акад проф доц ген полк кн кв корп обл пос",
    "тел мин макс напр",
    "məs cən cənab dos akad müəl küç rəh",
    "örn bkz yrd doç sn cad sok mah av",
    "z.b bzw usw ca nr hr fr",
    "օր պրոֆ",
)
_MAYBE = _set(  # abbreviations that may close a sentence
    "inc ltd co corp bros llc jr sr etc al dept est approx ave blvd rd jan feb mar apr jun jul aug sep sept oct",
    "nov dec mon tue wed thu fri sat sun",
    "г гг в вв руб коп тыс млн млрд трлн чел др т.д т.п пр экз",
    "min mln mlrd və.s və.i.a s b.e.ə",
    "vb vs a.ş ltd.şti",
    "թ դ",
)
_STARTERS = _set(  # words sentences begin with, and names do not
    "the a an he she it they we you his her their our its there this that these those in on at by for from with",
    "but and or so not when while as after before if however what who how why where according some many also",
    "earlier later meanwhile last next one two three no all both another more most officials police since until",
    "он она оно они мы вы это эта этот эти этого на по при но как так также однако после до для если кроме между",
    "ранее напомним из за со об там где когда что кто её ее его их все под во всего сейчас теперь тогда всё он",
    "bu onlar biz siz lakin amma ancaq həmçinin daha eyni belə həm onun onların bundan orada sonra bununla əvvəl",
    "şu bunun ama fakat ayrıca ve veya için böyle burada",
    "նա նրանք այս այդ այն սակայն իսկ բայց որ երբ եթե նաև նրա նրանց",
    "der die das ein eine er sie es wir und aber im nach vor",
)


def split_sentences(text: str, language: str = "") -> list[str]:
    """The sentences of a text: verbatim, in order, without the white space around them. A line's end ends one."""
    return [text[start:end] for start, end in sentence_spans(text, language)]


def sentence_spans(text: str, language: str = "") -> Iterator[tuple[int, int]]:
    """Where in the text its sentences stand: `text[start:end]`."""
    for line in _LINES.finditer(text):
        start = line.start()
        for end in (*_ends(line.group(), line.start(), language), line.end()):
            piece = text[start:end]
            if piece.strip():
                yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
            start = end


def _ends(line: str, offset: int, language: str) -> Iterator[int]:
    start = 0
    for stop in (_COLON if language == "hy" else _STOPS).finditer(line):
        if _ends_here(line, start, stop, language):
            start = stop.end()
            yield offset + start


def _ends_here(line: str, start: int, stop: re.Match[str], language: str) -> bool:
    if _ASKED.fullmatch(stop.group()) and _SAYS.match(line, stop.end()):
        return False
    if stop.group()[0] in _FULLWIDTH:
        return True
    if not line[stop.end() : stop.end() + 1].isspace():  # 3.5, example.org, U.S.-led; a line's end needs no stop
        return False
    following = line[stop.end() : stop.end() + _REACH].lstrip(_OPENERS)
    if following[:1].islower():
        return False
    if stop.group().rstrip(_CLOSERS) != ".":
        return True
    return not _abbreviates(line[start : stop.start()], following, language)


def _abbreviates(before: str, following: str, language: str) -> bool:
    """Does the full stop after `before` belong to its word, rather than to its sentence?"""
    word = before[-_REACH:].rpartition(" ")[2].rpartition("\u00a0")[2].lstrip(_OPENERS)
    lower = word.lower()
    starter = _FIRST_WORD.split(following, maxsplit=1)[0].lower() in _STARTERS
    if lower in _YEARS:  # "1990 г." is a year, "г. Баку" a town
        return not _NUMBER.search(before.removesuffix(word)) or not (starter or len(before.split()) >= _WHOLE)
    if lower in _UNITS and following[:1].isupper() and _COUNTED.search(before.removesuffix(word)):
        return False
    if lower in _NEVER:
        return True
    if lower in _MAYBE or _ACRONYM.fullmatch(word) or (len(word) == 1 and word.isalpha()):
        return not starter
    if word.isdecimal():
        return word == before.strip() or (language in _ORDINALS and len(word) <= 2 and not starter)
    return False
