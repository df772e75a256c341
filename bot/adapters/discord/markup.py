"""Post → what Discord's API takes: an embed, its buttons, whom it calls. Pure.

    author   Caliber.Az · World        opens the article
    title    the headline              opens the article
    text     the summary, then "Naila Example · Caliber.Az" with the link to the source, which a footer cannot hold
    picture, time, colour of the section
    [ Read on Caliber.Az ] [ Telegram ] [ WhatsApp ] …

Sources of the numbers: docs.discord.com/developers/resources/message#embed-object-embed-limits and
/developers/components/reference. Discord counts characters; UTF-16 units, counted here, are never fewer.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import lru_cache
from typing import Any, Final
from zlib import crc32

from bot.adapters.discord.markdown import Commands, address, escaped, plain, within
from bot.domain.model import Button, Card, Line, Menu, Post, Span
from bot.domain.post import joined, plain_words
from bot.domain.text import cut, utf16_length

MAX_TITLE: Final = 256
MAX_AUTHOR: Final = 256
MAX_DESCRIPTION: Final = 4096
MAX_ROWS: Final = 5
MAX_ROW: Final = 5
MAX_OPTIONS: Final = 25
MAX_LABEL: Final = 80
MAX_OPTION: Final = 100
MAX_PROMPT: Final = 150
MAX_DATA: Final = 100
MAX_LINK: Final = 512  # of a button
MAX_MENTIONS: Final = 5
SILENT: Final = 1 << 12  # SUPPRESS_NOTIFICATIONS
EPHEMERAL: Final = 1 << 6
MENU: Final = "menu"  # begins a select's id; what was chosen is in its values
UPLOADED: Final = "attachment://"  # a picture that goes along with the message
_RENDERED_KEPT: Final = 512
_ROW, _BUTTON, _SELECT, _GREY, _LINK = 1, 2, 3, 2, 5  # component types, button styles
_ID: Final = re.compile(r"\d{1,20}")

OWN: Final = 0x5B6B7F  # what the bot says itself
COLOURS: Final = {  # of the sections that are well known (`domain.post.known_sections`)
    "world": 0x2F6DB5,
    "politics": 0x9C3D54,
    "economy": 0x2E8B6B,
    "business": 0x2E8B6B,
    "finance": 0x4A8F3C,
    "society": 0xC0792E,
    "culture": 0x8E5BA6,
    "sport": 0xD2562F,
    "science": 0x3A8FA8,
    "technology": 0x4F63C4,
    "health": 0xC4496A,
    "education": 0xB0912F,
    "opinion": 0x6E6259,
    "interview": 0x7A6C9E,
    "analytics": 0x46708A,
    "incidents": 0xB23A32,
    "travel": 0x2F9C95,
}
_PALETTE: Final = tuple(dict.fromkeys(COLOURS.values()))
_Json = dict[str, Any]


@lru_cache(maxsize=_RENDERED_KEPT)
def render(post: Post, commands: Commands = ()) -> _Json:
    """The message for a post: a JSON object, shared, never to be changed. `commands`: of this bot, once known."""
    return {
        "content": " ".join(f"<@&{role}>" for role in _roles(post)),
        "embeds": [_card(post, post.card) if post.card else _text(post, commands)],
        "components": _components(post),
        "allowed_mentions": {"parse": [], "roles": _roles(post)},
        "flags": SILENT if post.silent else 0,
    }


def edited(post: Post, commands: Commands = ()) -> _Json:
    """What an edit changes: whom the message called and how loud it was is past. A post without a picture keeps none
    that was uploaded."""
    return {
        "embeds": render(post, commands)["embeds"],
        "components": render(post, commands)["components"],
        "allowed_mentions": {"parse": []},
        **({} if post.image else {"attachments": []}),
    }


def headline(post: Post) -> str:
    """A post's name in plain words, for the thread it begins."""
    spans = (span for line in post.lines for span in line)
    return plain(post.card.title.text if post.card else next((each.text for each in spans), "")).strip()


