"""How long things run: loops that die, signals, and a start that is held up."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.adapters.storage.store import open_store
from bot.app.lifetime import SIGNALS, Loop, LoopDied, started, stopping, until
from bot.demo.botapi import TOKEN
from bot.domain.errors import BadStore, CrierError
from tests.process import AS_PROCESS_1, PATIENCE, first_process, running, settings


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


@pytest.mark.parametrize("number", SIGNALS)
async def test_a_signal_lets_loops_finish(number: signal.Signals) -> None:
    finished: list[str] = []

    async def drains() -> None:
        try:
            os.kill(os.getpid(), number)
            await forever()
        finally:
            await asyncio.sleep(0)
            finished.append("drained")

    before = {each: signal.getsignal(each) for each in SIGNALS}
    with stopping() as stopped:
        await until(stopped, (named("courier", drains),))
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # of a closed terminal two of them come
        assert not {signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)} & {signal.SIG_DFL}
    assert finished == ["drained"]
    assert {each: signal.getsignal(each) for each in SIGNALS} == before


async def test_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with stopping() as stopped:
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN and not stopped.is_set()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


IMPATIENT = """
import asyncio, os, signal, sys
from bot.app.lifetime import stopping
async def main():
    with stopping() as stopped:
        for number in sys.argv[1:]:
            os.kill(os.getpid(), int(number))
            await stopped.wait()
        print("drained")
asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("numbers", "code", "said"),
    [
        ((signal.SIGTERM, signal.SIGTERM), 128 + signal.SIGTERM, ""),
        ((signal.SIGHUP, signal.SIGINT), 128 + signal.SIGINT, ""),
        ((signal.SIGHUP, signal.SIGHUP), 0, "drained\n"),
        ((signal.SIGTERM, signal.SIGHUP), 0, "drained\n"),
    ],
)
@pytest.mark.parametrize("first", [False, pytest.param(True, marks=first_process)])
async def test_a_second_signal_does_not_wait(
    numbers: tuple[signal.Signals, ...], code: int, said: str, first: bool
) -> None:
    command = (*(AS_PROCESS_1 if first else ()), sys.executable, "-c", IMPATIENT, *(str(int(each)) for each in numbers))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(PATIENCE):
        out, _ = await process.communicate()
    assert (process.returncode, out.decode()) == (code, said)


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


async def test_a_database_locked_while_it_runs_keeps_nobody_from_stopping(tmp_path: Path) -> None:
    settings(tmp_path, f'[telegram]\ntoken = "{TOKEN}"\napi_base_url = "http://127.0.0.1:1"\n')
    async with running(tmp_path / "config.toml") as bot:
        await bot.says("runs: upkeep")
        with closing(sqlite3.connect(tmp_path / "crier.db", isolation_level=None, timeout=20)) as other:
            other.execute("BEGIN IMMEDIATE")
            told = asyncio.get_running_loop().time()
            assert await bot.stop() == 0, bot.text
    assert asyncio.get_running_loop().time() - told < 8  # what waits already does so for 5 s


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
