"""The move from SQLite to PostgreSQL."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.adapters.storage.copying import copy, count
from bot.adapters.storage.process import started, this_process
from bot.adapters.storage.store import Store, open_store
from bot.domain.errors import BadStore
from bot.domain.filters import normalise
from bot.domain.model import Query, Subscription, Word
from tests.contracts.samples import ALL, NOW, ONE, TWO, begin, chat, claim, entry, poll, publish, sent
from tests.postgres import Server, sql

WORDS = ["council", "bridge", "rail", "river", "mayor", "budget", "school", "market", "festival", "harbour"]


@pytest.fixture
def target(postgresql: Server) -> Iterator[str]:
    with postgresql.nothing() as url:
        yield url


async def fill(store: Store, articles: int = 60, chats: int = 40) -> None:
    """Chats with filters, articles that are sent, pending, being sent and not yet read."""
    chance = random.Random(5)  # noqa: S311
    await begin(store, ONE, TWO)
    for number in range(chats):
        filtered = Subscription("filter", normalise(chance.choice(WORDS)), "its words", mention=str(number))
        address = await chat(store, number, ALL, filtered, kind="channel", server=f"s{number}", shape="announcement")
        await store.addresses.set_publishing(address.id, crosspost=number % 2 == 0, webhook=number % 3 == 0)
    titles = [" ".join(chance.sample(WORDS, 3)) + f" it's C++ \\ {number}" for number in range(articles)]
    entries = [entry(number, title=title, authors=("Naila Əliyeva",)) for number, title in enumerate(titles)]
    await publish(store, *entries, body=" ".join(chance.sample(WORDS, 6)))
    for _ in range(5):
        await store.outbox.settle([sent(each) for each in await claim(store)], NOW)
    await store.sources.store_poll(poll(TWO, [entry(1000)]), NOW)
    await store.notebook.write("a note", "ə\0, ё", NOW)
    await claim(store, limit=3)


async def test_everything_arrives_and_goes_on(store_url: str, target: str) -> None:
    async with open_store(store_url, mode="run", process=replace(this_process(), host="another")) as store:
        await fill(store)
        steps: list[int] = []
        rows = await copy(store_url, target, steps.append)
        assert sum(steps) == count(store_url) and rows > 3000
        stats = await store.figures.stats(NOW)
        found = [(await store.articles.find(Query(words=((Word(word, (word,)),),)), limit=50)).items for word in WORDS]
        newest = await sql(store_url, "SELECT max(id) FROM outbox")
        unmarked = "SELECT count(*) FROM outbox WHERE digest IS NULL"
        assert await sql(target, unmarked) == await sql(store_url, unmarked) != [(0,)]
    async with open_store(target, mode="run") as moved:
        assert await moved.figures.stats(NOW) == stats
        assert [
            (await moved.articles.find(Query(words=((Word(word, (word,)),),)), limit=50)).items for word in WORDS
        ] == found
        assert await moved.notebook.read("a note") == "ə, ё"
        assert await moved.leases.beat()  # the process that was copied along is dead here
        assert len(await claim(moved)) == 40  # and its chats are free
        await publish(moved, entry(2000))
        last = "SELECT min(id) FROM outbox WHERE key = (SELECT max(key::int)::text FROM outbox)"
        assert (await sql(target, last))[0] > newest[0]


async def test_a_target_with_something_in_it_is_refused_or_emptied(store_url: str, target: str) -> None:
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(store_url, mode="run"))
        await fill(store, articles=3, chats=2)
    await copy(store_url, target, lambda _: None)
    with pytest.raises(BadStore, match="not empty; .*--force"):
        await copy(store_url, target, lambda _: None)
    await copy(store_url, target, lambda _: None, force=True)
    async with open_store(target, mode="run") as running:
        await running.leases.beat()
        with pytest.raises(BadStore, match="a bot is running on it; stop it first"):
            await copy(store_url, target, lambda _: None, force=True)


async def test_a_running_bot_is_not_copied_unasked(store_url: str, target: str) -> None:
    first = replace(this_process(), pid=1, started=started(1))
    async with open_store(store_url, mode="run", process=first) as store:
        await store.leases.beat()
        with pytest.raises(BadStore, match=r"a bot is running on it \(process 1\).*--running"):
            await copy(store_url, target, lambda _: None)
        await copy(store_url, target, lambda _: None, running=True)


async def test_what_is_stopped_halfway_leaves_the_target_as_it_was(store_url: str, target: str) -> None:
    async with open_store(store_url, mode="run") as store:
        await fill(store, articles=5)

    def stop(_: int) -> None:
        copying.cancel()

    copying = asyncio.create_task(copy(store_url, target, stop))
    with pytest.raises(asyncio.CancelledError):
        await copying
    assert await sql(target, "SELECT count(*) FROM sources") == [(0,)]
    await copy(store_url, target, lambda _: None)


async def test_a_row_that_does_not_arrive_as_it_was_is_noticed(store_url: str, target: str) -> None:
    async with open_store(store_url, mode="run") as store:
        await fill(store, articles=2, chats=2)
    await copy(store_url, target, lambda _: None)
    await sql(
        target, "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.title = 'x'; RETURN NEW; END$$"
    )
    await sql(target, "CREATE TRIGGER spoils BEFORE INSERT ON articles FOR EACH ROW EXECUTE FUNCTION spoil()")
    with pytest.raises(BadStore, match="articles: .* rows arrived of .*, or not as they were"):
        await copy(store_url, target, lambda _: None, force=True)
    assert await sql(target, "SELECT count(*) FROM articles WHERE title = 'x'") == [(0,)]


@pytest.mark.parametrize(
    ("source", "to", "told"),
    [
        ("sqlite:///{}/none.db", "postgresql://h/d", "no such file; name the configuration"),
        ("{}", "sqlite:///b.db", "--to: write an address of PostgreSQL"),
        ("sqlite:///{}/none.db", "postgresql://u:p/w@h:x/d", "^--to is not an address; .*percent-encoded"),
        ("{}", "postgresql://h/d?sslmode=odd", "^--to is not an address that .*driver knows"),
    ],
)
async def test_bad_addresses_are_refused(store_url: str, tmp_path: object, source: str, to: str, told: str) -> None:
    where = source.format(tmp_path if "none" in source else store_url)
    with pytest.raises(BadStore, match=told):
        await copy(where, to, lambda _: None)
