"""Several processes on one database, some of them killed or paused: `python -m bench.cluster [--processes 2 4]`.

Each process runs poller, editor and courier, as a machine of its own: what it holds is not freed before it has been
silent for as long as a lease needs, never because its pid is gone. A hundred sites publish 2,000 items, which are owed
to 50 chats; the stand-in's limits and the chats' pace are lifted, `delivery.burst = 0`. Every now and then a process is
killed (and started again) or stopped for 12 s, by chance (`--seed`). Meanwhile every message that is accepted is noted.

    lost          owed and never accepted              repeated   accepted again; at most what was being sent, claimed
    out of order  before one that was owed earlier                and not settled, when a process was killed or stopped
    takeover      from a kill of the process that delivers until the next message is accepted

`--url` names a PostgreSQL database that may be filled; without it a server is started for the time of the run.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from bench.crowd import NEW, Crowd, crowd
from bot.demo.botapi import BotApi, Limits
from tests.postgres import running, sql

LATENCY = 0.02  # seconds until the stand-in answers
PATIENCE = 900.0  # seconds for all to arrive
PAUSE = 12.0  # seconds that a process is stopped
PEACE = (10, 30)  # seconds between two troubles: each that meets the courier costs up to ten seconds of delivery
SITES = 100
SENDING = "SELECT count(*) FROM outbox WHERE state = 'sending'"
WAITING = "SELECT count(*) FROM outbox WHERE settled IS NULL"
OWED = (
    "SELECT addresses.chat, outbox.id, articles.url FROM outbox JOIN addresses ON addresses.id = outbox.address_id "
    "JOIN articles ON articles.id = outbox.article_id ORDER BY outbox.id"
)
HOLDER = (
    "SELECT processes.host FROM leases JOIN processes ON processes.id = leases.process_id "
    "WHERE leases.name LIKE 'courier:%'"
)


@dataclass
class Tally:
    """What a run has shown."""

    processes: int
    owed: int = 0
    arrived: int = 0
    lost: int = 0
    repeated: int = 0
    allowed: int = 0
    unordered: int = 0
    kills: int = 0
    pauses: int = 0
    takeovers: list[float] = field(default_factory=list)
    seconds: float = 0.0
    expected: int = 0

    @property
    def good(self) -> bool:
        return not (self.lost or self.unordered) and self.repeated <= self.allowed and self.owed == self.expected


class Machine:
    """A process with a name of its own, started again whenever it ends."""

    def __init__(self, name: str, config: Path) -> None:
        self.name = name
        self._config = config
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        command = (sys.executable, "-m", "bench.cluster", "--machine", self.name, "--config", str(self._config))
        log = self._config.with_name(f"{self.name}.log")
        with log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(*command, stderr=output)

    async def watch(self) -> None:
        """Restart it for ever, as a supervisor does."""
        while True:
            assert self._process is not None
            await self._process.wait()
            await asyncio.sleep(1)
            await self.start()

    def send(self, number: signal.Signals) -> bool:
        """True if it was there to be sent a signal."""
        if self._process is None or self._process.returncode is not None:
            return False
        self._process.send_signal(number)
        return True


async def run(url: str, processes: int, items: int, chats: int, chance: random.Random, folder: Path) -> Tally:
    tally = Tally(processes, expected=items * chats)
    async with AsyncExitStack() as stack:
        news = stack.enter_context(crowd(SITES))
        api = BotApi(latency=LATENCY, limits=Limits.off(), max_messages=4 * items * chats, max_calls=1000)
        await stack.enter_async_context(api)
        config = settings(folder, url, api, news)
        await seed(url, api, chats)
        machines = [Machine(f"machine-{number}", config) for number in range(processes)]
        await machines[0].start()
        await until(url, "SELECT count(*) FROM sources WHERE last_success IS NOT NULL", SITES)
        await until(url, "SELECT count(*) FROM articles WHERE stage <> 'ready'", 0)
        for machine in machines[1:]:
            await machine.start()
        watching = [asyncio.create_task(machine.watch()) for machine in machines]
        began = monotonic()
        try:
            trouble = asyncio.create_task(disturb(machines, url, api, chance, tally))
            last = items // (SITES * NEW)
            for round_ in (last // 2, last):
                await asyncio.to_thread(news.round, round_)
                await asyncio.sleep(20)
            await until(url, "SELECT count(*) FROM outbox", items * chats)
            await until(url, WAITING, 0)
            tally.seconds = monotonic() - began
            trouble.cancel()
        finally:
            for task in watching:
                task.cancel()
            for machine in machines:
                machine.send(signal.SIGCONT)
                machine.send(signal.SIGKILL)
        await judge(tally, url, api, chats)
    return tally


async def disturb(machines: list[Machine], url: str, api: BotApi, chance: random.Random, tally: Tally) -> None:
    """Kill or stop one process after the other."""
    while True:
        await asyncio.sleep(chance.uniform(*PEACE))
        machine = chance.choice(machines)
        courier = [*await sql(url, HOLDER)] == [(machine.name,)]
        number = chance.choice([signal.SIGKILL, signal.SIGSTOP])
        if not machine.send(number):
            continue
        if courier:
            tally.allowed += (await sql(url, SENDING))[0][0]
        if number is signal.SIGSTOP:
            tally.pauses += 1
            asyncio.get_running_loop().call_later(PAUSE, machine.send, signal.SIGCONT)
            continue
        tally.kills += 1
        if courier and (await sql(url, WAITING))[0][0]:
            tally.takeovers.append(await takeover(api))


async def takeover(api: BotApi) -> float:
    """Seconds until another message is accepted. What was under way arrives within the stand-in's latency."""
    began = monotonic()
    await asyncio.sleep(0.2)
    before = api.accepted
    await api.until(lambda: api.accepted > before, 60)
    return monotonic() - began


