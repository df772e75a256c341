"""The wiring of the web part: when it runs, what it is asked, and how it ends."""

import asyncio
import re
import sys
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import app
from bot.app.roles import ROLES
from bot.domain.errors import BadConfig
from bot.web.listening import address, listen
from bot.web.server import ASKING
from tests.process import running, settings


async def test_the_web_can_be_all_there_is_or_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with app.assembled(settings(tmp_path), frozenset({"web"})) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "web"]
    assert not caplog.records  # of a token it knows nothing
    async with app.assembled(settings(tmp_path, "[web]\nenabled = false\n")) as loops:
        assert [loop.name for loop in loops] == ["upkeep", "poller", "editor", "lookout", "index"]


async def test_a_web_part_that_is_off_cannot_be_all_there_is(tmp_path: Path) -> None:
    off = settings(tmp_path, "[web]\nenabled = false\n")
    with pytest.raises(BadConfig, match=r"^web.enabled = false: .*; write true"):
        async with app.assembled(off, frozenset({"web"})):
            raise AssertionError
    assert not (tmp_path / "crier.db").exists()


@pytest.mark.parametrize(
    ("roles", "checks"),
    [
        (ROLES, {"database", "sources", "telegram"}),
        ({"web"}, {"database", "sources"}),
        ({"web", "editor", "courier"}, {"database", "sources"}),
        ({"web", "poller"}, {"database", "sources"}),
        ({"web", "chat"}, {"database", "sources", "telegram"}),
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
                "checks": {
                    "database": {"ok": True, "reason": "heartbeats are stored"},
                    "sources": {"ok": True, "reason": "there are none"},
                },
            }
        port = url[0].rpartition(":")[2]
        async with running(tmp_path / "config.toml", "--roles", "web", CRIER_WEB__PORT=port) as second:
            await second.says("the web part waits")
            assert await second.stop() == 0, second.text
        _, slow = await asyncio.open_connection("127.0.0.1", int(port))
        slow.write(b"GET /healthz HTTP/1.1\r\nHost:")
        told = asyncio.get_running_loop().time()
        assert await bot.stop() == 0, bot.text
        assert asyncio.get_running_loop().time() - told < ASKING / 2
        slow.close()


async def test_a_port_that_is_forbidden_is_told_with_its_remedy(tmp_path: Path) -> None:
    settings(tmp_path, '[web]\nhost = "203.0.113.7"\n')
    async with running(tmp_path / "config.toml") as bot:
        assert await bot.ended() == 2
    assert 'web.host = "203.0.113.7": not an address of this machine; write 127.0.0.1' in bot.text
