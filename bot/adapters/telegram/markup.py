"""Post → Telegram's HTML and keyboard. Pure; the same Post goes to very many chats, so the work is kept.

Sources of the numbers: core.telegram.org/bots/api#sendmessage, #sendphoto, #inlinekeyboardbutton, and
core.telegram.org/api/entities (100 entities a message; lengths are UTF-16 code units after parsing).

**What is cut.** A text too long loses words from its longest span that is no link, on a sentence; a link never goes,
so the attribution stays. Only where nothing else is left is a link's own text shortened. A caption that would have to
lose more than it may becomes a text with the picture as its preview.

**Mentions and commands.** Telegram links `@name` and `/command` in plain text by itself and has no way to be told not
to; a mention in a group rings the person's phone. Outside text must not do that, yet a channel's footer (`@caliber_en`)
and our own help (`/search`) should. So a U+2060 WORD JOINER, which nobody sees, is put after the sign

- of a mention, unless it is its whole span, or stands alone in its line below the attribution: a channel's footer;
- of a command in a line that ends with a link, and anywhere in a post that begins with a link and has such a line
  below, as news does and the bot's own wording does not;
- of both in what is marked as outside text.

Inside a link nothing is linked again, so titles stay as they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from itertools import count, groupby
from operator import attrgetter
from typing import Any, Final
from urllib.parse import urlsplit

from bot.domain import text
from bot.domain.model import Button, Form, Line, Menu, Post, Span

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_ENTITIES: Final = 100
MAX_ROW: Final = 8
MENU_ROW: Final = 4  # so that labels of 12 characters stay whole on a phone
MAX_BUTTONS: Final = 100
MAX_DATA: Final = 64  # bytes
MAX_COPY: Final = 256  # characters
MAX_URL: Final = 2048
_RENDERED_KEPT: Final = 512

_MENTION = re.compile(r"@(?=\w)")
_ONLY_MENTION = re.compile(r"@\w+")
_COMMAND = re.compile(r"(?<![\w/<>])/(?=[A-Za-z0-9_])")
_BLANK = re.compile("[\t\n\r\u2028\u2029]")
_DROPPED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
_WORD_JOINER = "\u2060"
_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as the Bot API takes it: a text with its preview, or a photo with `html` as its caption.

    `preview` and `keyboard` are JSON objects (LinkPreviewOptions, InlineKeyboardMarkup), shared: never to be changed.
    """

    html: str
    form: Form
    preview: _Json
    keyboard: _Json | None


@lru_cache(maxsize=_RENDERED_KEPT)
def render(post: Post, form: Form | None = None) -> Rendered:
    """The message for a post. `form` is what must come out of it (an edit cannot change it); None: what fits best."""
    keyboard = _keyboard(_rows(post))
    lines = _prepared(post.lines)
    if form == "photo" or (form is None and is_link(post.image)):
        caption = _shortened(lines, MAX_CAPTION, links=form == "photo")
        if caption is not None:
            return Rendered(_html(caption), "photo", {}, keyboard)
    body = _shortened(lines, MAX_TEXT, links=True) or ()
    return Rendered(_html(body), "text", _preview(post.preview or post.image), keyboard)


def is_link(url: str) -> bool:
    """May this be a link's or a picture's address? http and https with a host."""
    return _scheme(url) in ("http", "https")


def _scheme(url: str) -> str:
    if not url or len(url) > MAX_URL or not url.isprintable() or " " in url:
        return ""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return ""
    return parts.scheme if parts.hostname or parts.scheme == "tg" else ""


def _preview(url: str) -> _Json:
    if not is_link(url):
        return {"is_disabled": True}
    return {"url": url, "prefer_large_media": True, "show_above_text": True}


# --- text ----------------------------------------------------------------------------------------------------------


