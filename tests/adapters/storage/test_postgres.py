"""What only PostgreSQL has: a server that refuses, stops and is shared, and processes that hear of each other."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest
from sqlalchemy import Engine, event, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.adapters.signals import LocalSignals
from bot.adapters.storage import backup, claiming, postgres
from bot.adapters.storage.articles import SqlArticles
from bot.adapters.storage.engine import SERIAL, Way
from bot.adapters.storage.schema import metadata
from bot.adapters.storage.server import look_over_server
from bot.adapters.storage.store import Store, exists, open_store
from bot.domain.errors import BadStore, StoreBusy
from bot.domain.model import Place, Source
from tests.contracts.conftest import ELSEWHERE, Hands
from tests.contracts.samples import DAY, NOW, ONE, SECOND, TWO, begin, chat, claim, entry, poll, publish, ready, sent
from tests.postgres import GUARDED, PASSWORD, Server, sql

T = TypeVar("T")
U = TypeVar("U")
DUE = NOW + DAY  # every source
URL = "postgresql://{}@127.0.0.1:{}/{}"


@pytest.fixture
def store_url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


@asynccontextmanager
async def another(url: str) -> AsyncIterator[Store]:
    async with open_store(url, mode="run", process=ELSEWHERE) as opened:
        yield opened


# --- opening -----------------------------------------------------------------------------------------------


async def opened(url: str, **options: float) -> None:
    async with open_store(url, mode="run", **options):  # type: ignore[arg-type]
        pass


def described(connection: Connection) -> dict[str, object]:
    """Every table with its columns, keys and indices, without the order they were made in."""
    found: dict[str, object] = {}
    look = inspect(connection)
    for name in look.get_table_names():
        columns = {
            each["name"]: (str(each["type"]), each["nullable"], each["default"]) for each in look.get_columns(name)
        }
        foreign = {
            (each["name"], *each["constrained_columns"], str(each["options"])) for each in look.get_foreign_keys(name)
        }
        unique = {(each["name"], *each["column_names"]) for each in look.get_unique_constraints(name)}
        indices = {
            each["name"]: (each["column_names"], str(each["dialect_options"])) for each in look.get_indexes(name)
        }
        found[name] = columns, look.get_pk_constraint(name), foreign, unique, indices
    return found


async def test_what_migrations_make_is_what_the_tables_say(store_url: str, postgresql: Server) -> None:
    async def look(url: str, *, make: bool = False) -> dict[str, object]:
        engine = create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))
        async with engine.begin() as connection:
            if make:
                await connection.run_sync(lambda sync: metadata.create_all(sync))
                await connection.run_sync(lambda sync: _as_bytes(sync))
            result = await connection.run_sync(described)
        await engine.dispose()
        return result

    made = await look(store_url)
    with await asyncio.to_thread(lambda: contextlib.ExitStack()) as stack:
        declared = await asyncio.to_thread(stack.enter_context, postgresql.nothing())
        wanted = await look(declared, make=True)
        await asyncio.to_thread(stack.close)
    assert made.keys() - wanted.keys() == {"alembic_version", "search"}
    assert {name: made[name] for name in wanted} == wanted


def _as_bytes(connection: Connection) -> None:
    from bot.adapters.storage.migrate import _compare_bytes

    _compare_bytes(connection)


async def test_texts_are_compared_byte_by_byte_as_on_sqlite(store_url: str) -> None:
    await sql(store_url, "SELECT 1")
    async with open_store(store_url, mode="run") as store:
        await store.sources.seed([Source(each, f"https://{each}.example/") for each in ("a-b", "ab", "a-c")], NOW)
        assert [each.source.id for each in await store.sources.health()] == ["a-b", "a-c", "ab"]


async def test_several_processes_make_it_at_once(postgresql: Server) -> None:
    with contextlib.ExitStack() as stack:
        url = await asyncio.to_thread(stack.enter_context, postgresql.nothing())
        assert not await exists(url)
        with pytest.raises(BadStore, match="does not exist yet; `crier run` makes it"):
            async with open_store(url, mode="read", patience=0):
                pass
        await asyncio.gather(*(opened(url) for _ in range(4)))
        assert await exists(url)
        await asyncio.to_thread(stack.close)


async def test_what_is_wrong_is_said_with_its_remedy_and_never_the_password(postgresql: Server, store_url: str) -> None:
    name = store_url.rpartition("/")[2]
    for url, told in (
        (URL.format(f"{GUARDED}:wrong-{PASSWORD}", postgresql.port, name), "refuses the password; mend it"),
        (URL.format(f"{GUARDED}:{PASSWORD}", postgresql.port, name), "may not use its tables; let it own"),
        (URL.format("crier", postgresql.port, "nowhere"), "no such database; make it: createdb"),
        (URL.format(f"nobody:{PASSWORD}", postgresql.port, name), "lets this user in"),
        (
            f"postgresql://crier:{PASSWORD}@127.0.0.1:{postgresql.port}/{name}?sslmode=odd",
            "storage.url is not an address .*%2F",
        ),
    ):
        with pytest.raises(BadStore, match=told) as refused:
            await opened(url)
        assert PASSWORD not in str(refused.value)
    with pytest.raises(StoreBusy, match=r"cannot be reached \(.*\); start it, or mend host and port") as busy:
        await opened(f"postgresql://crier:{PASSWORD}@127.0.0.1:1/{name}", patience=0)
    assert PASSWORD not in str(busy.value)


async def test_another_programs_database_is_refused(postgresql: Server) -> None:
    with contextlib.ExitStack() as stack:
        url = await asyncio.to_thread(stack.enter_context, postgresql.nothing())
        await sql(url, "CREATE TABLE theirs (id int)")
        with pytest.raises(BadStore, match="another program's"):
            await opened(url)
        await asyncio.to_thread(stack.close)


async def test_without_the_driver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(BadStore, match="pip install .*-r requirements-image.txt"):
        await opened("postgresql://crier@127.0.0.1/crier")


async def test_copies_are_left_to_its_own_programs(tmp_path: Path) -> None:
    url = f"postgresql://me:{PASSWORD}@host/db"
    with pytest.raises(BadStore, match="pg_dump --format=custom --file=.* postgresql://me@host/db$") as dumped:
        await backup.backup(url, tmp_path / "copy")
    with pytest.raises(BadStore, match="pg_restore --clean .*--dbname=postgresql://me@host/db ") as restored:
        await backup.restore(tmp_path / "copy", url, force=True)
    with pytest.raises(BadStore, match=r"postgresql:///db\?host=%2Frun'$") as optional:
        await backup.backup(f"postgresql:///db?password={PASSWORD}&host=/run&sslpassword={PASSWORD}", tmp_path / "copy")
    assert PASSWORD not in f"{dumped.value}{restored.value}{optional.value}"


async def test_looking_it_over(store_url: str) -> None:
    server = await look_over_server(store_url)
    assert server.filled and server.size > 0 and abs(server.ahead) < 5 and int(server.version.partition(".")[0]) >= 13


# --- a server that goes and comes --------------------------------------------------------------------------


async def test_a_server_that_is_restarted_is_busy_and_then_there_again(
    postgresql: Server, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.storage.listening.PAUSES", (0.05, 0.1))
    async with open_store(store_url, mode="run") as store:
        await begin(store)
        signals = LocalSignals()
        assert store.listen is not None
        listening = asyncio.create_task(store.listen(signals.ring))
        assert await signals.wait("outbox", 10)
        await asyncio.to_thread(postgresql.stop)
        with pytest.raises(StoreBusy, match="postgresql://crier@"):
            await store.leases.beat()
        with pytest.raises(StoreBusy):
            await store.sources.health()
        await asyncio.to_thread(postgresql.start)
        for _ in range(postgres.CONNECTIONS + 1):  # each connection of the pool finds out for itself
            with contextlib.suppress(StoreBusy):
                await store.leases.beat()
        await store.leases.beat()
        assert len(await store.sources.health()) == 1
        assert await signals.wait("outbox", 10)  # connected again, and whatever was missed is looked for
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


# --- several processes -------------------------------------------------------------------------------------


async def test_what_is_stored_is_heard_by_others_and_settling_is_not(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store, another(store_url) as other:
        await begin(store)
        await chat(store)
        heard: asyncio.Queue[str] = asyncio.Queue()
        assert other.listen is not None
        listening = asyncio.create_task(other.listen(heard.put_nowait))
        assert {await heard.get() for _ in range(4)} == {"sources", "articles", "outbox", "updates"}
        await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)
        assert await heard.get() == "articles"
        batch = await other.articles.claim(NOW)
        assert batch is not None
        await other.articles.publish([ready(each) for each in batch.drafts], NOW, max_age=NOW - NOW, settle=NOW - NOW)
        await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)  # nothing new
        await publish(store, entry(2))
        assert await heard.get() == "articles"
        assert await heard.get() == "outbox"
        await store.outbox.settle([sent(each) for each in await claim(store)], NOW)
        await store.sources.hasten("one", NOW)
        assert await heard.get() == "sources"
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def test_what_becomes_owed_again_is_heard_by_others(store_url: str) -> None:
    async with open_store(store_url, mode="run", hold_doubts=True) as store, another(store_url) as other:
        await begin(store)
        address = await chat(store, kind="channel")
        await publish(store, entry(1))
        (owed,) = await claim(store)
        await store.leases.release()
        await store.addresses.pause(address.id, None)
        heard: asyncio.Queue[str] = asyncio.Queue()
        assert other.listen is not None
        listening = asyncio.create_task(other.listen(heard.put_nowait))
        assert {await heard.get() for _ in range(4)} == {"sources", "articles", "outbox", "updates"}
        for change in (
            store.addresses.resume(address.id, "all", NOW),
            store.outbox.decide(owed.owed.id, NOW, arrived=False),
            store.addresses.move("telegram", "1", "-1001"),
        ):
            await change
            assert await asyncio.wait_for(heard.get(), 5) == "outbox"
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def test_pollers_that_find_one_article_in_two_sources_at_once_store_it_once(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store, another(store_url) as other:
        await begin(store, ONE, TWO)
        for number in range(1, 6):
            each = entry(number, url=f"https://shared.example/{number}")
            new = await asyncio.gather(
                store.sources.store_poll(poll(ONE, [each]), NOW), other.sources.store_poll(poll(TWO, [each]), NOW)
            )
            assert sorted(new) == [0, 1]
        assert (await store.figures.stats(NOW)).articles == 5


async def test_editors_share_a_poll_and_never_an_article(store_url: str) -> None:
    async with AsyncExitStack() as stack:
        editors = [await stack.enter_async_context(another(store_url)) for _ in range(4)]
        await begin(editors[0])
        await editors[0].sources.store_poll(poll(ONE, [entry(number) for number in range(1, 101)]), NOW)
        got: list[int] = []

        async def edit(store: Store) -> None:
            while batch := await store.articles.claim(NOW, limit=7):
                got.extend(each.id for each in batch.drafts)

        await asyncio.gather(*(edit(store) for store in editors))
        await edit(editors[0])
        assert sorted(got) == list(range(1, 101))


async def test_pollers_never_share_a_source(store_url: str) -> None:
    async with AsyncExitStack() as stack:
        pollers = [await stack.enter_async_context(another(store_url)) for _ in range(4)]
        await pollers[0].sources.seed([replace(ONE, id=f"s{n}", url=f"https://{n}.example/") for n in range(60)], NOW)
        got: list[str] = []

        async def take(store: Store) -> None:
            while due := await store.sources.due(NOW, 5):
                got.extend(each.source.id for each in due)

        await asyncio.gather(*(take(store) for store in pollers))
        await take(pollers[0])
        assert len(got) == len(set(got)) == 60


async def test_a_lease_has_one_holder_however_many_ask_at_once(store_url: str) -> None:
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(another(store_url)) for _ in range(5)]
        assert sorted(await asyncio.gather(*(store.leases.acquire("courier:x") for store in stores))) == [False] * 4 + [
            True
        ]


async def test_transactions_of_one_process_that_are_its_first_register_it_once(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store:
        await asyncio.gather(*(store.leases.acquire(f"a {number}") for number in range(8)))
        assert await sql(store_url, "SELECT count(*) FROM processes") == [(1,)]


async def test_a_transaction_that_the_server_gave_up_is_tried_again(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store:
        await begin(store, ONE, TWO)
        database, gate = store.sources._database, asyncio.Barrier(2)
        tries = 0

        def both(connection: Connection, first: str, then: str) -> None:
            nonlocal tries
            tries += 1
            statement = "UPDATE sources SET polls = polls + 1 WHERE id = '{}'"
            connection.exec_driver_sql(statement.format(first))
            if tries <= 2:
                connection.connection.dbapi_connection.run_async(lambda _: gate.wait())  # type: ignore[union-attr]
            connection.exec_driver_sql(statement.format(then))

        await asyncio.gather(
            database.transact(lambda connection: both(connection, "one", "two")),
            database.transact(lambda connection: both(connection, "two", "one")),
        )
        assert tries == 3


# --- a transaction that is not yet committed ---------------------------------------------------------------


async def waiting_or_ended(url: str, other: asyncio.Task[Any]) -> None:
    """Until another transaction waits for a lock, or has ended."""
    while not other.done() and await sql(url, "SELECT count(*) FROM pg_locks WHERE NOT granted") == [(0,)]:
        pass


async def before_commit(
    store: Store, url: str, work: Callable[[Connection], U], meanwhile: Coroutine[Any, Any, T], way: Way = "free"
) -> tuple[U, T]:
    """Run a transaction, and before it is committed something else: what both gave."""
    done, over = asyncio.Event(), asyncio.Event()

    async def wait(_: object) -> None:
        done.set()
        await over.wait()

    def work_and_wait(connection: Connection) -> U:
        result = work(connection)
        connection.connection.dbapi_connection.run_async(wait)  # type: ignore[union-attr]
        return result

    first = asyncio.create_task(store.articles._database.transact(work_and_wait, way))
    await done.wait()
    second = asyncio.create_task(meanwhile)
    await waiting_or_ended(url, second)
    over.set()
    return await first, await second


async def published(store: Store, url: str, other: Coroutine[Any, Any, T]) -> T:
    """Owe an article, and meanwhile do something else."""
    await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None
    articles = [ready(each) for each in batch.drafts]
    publish = partial(SqlArticles.publish.__wrapped__, store.articles)  # type: ignore[attr-defined]
    work = partial(publish, ready=articles, now=NOW, max_age=2 * DAY, settle=NOW - NOW)
    return (await before_commit(store, url, work, other, "serial"))[1]


async def test_a_group_moves_while_it_is_being_claimed(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store, another(store_url) as other:
        await begin(store)
        await store.addresses.ensure(Place("telegram", "-100", kind="group"))
        await chat(store, "-1001", kind="group")
        await publish(store, entry(1))
        await store.leases.beat()
        me = store.outbox._me.id
        taking = partial(claiming.claim, platform="telegram", most=9, now=NOW, process=me)
        moving = other.addresses.move("telegram", "-100", "-1001")
        (claims, _) = await before_commit(store, store_url, taking, moving)
        assert len(claims) == 1
        await store.outbox.settle([sent(each) for each in claims], NOW)
        assert (await store.figures.stats(NOW)).deliveries["sent"] == 1


async def test_what_is_published_while_a_pause_ends_is_not_held_for_ever(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store, another(store_url) as other:
        await begin(store)
        address = await chat(store)
        await store.addresses.pause(address.id, None)
        assert await published(store, store_url, other.addresses.resume(address.id, "all", NOW)) == 1
        assert len(await claim(store)) == 1


async def test_what_is_published_while_a_pause_begins_is_held(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store, another(store_url) as other:
        await begin(store)
        address = await chat(store)
        assert await published(store, store_url, other.addresses.pause(address.id, None)) == 1
        assert (await store.figures.stats(NOW)).deliveries["held"] == 1


# --- the few connections -----------------------------------------------------------------------------------


async def test_what_waits_for_its_turn_holds_up_nothing_else(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store:
        await begin(store)
        await chat(store)
        await publish(store, entry(1))
        elsewhere = await postgres.connect(store_url)
        await elsewhere.execute(f"SELECT pg_advisory_lock({SERIAL})")
        polls = [
            asyncio.create_task(store.sources.store_poll(poll(ONE, [entry(number)]), NOW))
            for number in range(2, postgres.CONNECTIONS + 3)
        ]
        await waiting_or_ended(store_url, polls[0])
        async with asyncio.timeout(5):
            assert len(await claim(store)) == 1
        await elsewhere.close()
        assert await asyncio.gather(*polls) == [1] * len(polls)


async def test_the_heart_beats_while_all_connections_are_taken(store_url: str) -> None:
    async with open_store(store_url, mode="run") as store:
        taken, over = asyncio.Barrier(postgres.CONNECTIONS + 1), asyncio.Event()

        async def wait(_: object) -> None:
            await taken.wait()
            await over.wait()

        def take(connection: Connection) -> None:
            connection.connection.dbapi_connection.run_async(wait)  # type: ignore[union-attr]

        takers = [asyncio.create_task(store.outbox._database.transact(take)) for _ in range(postgres.CONNECTIONS)]
        await taken.wait()
        async with asyncio.timeout(5):
            assert not await store.leases.beat()
        over.set()
        await asyncio.gather(*takers)


def test_a_session_that_the_server_ended_is_busy_in_the_drivers_words_too() -> None:
    """So it ends those of a process that slept inside a transaction."""
    told = asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")
    assert isinstance(postgres.named("postgresql://host/db", told), StoreBusy)
    assert postgres.named("postgresql://host/db", asyncpg.InterfaceError("the number of arguments is wrong")) is None


# --- a COMMIT whose answer is lost -------------------------------------------------------------------------


@contextlib.contextmanager
def losing_answers() -> Iterator[None]:
    """What is committed is stored, and its caller does not hear of it."""

    def lost(connection: Connection) -> None:
        connection.connection.commit()
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    event.listen(Engine, "commit", lost)
    try:
        with pytest.raises(StoreBusy, match="the connection broke"):
            yield
    finally:
        event.remove(Engine, "commit", lost)


async def test_what_was_taken_without_its_process_knowing_is_given_back_by_itself(store_url: str) -> None:
    hands = Hands()
    async with open_store(store_url, mode="run", clock=hands) as store, another(store_url) as other:
        await begin(store)
        await chat(store, 1)
        await publish(store, entry(1))
        assert await store.leases.acquire("courier:telegram")
        (known,) = await claim(store)
        await chat(store, 2)
        await publish(store, entry(2))
        await store.sources.store_poll(poll(ONE, [entry(3)]), NOW)
        for taking in (store.outbox.claim("telegram", 9, NOW), store.articles.claim(NOW), store.sources.due(DUE, 9)):
            with losing_answers():
                await taking
        for _ in range(4):
            assert not await store.leases.beat()
            assert await claim(store) == []
            hands.now += 2 * SECOND
        await store.outbox.settle([sent(known)], NOW)  # what it knows of, it keeps
        hands.now += 5 * SECOND
        assert await store.leases.beat()
        assert sorted(each.address.place.chat for each in await claim(store)) == ["1", "2"]
        assert await store.articles.claim(NOW) is not None
        assert len(await store.sources.due(DUE, 9)) == 1
        assert await store.leases.acquire("courier:telegram")
        assert not await other.leases.acquire("courier:telegram")
        await store.leases.release()
        assert await other.leases.acquire("courier:telegram")


async def test_a_process_that_was_registered_anew_without_knowing_goes_on(store_url: str) -> None:
    hands = Hands()
    async with open_store(store_url, mode="run", clock=hands) as store:
        with losing_answers():
            await store.leases.acquire("courier:telegram")
        for _ in range(3):
            with losing_answers():
                await store.leases.beat()
            hands.now += SECOND
        await store.leases.beat()
        assert await store.leases.acquire("courier:telegram")
        hands.now += 6 * SECOND
        assert await store.leases.beat()
        assert not await store.leases.beat()
        assert await store.leases.acquire("courier:telegram")


async def test_a_process_that_is_ending_does_not_wait_for_a_database_that_does_not_answer(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "HURRIED", 0.2)
    elsewhere = await postgres.connect(store_url)
    async with asyncio.timeout(5), open_store(store_url, mode="run") as store:
        await begin(store)
        await chat(store)
        await publish(store, entry(1))
        claims = await claim(store)
        async with elsewhere.transaction():
            await elsewhere.execute("LOCK TABLE addresses")
            store.hurry()
            with pytest.raises(StoreBusy, match="does not answer"):
                await store.outbox.settle([sent(each) for each in claims], NOW)
            with pytest.raises(StoreBusy):
                await store.leases.release()
            await store.outbox._database.close()
    await elsewhere.close()
