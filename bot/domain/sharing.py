"""How an article is passed on: the buttons under its post, or the links that stand for them.

A button's address may be longer than a platform takes. Then its title is cut, never the article's address; and what is
too long even without one becomes a link in the text, where there is room for any.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.links import is_web, share_link
from bot.domain.model import Button, Place, Span
from bot.domain.style import Gettext, Style
from bot.domain.text import cut, utf16_length

COPY_UNITS = 256  # Telegram's copy_text holds no more (core.telegram.org/bots/api#copytextbutton)
WORDS = 20  # UTF-16 units of a title: less says nothing
ROW = 4  # buttons, so that labels of 12 characters stay whole on a phone

SHARES = {  # in the order they are shown; an operator's `share` only says which
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "facebook": "Facebook",
    "x": "X",
    "vk": "VK",
    "linkedin": "LinkedIn",
    "reddit": "Reddit",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """An article to be passed on. `shown`: its address as people follow it from here; `url` is the canonical one."""

    url: str
    shown: str
    title: str


def shares_as_links(place: Place, style: Style) -> bool:
    """Do links in the text stand for the share buttons?"""
    if style.share_as == "auto":
        return place.kind == "channel" and place.comments
    return style.share_as == "links"


def links(article: Shared, style: Style, *, instead: bool) -> list[Span]:
    """The share links that stand in the text: all of them `instead` of buttons, else those no button can hold."""
    targets = _targets(article, style, 0) if instead else []
    if not instead and style.link_units:
        targets = [(key, url) for key, url in _targets(article, style, style.link_units) if len(url) > style.link_units]
    return [Span(SHARES[key], url=url) for key, url in targets]


def rows(
    article: Shared,
    site: str,
    place: Place,
    style: Style,
    gettext: Gettext,
    *,
    as_links: bool,
    also: Sequence[Button] = (),
) -> tuple[tuple[Button, ...], ...]:
    """The rows of buttons. `site`: its name, for the Read button. `also`: others, where buttons may be pressed: they go
    before the last ways to share, so that two rows hold all."""
    channel = place.kind == "channel"
    if not is_web(article.url) or (channel and as_links and not style.cards):
        return ()
    fit = [(key, url) for key, url in _targets(article, style, style.link_units) if _fits(url, style)]
    share = () if as_links else tuple(Button(SHARES[key], url=url) for key, url in fit)
    if style.cards:
        read = _read(article, site, gettext) if _fits(article.shown, style) else ()
        return tuple(row for row in ((*read, *share[:ROW]), (*also, *share[ROW:])[:ROW]) if row)
    if channel:
        return tuple(row for row in (_read(article, site, gettext), share[:ROW]) if row)
    below = *_copy(article, style, gettext), *also, *share[ROW:]
    return tuple(row for row in (share[:ROW], below[:ROW]) if row)


def _read(article: Shared, site: str, gettext: Gettext) -> tuple[Button, ...]:
    return (Button(gettext("Read on {site} ↗").format(site=site), url=article.shown),)


def _copy(article: Shared, style: Style, gettext: Gettext) -> tuple[Button, ...]:
    if "copy" not in style.share or utf16_length(article.url) > COPY_UNITS:
        return ()
    return (Button(gettext("Copy link"), copy=article.url),)


def _targets(article: Shared, style: Style, most: int) -> list[tuple[str, str]]:
    """Where the article can be shared: (key, address), in the order shown; none for an item without a link."""
    if not is_web(article.url):
        return []
    return [(key, _link(key, article, most)) for key in SHARES if key in style.share]


def _link(key: str, article: Shared, most: int) -> str:
    """With as much of the title as `most` characters hold (0: any number); without it where that is too little."""
    title = article.title
    while most and title and len(share_link(key, article.url, title)) > most:
        length = utf16_length(title) * 3 // 4
        title = cut(title, length) if length >= WORDS else ""
    return share_link(key, article.url, title)


def _fits(url: str, style: Style) -> bool:
    return not style.link_units or len(url) <= style.link_units
