"""The wiring, and how long things run: loops that die, signals, cron mode."""

import sqlite3
from pathlib import Path

import pytest

from bot import app
from bot.adapters.summarizers.extractive import ExtractiveSummarizer, LeadSummarizer, NoSummarizer
from bot.app import parts
from bot.app.summaries import plain
from bot.config import load
from bot.demo.botapi import BotApi
from tests.newsroom import Newsroom, Story
from tests.process import settings

# --- the parts ---------------------------------------------------------------------------------------------


async def test_without_a_token_there_are_no_chats(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with app.assembled(settings(tmp_path)) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "poller", "editor", "lookout", "index", "web"]
    assert [record.getMessage() for record in caplog.records if "token" in record.getMessage()] == [app.TOKEN_HINT]


async def test_with_a_token_all_parts_run(tmp_path: Path) -> None:
    config = settings(tmp_path, '[telegram]\ntoken = "1:a"\napi_base_url = "http://127.0.0.1:1"\n')
    async with app.assembled(config) as loops:
        names = ["upkeep", "chat", "channels", "poller", "editor", "lookout", "doubts", "courier", "index", "web"]
        assert [loop.name for loop in loops] == names
    async with app.assembled(config, frozenset({"courier", "editor"})) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "editor", "lookout", "doubts", "courier", "index"]
    async with app.assembled(config, frozenset({"chat"})) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "chat", "channels"]


@pytest.mark.parametrize(
    ("engine", "kind"), [("extractive", ExtractiveSummarizer), ("lead", LeadSummarizer), ("off", NoSummarizer)]
)
def test_the_engine_is_the_one_asked_for(tmp_path: Path, engine: str, kind: type) -> None:
    assert isinstance(plain(settings(tmp_path), engine), kind)


def test_about_names_only_links_there_are(tmp_path: Path) -> None:
    config = settings(tmp_path, '[site.links]\nx = "https://x.com/site"\n')
    assert parts.site_facts(config).links == {"x": "https://x.com/site"}


async def test_a_round_serves_chats_and_stores_what_is_new(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with Newsroom() as site, BotApi() as api:
        site.publish(Story("old", "An old title about something", "A text of one sentence that is long enough."))
        file = tmp_path / "config.toml"
        file.write_text(
            f'[fetch]\nallow_private_hosts = ["127.0.0.1"]\n[storage]\nurl = "sqlite:///crier.db"\n'
            f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n[[sources]]\nurl = "{site.url}"\n'
        )
        api.say(42, 42, "/subscribe")
        await app.once(load(file))
        assert len(api.sent(42)) == 1
        assert "uvicorn" not in " ".join(caplog.messages) and "the web part" not in " ".join(caplog.messages)
        site.publish(Story("new", "A new title about something else", "Another text of one sentence, long enough too."))
        await app.once(load(file))
        assert api.sent(42)[-1].text.startswith("A new title about something else")
    with sqlite3.connect(tmp_path / "crier.db") as database:
        assert database.execute("SELECT count(*) FROM articles WHERE stage = 'ready'").fetchone() == (2,)
    database.close()


async def test_a_discussion_linked_after_the_channel_subscribed_gets_its_comments(tmp_path: Path) -> None:
    async with Newsroom() as site, BotApi() as api:
        file = tmp_path / "config.toml"
        file.write_text(
            f'[fetch]\nallow_private_hosts = ["127.0.0.1"]\n[storage]\nurl = "sqlite:///crier.db"\n'
            f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n[[sources]]\nurl = "{site.url}"\n'
        )
        channel, discussion = api.channel("News", owner=42, username="news"), api.supergroup(owner=42)
        api.say(42, 42, "/subscribe @news")
        await app.once(load(file))
        for number, linked in enumerate((0, discussion.id, 0)):
            channel.linked = linked
            site.publish(Story(f"new-{number}", f"A new title about thing number {number}", f"A text on {number}."))
            await app.once(load(file))
        posts = api.sent(channel)
    assert [bool(post.markup) for post in posts] == [True, False, True]
