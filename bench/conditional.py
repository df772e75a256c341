"""What a conditional GET costs: `python -m bench.conditional`.

1,000 sites over 127.0.0.0/8 that answer 304, 32 at a time, by the fetcher that the bot uses: the first round connects,
the later ones find their connections open. CPU is this process's; the server is another. Our own code is the address
parsed and judged, headers made and read; the rest is aiohttp, asyncio and the kernel.
"""

import asyncio
import multiprocessing
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from multidict import CIMultiDict, CIMultiDictProxy

from bot.adapters.fetching import HttpFetcher, answers
from bot.adapters.fetching.addresses import parse
from bot.adapters.fetching.guard import Guard
from bot.domain.model import Validators

SITES = 1_000
AT_ONCE = 32
ROUNDS = 5
KNOWN = Validators('"v1"', "Tue, 06 Oct 2026 10:00:00 GMT")
HEADERS = {
    "Date": "Mon, 23 Nov 2026 05:00:00 GMT",
    "Server": "news",
    "ETag": '"v1"',
    "Last-Modified": "Tue, 06 Oct 2026 10:00:00 GMT",
    "Cache-Control": "max-age=300",
    "Vary": "Accept-Encoding",
}
ANSWER = "\r\n".join(["HTTP/1.1 304 Not Modified", *(f"{k}: {v}" for k, v in HEADERS.items()), "", ""]).encode()


class _Site(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if data.endswith(b"\r\n\r\n"):
            self._transport.write(ANSWER)


async def _serve(told: Connection) -> None:
    server = await asyncio.get_running_loop().create_server(_Site, "0.0.0.0", 0, backlog=1024)  # noqa: S104
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _run(told: Connection) -> None:
    asyncio.run(_serve(told))


@contextmanager
def sites() -> Iterator[int]:
    """All sites, in a process of their own; their port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


async def rounds(urls: list[str]) -> list[float]:
    """Milliseconds of CPU a request, round by round."""
    costs = []
    async with HttpFetcher(
        user_agent="Crier/bench (+https://crier.example/)",
        timeout_seconds=20,
        max_bytes=8 << 20,
        allow_private_hosts=("127.0.0.0/8",),
    ) as http:
        for _ in range(ROUNDS):
            left = iter(urls)

            async def work(left: Iterator[str] = left) -> None:
                for url in left:
                    assert (await http.get(url, KNOWN)).not_modified  # noqa: S101

            started = time.process_time()
            await asyncio.gather(*(work() for _ in range(AT_ONCE)))
            costs.append((time.process_time() - started) / len(urls) * 1000)
    return costs


def own(urls: list[str]) -> float:
    """Milliseconds of CPU a request in our own code, when the address has been asked for before."""
    guard = Guard(("127.0.0.0/8",))
    headers = CIMultiDictProxy(CIMultiDict(HEADERS))
    started = time.process_time()
    for url in urls:
        address = parse(url)
        guard.check(address)
        answers.conditions(KNOWN)
        answers.unchanged(address, headers, KNOWN)
    return (time.process_time() - started) / len(urls) * 1000


def main() -> int:
    """Print the table."""
    with sites() as port:
        urls = [f"http://127.{1 + n // 250}.{n % 250}.{1 + n % 200}:{port}/feed.xml" for n in range(SITES)]
        first, *later = asyncio.run(rounds(urls))
    print("| conditional GET | CPU a request |")
    print("| --- | --- |")
    print(f"| on a new connection | {first:.2f} ms |")
    print(f"| on an open one | {statistics.median(later):.2f} ms ({min(later):.2f}–{max(later):.2f}) |")
    print(f"| of it in our own code | {own(urls):.3f} ms |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
