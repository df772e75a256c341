"""`crier doctor`: each thing that can be wrong is found, with its remedy."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.adapters.storage.store import open_store
from bot.cli import checks
from bot.config import Config, load
from bot.demo.botapi import BotApi
from bot.domain.errors import BadStore, StoreBusy
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


async def examined(config: Config) -> dict[str, checks.Check]:
    return {check.name: check for check in await checks.examine(config)}


async def test_all_is_well(tmp_path: Path) -> None:
    async with Newsroom() as site, BotApi() as api:
        site.publish(Story("a", "A title", "A text."))
        more = f'[[sources]]\nid = "feed"\nurl = "{site.url}rss.xml"\n'
        more += f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n'
        found = await examined(settings(tmp_path, site.url, more))
    assert {check.name for check in found.values() if check.ok is False} == set()
    assert found["token"].found == "@crier_demo_bot"
    assert found["source home"].found == f"a page that announces {site.url}rss.xml"
    assert found["source feed"].found == "rss20, 1 entries"
    assert found["database"].ok is None and found["database"].remedy == "crier run makes it"
    assert found["clock"].ok is True


async def test_what_is_wrong_has_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "crier.db").write_bytes(b"no database at all, just words. " * 300)
    async with Newsroom() as site, BotApi() as api:
        more = '[[sources]]\nid = "dead"\nurl = "http://127.0.0.1:1/"\n'
        more += f'[[sources]]\nid = "article"\nurl = "{site.url}post/a"\n'
        more += f'[telegram]\ntoken = "999:wrong"\napi_base_url = "{api.base_url}"\n'
        site.publish(Story("a", "A title", "A text."))
        found = await examined(settings(tmp_path, site.url, more))
    wrong = {check.name: check.remedy for check in found.values() if check.ok is False}
    assert set(wrong) == {"database", "token", "source dead", "source article"}
    assert wrong["database"] == "move it away, or set storage.url to another file"
    assert "@BotFather" in wrong["token"] and "999:wrong" not in str(found)
    assert "feed" in wrong["source article"] and all(wrong.values())


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


# --- the web -----------------------------------------------------------------------------------------------


async def web_check(folder: Path, **values: object) -> checks.Check:
    config = settings(folder, "http://127.0.0.1:1/")
    return (await examined(config.model_copy(update={"web": config.web.model_copy(update=values)})))["web"]


async def test_the_web_part_is_off_or_its_port_free(tmp_path: Path) -> None:
    assert await web_check(tmp_path, enabled=False) == checks.Check("web", None, "off")
    assert await web_check(tmp_path) == checks.Check("web", True, "any free port of 127.0.0.1")
    with closing(listen("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    assert await web_check(tmp_path, port=port) == checks.Check("web", True, f"http://127.0.0.1:{port} is free")


async def test_a_host_that_is_not_ours(tmp_path: Path) -> None:
    check = await web_check(tmp_path, host="203.0.113.7", port=8080)
    assert (check.ok, check.found) == (False, 'web.host = "203.0.113.7": not an address of this machine')
    assert check.remedy.startswith("write 127.0.0.1")


async def test_our_own_process_answers_on_the_port(tmp_path: Path) -> None:
    async def down() -> Finding:
        return Finding(False, "the disk is full")

    async with serving() as served:
        assert await web_check(tmp_path, port=served.port) == checks.Check("web", True, f"{served.url} answers, ready")
    async with serving(database=down) as served:
        check = await web_check(tmp_path, host="0.0.0.0", port=served.port)
    assert check == checks.Check(
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
