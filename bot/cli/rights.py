"""Whether the bot may write where it has to: what `crier doctor` asks a platform about its chats."""

import asyncio
from typing import Final

from bot.adapters.storage.store import exists, open_store
from bot.cli.findings import Check
from bot.config import Config
from bot.domain.errors import CrierError, SendFailed
from bot.domain.model import Place
from bot.ports import Directory
from bot.services.readiness import one_line

MOST: Final = 50  # chats
AT_ONCE: Final = 4
NAMED: Final = 10
SHOWN: Final = 400  # UTF-16 units
PATIENCE: Final = 15.0  # seconds for all of them
BUSY: Final = 3.0  # seconds for a database that others hold


async def check(config: Config, platform: str, directory: Directory, remedy: str) -> tuple[Check, ...]:
    """Of the groups, channels and topics that get news; none where there are none."""
    name, places = f"{platform} rights", await _audience(config, platform)
    if not places:
        return ()
    slots = asyncio.Semaphore(AT_ONCE)

    async def asked(place: Place) -> bool | None:
        async with slots:
            try:
                return await directory.may_post(place)
            except SendFailed:
                return None

    try:
        async with asyncio.timeout(PATIENCE):
            told = await asyncio.gather(*map(asked, places))
    except TimeoutError:
        return (Check(name, None, f"not known: no answer within {PATIENCE:.0f} s"),)
    shut = [place for place, may in zip(places, told, strict=True) if may is False]
    if shut:
        return (Check(name, False, one_line(f"may not post in {_named(shut)}", SHOWN), remedy),)
    looked = f"the {MOST} newest" if len(places) == MOST else str(len(places))
    if unknown := told.count(None):
        return (Check(name, None, f"not known for {unknown} of {looked} chats"),)
    return (Check(name, True, f"may post in all chats ({looked})"),)


def _named(places: list[Place]) -> str:
    names = ", ".join(f"{place.title or place.kind} ({place.topic or place.chat})" for place in places[:NAMED])
    return f"{names} and {len(places) - NAMED} more" if len(places) > NAMED else names


async def _audience(config: Config, platform: str) -> tuple[Place, ...]:
    """What is wrong with the database is another check's to tell."""
    try:
        if not await exists(config.storage.url):
            return ()
        async with open_store(config.storage.url, mode="read", patience=BUSY) as store:
            return await store.figures.audience(platform, MOST)
    except CrierError:
        return ()
