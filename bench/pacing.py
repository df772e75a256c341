"""The pace under strict limits: `python -m bench.pacing [--chats 10000] [--latency 0.06 0.01] [--at-once] …`.

`crier run --roles courier,chat` as a process of its own against a stand-in for Telegram with strict limits: 30 messages
in any second, one a second into a chat, 20 in any minute into a group. Every chat is owed one post; meanwhile somebody
says /latest or /help every second, and the time until the answer stands in the chat is taken. Then some groups are
owed 45 posts each. All is counted by the stand-in's clock; answers count as posts do. A full run takes a quarter of an
hour, or half as long with `--at-once`.
"""

import argparse
import asyncio
import math
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from sqlite3 import connect
from time import perf_counter
from typing import NamedTuple

from bench.delivery import number_chats
from bench.owe import owe, prepare
from bot.demo.botapi import BotApi, Limits
from tests.discordapi import DiscordApi

PEOPLE = 40  # who ask, in turn; none is sent posts
FIRST_PERSON = 10_000_000
ASKED_EVERY = 1.0  # seconds
POSTS = 45  # into each group
PATIENCE = 60.0  # seconds for an answer
LONGEST = 3600.0  # seconds for all of it
PREPARING = asyncio.Lock()  # migrations are one at a time in a process
SECOND, MINUTE = 1.0, 60.0
OK, TOO_MANY = 200, 429
LITTLE = 0.02  # seconds: the goal is higher where the network takes no time


class Took(NamedTuple):
    """What the stand-in saw."""

    messages: int
    rate: float  # messages a second
    most: int  # in any second
    refused: int
    answers: list[float]  # seconds, one for each command


