"""The wiring, and how long things run: loops that die, signals, cron mode."""

import asyncio
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import app
from bot.adapters.storage.store import open_store
from bot.adapters.summarizers.extractive import ExtractiveSummarizer, LeadSummarizer, NoSummarizer
from bot.app.lifetime import Loop, LoopDied, started, stopping, until
from bot.config import Config, load
from bot.demo.botapi import BotApi
from bot.domain.errors import BadStore, CrierError
from bot.web.listening import address, listen
from tests.newsroom import Newsroom, Story
from tests.process import running


def settings(folder: Path, text: str = "") -> Config:
    file = folder / "config.toml"
    file.write_text(f'[storage]\nurl = "sqlite:///crier.db"\n{text}[[sources]]\nurl = "http://127.0.0.1:1/"\n')
    return load(file)


def named(name: str, work: Callable[[], Awaitable[None]]) -> Loop:
    return Loop(name, work, work)


async def forever() -> None:
    await asyncio.Event().wait()


def raising(error: BaseException) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        raise error

    return work


async def nothing() -> None:
    return


# --- the parts ---------------------------------------------------------------------------------------------


async def test_without_a_token_there_are_no_chats(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with app.assembled(settings(tmp_path)) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "poller", "editor", "web"]
    assert [record.getMessage() for record in caplog.records if "token" in record.getMessage()] == [app.TOKEN_HINT]


async def test_with_a_token_all_parts_run(tmp_path: Path) -> None:
    config = settings(tmp_path, '[telegram]\ntoken = "1:a"\napi_base_url = "http://127.0.0.1:1"\n')
    async with app.assembled(config) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "chat", "channels", "poller", "editor", "courier", "web"]
    async with app.assembled(config, frozenset({"courier", "editor"})) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "editor", "courier"]
    async with app.assembled(config, frozenset({"chat"})) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "chat", "channels"]


async def test_the_web_can_be_all_there_is_or_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with app.assembled(settings(tmp_path), frozenset({"web"})) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "web"]
    assert not caplog.records  # of a token it knows nothing
    async with app.assembled(settings(tmp_path, "[web]\nenabled = false\n")) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "poller", "editor"]


@pytest.mark.parametrize(
    ("roles", "checks"),
    [
        (app.ROLES, {"database", "sources", "telegram"}),
        ({"web"}, {"database"}),
        ({"web", "editor", "courier"}, {"database"}),
        ({"web", "poller"}, {"database", "sources"}),
        ({"web", "chat"}, {"database", "telegram"}),
    ],
)
async def test_what_is_not_run_is_not_asked_and_pages_are_served_with_it(
    tmp_path: Path, roles: set[str], checks: set[str]
) -> None:
    async def page(request: Request) -> Response:
        return PlainTextResponse("a page")

    config = settings(tmp_path, '[telegram]\ntoken = "1:a"\napi_base_url = "http://127.0.0.1:1"\n')
    with closing(listen("127.0.0.1", 0)) as listening:
        pages = [Route("/page", page)]
        async with app.assembled(config, frozenset(roles), pages=pages, listening=listening) as loops:
            serving = asyncio.ensure_future(loops[-1].run())
            async with aiohttp.ClientSession(address(listening)) as client:
                async with client.get("/page") as answer:
                    assert await answer.text() == "a page"
                async with client.get("/readyz") as answer:
                    assert set((await answer.json())["checks"]) == checks
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


async def test_what_does_not_serve_does_not_load_a_web_server() -> None:
    words = "import sys, bot.app, bot.cli.checks; sys.exit(bool({'starlette', 'uvicorn', 'jinja2'} & {*sys.modules}))"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", words)
    assert await process.wait() == 0


async def test_the_web_part_as_a_process(tmp_path: Path) -> None:
    settings(tmp_path)
    async with running(tmp_path / "config.toml", "--roles", "web") as bot:
        url = re.search(r"http://127\.0\.0\.1:\d+", await bot.says("the web part serves"))
        assert url, bot.text
        async with aiohttp.ClientSession(url[0]) as client, client.get("/readyz") as answer:
            assert await answer.json() == {
                "ready": True,
                "checks": {"database": {"ok": True, "reason": "heartbeats are stored"}},
            }
        port = url[0].rpartition(":")[2]
        async with running(tmp_path / "config.toml", "--roles", "web", CRIER_WEB__PORT=port) as second:
            await second.says("the web part waits")
            assert await second.stop() == 0, second.text
        _, slow = await asyncio.open_connection("127.0.0.1", int(port))
        slow.write(b"GET /healthz HTTP/1.1\r\nHost:")
        told = asyncio.get_running_loop().time()
        assert await bot.stop() == 0, bot.text
        assert asyncio.get_running_loop().time() - told < 2
        slow.close()


