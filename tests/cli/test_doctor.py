"""`crier doctor`: each thing that can be wrong is found, with its remedy."""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.storage.store import open_store
from bot.app import parts
from bot.cli import checks
from bot.cli.findings import Check
from bot.cli.trial import trial
from bot.config import Config, load
from bot.demo.botapi import BotApi
from bot.domain.errors import BadStore, StoreBusy
from bot.domain.model import Source
from bot.services.readiness import Finding
from bot.web.listening import listen
from tests.newsroom import Newsroom, Story
from tests.web.serving import serving


def settings(folder: Path, site: str, text: str = "") -> Config:
    file = folder / "config.toml"
    file.write_text(
        f'[site]\nhomepage = "{site}"\n[web]\nport = 0\n[fetch]\nallow_private_hosts = ["127.0.0.1"]\n[storage]\nurl = "sqlite:///crier.db"\n'
        f'[[sources]]\nid = "home"\nurl = "{site}"\n{text}'
    )
    return load(file)


async def examined(config: Config) -> dict[str, Check]:
    return {check.name: check for check in await checks.examine(config)}


async def test_all_is_well(tmp_path: Path) -> None:
    async with Newsroom() as site, BotApi() as api:
        site.publish(Story("a", "A title", "A text."))
        more = f'[[sources]]\nid = "feed"\nurl = "{site.url}rss.xml"\n'
        more += f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n'
        found = await examined(settings(tmp_path, site.url, more))
    assert {check.name for check in found.values() if check.ok is False} == set()
    assert found["token"].found == "@crier_demo_bot"
    assert found["inline"].ok is None and "/setinline" in found["inline"].remedy
    feed = f"{site.url}rss.xml: RSS 2.0 “Example News”"
    assert found["source home"].found == f"{feed}, announced by the page {site.url}, 1 item"
    assert found["source feed"].found == f"{feed}, the address itself, 1 item"
    assert found["database"].ok is None and found["database"].remedy == "crier run makes it"
    assert found["clock"].ok is True


async def test_whether_people_can_search_in_any_chat(tmp_path: Path) -> None:
    async with Newsroom() as site, BotApi() as api:
        api.inline = True
        more = f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n'
        found = await examined(settings(tmp_path, site.url, more))
    assert found["inline"].ok is True
    assert "@crier_demo_bot" in found["inline"].found


async def test_what_is_wrong_has_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "crier.db").write_bytes(b"no database at all, just words. " * 300)
    async with Newsroom() as site, BotApi() as api:
        more = '[[sources]]\nid = "dead"\nurl = "http://127.0.0.1:1/"\n'
        more += f'[[sources]]\nid = "nix"\nurl = "{site.url}nix"\n'
        more += f'[telegram]\ntoken = "999:wrong"\napi_base_url = "{api.base_url}"\n'
        site.publish(Story("a", "A title", "A text."))
        found = await examined(settings(tmp_path, site.url, more))
    wrong = {check.name: check.remedy for check in found.values() if check.ok is False}
    assert set(wrong) == {"database", "token", "source dead", "source nix"}
    assert wrong["database"] == "move it away, or set storage.url to another file"
    assert "@BotFather" in wrong["token"] and "999:wrong" not in str(found)
    assert "copy the address" in wrong["source nix"] and all(wrong.values())


async def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/crier.db", mode="run"):
        pass
    with closing(sqlite3.connect(tmp_path / "crier.db")) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    found = await examined(settings(tmp_path, "http://127.0.0.1:1/"))
    assert found["database"].ok is False and "newer" in found["database"].found
    assert found["database"].remedy.endswith("or restore an older copy with `crier restore FILE --force`")


@pytest.mark.parametrize("damage", ["no database", "a broken page", "another's", "newer"])
async def test_the_doctor_and_the_bot_say_the_same_of_a_database(tmp_path: Path, damage: str) -> None:
    config, file = settings(tmp_path, "http://127.0.0.1:1/"), tmp_path / "crier.db"
    if damage == "no database":
        file.write_bytes(b"no database at all, just words. " * 300)
    elif damage == "another's":
        with closing(sqlite3.connect(file)) as other:
            other.execute("CREATE TABLE songs (title)")
    else:
        async with open_store(config.storage.url, mode="run"):
            pass
    if damage == "newer":
        with closing(sqlite3.connect(file)) as newer:
            newer.execute("UPDATE alembic_version SET version_num = '9999'")
            newer.commit()
    if damage == "a broken page":
        file.write_bytes(file.read_bytes()[:8192] + b"\xff" * 8192 * 30)
    with pytest.raises(BadStore) as refused:
        async with open_store(config.storage.url, mode="run"):
            pass
    check = (await examined(config))["database"]
    assert f"{check.found}; {check.remedy}" == str(refused.value)


