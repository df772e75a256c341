"""A forum: each post is a thread with the tags of its section, and what follows it is said in that thread.

docs.discord.com/developers/topics/threads#forums: names of 1–100 characters, at most 5 of the forum's own tags; one may
be required.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from bot.adapters.discord.api import Api
from bot.adapters.discord.markup import headline
from bot.domain.kept import keep
from bot.domain.model import Post
from bot.domain.text import cut, fold

MAX_NAME: Final = 100
KEPT: Final = 1000  # forums
FRESH: Final = 300.0  # seconds for which a forum's tags are taken for known
OPEN_MINUTES: Final = 1440  # without a word in it; a server has room for 1000 open threads
REQUIRES_TAG: Final = 1 << 4  # a flag of the channel


class Forums:
    """Knows the tags of forums."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: OrderedDict[str, tuple[float, Any]] = OrderedDict()

    async def thread(self, forum: str, post: Post) -> dict[str, Any]:
        """What makes a post a thread of its own: name and tags. Raises a branch of `SendFailed`."""
        known = await self._forum(forum)
        tags = _tags(known.get("available_tags") or (), post, required=bool(known.get("flags", 0) & REQUIRES_TAG))
        name = cut(headline(post), MAX_NAME) or "…"
        return {"name": name, "applied_tags": tags, "auto_archive_duration": OPEN_MINUTES}

    def changed(self, forum: str) -> None:
        """Its tags are not what they were."""
        self._known.pop(forum, None)

    async def _forum(self, forum: str) -> Any:
        now = asyncio.get_running_loop().time()
        until, known = self._known.get(forum, (0.0, None))
        if known is None or until <= now:
            known = await self._api.call("GET", "/channels/{channel_id}", channel_id=forum)
            keep(self._known, forum, (now + FRESH, known), KEPT)
        return known


def _tags(available: Sequence[Any], post: Post, *, required: bool) -> list[str]:
    """The forum's tags that are called as the post's section is; where one is required, any at last."""
    free = [tag for tag in available if not tag.get("moderated")]
    wanted = {fold(post.card.section), fold(post.card.section_key)} - {""} if post.card else set()
    named = [str(tag["id"]) for tag in free if fold(str(tag["name"])) in wanted]
    return named[:1] or [str(tag["id"]) for tag in free[:1] if required]
