"""Webhook mode with the whole bot: set at the start, answered through the web part, two processes on one database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from pathlib import Path

from bot import app
from bot.app.lifetime import Loop
from bot.app.roles import ROLES
from bot.config import load
from bot.demo.botapi import BotApi
from bot.web.listening import address, listen
from tests.newsroom import Newsroom


@asynccontextmanager
async def bot(folder: Path, api: BotApi, site: Newsroom, public: str = "") -> AsyncIterator[str]:
    """A whole bot that is pushed to at `public`, else at its own address, which is given."""
    with closing(listen("127.0.0.1", 0)) as listening:
        own = address(listening)
        file = folder / f"config-{own.rpartition(':')[2]}.toml"
        file.write_text(
            f'[fetch]\nallow_private_hosts = ["127.0.0.1"]\n[storage]\nurl = "sqlite:///crier.db"\n'
            f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\nmode = "webhook"\n'
            f'webhook_url = "{public or own}/hooks/telegram"\n[[sources]]\nurl = "{site.url}"\n'
        )
        async with app.assembled(load(file), ROLES, listening=listening) as loops, running(loops):
            yield own


@asynccontextmanager
async def running(loops: tuple[Loop, ...]) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(loop.run()) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_bot_that_is_pushed_to_answers(tmp_path: Path) -> None:
    async with Newsroom() as site, BotApi() as api:
        api.webhook.again = 0.05
        api.say(1, 1, "/help")
        async with bot(tmp_path, api, site) as own:
            await api.wait_for(1, timeout=20)
            assert api.webhook.url == f"{own}/hooks/telegram"
            assert len(api.webhook.secret) == 64
            api.say(1, 1, "/subscribe")
            await api.wait_for(1, 2, timeout=20)
        assert not api.counts["getupdates"]


async def test_any_number_of_processes_answer(tmp_path: Path) -> None:
    """What balances between them is the stand-in's address here: the second is pushed to once the first is gone."""
    async with Newsroom() as site, BotApi() as api, AsyncExitStack() as stack:
        api.webhook.again = 0.05
        first = await stack.enter_async_context(AsyncExitStack())
        own = await first.enter_async_context(bot(tmp_path, api, site))
        second = await stack.enter_async_context(bot(tmp_path, api, site, own))
        api.say(1, 1, "/help")
        await api.wait_for(1, timeout=20)
        api.webhook.url = f"{second}/hooks/telegram"  # the balancer turns
        api.say(1, 1, "/about")
        await api.wait_for(1, 2, timeout=20)
        assert api.counts["setwebhook"] == 1