async def test_a_database_that_others_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = settings(tmp_path, "http://127.0.0.1:1/")

    async def locked(url: str) -> bool:
        raise StoreBusy(f"{url}: locked by another process")

    monkeypatch.setattr(checks, "look_over", locked)
    assert (await examined(config))["database"].remedy.startswith("wait")


async def test_a_clock_that_is_wrong(tmp_path: Path) -> None:
    async def answer(request: web.BaseRequest) -> web.Response:
        date = datetime.now(UTC) + timedelta(hours=1)
        return web.Response(headers={"Date": format_datetime(date, usegmt=True)})

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        found = await examined(settings(tmp_path, f"http://127.0.0.1:{runner.addresses[0][1]}/"))
    finally:
        await runner.cleanup()
    assert found["clock"].ok is False and found["clock"].found.endswith("s behind")


async def test_no_network_is_no_clock(tmp_path: Path) -> None:
    found = await examined(settings(tmp_path, "http://127.0.0.1:1/"))
    assert found["clock"].ok is None and found["source home"].ok is False


async def test_a_full_disk_and_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = settings(tmp_path, "http://127.0.0.1:1/")
    monkeypatch.setattr(checks, "LITTLE", 1 << 60)
    monkeypatch.setattr("os.access", lambda _, mode: mode == os.F_OK)  # root may write everywhere
    found = await examined(config)
    assert found["disk"].ok is False and found["disk"].remedy
    assert found["database"].ok is False and f"{os.getuid()}:{os.getgid()} may not write" in found["database"].found
    assert f"chmod -R u+rwX {tmp_path}" in found["database"].remedy
    (tmp_path / "crier.db").touch()
    assert (await examined(config))["database"] == found["database"]


async def test_what_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PATIENCE", 0.3)
    async with BotApi() as api:
        api.fail("black_hole", times=None)
        more = f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n'
        found = await examined(settings(tmp_path, "http://127.0.0.1:1/", more))
    assert found["token"].ok is False and "no answer within" in found["token"].found


# --- the sources -------------------------------------------------------------------------------------------


async def test_the_doctor_and_the_bot_say_the_same_of_a_source(tmp_path: Path) -> None:
    async with Newsroom() as site, no_news() as empty:
        site.publish(Story("a", "A title", "A text."))
        more = f'[[sources]]\nid = "empty"\nurl = "{empty}"\n[[sources]]\nid = "nix"\nurl = "{site.url}nix"\n'
        config = settings(tmp_path, site.url, more)
        async with trial(config, parts.sources(config), 1) as attempt:
            await attempt.poller.once()
            polled = {f"source {each.source.id}": each for each in await attempt.health()}
        found = await examined(config)
    for name in ("source empty", "source nix"):
        assert f"{found[name].found}; {found[name].remedy}" == polled[name].last_error
    assert found["source empty"].remedy.startswith("give the address of its feed")
    assert found["source home"].ok and polled["source home"].status == "ok"


@asynccontextmanager
async def no_news(*, guessed: str = "") -> AsyncIterator[str]:
    """A page that announces no feed; `guessed` is one at a usual place."""

    async def answer(request: web.Request) -> web.Response:
        if guessed and request.path == "/feed/":
            return web.Response(text=guessed)
        if request.path != "/":
            raise web.HTTPNotFound
        return web.Response(text="<html>No news here</html>", content_type="text/html")

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    async with TestServer(application) as server:
        yield str(server.make_url("/"))


async def test_a_feed_at_a_usual_place_is_found(tmp_path: Path) -> None:
    item = "<item><title>A</title><link>/a</link></item>"
    async with no_news(guessed=f"<rss version='2.0'><channel><title>Odd</title>{item}</channel></rss>") as url:
        found = await examined(settings(tmp_path, url))
    assert found["source home"].ok is True and "found at a usual place" in found["source home"].found


async def test_the_sources_of_the_database_are_looked_at_as_well(tmp_path: Path) -> None:
    async with Newsroom() as site:
        site.publish(Story("a", "A title", "A text."))
        config = settings(tmp_path, site.url)
        async with open_store(config.storage.url, mode="run") as store:
            old = Source("old", "https://old.example/", origin="config")
            await store.sources.seed([old, *parts.sources(config)], parts.now())
            await store.sources.seed(parts.sources(config), parts.now())
            await store.sources.add(Source("added", f"{site.url}rss.xml", origin="terminal"), parts.now())
            await store.sources.add(Source("dead", "http://127.0.0.1:1/", origin="terminal"), parts.now())
            await store.sources.add(Source("ended", f"{site.url}ended", origin="terminal"), parts.now())
            await store.sources.store_gone("ended", "it answers 410: gone; copy the address", parts.now())
        found = await examined(config)
        (tmp_path / "config.toml").write_text('[storage]\nurl = "sqlite:///crier.db"\n')
        alone = await examined(load(tmp_path / "config.toml", optional=True))
    sources = {name.removeprefix("source "): check for name, check in found.items() if name.startswith("source ")}
    assert {name: check.ok for name, check in sources.items()} == {
        "home": True, "added": True, "dead": False, "ended": False,
    }  # fmt: skip
    assert sources["ended"].found == "gone for good: it answers 410: gone"
    assert "crier sources remove ended" in sources["ended"].remedy
    assert {name for name in alone if name.startswith("source ")} == {"source added", "source dead", "source ended"}


