"""A publisher's own word. Over the web, with the whole bot: tests/web/test_hooks.py."""

import asyncio
import json

import pytest

from bot.adapters.signals import LocalSignals
from bot.domain.model import NO_VALIDATORS, Page, PageText, Source, SourceHealth, Validators
from bot.services.publishing import WAITING, Publishing, Told, sign
from tests.fakes import START, no_jitter
from tests.services.fakes_desk import Notebook
from tests.services.pushed import TOPIC, MemoryPushes, ToldSources, Watch, Web

SECRET = "a-secret-that-publishers-know"
ADDRESS = "https://news.example/post/a-bridge-is-agreed"
TEXT = PageText(text="The bridge opens in spring.", title="A bridge is agreed", section="World")


class Pages(Web):
    """Articles' pages. `moved`: address → where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.articles[ADDRESS] = TEXT
        self.moved: dict[str, str] = {}
        self.gate = asyncio.Event()
        self.gate.set()

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        await self.gate.wait()
        return await super().get(self.moved.get(url, url), validators)


class Bench:
    def __init__(self, *sources: SourceHealth) -> None:
        self.pushes, self.sources, self.pages, self.watch = MemoryPushes(), ToldSources(*sources), Pages(), Watch()
        self.signals = LocalSignals()
        self.publishing = Publishing(
            secret=SECRET,
            pushes=self.pushes,
            sources=self.sources,
            notebook=Notebook(),
            fetcher=self.pages,
            reader=self.pages,
            signals=self.signals,
            clock=self.watch,
            random=no_jitter,
        )

    async def say(self, url: str, **more: object) -> Told:
        body = json.dumps({"url": url, **more}).encode()
        stamp = str(int(self.watch.moment.timestamp()))
        return await self.publishing.take(stamp, f"sha256={sign(SECRET, stamp, body)}", body)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_what_is_new_wakes_the_editor_and_nothing_is_taken_twice(bench: Bench) -> None:
    assert await bench.say(ADDRESS) == Told("new")
    assert await bench.signals.wait("articles", 0)
    assert await bench.say(f"{ADDRESS}?utm_source=cms") == Told("known")
    assert (await bench.say(ADDRESS)).kind == "replayed"


async def test_an_article_is_known_by_where_a_redirect_begins_and_ends(bench: Bench) -> None:
    short = "https://news.example/s/1234567890"
    bench.pages.moved[short] = ADDRESS
    assert await bench.say(short) == Told("new")
    assert await bench.say(ADDRESS) == Told("known")
    assert await bench.say(short, again=True) == Told("known")


async def test_a_redirect_to_another_host_names_nothing_here(bench: Bench) -> None:
    elsewhere = "https://elsewhere.example/front-page-of-the-day"
    bench.pages.articles[elsewhere] = PageText(text="x", title="Elsewhere")
    bench.pages.moved[ADDRESS] = elsewhere
    assert await bench.say(ADDRESS) == Told("new")
    assert not [key for key in bench.pushes.known["news"] if "elsewhere.example" in key]


async def test_a_source_is_polled_for_itself_and_for_what_cannot_be_read(bench: Bench) -> None:
    for url in (TOPIC, "https://www.news.example/", f"{ADDRESS}-to-come"):
        told = await bench.say(url)
        assert told.kind == "polled" and told.reason.endswith("its feed is read at once")
        assert await bench.signals.wait("sources", 0)
    assert bench.sources.hastened == [("news", START)] * 3


async def test_only_sources_that_are_polled_are_told() -> None:
    paused = SourceHealth(Source("paused", "https://news.example/"), "paused")
    assert (await Bench(paused).say(ADDRESS)).kind == "foreign"


async def test_too_many_at_once_are_told_to_come_again(bench: Bench) -> None:
    bench.pages.gate.clear()
    first = [asyncio.create_task(bench.say(f"{ADDRESS}-{number}")) for number in range(WAITING)]
    await asyncio.sleep(0)
    assert (await bench.say(ADDRESS)).kind == "busy"
    bench.pages.gate.set()
    assert {told.kind for told in await asyncio.gather(*first)} == {"polled"}
    assert await bench.say(ADDRESS) == Told("new")


@pytest.mark.parametrize("stamp", ["", "now", "-5", "²", "9" * 13, "9" * 5000])
async def test_what_is_no_time_is_refused(bench: Bench, stamp: str) -> None:
    assert (await bench.publishing.take(stamp, f"sha256={sign(SECRET, stamp, b'')}", b"")).kind == "unsigned"


@pytest.mark.parametrize(("off", "kind"), [(-301, "unsigned"), (-300, "new"), (300, "new"), (301, "unsigned")])
async def test_a_clock_may_be_wrong_by_five_minutes(bench: Bench, off: int, kind: str) -> None:
    bench.watch.later(seconds=off)
    body, stamp = json.dumps({"url": ADDRESS}).encode(), str(int(START.timestamp()))
    told = await bench.publishing.take(stamp, f"sha256={sign(SECRET, stamp, body)}", body)
    assert told.kind == kind and SECRET not in told.reason


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=é", "sha1=00", "sha256=" + "0" * 64, "\udcff"])
async def test_what_is_no_signature_is_refused(bench: Bench, signature: str) -> None:
    assert (await bench.publishing.take(str(int(START.timestamp())), signature, b"{}")).kind == "unsigned"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"url": 5}', b'{"url": "ftp://news.example/"}', b"[" * 100_000])
async def test_what_names_no_address_is_refused(bench: Bench, body: bytes) -> None:
    stamp = str(int(START.timestamp()))
    assert (await bench.publishing.take(stamp, f"sha256={sign(SECRET, stamp, body)}", body)).kind == "malformed"