async def judge(tally: Tally, url: str, api: BotApi, chats: int) -> None:
    """Compare what was owed with what was accepted."""
    owed: dict[str, dict[str, int]] = {str(chat): {} for chat in range(1, chats + 1)}
    for chat, identity, address in await sql(url, OWED):
        owed[chat][address] = identity
    for chat, wanted in owed.items():
        got = [links(message.entities, wanted) for message in api.sent(int(chat))]
        counts = Counter(got)
        tally.owed += len(wanted)
        tally.arrived += len(counts.keys() & wanted.keys())
        tally.lost += len(wanted.keys() - counts.keys())
        tally.repeated += sum(counts.values()) - len(counts)
        first = [wanted[each] for each in dict.fromkeys(got) if each in wanted]
        tally.unordered += sum(later < earlier for earlier, later in zip(first, first[1:], strict=False))


def links(entities: Any, wanted: dict[str, int]) -> str:
    """The article that a message links to."""
    return next((each["url"] for each in entities if each.get("url") in wanted), "")


async def until(url: str, statement: str, number: int) -> None:
    deadline = monotonic() + PATIENCE
    while (found := (await sql(url, statement))[0][0]) != number:
        if monotonic() > deadline:
            raise SystemExit(f"after {PATIENCE:.0f} s {statement!r} says {found}, not {number}")
        await asyncio.sleep(0.5)


def settings(folder: Path, url: str, api: BotApi, news: Crowd) -> Path:
    file = folder / "config.toml"
    sources = "".join(
        f'[[sources]]\nid = "site-{number}"\nurl = "{feed}"\nfull_text = "never"\npoll_seconds = 2\n'
        "poll_max_seconds = 2\n"
        for number, feed in enumerate(news.feeds())
    )
    file.write_text(
        f'[site]\nname = "Example News"\nhomepage = "https://news.example/"\n[storage]\nurl = "{url}"\n'
        '[fetch]\nallow_private_hosts = ["127.0.0.0/8"]\n[posts]\nmax_age_hours = 87600\n[delivery]\nburst = 0\n'
        "[web]\nenabled = false\n"
        f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\nmessages_per_second = 1000\n'
        f"paid_broadcast = true\n{sources}"
    )
    return file


async def seed(url: str, api: BotApi, chats: int) -> None:
    """Private chats that subscribed to everything, past their baseline."""
    from bot.adapters.storage.store import open_store
    from bot.domain.model import Place, Subscription

    async with open_store(url, mode="run") as store:
        for number in range(1, chats + 1):
            api.private(number)
            address = await store.addresses.ensure(Place("telegram", str(number)))
            await store.addresses.subscribe(address.id, Subscription("all"), datetime.now(UTC))


# --- a machine ---------------------------------------------------------------------------------------------


def machine(name: str, config: Path) -> None:
    """`crier run`, under another host's name and without the chats' pace."""
    import bot.app.telegram as wiring
    from bot.adapters.storage import store
    from bot.adapters.storage.process import this_process
    from bot.cli.main import crier
    from bot.domain.pacing import NO_GAPS

    me = replace(this_process(), host=name, boot=name)
    store.this_process = lambda: me  # type: ignore[attr-defined]
    wiring.Courier = partial(wiring.Courier, gaps=NO_GAPS)  # type: ignore[attr-defined,assignment]
    os.environ["CRIER_CONFIG"] = str(config)
    crier(["run", "--roles", "poller,editor,courier"])


@contextmanager
def database(url: str, folder: Path) -> Iterator[str]:
    """The address of a database: `url`; "sqlite" for a file in `folder`; "" for that of a fresh PostgreSQL."""
    if url:
        yield f"sqlite:///{folder / 'crier.db'}" if url == "sqlite" else url
    else:
        with running() as server, server.database() as fresh:
            yield fresh


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, nargs="+", default=[2, 4])
    parser.add_argument("--items", type=int, default=2000, help=f"a multiple of {SITES * NEW}, up to 2000")
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default="", help="of a database; else a PostgreSQL is started")
    args = parser.parse_args()
    tallies = []
    for processes in args.processes:
        with tempfile.TemporaryDirectory() as folder, database(args.url, Path(folder)) as url:
            print(f"{processes} processes, {args.items:,} items × {args.chats} chats …", file=sys.stderr)
            chance = random.Random(args.seed)
            tallies.append(asyncio.run(run(url, processes, args.items, args.chats, chance, Path(folder))))
    print(
        f"{'processes':>9} {'owed':>8} {'arrived':>8} {'lost':>5} {'repeated':>8} {'allowed':>8} {'unordered':>9} "
        f"{'kills':>5} {'pauses':>6} {'takeover s':>16} {'messages/s':>10}"
    )
    for each in tallies:
        took = f"{max(each.takeovers):.1f} (of {len(each.takeovers)})" if each.takeovers else "-"
        print(
            f"{each.processes:>9} {each.owed:>8,} {each.arrived:>8,} {each.lost:>5} {each.repeated:>8} "
            f"{each.allowed:>8} {each.unordered:>9} {each.kills:>5} {each.pauses:>6} {took:>16} "
            f"{each.arrived / each.seconds:>10,.0f}"
        )
    if not all(each.good for each in tallies):
        raise SystemExit("not reached: lost 0, unordered 0, repeated ≤ allowed, all owed")


if __name__ == "__main__":
    if "--machine" in sys.argv:
        machine(sys.argv[sys.argv.index("--machine") + 1], Path(sys.argv[-1]))
    else:
        main()
