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
_END = re.compile(r"[.!?…։。؟:;][\"'”»)\]]*$")
_WORDS = re.compile(r"[^\W_]+(?:[-+−–]|[^\W_]*)*")

_NAME = r"[^\W\d_][\w.’'-]*(?:\s+[^\W\d_][\w.’'-]*){0,5}"
_JOINED = rf"{_NAME}(?:\s*(?:,|&|and|и|və|և)\s*{_NAME})*"
_BYLINE = re.compile(
    rf"(?:(?i:by|authors?|text|written by|reported by|автор(?:ы)?|текст|müəllif|mətn|հեղինակ)\s*:?\s+)"
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
    r"|наверх|qoşulun|daxil ol)\b[^.:]{0,60}",
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
_LANGUAGES = frozenset("en ru az hy de fr tr ka english русский azərbaycan azərbaycanca հայերեն".split())  # noqa: SIM905


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
    shapes = (_TAIL, _INVITATION)
    return (
        furniture.is_furniture(line)
        or is_date(line)
        or bool(byline(line))
        or any(shape.fullmatch(line) for shape in shapes)
        or all(word.lower() in _LANGUAGES for word in _WORDS.findall(line))
    )


def byline(line: str) -> str:
    """The name in "By Naila Example"; "" for any other line."""
    found = _BYLINE.fullmatch(line.strip()) if len(line) <= _LONGEST else None
    words = _WORDS.findall(found["name"]) if found else []
    named = all(not word[0].islower() or word in _PARTICLES for word in words)
    return found["name"].strip() if found and named else ""


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
