"""The pace on Discord under strict limits: `python -m bench.discord_pacing [--channels 2000] [--busy 20] [--posts 30]`.

`crier run --roles courier,chat` as a process of its own against a stand-in for Discord with its limits: 50 requests in
any second over all, 5 messages in any 5 s into a channel, told in headers. Every channel is owed one post, some busy
ones so many; meanwhile somebody gives /latest or /help every second, and the time until the answer is taken. The rate
is that of the time in which most channels wait: in the end the busy ones are left, each at its own pace.
"""

import argparse
import asyncio
import math
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from time import perf_counter

from bench.owe import owe, prepare
from bench.pacing import ASKED_EVERY, LONGEST, OK, PATIENCE, SECOND, TOO_MANY, crier, in_any
from tests.discordapi import Channel, DiscordApi, Limits

WINDOW = 5.0  # seconds, of a channel
GOAL = 38  # messages a second, at 40 at most: the rest of 50 requests is for other things


def become_channels(file: Path, channels: Sequence[Channel]) -> None:
    """The chats that were prepared are channels of one server."""
    with closing(connect(file)) as connection, connection:
        known = connection.execute("SELECT id FROM addresses ORDER BY id").fetchall()
        values = [(str(each.id), address) for each, (address,) in zip(channels, known, strict=True)]
        connection.executemany(
            "UPDATE addresses SET platform = 'discord', kind = 'group', server = '1', chat = ? WHERE id = ?", values
        )


def only(file: Path, busy: int) -> None:
    """From now on, articles are owed to the busy ones alone."""
    first = "SELECT id FROM addresses ORDER BY id LIMIT ?"
    with closing(connect(file)) as connection, connection:
        connection.execute(
            f"UPDATE subscriptions SET kind = 'section', value = 'none' WHERE address_id NOT IN ({first})", [busy]
        )


async def asking(api: DiscordApi, channel: Channel) -> list[float]:
    """Ask every second until cancelled: seconds until each answer."""
    naila = api.person("Naila")
    api.member(api.guilds[channel.guild.id] if channel.guild else api.guild(), naila)
    took: list[float] = []
    try:
        while True:
            start = perf_counter()
            await api.slash(naila, channel, "latest" if len(took) % 2 else "help", timeout=PATIENCE)
            took.append(perf_counter() - start)
            await asyncio.sleep(ASKED_EVERY)
    except asyncio.CancelledError:
        return took


async def measured(folder: Path, count: int, busy: int, posts: int, latency: float) -> None:
    file = folder / "crier.db"
    await prepare(f"sqlite:///{file}", count)
    async with DiscordApi(latency=latency, limits=Limits.strict()) as api:
        guild = api.guild("Readers")
        channels = [api.channel(guild, f"news-{number}") for number in range(count)]
        await asyncio.to_thread(become_channels, file, channels)
        await owe(f"sqlite:///{file}", count, 1)
        await asyncio.to_thread(only, file, busy)
        for number in range(1, posts):
            await owe(f"sqlite:///{file}", busy, number + 1)
        wanted = count + busy * (posts - 1)
        async with crier(file, "discord", api):
            await api.ready(PATIENCE)
            people = asyncio.create_task(asking(api, channels[-1]))
            await api.until(lambda: len(sent(api)) >= wanted, LONGEST)
            people.cancel()
            answers = sorted(await people)
    moments = sent(api)
    by_channel: defaultdict[int | None, list[float]] = defaultdict(list)
    for call in api.calls:
        if call.method == "POST" and call.route.endswith("/messages") and call.status == OK:
            by_channel[call.channel].append(call.time)
    requests = [call.time for call in api.calls if "/interactions/" not in call.route]
    refused = sum(call.status == TOO_MANY for call in api.calls)
    crowded = moments[: count // 2]
    rate = (len(crowded) - 1) / max(1e-9, crowded[-1] - crowded[0])
    late = answers[math.ceil(len(answers) * 0.95) - 1]
    print(f"{count:,} channels, {busy} of them with {posts} posts, answers after {latency * 1000:.0f} ms")
    print(f"{'messages':32} {len(moments):>8,}")
    print(f"{'a second':32} {rate:>8.2f}   (goal ≥ {GOAL})")
    print(f"{'requests in any second':32} {in_any(requests, SECOND):>8}   (≤ 50)")
    most = max(in_any(times, WINDOW) for times in by_channel.values())
    print(f"{'messages in a channel in any 5 s':32} {most:>8}   (≤ 5)")
    print(f"{'429s':32} {refused:>8}   (0)")
    print(f"{'answer, median and p95':32} {statistics.median(answers):>8.2f} {late:.2f} s   (p95 ≤ 1 s)")


def sent(api: DiscordApi) -> list[float]:
    return [
        call.time
        for call in api.calls
        if call.method == "POST" and call.route.endswith("/messages") and call.status == OK
    ]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, default=2000)
    parser.add_argument("--busy", type=int, default=20, help="of them")
    parser.add_argument("--posts", type=int, default=30, help="into each busy one")
    parser.add_argument("--latency", type=float, default=0.06, help="seconds until answers")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        await measured(Path(folder), args.channels, args.busy, args.posts, args.latency)


if __name__ == "__main__":
    asyncio.run(main())
