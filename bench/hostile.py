"""What a hostile web can do to the fetcher: `python -m bench.hostile`.

Addresses of every spelling that lead into private networks, redirects to them, names that change their mind, proxies
that are to be turned against their own network, bombs, drips, endless and broken answers, and the largest of these from
as many hosts at once as are polled at once, read as feeds where they come. Counted are connections to
what must not be reached, by sockets that listen there and by watching every connect() of this process; the longest
time; the growth of the resident memory at its peak; and which errors said no. The server is a process of its own.
"""

import asyncio
import socket
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench import traps
from bot.adapters.fetching import HttpFetcher
from bot.adapters.reading import WebReader
from bot.domain.errors import FetchFailed, Unreadable
from bot.domain.model import Page
from tests.adapters.fetching.site import Names

SECONDS = 2.0  # a fetch's limit
AT_ONCE = 32  # as fetch.concurrency
MAX_BYTES = 8 << 20  # as fetch.max_bytes
MOST_GROWTH = 64 << 20
_CLEAR_PEAK = "5"  # https://docs.kernel.org/filesystems/proc.html, clear_refs

LITERALS = """127.0.0.1 127.1 127.0.1 127.255.255.254 2130706433 0x7f000001 0x7f.0.0.1 0x7f.1 0177.0.0.1 0177.1
    017700000001 00000177.0.0.1 127.0.0.1. 0 0.0.0.0 0x0 localhost LOCALHOST. [::1] [::] [0:0:0:0:0:0:0:1] [::127.0.0.1]
    [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:0:127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1]
    [2002:7f00:1::] [2001:0:7f00:1::] [fe80::1] [fe80::1%25lo] [::1%25lo] [::1%lo] [fc00::1] [fec0::1] [ff02::1]
    [100::1] [5f00::1] 10.0.0.1 100.64.0.1 100.100.100.200 169.254.169.254 [fd00:ec2::254] 172.16.0.1 192.0.0.1
    192.168.0.1 192.88.99.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 １２７.0.0.1 127。0。0。1 ①②⑦.0.0.1
    127.0.0.1%00 127.0.0.1%2f inside.example inside6.example both.example mapped.example decimal.example
    metadata.internal""".split()  # noqa: SIM905
