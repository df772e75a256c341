"""The whole bot tells its operators, each in the language of their chat, what became of a source."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.adapters.storage.store import open_store
from bot.demo.botapi import BotApi
from bot.domain.model import Place
from tests.newsroom import Newsroom, Story
from tests.process import running
from tests.test_end_to_end import PATIENCE, settings

HERE, NEVER_THERE, SUBSCRIBER = 7, 8, 42


async def test_a_source_that_is_gone_is_told_once_and_in_russian(tmp_path: Path) -> None:
    async with Newsroom() as site, BotApi() as api:
        site.publish(Story("bridge", "An old bridge opens again", "It was closed for a year. Now it is open."))
        config = settings(tmp_path, site, api, admins=[NEVER_THERE, HERE])
        async with open_store(f"sqlite:///{tmp_path}/crier.db", mode="run") as store:
            for chat in (HERE, SUBSCRIBER):
                api.private(chat)
                await store.addresses.ensure(Place("telegram", str(chat)), language="ru")
        async with running(config) as bot:
            await bot.says("articles ready")
            site.gone = True
            (notice,) = await api.wait_for(HERE, 1, PATIENCE)
            first, *rest = notice.text.splitlines()
            assert first == "Источник example исчез навсегда и больше не опрашивается; его статьи остаются."
            assert "410" in rest[0]
            assert not notice.entities
            assert "its articles stay" in await bot.says("The source example is gone")  # English in the log
            asked = site.feed_asked
        async with running(config) as bot:
            await bot.says("runs:")
            assert await bot.stop() == 0
        assert site.feed_asked == asked
        assert (api.chat(HERE).accepted, api.chat(SUBSCRIBER).accepted) == (1, 0)
    with closing(sqlite3.connect(tmp_path / "crier.db")) as database:
        rows = database.execute("SELECT chat, state, outbox.reason FROM outbox JOIN addresses a ON a.id = address_id")
        assert sorted(rows) == [("7", "sent", ""), ("8", "skipped", "Telegram: Chat not found")]
