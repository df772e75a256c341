"""What a sentence needs beside it to be understood: the sentence before, or the rest of a quotation.

Without grammar, by the words that tell. A sentence *hangs* if it begins with a connective or a pronoun ("However",
"They also", "При этом", "Həmin"), if a pronoun is its subject after nothing but words of time and place ("Last week
he …"), if its quotation is only said by a pronoun ("…," he said), if a connective stands behind its subject ("The
judge also …", "Nazir isə …"), or if it tells of others than those before ("Three others …"). Some that could stand
alone are held to hang ("It is believed that …"): there are others to choose from. One list serves all languages, for
no opener of one is a common first word of another.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from bot.domain.cohesion_words import (
    ADDING,
    CONNECTIVES,
    ENCLITICS,
    HAN,
    JOINING,
    KANA,
    LIGHT,
    NOT_OTHER,
    OBJECTS,
    OPENERS,
    OTHERS,
    PHRASES,
    POINTING,
    SUBJECTS,
)
from bot.domain.text import fold, words

LONGEST_QUOTATION = 4  # sentences: after that, the closing mark was forgotten, unless it is seen
LONGEST_SPEECH = 30  # sentences among which it is looked for


_REACH = 5  # words before a subject that is looked for
_NEAR = 4  # words, among which they do
# "An engineer by trade, he …", unless the clause names him; "As she knew, this …" in any case.
_AFTER_CLAUSE = re.compile(
    r"[^,“\"«(]{2,70}, (?:(?:he|she|they|his|her|their|он|она|они|его|её|их)(?:['’]\w+)?\b|"
    r"(?:this|that|these|those|это|этот|эта|эти)\b(?! (?:year|month|week|morning|season|summer|time)))"
)
# "The judge, however, …", "Министр, однако, …"; "Как отметил он, …".
_SET_OFF = re.compile(
    r"[^,“\"«]{2,50}, (?:however|meanwhile|too|in turn|for (?:his|her|its|their) part|однако|впрочем|в свою очередь),|"
    r"Как [^\W\d_]+л[аи]? (?:он|она|они)\b"
)
# "…?” Smith asked.", "“…。”专家李强说。": who spoke, cut off from what was said.
_ATTRIBUTION = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’.-]* ){1,4}(?:said|says|asked|added|replied|wrote)\.|"
    r"[\u3400-\u9fff]{1,12}(?:说|說|表示|指出|称|稱|强调|強調|认为|認為|补充道|補充道)[。.]"
)
# "Some were treated", "None of them …": of those before.
_VERB = "(?:were|was|are|is|has|have|had|will|would|did|do|could|can|may|might|said|say|also|fled|died)"
_SOME = re.compile(
    rf"(?:Some|Many|Most|Several|All|None|Few|A few|Half|One|Two|Three|Four|Five|Both) {_VERB}\b|"
    r"(?:\w+ ){1,2}of (?:them|these|those|whom)\b|(?:(?:The )?(?:father|mother)[ -]of[ -]\w+)\b|"
    r"(?:There|No|True|Indeed|Правда|Значит|Да|Нет|Конечно),|"
    r"(?:With|In|On|To|For|From|Under|Behind|Within|Without|Beyond|Inside|Near|Of) (?:it\b|her,)|"
    r"(?:Некоторые|Никто|Большинство|Часть|Многие|\w+) из (?:них|этих|тех)\b"
)
# "“We won,” added the mayor."
_ADDED = re.compile(r"[\"”’»][\s,—–-]*(?:added|continued|добавил\w?|продолжил\w?|заключил\w?)\b")
_ADDING = ("added", "continued", "добавил", "продолжил", "заключил")
_ENDINGS = (", too.", " as well.", " instead.")
# 教练也表示, 市长还说
_HAN_ADDING = re.compile(
    r"[\u3400-\u9fff]{1,8}?(?:[也亦]|(?<![归歸偿償返交退])[还還])"
    r"(?=[在将將会會称稱说說表指是要有为為对對被把与與向透强提宣认認])"
)
_IS_TURKIC = frozenset("ığəİ")  # "de" and "da" are little words in many languages
_CLAUSE = 100  # characters
_BEHIND = 3  # words: the subject, and what stands right behind it
_NAMES_SOMEBODY = re.compile(r"\s[A-ZÀ-ÞА-ЯЁ]")
_SAID = re.compile(r"(?<=\S)[\"”»’'][\s,.—–-]+(?:[^\W\d_A-ZА-ЯЁ]+ )?(?:he|she|they|он|она|они|o|onlar)\b")
_FIRST = re.compile(r"[^\W\d_]+")


def hangs(sentence: str, own: Sequence[str] | None = None) -> bool:
    """Does this sentence lean on the one before it? `own` are its words, where they are known."""
    first = _FIRST.search(sentence)
    if not first:
        return False
    beginning = (words(sentence[:100]) if own is None else own)[:_REACH]
    opening = " ".join(beginning) + " "
    if _folded(first.group()) in OPENERS or opening.startswith(PHRASES) or first.group().startswith(HAN + KANA):
        return True
    return _links(sentence, beginning) or _points_back(sentence, beginning)


def _links(sentence: str, beginning: Sequence[str]) -> bool:
    """Does it join what it says to something before, behind its subject or at its end?"""
    if _SET_OFF.match(sentence) or _ATTRIBUTION.fullmatch(sentence) or sentence.endswith(_ENDINGS):
        return True
    if beginning[1:2] and _is_enclitic(sentence, beginning[1:_BEHIND]):
        return True
    if any(each in sentence for each in _ADDING) and _ADDED.search(sentence):
        return True
    if _HAN_ADDING.match(sentence):
        return True
    if CONNECTIVES.isdisjoint(beginning) and ADDING.keys().isdisjoint(beginning):
        return False
    return any(map(_connects, beginning[1:], beginning, [*beginning[2:], ""]))


def _is_enclitic(sentence: str, behind: Sequence[str]) -> bool:
    """Has its subject a little word behind it that says "too" or "however"?"""
    found = ENCLITICS.intersection(behind)
    return bool(found) and (not found.isdisjoint(("же", "ж")) or not _IS_TURKIC.isdisjoint(sentence[:_CLAUSE]))


def _connects(word: str, before: str, after: str) -> bool:
    """Is this word behind the first a connective?"""
    if word in CONNECTIVES:
        return before not in JOINING and after != "known"
    return word in ADDING and (not ADDING[word] or after in ADDING[word])


def _points_back(sentence: str, beginning: Sequence[str]) -> bool:
    """Is there somebody or something in it that only the sentence before names?"""
    if not POINTING.isdisjoint(beginning[:_NEAR]) or _SAID.search(sentence) or _SOME.match(sentence):
        return True
    if _is_other(beginning[:_BEHIND]):
        return True
    subject = next((at for at, word in enumerate(beginning) if word in SUBJECTS), 0)
    if subject > 0 and all(word in LIGHT or word.isdecimal() for word in beginning[:subject]):
        return True
    clause = _AFTER_CLAUSE.match(sentence)
    return clause is not None and not _NAMES_SOMEBODY.search(sentence, 0, clause.end())


def _is_other(beginning: Sequence[str]) -> bool:
    """Does it begin with others than those before, or with a pronoun that is an object?"""
    if not OBJECTS.isdisjoint(beginning[1:]):
        return True
    return any(
        word in OTHERS and before not in NOT_OTHER for word, before in zip(beginning, ("", *beginning), strict=False)
    )


@lru_cache(maxsize=4096)  # few words begin most sentences
def _folded(word: str) -> str:
    return fold(word)


_MARKS, _OPENING = '"“”„«»', '"“„«'
_BEFORE = frozenset("\"'‘")
_INTRODUCTION = 80  # characters
_DIRECTED = ("«»", "()", "[]", "「」", "『』", "（）", "《》")
_PAIRED = frozenset("\"'’‘„“”" + "".join(_DIRECTED))
_STEPS = {"“": 1, "”": -1}
_OPENED = re.compile(r"(?<!\w)['‘](?=\w)")
_CLOSED = re.compile(r"(?<=[\w.,!?…])['’](?!\w)")


def halves(sentences: Sequence[str]) -> list[bool]:
    """For each of the sentences in order: is it only a part of a quotation or a bracket?"""
    found: list[bool] = []
    inside = 0  # sentences since a quotation was opened and not closed
    for at, sentence in enumerate(sentences):
        whole = is_whole(sentence)
        found.append(not whole or inside > 0)
        if not whole:
            inside = inside + 1 if not inside or _opens_anew(sentence) else 0
        elif inside:
            lasts = inside < LONGEST_QUOTATION or _closes_later(sentences[at + 1 : at + LONGEST_SPEECH])
            inside = inside + 1 if lasts else 0
    return found


def _opens_anew(sentence: str) -> bool:
    """Does the mark without its fellow open, rather than close what was open?"""
    directed = _opens(sentence)
    return directed > 0 or (directed == 0 and sentence[:1] in _BEFORE and sentence[-1:] not in _BEFORE)


def _closes_later(following: Sequence[str]) -> bool:
    """Is the next mark without its fellow one that closes? Straight marks do not tell."""
    odd = (count for count in map(_opens, following) if count)
    return next(odd, 0) < 0


def _opens(sentence: str) -> int:
    """How many more directed marks open in it than close."""
    return sum(map(sentence.count, "“«")) - sum(map(sentence.count, "”»"))


def is_whole(sentence: str) -> bool:
    """Is every quotation and bracket of the sentence opened and closed in it?"""
    if _PAIRED.isdisjoint(sentence):
        return True
    sentence = sentence.replace('""', '"')  # as tables export it
    opened, closed = len(_OPENED.findall(sentence)), len(_CLOSED.findall(sentence))
    if opened > closed or (closed > opened and sentence.rstrip("'’")[-1:] in ".,!?" and sentence[-1:] in "'’"):
        return False
    if any(sentence.count(pair[0]) != sentence.count(pair[1]) for pair in _DIRECTED):
        return False
    return sentence.count('"') % 2 == 0 and _curly(sentence)


def without_half(sentence: str) -> str:
    """The sentence without a quotation mark at its beginning or end whose fellow is elsewhere, and without the few
    words that introduce a quotation of many sentences ("A reader writes: “The bridge …"); else as it is."""
    if is_whole(sentence):
        return sentence
    opened = max(map(sentence[:_INTRODUCTION].find, _OPENING))
    quoted = sentence[opened + 1 :]
    candidates = (sentence.lstrip(_MARKS), sentence.rstrip(_MARKS), quoted if quoted[:1].isupper() else "")
    return next((each.strip() for each in candidates if words(each) and is_whole(each.strip())), sentence)


def _curly(sentence: str) -> bool:
    """“English”, „Deutsch“ and ”svenska” quotes: one mark opens here and closes there."""
    low, left, right = (sentence.count(mark) for mark in "„“”")
    if low:
        return low == left + right
    if not left:
        return right % 2 == 0
    depth = [0, *accumulate(_STEPS[mark] for mark in sentence if mark in _STEPS)]
    return depth[-1] == 0 and min(depth) == 0
