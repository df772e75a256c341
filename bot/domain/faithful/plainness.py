"""Whether a text is plain text of an article's kind: nothing that links, calls, formats, disguises or chats.

Platforms make links of bare domains, mentions of "@" and tags of "#" by themselves, so these count as what they would
become. What a language model says of its own task ("Here is a summary", "As an AI …") is no news either.
"""

import re
import unicodedata
from typing import Final

from bot.domain.language import detect_language, languages_of, primary, script, script_of
from bot.domain.text import fold

_LINK: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://|\bwww\.|\b(?:mailto|tel|tg|javascript|data):\S"
    r"|[^\W_]{2,}\s?\.[^\W\d_]{2,}|[^\W_]+\s\.[^\W\d_]|\.[^\W\d_]{2,}/|\d+\.\d+\.\d+\.\d+|(?:^|\s)/[a-z]\w*"
    r"|\b(?:dot|точка|nöqtə|nokta|punkt|point|punto)\s+(?:com|net|org|ru|az|am|tr|me|io|info)\b|\bhxxps?\b"
    r"|\bt\s?\.\s?me\b",
    re.IGNORECASE,
)
_MARKUP: Final = re.compile(
    r"<[^\s\d]|[^\s\d]>|&(?:#\w+|[a-z]+);|\*\*|__|~~|\|\||`|\]\s?\(|\{\{|\}\}|\[[A-Z/][^\]]*\]|(?:^|\n)\s*(?:#|>"
    r"|[-*•–—]\s|\d+[.)]\s)"
    r"|(?<!\w)[*_][^\s*_][^*_]*[*_](?!\w)|\\[a-z]|(?:^|\n)\s*\|",
    re.IGNORECASE,
)
_LEAKS: Final = re.compile(
    r"\bas an? (?:ai|artificial|language)|\blanguage model|\b(?:here is|heres|here are|below is) (?:the|a|an|my|your)\b"
    r"|\b(?:summary|tldr|tl dr)\b(?= of| the article)|^(?:summary|sure|certainly|of course|okay|ok|answer|output"
    r"|note)\b"
    r"|\bi (?:cannot|cant|can not|am unable|am sorry|apologize|have (?:been|summari\w+|written))\b|\bim sorry\b"
    r"|\b(?:ignore|previous|prior) instructions?\b"
    r"|\bsystem prompt|\bthe (?:article|text|passage) (?:says|states|describes|discusses|reports|is about|contains)\b"
    r"|\bязыков\w+ модел|\bискусственн\w+ интеллект\w* (?:я|не могу)|\b(?:вот|ниже) (?:краткое|краткий|резюме"
    r"|пересказ|содержание|сводка)"
    r"|^(?:кратко|резюме|конечно|краткое содержание|в статье (?:говорится|рассказывается))\b|\bя не могу\b"
    r"|\bінструкц|\bинструкци(?:и|ю|ям)\b (?:выше|ранее)|\bпредыдущие инструкции"
    r"|\b(?:meqalenin|metnin) (?:qisa )?(?:xulasesi|mezmunu)|^(?:xulase|qisaca|elbette)\b|\bdil modeli\b"
    r"|\bsuni intellekt kimi\b"
    r"|\biste ozet|^(?:ozet|tabii|elbette)\b|\byapay zeka (?:olarak|modeli)|\bbir dil model"
    r"|\bլեզվական մոդել|\bահա (?:ամփոփ|համառոտ)|^(?:ամփոփում|համառոտ)|\bորպես արհեստական"
    r"|\bals (?:ki|kunstliche|sprachmodell)|\bsprachmodell|\bhier ist (?:die|eine)|^zusammenfassung\b"
    r"|\bmodele de langage|\ben tant qu ?ia\b|\bvoici (?:le|un|une)\b|^resume\b|\bmodelo de lenguaje|\baqui (?:esta"
    r"|tienes|tiene) (?:el|un)\b|^resumen\b"
    r"|\bмовн\w+ модел|\bось (?:короткий|стислий|резюме)|^(?:oto|ecco|aqui|eis|hier) (?:\w+ )?(?:streszczenie"
    r"|podsumowanie|riassunto|sintesi|resumo|samenvatting)|^(?:streszczenie|podsumowanie|riassunto|sintesi|resumo"
    r"|samenvatting)\b|^(?:ملخص|اليك ملخص)|\bنموذج لغوي|\bكنموذج",
)
QUOTED: Final = re.compile(r"«([^«»]*)»|“([^“”]*)”|„([^„“”\"]*)[“”\"]|\"([^\"]*)\"|(?<!\w)['‘]([^'‘’]+)['’](?!\w)")
_SIGNS: Final = "°№%‰€$£₽₼₺֏₴₹¥+=<>|~^§©®™′″"  # symbols that texts of news have; any other is a picture
_JOINERS: Final = "\u200c\u200d"
_JOINING: Final = frozenset({"arabic", "devanagari", ""})
ENDS: Final = ".?…։؟۔।。？"
_CLOSERS: Final = "\"'”’»)]」』）"
LONG_ENOUGH: Final = 40  # letters by which a language can be told
OWN: Final = 0.6  # share of letters that are of the language's script


def unplain(text: str) -> str:
    """What a text has that plain text has not: "link", "mention", "tag", "markup", "characters", "leak" or "end"; ""
    if nothing."""
    flat = unicodedata.normalize("NFKC", text)
    own = QUOTED.sub(" ", text)
    for kind, found in (
        ("markup", _MARKUP.search(flat)),
        ("link", _LINK.search(flat)),
        ("mention", "@" in flat),
        ("tag", re.search(r"#\s?\w", flat)),
        ("characters", _strange(text) or "!" in flat or _disguised(flat)),
        ("leak", _LEAKS.search(fold(own))),
        ("end", text.rstrip().rstrip(_CLOSERS)[-1:] not in ENDS),
    ):
        if found:
            return kind
    return ""


def _strange(text: str) -> bool:
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in {"Cc", "Cf", "Co", "Cs", "Cn"} and letter not in "\n\xad":
            if letter in _JOINERS and any(script(each) in _JOINING and each.isalpha() for each in text):
                continue
            return True
        if (kind in {"So", "Sk", "Sm", "Sc"} and letter not in _SIGNS) or 0xFE00 <= ord(letter) <= 0xFE0F:
            return True
    return False


def _disguised(text: str) -> bool:
    """A word in letters of two alphabets looks like another."""
    found = (frozenset(filter(None, map(script, word))) for word in re.findall(r"[^\W\d_]+", text))
    return any(len(scripts) > 1 and not scripts <= {"han", "kana"} for scripts in found)


def in_language(text: str, language: str) -> bool:
    """Is the text in this language, as far as its length lets one tell?"""
    letters = [name for name in map(script, text) if name]
    wanted = {script_of(language)}
    if language == "ja":
        wanted |= {"kana"}
    if not letters or sum(name in wanted for name in letters) < OWN * len(letters):
        return False
    if len(letters) < LONG_ENOUGH or not languages_of(script_of(language)):
        return True
    return primary(detect_language(text, language)) == primary(language)
