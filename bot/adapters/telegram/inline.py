"""Inline mode: what the desk offers, as `answerInlineQuery` takes it.

An answer is good for some ten seconds, counts for no limit of messages and waits for no turn. What a crowd types is
looked for a few at a time; what would be answered too late is not looked for at all, since all that waits keeps
commands waiting too. A message that is sent that way has no picture of its own, so its picture is its preview, as large
and as far above the words.

Sources: core.telegram.org/bots/api#answerinlinequery, #inlinequeryresultarticle, #inlinequeryresultsbutton.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.adapters.telegram.markup import is_link, render
from bot.adapters.telegram.refusals import comes_too_late, translated
from bot.domain.errors import PictureRejected
from bot.domain.model import Pick, Picks

log = logging.getLogger(__name__)

OFF: Final = "inline mode is off: nobody can search by @{name} in other chats"
SWITCH_ON: Final = "send /setinline to @BotFather, then what shall stand in the empty line, such as: Search the news"

AT_ONCE: Final = 8  # queries that are looked for; each is work for the database
WAITING: Final = 200  # queries: a tenth of what may wait in all chats
PATIENCE: Final = 5.0  # seconds that a query may wait, of the ten

Call = Callable[[str, dict[str, Any]], Awaitable[Any]]


class Crowd:
    """Those who type, of whom a few are served at a time."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._told = False

    @asynccontextmanager
    async def room(self) -> AsyncIterator[bool]:
        """Wait for one's turn; False: it would come too late, which is logged once while others wait."""
        got = await self._get()
        if not got and not self._told:
            log.warning("Telegram: more is typed in line than can be looked for: the rest is not answered for now")
        if not got or not self._waiting:
            self._told = not got
        try:
            yield got
        finally:
            if got:
                self._room.release()

    async def _get(self) -> bool:
        if self._waiting >= WAITING:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._room.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1


async def answer(call: Call, query: str, picks: Picks) -> None:
    """Offer them; without pictures, where Telegram takes one amiss. One that comes too late is fine: the person types
    on. Raises a branch of `SendFailed`."""
    for pictures in (True, False):
        try:
            await call("answerInlineQuery", _parameters(query, picks, pictures=pictures))
        except TelegramError as error:
            if comes_too_late(error):
                return
            refusal = translated(error, photo=pictures)
            if not isinstance(refusal, PictureRejected):
                raise refusal from error
            log.info("Pictures are left out of an answer in line: %s", refusal)
        else:
            return


def _parameters(query: str, picks: Picks, *, pictures: bool) -> dict[str, Any]:
    """What is offered is one person's: it is in their language, and laid out as they chose."""
    button = {"text": picks.note, "start_parameter": picks.payload} if picks.note and picks.payload else None
    return {
        "inline_query_id": query,
        "results": [_article(pick, pictures=pictures) for pick in picks.picks],
        "is_personal": True,
        "cache_time": picks.seconds,
        "next_offset": picks.offset,
        "button": button,
    }


def _article(pick: Pick, *, pictures: bool) -> dict[str, Any]:
    image = pick.image if pictures and is_link(pick.image) else ""
    preview = image or (pick.post.preview if pictures else "")
    rendered = render(replace(pick.post, image="", preview=preview), "text")
    content = {
        "message_text": rendered.html,
        "parse_mode": ParseMode.HTML,
        "link_preview_options": rendered.preview,
    }
    made = {
        "type": "article",
        "id": pick.id,
        "title": pick.title,
        "description": pick.passage,
        "input_message_content": content,
    }
    if image:
        made["thumbnail_url"] = image
    if rendered.keyboard:
        made["reply_markup"] = rendered.keyboard
    return made