def colour(section: str) -> int:
    """The section's own; of one that is not well known, one that stays the same."""
    if not section:
        return OWN
    return COLOURS.get(section) or _PALETTE[crc32(section.encode(errors="replace")) % len(_PALETTE)]


def _roles(post: Post) -> list[str]:
    return [role for role in post.mentions if _ID.fullmatch(role)][:MAX_MENTIONS]


# --- embeds --------------------------------------------------------------------------------------------------------


def _card(post: Post, card: Card) -> _Json:
    url = address(card.title.url) or address(card.attribution.url)
    named = joined([Span(part) for part in (card.site, card.section) if part])
    author = cut(plain(plain_words(named)), MAX_AUTHOR)
    embed: _Json = {
        "title": _title(card.title),
        "description": within(_description(card), MAX_DESCRIPTION).strip() or "…",
        "color": colour(card.section_key),
    }
    if url:
        embed["url"] = url
    if author.strip():
        embed["author"] = {"name": author, **({"url": url} if url else {})}
    if card.published:
        embed["timestamp"] = card.published.astimezone(UTC).isoformat()
    return _pictured(embed, post)


def _description(card: Card) -> list[Line]:
    text: list[Line] = [(Span(card.text),), ()] if card.text else []
    # The attribution stands last: what is too long loses the lines above it.
    return [*text, *card.notes, joined([*((Span(card.byline),) if card.byline else ()), card.attribution])]


def _title(title: Span) -> str:
    """The longest beginning of the headline that is a title once it is escaped."""
    mark = "~~" if title.strike else ""
    room = MAX_TITLE - 2 * len(mark)
    words = cut(plain(title.text), room)
    shown = escaped(words)
    while utf16_length(shown) > room:
        words = cut(words, utf16_length(words) - 8)
        shown = escaped(words)
    return f"{mark}{shown}{mark}"


def _text(post: Post, commands: Commands) -> _Json:
    """What the bot says itself, a list, a digest."""
    embed = {"description": within(post.lines, MAX_DESCRIPTION, commands).strip() or "…", "color": OWN}
    return _pictured(embed, post)


def _pictured(embed: _Json, post: Post) -> _Json:
    shown = post.image if post.image.startswith(UPLOADED) else address(post.image)
    return embed | {"image": {"url": shown}} if shown else embed


# --- components ----------------------------------------------------------------------------------------------------


def _components(post: Post) -> list[_Json]:
    """Menus, then rows of buttons. What Discord would refuse is left out: it would cost the whole message."""
    taken: set[str] = set()
    rows = [row for number, menu in enumerate(post.menus) if (row := _menu(number, menu))]
    for buttons in post.rows:
        usable = [made for each in buttons if (made := _button(each, taken))]
        rows += [usable[at : at + MAX_ROW] for at in range(0, len(usable), MAX_ROW)]
    return [{"type": _ROW, "components": row} for row in rows[:MAX_ROWS]]


def _menu(number: int, menu: Menu) -> list[_Json]:
    options = list(_options(menu.choices))[:MAX_OPTIONS]
    select = {
        "type": _SELECT,
        "custom_id": f"{MENU}{number}",
        "placeholder": cut(plain(menu.prompt), MAX_PROMPT),
        "options": options,
    }
    return [select] if options else []


def _options(choices: Sequence[Button]) -> Iterator[_Json]:
    taken: set[str] = set()
    for each in choices:
        label = cut(plain(each.hint or each.label).strip(), MAX_OPTION)
        if label and each.data and len(each.data) <= MAX_OPTION and each.data not in taken:
            taken.add(each.data)
            yield {"label": label, "value": each.data}


def _button(button: Button, taken: set[str]) -> _Json | None:
    label = cut(plain(button.label).strip(), MAX_LABEL)
    if not label or button.copy:  # nothing on Discord copies: `/share` gives the bare address
        return None
    if button.url:
        url = address(button.url)
        return {"type": _BUTTON, "style": _LINK, "label": label, "url": url} if url and len(url) <= MAX_LINK else None
    if not button.data or len(button.data) > MAX_DATA or button.data in taken:
        return None
    taken.add(button.data)
    return {"type": _BUTTON, "style": _GREY, "label": label, "custom_id": button.data}
