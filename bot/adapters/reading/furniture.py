"""What stands around an article and is not part of it: bylines, counters, share bars, lists of other stories.

The theory
----------
Extractors judge blocks by their density and keep short lines that stand inside the article's own block. So lines are
judged once more by what they say. A line is furniture only if it is *nothing but* furniture: whole-line patterns in
the languages Crier speaks, never a word inside a sentence. A line that opens a list of other stories takes with it
the headlines that follow — lines without a full stop at their end — until a sentence comes again.
"""

import re
from collections.abc import Iterable, Sequence

from bot.adapters.reading.dates import is_date

_LONGEST = 160  # characters; a longer line is a paragraph
_END = re.compile(r"[.!?…։。؟:;][\"'”»)\]]*$")
_WORDS = re.compile(r"[^\W_]+(?:[-+−–]|[^\W_]*)*", re.UNICODE)

_NAME = r"[^\W\d_][\w.’'-]*(?:\s+[^\W\d_][\w.’'-]*){0,5}"
_BYLINE = re.compile(
    rf"(?:(?i:by|author|text|written by|reported by|автор(?:ы)?|текст|müəllif|mətn|հեղինակ)\s*:?\s+)"
    rf"(?P<name>{_NAME}(?:\s*(?:,|&|and|и|və|և)\s*{_NAME})*)\s*[|/·,-]?\s*$"
)
_COUNT = re.compile(
    r"(?:views?|reads?|hits|shares?|comments?|просмотр\w*|прочитал\w*|прочтений|комментари\w*|baxış\w*(?:\s+sayı)?|oxun\w*|baxıl\w*"
    r"|şərh\w*|դիտում\w*)\s*[:(-]?\s*\d[\d\s.,]*[kкm]?\)?|\d[\d\s.,]*[kкm]?\s*(?:views?|comments?|shares?|просмотр\w*"
    r"|комментари\w*|baxış|şərh|min(?:ute)?s? read|мин\w* чтения)",
    re.IGNORECASE,
)
_PARTICLES = frozenset("al bin da de del der di dos el i ibn la le oğlu qızı van von y".split())  # noqa: SIM905
_CREDIT = re.compile(
    r"(?:photo|image|picture|source|credit|foto|şəkil|mənbə|фото|изображение|источник|լուսանկար)"
    r"(?:\s+(?:by|credit|from))?\s*[:©/|].*|(?:©|\(c\)|copyright).*|.*\ball rights reserved\b.*|.*все права защищены.*",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?:read (?:more|also|next|the full|on)|also read|see also|more (?:on|about) this|continue reading|click here"
    r"|full (?:story|article)|learn more|читайте (?:также|ещ[её]|далее|полностью)|читать (?:далее|полностью|также)"
    r"|подробнее|см\. также|ətraflı|daha ətraflı|həmçinin oxuyun?|davamını oxu\w*|կարդացեք նաև)\b"
    r"(?:\s*[:|»>→–—-].{0,160}|[^.:]{0,60})"
    r"|the post .{1,300} appeared first on .{1,100}|запись .{1,300} впервые появилась .{1,100}"
    r"|\[?(?:…|\.\.\.)\]?",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"(?:subscribe|sign up|follow us|follow .{1,40} on|join (?:us|our)|download (?:our|the) app|advertisement"
    r"|sponsored|log ?in|register|leave a (?:comment|reply)|search|night (?:theme|mode)|dark mode|back to top"
    r"|реклама|подпис\w+|следите за|присоединяйтесь|войти|поиск|оставить комментарий|наверх"
    r"|reklam|abunə ol\w*|bizi izləyin|qoşulun|axtar\w*|daxil ol)\b.{0,60}",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?:related(?: (?:stories|news|articles|topics|posts|content))?|more (?:news|stories|articles|from .{1,40})"
    r"|most (?:read|popular|viewed)|latest(?: (?:news|stories))?|other (?:news|stories)|recommended(?: for you)?"
    r"|trending|popular(?: (?:news|stories))?|top stories|editor.?s.? (?:picks|choice)|you (?:may|might) also like"
    r"|don.?t miss|tags?|topics?|по теме|ещ[её] по теме|похожие(?: \w+)?|другие новости|последние новости"
    r"|самое (?:читаемое|популярное|важное)|популярное|рекомендуем|теги|новости по теме|лента новостей"
    r"|oxşar xəbərlər|digər xəbərlər|son xəbərlər|ən çox oxunan\w*|mövzu ilə bağlı|etiketlər|xəbər lenti"
    r"|առնչվող նյութեր)\s*:?",
    re.IGNORECASE,
)
_BAR = frozenset(
    """a a+ a- a− a– share tweet telegram whatsapp facebook twitter x vk linkedin email e-mail mail print copy link
    messenger viber ok reddit pinterest instagram youtube tiktok rss save post this on via and listen comment comments
    en ru az hy english русский azərbaycan azərbaycanca home menu more follow us
    поделиться печать распечатать скопировать ссылку ссылка копировать в сохранить главная меню вконтакте одноклассники
    paylaş paylaşın çap et linki link kopyala yadda saxla ana səhifə menyu""".split()  # noqa: SIM905
)


def without_furniture(lines: Iterable[str], names: Sequence[str] = ()) -> list[str]:
    """The lines that are the article's own. `names`: what stands alone on a page — its title, section and site."""
    alone = {_bare(name) for name in names} - {""}
    kept: list[str] = []
    listing = False
    for line in lines:
        if len(line) <= _LONGEST and _LIST.fullmatch(line):
            listing = True
        elif listing and len(line) <= _LONGEST and not _END.search(line):
            continue
        elif not is_furniture(line) and _bare(line) not in alone:
            listing = False
            kept.append(line)
    return kept


def is_furniture(line: str) -> bool:
    """Whether a line is nothing but furniture."""
    if len(line) > 3 * _LONGEST:
        return False
    shapes = (_COUNT, _CREDIT, _POINTER, _INVITATION)
    return (
        not any(map(str.isalnum, line))
        or (len(line) <= 2 * _LONGEST and any(shape.fullmatch(line) for shape in shapes))
        or _is_bar(line)
        or is_date(line)
        or bool(byline(line))
    )


def byline(line: str) -> str:
    """The name in "By Naila Example"; "" for any other line."""
    found = _BYLINE.fullmatch(line.strip()) if len(line) <= _LONGEST else None
    words = _WORDS.findall(found["name"]) if found else []
    names = all(not word[0].islower() or word in _PARTICLES or word in ("and", "и", "və", "և") for word in words)
    return found["name"].strip() if found and names else ""


def _is_bar(line: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(line)]
    return 0 < len(words) <= 16 and all(word in _BAR for word in words)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
