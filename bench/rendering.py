"""What items become on the messengers: `python -m bench.rendering --data ../shared/data`.

Reads every feed of DATA/feeds, and every odd one of our own, by the reader that the bot uses, makes an item of every
entry as the editor does (without the article's page), and composes and renders it as each kind of chat sees it: all
layouts, languages and kinds of places. The checks
are those of the strict stand-ins, which refuse what Telegram and Discord refuse. Wanted: all of them pass, and each
post holds its link to the source.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from bench.odd import Odd, feeds
from bench.odd.shapes import SITE
from bot.adapters.discord.forum import MAX_NAME
from bot.adapters.discord.markdown import units
from bot.adapters.discord.markup import MAX_LINK, edited, headline
from bot.adapters.discord.markup import render as discord
from bot.adapters.reading import WebReader
from bot.adapters.summarizers.extractive import ExtractiveSummarizer
from bot.adapters.telegram.markup import render as telegram
from bot.adapters.wording import GettextWording
from bot.demo.botapi import BotApi
from bot.demo.botapi.errors import ApiError as TelegramRefuses
from bot.demo.botapi.params import Params
from bot.demo.botapi.sending import Sending
from bot.domain.article import draw_up
from bot.domain.digest import shown_units
from bot.domain.errors import Unreadable
from bot.domain.identity import identify
from bot.domain.model import (
    Address,
    Draft,
    Item,
    Layout,
    Page,
    PageText,
    Place,
    PlaceKind,
    PlaceShape,
    Post,
    Ready,
    Source,
)
from bot.domain.style import Style
from bot.services.composer import Composer
from tests.discordapi import drafts
from tests.discordapi.errors import ApiError as DiscordRefuses
from tests.discordapi.errors import Form
from tests.discordapi.mentions import REGULAR

LANGUAGES = ("en", "ru", "az")
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
NAME = 34
SOURCE = Source("bench", "https://news.example/", "")
SHAPES: tuple[tuple[str, PlaceKind, PlaceShape], ...] = (
    ("text channel", "group", ""), ("announcement channel", "channel", "announcement"), ("forum", "channel", "forum"),
)  # fmt: skip
CHATS: tuple[tuple[str, PlaceKind, bool], ...] = (
    ("private chat", "private", False), ("group", "group", False), ("channel", "channel", False),
    ("channel with comments", "channel", True),
)  # fmt: skip
DIGEST = 30  # items


@dataclass(slots=True)
class Row:
    """A kind of place."""

    name: str
    posts: int = 0
    refused: int = 0
    unlinked: int = 0
    seconds: float = 0.0
    told: list[str] = field(default_factory=list)


Check = Callable[[Post], bool]  # has it its link? Raises what the stand-ins refuse with


async def items_of(documents: Iterable[Odd]) -> list[Item]:
    """Every entry of every feed that can be read, as an item."""
    summarizer = ExtractiveSummarizer(3, 600)
    items: list[Item] = []
    async with WebReader(zone=UTC, clock=lambda: NOW, seconds=60) as reader:
        for odd in documents:
            try:
                page = Page(url=f"{SITE}/{odd.name}", body=odd.body, content_type=odd.content_type)
                entries = (await reader.feed(page)).entries
            except Unreadable:
                continue
            for found in identify("bench", entries, NOW):
                draft = Draft(len(items) + 1, len(items) + 1, SOURCE, found.entry, found.url, NOW, baseline=False)
                ready = draw_up(draft, PageText(), {})
                summary = await summarizer.summarize(ready.title, ready.text, ready.language)
                items.append(_item(ready, summary.sentences))
    return items


def _item(ready: Ready, summary: tuple[str, ...]) -> Item:
    draft = ready.draft
    return Item(
        draft.id, draft.id, ready.title, draft.url, SOURCE.id, ready.language, ready.published, ready.dated,
        ready.section, ready.section_label, summary, ready.authors, ready.image, ready.media,
    )  # fmt: skip


def measure(items: Sequence[Item]) -> list[Row]:
    """Every item in every kind of place, then all of them as digests."""
    wording = GettextWording()
    style = Style("Caliber.Az", "https://caliber.az/", "Asia/Baku")
    cards = replace(style, platform="discord", cards=True, link_units=MAX_LINK)
    on_discord = Composer(cards, wording, lambda: NOW, units=units)
    on_telegram = Composer(style, wording, lambda: NOW, units=shown_units)
    rows = []
    for name, kind, shape in SHAPES:
        place = Place("discord", "1", kind=kind, server="2", shape=shape)
        rows.append(_row(f"Discord: {name}", items, on_discord, place, checked_by_discord))
    for name, kind, comments in CHATS:
        place = Place("telegram", "1", kind=kind, comments=comments)
        rows.append(_row(f"Telegram: {name}", items, on_telegram, place, _CheckedByTelegram()))
    return rows


def _row(name: str, items: Sequence[Item], composer: Composer, place: Place, check: Check) -> Row:
    row, started = Row(name), time.perf_counter()
    for language in LANGUAGES:
        for layout in get_args(Layout):
            address = Address(1, place, layout=layout, language=language, footer="@caliber_en")
            for what, post in _posts(items, composer, address):
                _try(row, what, post, check)
    row.seconds = time.perf_counter() - started
    return row


def _posts(items: Sequence[Item], composer: Composer, address: Address) -> Iterator[tuple[str, Post]]:
    for item in items:
        yield item.title, composer(item, address)
    if address.layout != "standard":
        return
    for item in items:
        yield f"struck: {item.title}", composer.struck(item, address, '{"reason": "a mistake"}')
    left = list(items)
    while left:
        post, count = composer.digest(left[:DIGEST], address)
        yield f"digest of {count}", post
        del left[:count]


def _try(row: Row, what: str, post: Post, check: Check) -> None:
    row.posts += 1
    try:
        row.unlinked += not check(post)
    except (DiscordRefuses, TelegramRefuses) as error:
        row.refused += 1
        row.told.append(f"{row.name}: {what[:60]!r}: {error} {getattr(error, 'errors', '') or ''}"[:300])


def checked_by_discord(post: Post) -> bool:
    """A message, its edit, and the name of the thread it may begin."""
    drafts.read(edited(post), {}, REGULAR)
    form = Form()
    form.text(("name",), headline(post)[:MAX_NAME] or "…", MAX_NAME, 1)
    form.check()
    (embed,) = drafts.read_new(discord(post), {}, REGULAR).embeds or []
    return "](http" in embed.get("description", "")


class _CheckedByTelegram:
    """A message, or a photo with its caption."""

    def __init__(self) -> None:
        self._world = BotApi(max_messages=1)
        self._chat = self._world.supergroup()
        self._sending = Sending(self._world, lambda url: None, lambda chat: None)

    def __call__(self, post: Post) -> bool:
        rendered = telegram(post)
        values: dict[str, Any] = {"chat_id": self._chat.id, "parse_mode": "HTML", "reply_markup": rendered.keyboard}
        if rendered.form == "photo":
            self._sending.send_photo(Params(values | {"photo": post.image, "caption": rendered.html}))
        else:
            told = {"text": rendered.html, "link_preview_options": rendered.preview}
            self._sending.send_message(Params(values | told))
        (message,) = self._world.sent(self._chat)
        return any(entity["type"] == "text_link" for entity in message.entities)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.rendering", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds feeds/")
    folder = parser.parse_args(arguments).data / "feeds"
    if not folder.is_dir():
        print(f"{folder} is no folder; --data wants the one that holds feeds/", file=sys.stderr)
        return 2
    files = [Odd(file.name, file.read_bytes(), ()) for file in sorted(folder.iterdir())]
    items = asyncio.run(items_of([*files, *feeds()]))
    rows = measure(items)
    print(f"{len(items):,} items, {len(LANGUAGES)} languages, {len(get_args(Layout))} layouts, and struck, and digests")
    print(f"{'':{NAME}}{'posts':>10}{'refused':>10}{'no link':>10}{'ms each':>10}")
    for row in rows:
        each = row.seconds * 1000 / max(1, row.posts)
        print(f"{row.name:{NAME}}{row.posts:>10,}{row.refused:>10}{row.unlinked:>10}{each:>10.2f}")
    print("\n".join(line for row in rows for line in row.told[:10]))
    return int(any(row.refused or row.unlinked for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