def in_any(moments: Iterable[float], seconds: float) -> int:
    """The most moments that any window of that length holds."""
    ordered, most, first = sorted(moments), 0, 0
    for last, at in enumerate(ordered):
        while ordered[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


@asynccontextmanager
async def crier(file: Path, messenger: str, api: BotApi | DiscordApi) -> AsyncIterator[None]:
    """The bot on one messenger's stand-in."""
    config = file.with_suffix(".toml")
    config.write_text(
        f'[storage]\nurl = "sqlite:///{file}"\n[delivery]\nburst = 0\n[web]\nenabled = false\n'
        f'[{messenger}]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n'
        '[[sources]]\nid = "bench"\nurl = "https://news.example/"\n'
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CRIER_")}
    arguments = ("-m", "bot", "run", "--roles", "courier,chat", "--config", str(config))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, env=environment)
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def ask(api: BotApi, number: int) -> float:
    """Seconds from a command until its answer stands in the chat."""
    person = FIRST_PERSON + number % PEOPLE
    chat, start = api.private(person), perf_counter()
    api.say(chat, person, "/latest" if number % 2 else "/help")
    await api.wait_for(chat, chat.accepted + 1, PATIENCE)
    return perf_counter() - start


async def asking(api: BotApi) -> list[float]:
    """Ask until cancelled."""
    asked: list[asyncio.Task[float]] = []
    try:
        while True:
            asked.append(asyncio.create_task(ask(api, len(asked))))
            await asyncio.sleep(ASKED_EVERY)
    except asyncio.CancelledError:
        return list(await asyncio.gather(*asked))


def sent(api: BotApi, *, posts: bool = False) -> list[float]:
    """When messages were accepted, by the stand-in's clock: all, or only posts."""
    written = (call for call in api.calls if call.method.lower() == "sendmessage" and call.status == OK)
    return [call.time for call in written if not posts or (call.chat or 0) < FIRST_PERSON]


def to_people(api: BotApi) -> int:
    chats = (api.chats.get(FIRST_PERSON + number) for number in range(PEOPLE))
    return sum(chat.accepted for chat in chats if chat)


async def delivered(api: BotApi, file: Path, posts: int) -> Took:
    """Let the bot deliver all that is owed, while people ask."""
    async with crier(file, "telegram", api):
        await api.until(lambda: api.accepted > 0, PATIENCE)
        people = asyncio.create_task(asking(api))
        await api.until(lambda: api.accepted - to_people(api) >= posts, LONGEST)
        people.cancel()
        answers = await people
    between = sent(api, posts=True)
    moments = [at for at in sent(api) if between[0] <= at <= between[-1]]
    refused = sum(call.status == TOO_MANY for call in api.calls)
    rate = (len(moments) - 1) / max(1e-9, moments[-1] - moments[0])
    return Took(len(moments), rate, in_any(moments, SECOND), refused, answers)


async def chats(folder: Path, count: int, latency: float) -> str:
    """One post into each of many private chats. Returns its row of the table."""
    file = folder / f"{latency}.db"
    async with PREPARING:
        await prepare(f"sqlite:///{file}", count)
        await asyncio.to_thread(number_chats, file)
        await owe(f"sqlite:///{file}", count, 1)
    async with BotApi(latency=latency, limits=Limits.strict()) as api:
        for number in range(1, count + 1):
            api.private(number)
        took = await delivered(api, file, count)
    goal = 28 if latency > LITTLE else 29
    return row(f"{count:,} chats, {latency * 1000:.0f} ms", took, f"≥ {goal}/s, ≤ 30, 0, ≤ 1 s")


async def groups(folder: Path, count: int) -> str:
    """Many posts into each of a few groups. Returns its row of the table."""
    file = folder / "groups.db"
    async with PREPARING:
        await prepare(f"sqlite:///{file}", count)
    async with BotApi(latency=0.06, limits=Limits.strict()) as api:
        made = [api.supergroup(f"Group {number}") for number in range(count)]
        await asyncio.to_thread(become_groups, file, [group.id for group in made])
        for number in range(POSTS):
            await owe(f"sqlite:///{file}", count, number + 1)
        took = await delivered(api, file, count * POSTS)
        most = max(in_any((call.time for call in api.calls if call.chat == group.id), MINUTE) for group in made)
    return row(f"{count} groups, {POSTS} posts, 60 ms", took, f"0, ≤ 20 a minute: {most}")


def become_groups(file: Path, ids: Sequence[int]) -> None:
    with closing(connect(file)) as connection, connection:
        known = connection.execute("SELECT id FROM addresses ORDER BY id").fetchall()
        pairs = [(str(chat), address) for chat, (address,) in zip(ids, known, strict=True)]
        connection.executemany("UPDATE addresses SET kind = 'group', chat = ? WHERE id = ?", pairs)


def row(name: str, took: Took, goal: str) -> str:
    answers = sorted(took.answers)
    late = answers[math.ceil(len(answers) * 0.95) - 1]
    return (
        f"{name:28} {took.messages:>9,} {took.rate:>11.2f} {took.most:>13} {took.refused:>5} "
        f"{statistics.median(answers):>8.2f} s {late:>7.2f} s {answers[-1]:>7.2f} s   {goal}"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=10_000, help="0 leaves them out")
    parser.add_argument("--latency", type=float, nargs="+", default=[0.06, 0.01], help="seconds until answers")
    parser.add_argument("--at-once", action="store_true", help="all at the same time")
    parser.add_argument("--groups", type=int, default=5, help="0 leaves them out")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = [chats(Path(folder), args.chats, latency) for latency in args.latency if args.chats]
        work += [groups(Path(folder), args.groups)] if args.groups else []
        rows = await asyncio.gather(*work) if args.at_once else [await part for part in work]
    print(
        f"{'':28} {'messages':>9} {'a second':>11} {'in any second':>13} {'429s':>5} "
        f"{'answer':>10} {'p95':>9} {'worst':>9}   goal"
    )
    print("\n".join(rows))


if __name__ == "__main__":
    asyncio.run(main())