SHAPES = (
    "http://8.8.8.8@127.0.0.1:{trap}/",
    "http://127.0.0.1:{trap}@8.8.8.8:22/",
    "http://user:password@inside.example:{trap}/",
    "http://@127.0.0.1:{trap}/",
    "http://127.0.0.1:{trap}#@8.8.8.8/",
    "http://127.0.0.1:{trap}\\@8.8.8.8/",
    "http://127.0.0.1\t:{trap}/",
    "http:127.0.0.1:{trap}/",
    "http:///127.0.0.1:{trap}/",
    "//127.0.0.1:{trap}/",
    "ftp://127.0.0.1:{trap}/",
    "file:///etc/passwd",
    "file://127.0.0.1:{trap}/etc/passwd",
    "data:text/xml,<rss/>",
    "gopher://127.0.0.1:{trap}/_GET",
    "javascript:alert(1)",
    "ws://127.0.0.1:{trap}/",
    "unix:///var/run/docker.sock",
    "http://far.example:22/",
    "http://far.example:25/",
    "http://far.example:0/",
    "http://far.example:65536/",
    "http://far.example:1023/",
    "http://8.8.8.8:23/",
    "http://[2a00:1450:4001:82b::200e]:6/",
    "http://far.example:{trap}x/",
    "http://" + "a" * 9000 + ".example/",
    "http://\x00:{trap}/",
    "http://[::1:{trap}/",
)
NAMES = {
    "localhost": ["127.0.0.1 ::1"],
    "inside.example": ["127.0.0.1"],
    "inside6.example": ["::1"],
    "both.example": ["10.0.0.1 127.0.0.1 ::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "decimal.example": ["2130706433"],
    "metadata.internal": ["169.254.169.254"],
    "far.example": ["8.8.8.8"],
    "half.example": ["8.8.8.8 127.0.0.1"],
    "server.example": ["127.0.0.1"],  # where the hostile server may be reached; allowed by its name
    **{f"server.part{n}.example": ["127.0.0.1"] for n in range(AT_ONCE)},
    "rebinding.example": ["127.0.0.1", "127.0.0.2 ::1"],
    "later.example": ["127.0.0.1", "127.0.0.1", "169.254.169.254 127.0.0.2"],
}


class Watch:
    """Counts connections to what must not be reached: a socket that listens, and every connect() of the process."""

    def __init__(self) -> None:
        self.free: set[int] = set()  # ports of 127.0.0.1 that may be connected to
        self.tried = 0
        self._sockets = [self._listen(socket.AF_INET, "0.0.0.0", 0)]  # noqa: S104
        self.port: int = self._sockets[0].getsockname()[1]
        with suppress(OSError):  # no IPv6 here
            self._sockets.append(self._listen(socket.AF_INET6, "::", self.port))
        sys.addaudithook(self._look)

    def _listen(self, family: socket.AddressFamily, host: str, port: int) -> socket.socket:
        listening = socket.socket(family)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((host, port))
        listening.listen(128)
        listening.setblocking(False)
        return listening

    def _look(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.connect":
            match arguments[1]:
                case ("127.0.0.1", port) if port in self.free:
                    return
            self.tried += 1

    def reached(self) -> int:
        """How many have got through since the last question."""
        arrived = 0
        for listening in self._sockets:
            with suppress(BlockingIOError):
                while True:
                    listening.accept()[0].close()
                    arrived += 1
        tried, self.tried = self.tried, 0
        return max(arrived, tried)


@dataclass
class Group:
    """What one kind of attack came to."""

    name: str
    attempts: int = 0
    reached: int = 0
    longest: float = 0.0
    before: int = 0  # resident memory, in bytes
    growth: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    came: list[str] = field(default_factory=list)  # what should have been refused


@contextmanager
def watched(group: Group, watch: Watch) -> Iterator[Group]:
    """Measures what goes on inside."""
    Path("/proc/self/clear_refs").write_text(_CLEAR_PEAK)
    group.before = _status("VmRSS")
    yield group
    group.growth = max(_status("VmHWM") - group.before, 0)
    group.reached = watch.reached()


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


async def attack(group: Group, ask: Callable[[str], Awaitable[object]], urls: Iterable[str]) -> None:
    """Ask for every address."""
    for url in urls:
        started = time.perf_counter()
        try:
            came = await ask(url)
            if not isinstance(came, Page) or not came.url.startswith("http://server."):
                group.came.append(url)
            group.errors["the server's own page"] += 1
        except (FetchFailed, Unreadable) as failed:
            group.errors[type(failed).__name__] += 1
        group.longest = max(group.longest, time.perf_counter() - started)
        group.attempts += 1


def fetcher(allowed: tuple[str, ...] = (), proxy: str = "", names: dict[str, list[str]] = NAMES) -> HttpFetcher:
    """The fetcher as the bot uses it, with an attacker's name servers."""
    return HttpFetcher(
        user_agent="Crier/bench (+https://crier.example/)",
        timeout_seconds=SECONDS,
        max_bytes=MAX_BYTES,
        allow_private_hosts=allowed,
        proxy=proxy,
        resolver=Names(**names),
    )


def inside(trap: int) -> list[str]:
    """Every address that must not be asked."""
    return [f"http://{host}:{trap}/" for host in LITERALS] + [shape.format(trap=trap) for shape in SHAPES]


async def measure(watch: Watch) -> list[Group]:
    """All groups, one after the other."""
    private = inside(watch.port)
    moves = {
        f"/moved/{n}": location for n, location in enumerate(private) if location.isascii() and "\x00" not in location
    }
    moves |= {"/again": "/news", "/moved/long": "/" + "x" * 30_000, "/moved/split": "/a%0d%0aX: b\r\nX: y"}
    groups: list[Group] = []

    @contextmanager
    def group(name: str) -> Iterator[Group]:
        with watched(Group(name), watch) as measured:
            groups.append(measured)
            yield measured

    with traps.hostile_server(moves) as port:
        watch.free.add(port)
        server = f"http://server.example:{port}"
        known = ("server.example",)
        async with fetcher() as http:
            with group("addresses") as measured:
                await attack(measured, http.get, private)
            with group("forms to them") as measured:
                await attack(measured, lambda url: http.submit(url, {"hub.mode": "subscribe"}), private)
        async with fetcher(known) as http:
            with group("redirects to them") as measured:
                await attack(measured, http.get, [f"{server}{path}" for path in moves if path != "/again"])
        with group("names that change their mind") as measured:
            await _rebind(measured, port)
        async with fetcher(proxy=server) as http:
            with group("through a proxy") as measured:
                await attack(measured, http.get, [*private, f"http://half.example:{port}/"])
                await attack(measured, http.get, [url.replace("http:", "https:") for url in private])
        async with fetcher(known) as http:
            for name in ("bomb", "endless", "slow", "garbage"):
                with group(name) as measured:
                    await attack(
                        measured, http.get, [f"{server}{p}" for p in traps.answers() if p.startswith(f"/{name}/")]
                    )
        for paths in (("endless/until-close",), ("bomb/gzip",), ("large/items", "large/words", "large/links")):
            with group(f"{AT_ONCE} at once: {', '.join(paths)}") as measured:
                await _at_once(measured, port, paths)
    return groups


async def _at_once(group: Group, port: int, paths: Sequence[str]) -> None:
    """From as many hosts; what comes is read, and let go, as the poller does."""
    names = tuple(name for name in NAMES if name.startswith("server.part"))
    async with fetcher(names) as http, WebReader() as reader:
        await reader.feed(Page("http://server.example/", b"<rss version='2.0'><channel/></rss>"))  # what it imports

        async def ask(url: str) -> Page:
            page = await http.get(url)
            await reader.feed(page)
            return Page(page.url)

        # What the reader has imported by now is not the attack's doing.
        group.before = _status("VmRSS")
        urls = (f"http://{name}:{port}/{paths[n % len(paths)]}" for n, name in enumerate(names))
        async with asyncio.TaskGroup() as tasks:
            for url in urls:
                tasks.create_task(attack(group, ask, [url]))


async def _rebind(group: Group, port: int) -> None:
    """The first answer is an address that may be connected to, a later one is not; the name stays the same."""
    async with fetcher(("127.0.0.1",)) as http:
        await http.get(f"http://rebinding.example:{port}/news")
        await attack(group, http.get, [f"http://rebinding.example:{port}/news"] * 3)
        await http.get(f"http://later.example:{port}/news")
        await attack(group, http.get, [f"http://later.example:{port}/again"])


def main() -> int:
    """Print the table; 1 if anything was reached, came or grew too much."""
    watch = Watch()
    groups = asyncio.run(measure(watch))
    print("| attack | attempts | connections to what must not be reached | longest | memory | refused as |")
    print("| --- | --- | --- | --- | --- | --- |")
    for each in groups:
        said = ", ".join(f"{name} {count}" for name, count in each.errors.most_common())
        said += f"; CAME: {', '.join(url[:80] for url in each.came)}" if each.came else ""
        figures = f"{each.reached} | {each.longest:.2f} s | +{each.growth / 2**20:.1f} MiB"
        print(f"| {each.name} | {each.attempts} | {figures} | {said} |")
    print(f"| wanted | ≥ 60 | 0 | ≤ {SECONDS + 1:g} s | ≤ +64 MiB | |")
    bad = [each for each in groups if each.reached or each.growth > MOST_GROWTH]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
