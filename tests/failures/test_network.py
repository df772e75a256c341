"""Rows 26 and 27 of failures.md: nothing inside is reached, and nothing outside fills memory or time."""

import asyncio
import gzip
import socket
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.adapters.fetching import HttpFetcher
from bot.domain.errors import Blocked, FetchFailed, Forbidden, TooMuch, Unreachable
from tests.adapters.fetching.site import Names, Request, respond, site

LIMIT = 1 << 20
SECONDS = 0.4
INSIDE = """
    127.0.0.1 127.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 0 0.0.0.0 127.0.0.1. [::1] [::] [::127.0.0.1]
    [::ffff:127.0.0.1] [::ffff:7f00:1] [64:ff9b::7f00:1] [2002:7f00:1::] [::1%25lo] [fe80::1%25lo] 169.254.169.254
    10.0.0.1 [fd00:ec2::254] １２７.0.0.1 127。0。0。1 127.0.0.1%00 localhost inside.example mapped.example both.example
""".split()  # noqa: SIM905
OTHERWISE = (
    "file:///etc/passwd",
    "ftp://127.0.0.1:{port}/",
    "data:text/xml,<rss/>",
    "gopher://127.0.0.1:{port}/_",
    "http://far.example@127.0.0.1:{port}/",
    "http://user:password@far.example/",
    "http://far.example:22/",
    "http://far.example:25/",
    "http://far.example:0/",
)


def names() -> Names:
    return Names(
        localhost=["127.0.0.1 ::1"],
        inside_example=["127.0.0.1"],
        mapped_example=["::ffff:127.0.0.1"],
        both_example=["10.0.0.1 127.0.0.1"],
        far_example=["8.8.8.8"],
        half_example=["8.8.8.8 127.0.0.1"],
        site_example=["127.0.0.1"],
        rebinding_example=["127.0.0.1", "127.0.0.2 ::1"],
    )


@asynccontextmanager
async def fetcher(*allowed: str, proxy: str = "") -> AsyncIterator[HttpFetcher]:
    async with HttpFetcher(
        user_agent="Crier/1.0 (+https://caliber.example/)",
        timeout_seconds=SECONDS,
        max_bytes=LIMIT,
        allow_private_hosts=allowed,
        proxy=proxy,
        resolver=names(),
    ) as opened:
        yield opened


def inside(port: int) -> list[str]:
    return [f"http://{host}:{port}/" for host in INSIDE] + [address.format(port=port) for address in OTHERWISE]


async def test_row_26_nothing_inside_is_reached_by_any_spelling() -> None:
    async with site() as trap, fetcher() as http:
        for address in inside(trap.port):
            with pytest.raises(Forbidden):
                await http.get(address)
            with pytest.raises(Forbidden):
                await http.submit(address, {"hub.mode": "subscribe"})
        assert trap.connections == 0


async def test_row_26_nothing_inside_is_reached_by_a_redirect() -> None:
    async with site() as trap, site() as server, fetcher("site.example") as http:
        for n, address in enumerate(inside(trap.port)):
            location = address.encode("utf-8").decode("latin-1")
            server.answers[f"/{n}"] = respond(status="301 Moved", Location=location)
            with pytest.raises(FetchFailed):
                await http.get(f"http://site.example:{server.port}/{n}")
        assert trap.connections == 0
        assert server.connections == len(inside(0))


async def test_row_26_a_name_that_changes_its_mind_is_connected_to_as_it_was_checked() -> None:
    with socket.socket() as trap:  # on the server's own port, at the address that the name turns to
        async with site() as server, fetcher("127.0.0.1") as http:
            trap.bind(("127.0.0.2", server.port))
            trap.listen()
            trap.setblocking(False)
            server.answers["/"] = respond(b"news")
            url = f"http://rebinding.example:{server.port}/"
            assert (await http.get(url)).body == b"news"
            with pytest.raises(Forbidden, match="not a public address"):
                await http.get(url)
            with pytest.raises(BlockingIOError):
                trap.accept()