async def test_a_port_that_is_forbidden_is_told_with_its_remedy(tmp_path: Path) -> None:
    settings(tmp_path, '[web]\nhost = "203.0.113.7"\n')
    async with running(tmp_path / "config.toml") as bot:
        assert await bot.ended() == 2
    assert 'web.host = "203.0.113.7": not an address of this machine: write 127.0.0.1' in bot.text


@pytest.mark.parametrize(
    ("engine", "kind"), [("extractive", ExtractiveSummarizer), ("lead", LeadSummarizer), ("off", NoSummarizer)]
)
def test_the_engine_is_the_one_asked_for(tmp_path: Path, engine: str, kind: type) -> None:
    assert isinstance(app.summarizer(settings(tmp_path, f'[summaries]\nengine = "{engine}"\n')), kind)


def test_about_names_only_links_there_are(tmp_path: Path) -> None:
    config = settings(tmp_path, '[site.links]\nx = "https://x.com/site"\n')
    assert app.site_facts(config).links == {"x": "https://x.com/site"}


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


# --- how long things run -----------------------------------------------------------------------------------


async def test_a_loop_that_dies_stops_the_service_and_is_named() -> None:
    stopped_too = asyncio.Event()

    async def other() -> None:
        try:
            await forever()
        finally:
            stopped_too.set()

    loops = (named("editor", other), named("courier", raising(ExceptionGroup("in its tasks", [KeyError("x")]))))
    with pytest.raises(LoopDied, match="the courier died: KeyError: 'x'"):
        await until(asyncio.Event(), loops)
    assert stopped_too.is_set()


async def test_what_the_operator_has_to_mend_is_raised_as_it_is() -> None:
    for error in (BadStore("corrupt"), ExceptionGroup("in its tasks", [BadStore("corrupt")])):
        with pytest.raises(BadStore, match="corrupt"):
            await until(asyncio.Event(), (named("poller", raising(error)), named("editor", forever)))


async def test_a_loop_that_ends_by_itself_has_died() -> None:
    with pytest.raises(LoopDied, match="the upkeep ended by itself"):
        await until(asyncio.Event(), (named("upkeep", nothing),))


async def test_the_end_of_the_round_is_the_end() -> None:
    stopped, finished = asyncio.Event(), named("round", nothing)
    await until(stopped, (named("upkeep", forever), finished), ends=finished)
    assert stopped.is_set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_loops_finish(number: signal.Signals) -> None:
    finished: list[str] = []

    async def drains() -> None:
        try:
            os.kill(os.getpid(), number)
            await forever()
        finally:
            await asyncio.sleep(0)
            finished.append("drained")

    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with stopping() as stopped:
            await until(stopped, (named("courier", drains),))
            assert {signal.getsignal(each) for each in before} == {signal.SIG_DFL}  # a second one ends it at once
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert finished == ["drained"]


@pytest.mark.parametrize("stuck", ["while it starts", "while it is undone"])
async def test_told_to_stop_before_it_has_started_it_does_not_wait(stuck: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.lifetime.UNDOING", 0.05)
    stopped, undone = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[Loop, ...]]:
        stopped.set()
        try:
            await forever()
            yield ()
        finally:
            undone.set()
            if stuck == "while it is undone":
                await forever()

    async with asyncio.timeout(5), started(stopped, opening()) as loops:
        assert loops is None and undone.is_set()


@pytest.mark.parametrize("options", [(), ("--once",)])
async def test_a_locked_database_keeps_nobody_from_stopping(tmp_path: Path, options: tuple[str, ...]) -> None:
    config = settings(tmp_path, '[log]\nlevel = "debug"\n')
    async with open_store(config.storage.url, mode="run"):
        pass
    with closing(sqlite3.connect(tmp_path / "crier.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with running(tmp_path / "config.toml", *options) as bot:
            await bot.says("starts")
            told = asyncio.get_running_loop().time()
            assert await bot.stop() == 0, bot.text
    assert asyncio.get_running_loop().time() - told < 4
    assert "locked" not in bot.text and "Traceback" not in bot.text


async def test_a_locked_database_is_waited_for(tmp_path: Path) -> None:
    config = settings(tmp_path)
    async with open_store(config.storage.url, mode="run"):
        pass
    with closing(sqlite3.connect(tmp_path / "crier.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with running(tmp_path / "config.toml") as bot:
            await bot.says("the database is busy; trying again until it is not")
            other.execute("ROLLBACK")
            await bot.says("the database answers again")
            await bot.says("runs: upkeep")
            assert await bot.stop() == 0, bot.text


async def test_what_fails_to_start_says_why() -> None:
    @asynccontextmanager
    async def opening() -> AsyncIterator[None]:
        raise BadStore("corrupt")
        yield

    with pytest.raises(BadStore, match="corrupt"):
        async with started(asyncio.Event(), opening()):
            raise AssertionError


def test_an_ended_loop_is_told_as_a_failure() -> None:
    assert issubclass(LoopDied, CrierError)