async def test_a_remembered_feed_is_read_and_another_looked_for_where_it_is_gone(tmp_path: Path) -> None:
    async with Newsroom() as site:
        site.publish(Story("a", "A title", "A text."))
        config = settings(tmp_path, site.url)
        await polled(config)
        assert (await examined(config))["source home"].found == f"{site.url}rss.xml: RSS 2.0 “Example News”, 1 item"
        with closing(sqlite3.connect(tmp_path / "crier.db")) as database:
            database.execute("UPDATE sources SET feed_url = feed_url || '.old'")
            database.commit()
        assert (await examined(config))["source home"].found.startswith(f"{site.url}rss.xml: RSS 2.0")


async def polled(config: Config) -> None:
    async with trial(config, parts.sources(config), 1) as attempt:
        await attempt.poller.once()
        (health,) = await attempt.health()
    async with open_store(config.storage.url, mode="run") as store:
        await store.sources.seed(parts.sources(config), parts.now())
    with closing(sqlite3.connect(config.storage.url.removeprefix("sqlite:///"))) as database:
        database.execute("UPDATE sources SET feed_url = ?, last_poll = next_poll", (health.feed_url,))
        database.commit()


async def test_no_sources_at_all_is_said_with_every_way_to_name_one(tmp_path: Path) -> None:
    check = (await examined(load(tmp_path / "config.toml", optional=True)))["sources"]
    assert (check.ok, check.found) == (False, "there are none")
    assert all(way in check.remedy for way in ("[[sources]]", "CRIER_SOURCES", "crier sources add URL"))


async def test_of_very_many_sources_some_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_SOURCES", 1)
    found = await examined(settings(tmp_path, "http://127.0.0.1:1/", '[[sources]]\nurl = "http://127.0.0.1:2/"\n'))
    assert found["sources"].ok is None and found["sources"].found == "and 1 more"


# --- the web -----------------------------------------------------------------------------------------------


async def web_check(folder: Path, **values: object) -> Check:
    config = settings(folder, "http://127.0.0.1:1/")
    return (await examined(config.model_copy(update={"web": config.web.model_copy(update=values)})))["web"]


async def test_the_web_part_is_off_or_its_port_free(tmp_path: Path) -> None:
    assert await web_check(tmp_path, enabled=False) == Check("web", None, "off")
    assert await web_check(tmp_path) == Check("web", True, "any free port of 127.0.0.1")
    with closing(listen("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    assert await web_check(tmp_path, port=port) == Check("web", True, f"http://127.0.0.1:{port} is free")


async def test_a_host_that_is_not_ours(tmp_path: Path) -> None:
    check = await web_check(tmp_path, host="203.0.113.7", port=8080)
    assert (check.ok, check.found) == (False, 'web.host = "203.0.113.7": not an address of this machine')
    assert check.remedy.startswith("write 127.0.0.1")


async def test_our_own_process_answers_on_the_port(tmp_path: Path) -> None:
    async def down() -> Finding:
        return Finding(False, "the disk is full")

    async with serving() as served:
        assert await web_check(tmp_path, port=served.port) == Check("web", True, f"{served.url} answers, ready")
    async with serving(database=down) as served:
        check = await web_check(tmp_path, host="0.0.0.0", port=served.port)
    assert check == Check(
        "web",
        False,
        f"{served.url} answers, not ready: database: the disk is full",
        "mend that; it turns ready by itself",
    )


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'{"ready": true}', b'{"ready": false, "checks": {"a": 4}}', b"[" * 60_000, b" " * 100_000],
)
async def test_another_program_has_the_port(tmp_path: Path, body: bytes) -> None:
    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(body=body)

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        check = await web_check(tmp_path, port=runner.addresses[0][1])
    finally:
        await runner.cleanup()
    assert (check.ok, check.remedy) == (False, "stop it, or set web.port to a free one")
    assert check.found.endswith("of 127.0.0.1 is taken by another program")


def test_the_verb_says_it_for_people_and_programs(tmp_path: Path) -> None:
    from tests.process import here

    settings(tmp_path, "http://127.0.0.1:1/")
    config = ("--config", str(tmp_path / "config.toml"))
    people, programs = here("doctor", *config), here("doctor", "--json", *config)
    assert (people.code, programs.code) == (1, 1)
    document: dict[str, Any] = programs.json
    assert document["ok"] is False
    assert [list(check) for check in document["checks"]] == [["name", "ok", "found", "remedy"]] * len(
        document["checks"]
    )
    assert people.out.startswith("ok     config") and "→ " in people.out