async def test_row_26_a_proxy_is_not_asked_for_what_is_inside() -> None:
    async with site() as proxy, fetcher(proxy=f"http://127.0.0.1:{proxy.port}") as http:
        proxy.answers["http://far.example/"] = respond(b"news")
        here = [f"http://{host}:{proxy.port}/" for host in ("half.example", "unknown", "db.internal", "printer.local")]
        for address in [*inside(proxy.port), *here]:
            with pytest.raises(Forbidden):
                await http.get(address)
        assert proxy.connections == 0
        assert (await http.get("http://far.example/")).body == b"news"


async def test_row_26_the_proxys_own_name_is_trusted_to_no_one_else() -> None:
    async with site() as proxy, fetcher(proxy=f"http://inside.example:{proxy.port}") as http:
        proxy.answers["http://far.example/"] = respond(b"news")
        assert (await http.get("http://far.example/")).body == b"news"
        with pytest.raises(Forbidden):
            await http.get("http://inside.example:6379/")


def packed(wbits: int) -> bytes:
    packer = zlib.compressobj(9, wbits=wbits)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(16)) + packer.flush()


@pytest.mark.parametrize("how", ["gzip", "deflate", "raw deflate", "file", "file in gzip", "members"])
async def test_row_27_bombs_are_cut_off_and_memory_stays_flat(how: str) -> None:
    encoding = {"file": "", "raw deflate": "deflate", "deflate": "deflate"}.get(how, "gzip")
    bomb = packed({"deflate": 15, "raw deflate": -15}.get(how, 31))
    if how == "file in gzip":
        bomb = gzip.compress(bomb, mtime=0)
    elif how == "members":
        bomb = gzip.compress(bytes(LIMIT // 16)) * 64
    async with site() as server, fetcher("127.0.0.1") as http:
        server.answers["/"] = respond(bomb, Content_Encoding=encoding, Content_Type="application/gzip")
        tracemalloc.start()
        with pytest.raises(TooMuch, match="1,048,576 bytes"):
            await http.get(server.url)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 3 * LIMIT


def endless(head: bytes, piece: bytes, pause: float = 0.0) -> object:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
EMPTY_BLOCKS = gzip.compress(b"", mtime=0)[:10]  # of deflate: they unfold to nothing


@pytest.mark.parametrize(
    ("head", "piece", "error"),
    [
        (OK + b"\r\n", b"x" * 65536, TooMuch),
        (CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n", TooMuch),
        (OK + b"Content-Length: 9999999999999\r\n\r\n", b"x", TooMuch),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + EMPTY_BLOCKS, b"\x00\x00\x00\xff\xff" * 9000, TooMuch),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"news", mtime=0), bytes(65536), TooMuch),
        (CHUNKED + b"0\r\n", b"X-Trailer: x\r\n" * 100, Unreachable),
        (OK, b"X-Header: x\r\n" * 100, Unreachable),
        (OK + b"X-Header: ", b"x" * 65536, Unreachable),
        (b"HTTP/1.1 200 ", b"x" * 65536, Unreachable),
        (b"HTTP/1.1 403 No\r\n\r\n", b"x" * 65536, Blocked),
    ],
)
async def test_row_27_endless_answers_are_cut_off(head: bytes, piece: bytes, error: type[FetchFailed]) -> None:
    async with site() as server, fetcher("127.0.0.1") as http:
        server.answers["/"] = endless(head, piece)  # type: ignore[assignment]
        tracemalloc.start()
        with pytest.raises(error, match="larger than" if error is TooMuch else None):
            await http.get(server.url)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 4 * LIMIT


@pytest.mark.parametrize(
    ("head", "error"),
    [
        (OK + b"Content-Length: 10000\r\n\r\n", TooMuch),
        (CHUNKED + b"5;", TooMuch),
        (OK + b"X-Header: ", Unreachable),
        (b"HTTP/1.1 403 No\r\n\r\n", Blocked),
    ],
)
async def test_row_27_drips_of_bodies_and_heads_end_in_time(head: bytes, error: type[FetchFailed]) -> None:
    async with site() as server, fetcher("127.0.0.1") as http:
        server.answers["/"] = endless(head, b"x", 0.02)  # type: ignore[assignment]
        started = time.monotonic()
        with pytest.raises(error):
            await http.get(server.url)
        assert time.monotonic() - started < SECONDS + 5
