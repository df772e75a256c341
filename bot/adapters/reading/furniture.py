"""What stands around an article and is not part of it, beyond what `domain.furniture` knows of any text.

The theory
----------
Extractors judge blocks by their density and keep short lines that stand inside the article's own block. So lines are
judged once more by what they say. A line is furniture only if it is *nothing but* furniture, never for a word inside
a sentence. What a page's own head names — title, section, site, author — is furniture where it stands alone. A line
that opens a list of other stories takes with it the headlines that follow — lines without a full stop at their end —
until a sentence comes again.
"""

import re
from collections.abc import Iterable, Sequence

from bot.adapters.reading.dates import is_date
from bot.domain import furniture

_LONGEST = 160  # characters; a longer line is a paragraph
_LABEL = 40  # characters
_SHORTEST_SENTENCE = 20  # characters; Chinese says much in few
_END = re.compile(r"[.!?…։。！？؟:;][\"'”»)\]]*$")
_WORDS = re.compile(r"[^\W_]+(?:[-+−–]|[^\W_]*)*")

_NAME = r"[^\W\d_][\w.’'-]*(?:\s+[^\W\d_][\w.’'-]*){0,5}"
_JOINED = rf"{_NAME}(?:\s*(?:,|&|and|и|və|և)\s*{_NAME})*"
_BYLINE = re.compile(
    rf"(?:(?i:by|authors?|text|written by|reported by|photographs by|posted by|автор(?:ы)?|текст"
    rf"|müəllif|mətn|հեղինակ|yazan)\s*[:՝]?\s+)"
    rf"(?P<name>{_JOINED})\s*[|/·,-]?\s*$"
)
_PARTICLES = frozenset("al bin da de del der di dos el i ibn la le oğlu qızı van von y and и və և".split())  # noqa: SIM905
_TAIL = re.compile(  # what WordPress puts under the entries of its feeds, and what abridging leaves
    r"the post .{1,300} appeared first on .{1,100}|запись .{1,300} впервые появилась .{1,100}|\[?(?:…|\.\.\.)\]?",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"(?:share(?: this)?|поделиться|paylaş\w*)\s*:.{0,80}|(?:more on this|click here|full (?:story|article)|learn more"
    r"|register|leave a (?:comment|reply)|night theme|dark mode|back to top"
    r"|\d+ min(?:ute)?s? read|читать (?:далее|полностью|также)|присоединяйтесь|войти|оставить комментарий"
    r"|наверх|qoşulun|daxil ol|возврат к списку)\b[^.:]{0,60}|[^.]{0,40}\bkanalımıza (?:abunə|qoşul)[^.]{0,30}"
    r"|(?:բաժանորդագրվեք|հետևեք) [^։.]{0,60}|责任编辑.{0,20}|.{0,20}(?:扫码|客户端下载).{0,20}"
    r"|(?:the )?.{1,40} (?:is|are) not responsible for the content of external (?:sites|links)\.?"
    r"|your browser (?:does not|doesn.t) support.{0,80}|skip past .{1,40}|after newsletter promotion",
    re.IGNORECASE,
)
_CALL = re.compile(  # to other pages of the site, to its channels and to its desk
    r"(?:go deeper|(?:à )?lire (?:aussi|également)|lesen sie auch|mehr zum thema|(?:lea|lee|leia) tambi\w+|leggi anche"
    r"|czytaj także|bun(?:u|ları) da oxu\w*|あわせて読みたい|関連記事|関連ニュース)\s*[:|：].*"
    r"|retrouvez (?:tous|toutes|l.ensemble de) .{1,80}|add .{1,40} as (?:your|a) preferred source.*"
    r"|(?:do|have) you (?:have|got) (?:a |an |any )?(?:story|news|tip|question).{0,80}\b(?:get in touch|e-?mail|contact"
    r"|write to us|let us know).{0,120}|if you (?:enjoyed|liked) this (?:article|story|piece|post|newsletter)\b.*"
    r"|(?:correction|clarification)\b[^:]{0,30}:.*|(?:for the latest .{0,60})?join our (?:\S+ )?(?:whatsapp|telegram).*"
    r"|на правах рекламы|версия для печати|при (?:перепечатке|цитировании)\b.*ссылка\b.*обязательна.*"
    r"|editor.s note\s*:.*|our standards\s*:.*|.{0,60}\bopens? in (?:a )?new (?:tab|window)\)?"
    r"|[^.]{0,80}\bв нашем (?:\S+ )?(?:канале|telegram|телеграм\S*)[^.]{0,40}\.?|bizi \S{2,20} izləyin.*"
    r"|(?:diqqət!? ?)?[^.]{0,40}\bmateriallar\w*.{0,40}\b(?:istinad|link|hiperlink)\w*.{0,40}"
    r"(?:veril|olun|göstəril)məli.*"
    r"|(?:all|все|bütün|բոլոր) (?:photos|pictures|images|фото\w*|şəkillər|fotolar|լուսանկարները)\s*\(?\d*\)?"
    r"|[^.!?]{3,120}\((?:photo|фото|foto|լուսանկարը?)\s*[:՝][^()]{2,60}\)|※.*"
    r"|.{0,40}(?:ご意見|ご感想).{0,30}(?:こちら|お寄せ|フォーム).{0,20}",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(r"(?:additional |further )?(?:reporting|writing|editing|compiled|edited) by ", re.IGNORECASE)
_IN_SIGN_OFF = frozenset(("by", "in", "and", "for", "from", "at", "the", "additional", "further"))
# "Bakı, 6 oktyabr, Nailə Nümunə, AGENTLİK" on a line of its own
_DATELINE = re.compile(r"[^\W\d_][^,.!?:]{1,30}, \d{1,2} [^\W\d_]{3,12}(?:, [^,.!?:]{2,40}){1,3}")
# What follows a press release: for the press, not for readers.
_AFTER = re.compile(
    r"[\s*#–—-]*(?:ends?|конец|###)[\s*#–—-]*|(?:media|press) (?:contacts?|enquiries|inquiries|office)\s*:?"
    r"|notes? (?:to|for) (?:the )?(?:editors?|media|journalists?)\s*:?|(?:for )?(?:more|further) information\s*:?"
    r"|контакты для (?:сми|прессы)\s*:?",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)")
_BULLETS = " -–—•|#*"
_BARS = re.compile(r"\s+[|•·]\s+")
_MOST_PARTS = 6
_ENOUGH = 3  # lines of an article, before what follows a press release
_DURATION = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?\s+(?=\d)")
_COUNTED = re.compile(
    r"(?<!\S)\d[\d\s.,]*(?:views?|просмотр\w*|baxış\w*|görüntülen\w*|okunma|դիտում\w*|مشاهد\w*|浏览)", re.IGNORECASE
)
_LIST = re.compile(
    r"(?:related(?: (?:stories|news|articles|topics|posts|content))?|more (?:news|stories|articles|from .{1,40})"
    r"|most (?:read|popular|viewed)|latest(?: (?:news|stories))?|other (?:news|stories)|recommended(?: for you)?"
    r"|trending|popular(?: (?:news|stories))?|top stories|editor.?s.? (?:picks|choice)|you (?:may|might) also like"
    r"|don.?t miss|tags?|topics?|по теме|ещ[её] по теме|похожие(?: \w+)?|другие новости|последние новости"
    r"|самое (?:читаемое|популярное|важное)|популярное|рекомендуем|теги|новости по теме|лента новостей"
    r"|oxşar xəbərlər|digər xəbərlər|son xəbərlər|ən çox oxunan\w*|mövzu ilə bağlı|etiketlər|xəbər lenti"
    r"|առնչվող նյութեր|կարդացեք նաև|վերջին լուրեր|ամենաընթերցվածը|(?:read|up) next|related (?:internet )?links?"
    r"|(?:more|explore more) on (?:this (?:story|topic)|these topics)|also read|read also|read more|читайте также"
    r"|i̇lgili haberler|ilgili haberler|çok okunanlar|son dakika|اقرأ أيضا|آخر الأخبار|الأكثر قراءة"
    r"|相关新闻|延伸阅读|热门文章"
    r"|həmçinin oxuyun)\s*[:՝]?",
    re.IGNORECASE,
)
_LANGUAGES = frozenset("en ru az hy de fr tr ka english русский azərbaycan azərbaycanca հայերեն".split())  # noqa: SIM905


def without_furniture(lines: Iterable[str], names: Sequence[str] = ()) -> list[str]:
    """The lines that are the article's own. `names`: what stands alone on a page — its title, section and site."""
    alone = {_bare(name) for name in names} - {""}
    kept: list[str] = []
    listing = False
    for line in lines:
        if len(kept) >= _ENOUGH and _AFTER.fullmatch(line):
            break
        if opens_list(line):
            listing = True
        elif listing and len(line) <= _LONGEST and not _END.search(line):
            continue
        elif not (is_furniture(line) or (alone and _bare(_TIMES.sub("", line)) in alone)):
            listing = False
            kept.append(line)
    return kept


def is_furniture(line: str) -> bool:
    """Whether a line is nothing but furniture."""
    if len(line) > 3 * _LONGEST or furniture.is_reported(line):
        return False
    own = line.strip(_BULLETS)
    return (
        furniture.is_nothing_else(line)
        or (own != line and furniture.is_furniture(own))
        or is_date(line)
        or _only_counts(line)
        or bool(byline(line))
        or any(shape.fullmatch(line) for shape in (_TAIL, _INVITATION, _CALL, _DATELINE))
        or _is_row(line)
        or _is_sign_off(line)
        or all(word[0].lower() in _LANGUAGES for word in _WORDS.finditer(line))
    )


def _is_row(line: str) -> bool:
    """Whether it is furniture between bars: "Today, 15:27 | Reads: 23 | Comments: 41"."""
    parts = _BARS.split(line)
    return 1 < len(parts) <= _MOST_PARTS and all(map(is_furniture, parts))


def _is_sign_off(line: str) -> bool:
    """Whether it says who has reported and edited, and nothing of what: only names."""
    if not _SIGN_OFF.match(line):
        return False
    words = _WORDS.findall(_SIGN_OFF.sub("", line))
    return all(not word[0].islower() or word in _PARTICLES or word in _IN_SIGN_OFF for word in words)


def _only_counts(line: str) -> bool:
    """Whether there is nothing but times, a date, and how often it was seen."""
    if not any(map(str.isdigit, line)):
        return not any(map(str.isalpha, line))
    timeless = _COUNTED.sub("", _TIMES.sub("", line))
    return not any(map(str.isalpha, timeless)) or is_date(_COUNTED.sub("", _DURATION.sub("", line)))


def opens_list(line: str) -> bool:
    """Whether a line is the heading of a list of other stories."""
    return len(line) <= _LONGEST and _LIST.fullmatch(line.strip()) is not None and not line.rstrip().endswith(".")


def trimmed(lines: Sequence[str]) -> list[str]:
    """The lines from the first to the last that is more than a label. All of them if none is."""
    own = [at for at, line in enumerate(lines) if len(line) > _LABEL or _END.search(line)]
    return list(lines[own[0] : own[-1] + 1]) if own else list(lines)


def without_bio(lines: Sequence[str], authors: Sequence[str]) -> list[str]:
    """The lines without a last one that tells who the author is."""
    named = tuple(f"{author} " for author in authors if " " in author)
    return list(lines[:-1] if len(lines) > _ENOUGH and lines[-1].startswith(named) else lines)


def is_sentence(line: str) -> bool:
    """Whether a line ends as sentences do, and is no mere label."""
    return len(line) >= _SHORTEST_SENTENCE and _END.search(line) is not None


def is_name(line: str) -> bool:
    """Whether a line may be a person's name and nothing else: two to five capitalised words."""
    words = line.split()
    return (
        2 <= len(words) <= 5
        and all(not word[0].islower() or word in _PARTICLES for word in words)
        and not any(letter.isdigit() or letter in ".:!?" for letter in line.replace(". ", " "))
    )


def byline(line: str) -> str:
    """The name in "By Naila Example"; "" for any other line."""
    found = _BYLINE.fullmatch(line.strip()) if len(line) <= _LONGEST else None
    words = _WORDS.findall(found["name"]) if found else []
    named = all(not word[0].islower() or word in _PARTICLES for word in words)
    return found["name"].strip() if found and named else ""


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
