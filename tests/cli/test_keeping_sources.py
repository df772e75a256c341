"""`crier sources add|remove|import|export`: the list of sources, kept from the terminal."""

import asyncio
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.storage.store import open_store
from bot.app import parts
from bot.cli import adding, lists, running
from bot.config import load
from bot.domain.errors import StoreBusy
from bot.domain.model import Source, SourceHealth
from tests.newsroom import Newsroom, Story
from tests.process import PATIENCE, Finished, crier, environment, here


@asynccontextmanager
async def newsroom() -> AsyncIterator[Newsroom]:
    async with Newsroom() as site:
        site.publish(Story("a", "A title", "A text."))
        yield site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a bot has run, with one source of the configuration."""
    (tmp_path / "config.toml").write_text(
        '[storage]\nurl = "sqlite:///crier.db"\n[[sources]]\nid = "own"\nurl = "https://own.example/feed"\n'
    )
    asyncio.run(make(tmp_path))
    return tmp_path


async def make(folder: Path) -> None:
    config = load(folder / "config.toml")
    async with open_store(config.storage.url, mode="run") as store:
        await store.sources.seed(parts.sources(config), parts.now())


async def sources(folder: Path, *arguments: str, allowed: str = "127.0.0.1") -> Finished:
    """The verb, in a thread: what it asks is served meanwhile."""
    variables = {"CRIER_CONFIG": str(folder / "config.toml"), "CRIER_FETCH__ALLOW_PRIVATE_HOSTS": allowed}
    return await asyncio.to_thread(lambda: here("sources", *arguments, **variables))


async def health(folder: Path) -> dict[str, SourceHealth]:
    async with open_store(f"sqlite:///{folder}/crier.db", mode="read") as store:
        return {each.source.id: each for each in await store.sources.health()}


async def test_a_source_is_tried_added_removed_and_brought_back(folder: Path) -> None:
    async with newsroom() as site:
        told = await sources(folder, "add", site.url, "--id", "herald", "--language", "en", "--section", "World")
        assert told.code == 0, told.err
        assert told.out.startswith("herald · added\n") and f"{site.url}rss.xml" in told.out and "1 now" in told.out
        assert "RSS 2.0 “Example News”, announced by the page" in told.out
        assert "within 30 s" in told.err
        added = (await health(folder))["herald"]
        assert (added.source.origin, added.source.section, added.status) == ("terminal", "World", "new")
        assert added.next_poll is not None and added.next_poll <= parts.now()
        again = await sources(folder, "add", site.url)
        assert again.code == 1 and "is read already, by the source herald" in again.err
    told = await sources(folder, "remove", "herald")
    assert told.out == "herald is polled no more\n" and f"crier sources add {site.url} --id herald" in told.err
    assert set(await health(folder)) == {"own"}
    told = await sources(folder, "add", site.url, "--id", "herald", "--force")
    assert told.code == 0 and "added, though it gives no feed now" in told.out
    assert set(await health(folder)) == {"own", "herald"}


async def test_a_source_that_was_gone_is_polled_again_as_what_it_was(folder: Path) -> None:
    async with newsroom() as site:
        assert (await sources(folder, "add", site.url, "--id", "herald")).code == 0
        await gone(folder, "herald", "own")
        told = await sources(folder, "list", "herald")
        assert f"crier sources add {site.url}" in " ".join(told.out.split())
        told = await sources(folder, "add", site.url, "--section", "Sea")
        assert told.code == 0 and told.out.startswith("herald · is polled again\n"), told.err
        assert (await sources(folder, "add", site.url)).code == 1
    told = await sources(folder, "add", "own.example/feed", "--section", "Sea", "--force")
    assert told.code == 0 and told.out.startswith("own · is polled again, though"), told.err
    there = await health(folder)
    assert {name: each.status for name, each in there.items()} == {"herald": "new", "own": "new"}
    assert (there["herald"].source.section, there["own"].source.section) == ("Sea", "")
    assert there["own"].source.origin == "config"


async def test_a_source_that_is_gone_gives_its_id_to_its_new_address(folder: Path) -> None:
    async with newsroom() as site:
        await sources(folder, "add", "http://127.0.0.1:1/", "--id", "herald", "--force")
        await gone(folder, "herald", "own")
        assert (await sources(folder, "add", site.url, "--id", "herald")).code == 0
        own = await sources(folder, "add", f"{site.url}rss.xml", "--id", "own")
    assert own.code == 1 and "--id names another" in own.err, "the configuration says where that is"
    assert (await health(folder))["herald"].source.url == site.url


async def gone(folder: Path, *ids: str) -> None:
    async with open_store(f"sqlite:///{folder}/crier.db", mode="run") as store:
        for source_id in ids:
            await store.sources.store_gone(source_id, "it answers 410: the page is gone for good", parts.now())


async def test_what_is_told_of_sources_fits_a_terminal(folder: Path) -> None:
    long = "a-name-that-is-rather-long-for-a-source"
    assert (await sources(folder, "add", "http://127.0.0.1:1/", "--id", long, "--force")).code == 0
    await gone(folder, "own")
    assert (await crier("run", "--once", cwd=folder, CRIER_FETCH__ALLOW_PRIVATE_HOSTS="127.0.0.1")).code == 0
    listed = (await sources(folder, "list")).out
    assert f"{long}\n  fails: once since " in listed and all(len(line) <= 80 for line in listed.splitlines())
    config = ("--config", str(folder / "config.toml"))
    stats, doctor = await asyncio.to_thread(here, "stats", *config), await asyncio.to_thread(here, "doctor", *config)
    lines = [*stats.out.splitlines(), *doctor.out.splitlines()]
    assert [line for line in lines if len(line) > 80 and str(folder) not in line] == [], "a path is never broken"
    (own,) = (line for line in lines if line.startswith("own "))
    assert own.split() == ["own", "config", "gone", "0", "never"], "without a next poll"
    assert any(line.startswith("  http://127.0.0.1:1/: cannot connect") for line in lines)
    assert any(line.startswith("a-name-that-") and "…" in line for line in lines)
    assert f"source {long}" in doctor.out


async def test_what_cannot_be_a_source_is_refused_with_the_remedy(folder: Path) -> None:
    async def home(_: web.Request) -> web.Response:
        return web.Response(text="<html>No news here</html>", content_type="text/html")

    plain = web.Application()
    plain.router.add_get("/", home)
    async with TestServer(plain) as server:
        site = str(server.make_url("/"))
        no_feed = await sources(folder, "add", site)
        private = await sources(folder, "add", site, "--force", allowed="")
    own = await sources(folder, "add", "own.example/feed")
    taken = await sources(folder, "add", "other.example", "--id", "own")
    bad = await sources(folder, "add", "other.example", "--id", "Own!")
    assert no_feed.code == 1 and "no feed found" in no_feed.err and "--force adds it all the same" in no_feed.err
    assert private.code == 1 and "fetch.allow_private_hosts" in private.err
    assert own.code == 1 and "by the source own" in own.err
    assert taken.code == 1 and "--id names another" in taken.err
    assert bad.code == 2 and bad.err.startswith('crier: sources add: id = "Own!": use a-z')
    assert all(told.err.count("\n") == 1 and not told.out for told in (no_feed, private, own, taken, bad))
    assert set(await health(folder)) == {"own"}


async def test_a_source_of_the_configuration_is_not_removed(folder: Path) -> None:
    own, unknown = await sources(folder, "remove", "own"), await sources(folder, "remove", "nix")
    assert (own.code, unknown.code) == (1, 1)
    assert "delete it from config.toml" in own.err and "there is no source nix" in unknown.err


async def test_nothing_is_written_where_no_bot_has_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "PATIENCE", 0.1)
    told = await sources(tmp_path, "remove", "x")
    assert told.code == 2 and "crier run" in told.err
    assert not (tmp_path / "data").exists()


async def test_a_database_that_others_write_to_is_waited_for_and_then_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "PAUSE", 0.0)
    answers = iter([False, True])

    async def attempt() -> int:
        if next(answers, False):
            return 7
        raise StoreBusy("locked")

    assert await adding.patiently(attempt) == 7
    monkeypatch.setattr(adding, "PATIENCE", -1.0)
    with pytest.raises(StoreBusy, match="locked; try again"):
        await adding.patiently(attempt)


async def test_a_list_is_imported_once_and_its_export_changes_nothing(folder: Path) -> None:
    (folder / "list.opml").write_text(
        '<opml version="2.0"><body><outline text="Fun &amp; games">'
        '<outline xmlUrl="https://a.example/feed" text="A" language="ru"/>'
        '<outline xmlUrl="feed://b.example/" text="B"/>'
        '</outline><outline xmlUrl="https://own.example/feed/"/><outline xmlUrl="ftp://c.example/"/>'
        '<outline xmlUrl="feed.xml"/><outline htmlUrl="https://d.example/" text="D"/></body></opml>'
    )
    told = await sources(folder, "import", str(folder / "list.opml"), "--sections")
    assert (told.code, told.out) == (0, "3 added, 1 known already, 2 not usable\n")
    assert "ftp://c.example/" in told.err and "'feed.xml' is no whole address" in told.err
    there = await health(folder)
    assert (there["a-example-feed"].source.language, there["a-example-feed"].source.section) == ("ru", "Fun & games")
    assert there["d-example"].source.section == "" and there["d-example"].source.origin == "terminal"
    exported = await sources(folder, "export")
    feeds = {outline.get("xmlUrl") for outline in ET.fromstring(exported.out.encode()).iter("outline")}  # noqa: S314
    assert feeds == {
        "https://own.example/feed", "https://a.example/feed", "https://b.example/", "https://d.example/"
    }  # fmt: skip
    assert {'text="A"', 'text="B"', 'text="D"', 'text="own"'} <= set(exported.out.split())
    (folder / "out.opml").write_text(exported.out)
    again = await sources(folder, "import", str(folder / "out.opml"))
    assert again.out == "0 added, 4 known already, 0 not usable\n" and set(await health(folder)) == set(there)


async def test_a_list_is_checked_on_demand(folder: Path) -> None:
    async with newsroom() as site:
        outlines = "".join(f'<outline xmlUrl="{site.url}{path}"/>' for path in ("rss.xml", "", "nix"))
        outlines += '<outline xmlUrl="http://127.0.0.1:1/"/>'
        (folder / "list.opml").write_text(f"<opml><body>{outlines}</body></opml>")
        told = await sources(folder, "import", str(folder / "list.opml"), "--check")
    assert told.out == "1 added, 1 known already, 2 not usable\n"
    assert "cannot connect" in told.err and "404" in told.err
    assert len(await health(folder)) == 2


async def test_what_is_no_list_is_said(folder: Path) -> None:
    (folder / "list.opml").write_text("no list, just words")
    told = await sources(folder, "import", str(folder / "list.opml"))
    assert (told.code, told.err) == (1, f"crier: {folder}/list.opml: it is no OPML: it holds no outlines of feeds\n")


async def test_an_import_without_a_usable_database_counts_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[storage]\nurl = "sqlite:///crier.db"\n')
    (tmp_path / "crier.db").write_bytes(b"no database at all, just words. " * 300)
    (tmp_path / "list.opml").write_text('<opml><body><outline xmlUrl="https://a.example/feed"/></body></opml>')
    told = await sources(tmp_path, "import", str(tmp_path / "list.opml"))
    assert (told.code, told.out) == (2, "") and "not a database" in told.err


async def run_once(folder: Path) -> Finished:
    return await crier("run", "--once", cwd=folder, CRIER_LOG__LEVEL="error")


async def test_a_newcomer_begins_with_a_list_or_an_address_and_no_settings(tmp_path: Path) -> None:
    refused = await run_once(tmp_path)
    assert refused.code == 2 and "crier sources add URL" in refused.err
    (tmp_path / "config.toml").write_text('[storage]\nurl = "sqlite:///crier.db"\n')
    refused = await run_once(tmp_path)
    assert refused.code == 2 and "[[sources]]" in refused.err and not (tmp_path / "crier.db").exists()
    (tmp_path / "list.opml").write_text('<opml><body><outline xmlUrl="http://127.0.0.1:1/a"/></body></opml>')
    told = await sources(tmp_path, "import", str(tmp_path / "list.opml"))
    assert (told.code, told.out) == (0, "1 added, 0 known already, 0 not usable\n")
    assert (await run_once(tmp_path)).code == 0
    assert [each.status for each in (await health(tmp_path)).values()] == ["failing"]


async def test_a_database_of_none_but_the_configurations_former_sources_runs_nothing(folder: Path) -> None:
    (folder / "config.toml").write_text('[storage]\nurl = "sqlite:///crier.db"\n')
    refused = await run_once(folder)
    assert refused.code == 2 and "there are none" in refused.err


async def test_a_database_that_is_made_has_the_configurations_sources(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[storage]\nurl = "sqlite:///crier.db"\n[[sources]]\nid = "own"\nurl = "https://own.example/feed"\n'
    )
    known = await sources(tmp_path, "add", "own.example/feed", "--force")
    assert known.code == 1 and "by the source own" in known.err
    taken = await sources(tmp_path, "add", "http://127.0.0.1:1/", "--id", "own", "--force")
    assert taken.code == 1 and "--id names another" in taken.err
    assert (await sources(tmp_path, "add", "http://127.0.0.1:1/", "--id", "new", "--force")).code == 0
    assert {name: each.source.origin for name, each in (await health(tmp_path)).items()} == {
        "own": "config",
        "new": "terminal",
    }


def test_a_locked_database_may_have_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.0)
    (tmp_path / "config.toml").write_text('[storage]\nurl = "sqlite:///crier.db"\n')
    config = load(tmp_path / "config.toml", optional=True)
    with closing(sqlite3.connect(tmp_path / "crier.db")) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("CREATE TABLE alembic_version (version_num)")
        assert asyncio.run(running.has_its_own(config))


async def test_hints_are_told_before_the_first_poll(folder: Path) -> None:
    (folder / "list.opml").write_text(
        '<opml><body><outline text="Sea"><outline xmlUrl="https://a.example/feed" language="ru"/></outline></body>'
    )
    await sources(folder, "import", str(folder / "list.opml"), "--sections")
    assert "language ru, section Sea" in (await sources(folder, "list", "a-example-feed")).out


async def test_an_import_that_is_interrupted_tells_what_it_has_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlines = "".join(f'<outline xmlUrl="https://a.example/{number}"/>' for number in range(9))
    (folder / "list.opml").write_text(f"<opml><body>{outlines}</body></opml>")
    left = iter([1, 2, 3])

    async def until_a_signal(attempt: Callable[[], Awaitable[bool]]) -> bool:
        if next(left, None) is None:
            raise SystemExit(130)  # as `bot.__main__` answers Ctrl-C
        return await attempt()

    monkeypatch.setattr(lists, "patiently", until_a_signal)
    told = await sources(folder, "import", str(folder / "list.opml"))
    assert (told.code, told.out) == (130, "3 added, 0 known already, 0 not usable\n")
    assert "import the list again for the rest" in told.err
    assert len(await health(folder)) == 4


async def test_an_interrupted_check_has_added_what_had_passed(folder: Path) -> None:
    hangs = asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        hangs.set()
        await asyncio.sleep(60)
        return web.Response()

    slow = web.Application()
    slow.router.add_get("/zzz", hang)
    async with newsroom() as site, TestServer(slow) as server:
        outlines = f'<outline xmlUrl="{site.url}rss.xml"/><outline xmlUrl="{server.make_url("/zzz")}"/>'
        (folder / "list.opml").write_text(f"<opml><body>{outlines}</body></opml>")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "sources", "import", str(folder / "list.opml"), "--check"),
            env=environment(CRIER_CONFIG=f"{folder}/config.toml", CRIER_FETCH__ALLOW_PRIVATE_HOSTS="127.0.0.1"),
            stdout=PIPE,
            stderr=PIPE,
        )
        async with asyncio.timeout(PATIENCE):
            await hangs.wait()
            for _ in range(200):
                if len(await health(folder)) == 2:
                    break
                await asyncio.sleep(0.1)
            process.send_signal(signal.SIGINT)
            out, err = await process.communicate()
    assert (process.returncode, out.decode()) == (130, "1 added, 0 known already, 0 not usable\n")
    assert "import the list again for the rest" in err.decode()


def test_no_address_is_nobodys() -> None:
    looked_for = SourceHealth(Source("new", "https://new.example/"), "new")  # its feed is not yet found
    assert adding.known("http://...", (looked_for,)) == ""
    assert adding.known("https://new.example", (looked_for,)) == "new"