def _prepared(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with clean words, usable links, no more entities than allowed and no blank line too many."""
    below = [number > 0 and bool(line) and bool(line[-1].url) for number, line in enumerate(lines)]  # as attributions
    news = any(below) and next((bool(span.url) for line in lines for span in line), False)
    cleaned: list[Line] = []
    for number, line in enumerate(lines):
        own = len(line) == 1 and any(below[:number])
        spans = (_clean(span, own=own, news=news or below[number]) for span in line)
        cleaned.append(tuple(span for span in spans if span.text))
    kept = [new for new, old in zip(cleaned, lines, strict=True) if new or not old]  # emptied is not blank
    return _within_entities(_without_double_blanks(kept))


def _shown(words: str) -> str:
    """Without what Telegram drops or takes amiss. Isolates (FSI…PDI) stay: those left by now are our own."""
    return _DROPPED.sub("", _BLANK.sub(" ", words))


def _clean(span: Span, *, own: bool, news: bool) -> Span:
    words = _shown(span.text)
    if is_link(span.url):
        return replace(span, text=words)
    if span.outside or not (own or _ONLY_MENTION.fullmatch(words.strip())):
        words = _MENTION.sub("@" + _WORD_JOINER, words)
    if news or span.outside:
        words = _COMMAND.sub("/" + _WORD_JOINER, words)
    return replace(span, text=words, url="")


def _without_double_blanks(lines: Iterable[Line]) -> tuple[Line, ...]:
    kept: list[Line] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _entities(line: Line) -> int:
    return sum(bool(url) for url, _ in _runs(line)) + sum(span.bold + span.italic + span.strike for span in line)


def _runs(line: Line) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Neighbours that open one address, which are one link; and those that open none."""
    return ((url, tuple(spans)) for url, spans in groupby(line, key=attrgetter("url")))


def _within_entities(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Too many entities: styles go first, then links from the middle (the title is the first, the attribution late)."""
    if sum(map(_entities, lines)) <= MAX_ENTITIES:
        return lines
    plain = [tuple(Span("".join(span.text for span in run), url=url) for url, run in _runs(line)) for line in lines]
    links = sum(bool(span.url) for line in plain for span in line)
    dropped = range(MAX_ENTITIES // 2, links - MAX_ENTITIES // 2)
    seen = count()
    return tuple(
        tuple(replace(span, url="") if span.url and next(seen) in dropped else span for span in line) for line in plain
    )


def _length(lines: Sequence[Line]) -> int:
    return sum(text.utf16_length(span.text) for line in lines for span in line) + max(0, len(lines) - 1)


def _shortened(lines: tuple[Line, ...], limit: int, *, links: bool) -> tuple[Line, ...] | None:
    """The lines within `limit` UTF-16 units; None if links would have to be shortened and may not be."""
    while (excess := _length(lines) - limit) > 0:
        place = _longest(lines, linked=False) or (_longest(lines, linked=True) if links else None)
        if place is None:
            return None
        lines = _cut(lines, place, excess)
    return lines


def _longest(lines: Sequence[Line], *, linked: bool) -> tuple[int, int] | None:
    """Where the longest span stands that is (not) a link; the first of those equally long."""
    places = [
        (text.utf16_length(span.text), -i, -j)
        for i, line in enumerate(lines)
        for j, span in enumerate(line)
        if bool(span.url) is linked
    ]
    if not places:
        return None
    _, i, j = max(places)
    return -i, -j


def _cut(lines: tuple[Line, ...], place: tuple[int, int], excess: int) -> tuple[Line, ...]:
    i, j = place
    line, span = lines[i], lines[i][j]
    least = 1 if span.url else 0  # a link keeps at least "…"
    words = text.cut(span.text, max(least, text.utf16_length(span.text) - excess))
    spans = (*line[:j], *((replace(span, text=words),) if words else ()), *line[j + 1 :])
    return _without_double_blanks((*lines[:i], *((spans,) if spans else ()), *lines[i + 1 :]))


def _html(lines: Sequence[Line]) -> str:
    return "\n".join("".join(_linked(url, run) for url, run in _runs(line)) for line in lines)


def _linked(url: str, run: Iterable[Span]) -> str:
    html = "".join(map(_tagged, run))
    return f'<a href="{escape(url)}">{html}</a>' if url else html


def _tagged(span: Span) -> str:
    html = escape(span.text, quote=False)
    for tag, wanted in (("i", span.italic), ("s", span.strike), ("b", span.bold)):
        if wanted:
            html = f"<{tag}>{html}</{tag}>"
    return html


# --- keyboard ------------------------------------------------------------------------------------------------------


def _rows(post: Post) -> Iterator[Sequence[Button]]:
    """The buttons of a post; a menu is rows of them."""
    yield from _unfolded(menu for menu in post.menus if not menu.below)
    yield from post.rows
    yield from _unfolded(menu for menu in post.menus if menu.below)


def _unfolded(menus: Iterable[Menu]) -> Iterator[Sequence[Button]]:
    for menu in menus:
        yield from (menu.choices[at : at + MENU_ROW] for at in range(0, len(menu.choices), MENU_ROW))


def _keyboard(rows: Iterable[Sequence[Button]]) -> _Json | None:
    """Buttons that Telegram would refuse are left out: one of them would cost the whole message."""
    buttons: list[list[_Json]] = []
    left = MAX_BUTTONS
    for row in rows:
        usable = [made for made in map(_button, row) if made is not None][: min(MAX_ROW, left)]
        if usable:
            buttons.append(usable)
            left -= len(usable)
    return {"inline_keyboard": buttons} if buttons else None


def _button(button: Button) -> _Json | None:
    label = _shown(button.label).strip()
    if not label or sum(map(bool, (button.url, button.copy, button.data))) != 1:
        return None
    if button.url:
        return {"text": label, "url": button.url} if _opens(button.url) else None
    if button.copy:
        fits = text.utf16_length(button.copy) <= MAX_COPY and _shown(button.copy).strip() == button.copy
        return {"text": label, "copy_text": {"text": button.copy}} if fits else None
    fits = len(button.data.encode("utf-8", "replace")) <= MAX_DATA
    return {"text": label, "callback_data": button.data} if fits else None


def _opens(url: str) -> bool:
    """http, https and tg; a host with a dot: `localhost` and bare words are refused (BUTTON_URL_INVALID)."""
    scheme = _scheme(url)
    return scheme == "tg" or (scheme in ("http", "https") and "." in (urlsplit(url).hostname or ""))
