"""A web server that answers with everything a web server should not, run in a process of its own.

Each path is one way to misbehave; `ANSWERS` lists them. What is endless ends when the other side hangs up.
"""

import asyncio
import gzip
import multiprocessing
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
UNTIL_CLOSE = OK + b"Connection: close\r\n"
MIB = 1 << 20
BOMB = 256  # MiB that a bomb unfolds to
ALLOWED = 8 * MIB - MIB // 10  # bytes of what is large, but not too large
DRIP = 0.05  # seconds between two bytes


@cache
def packed(wbits: int, mib: int = BOMB) -> bytes:
    """`mib` MiB of nothing, in a format of zlib's."""
    packer = zlib.compressobj(9, wbits=wbits)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(mib)) + packer.flush()


def once(*parts: bytes) -> Answer:
    """An answer that is sent and done with."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    return answer


def lazily(head: bytes, make: Callable[[], bytes]) -> Answer:
    """`head`, and a body that is made when it is asked for."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        await once(head, make())(writer)

    return answer


def endless(head: bytes, piece: bytes, *, pause: float = 0.0) -> Answer:
    """`head`, then `piece` for ever."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


async def silence(writer: asyncio.StreamWriter) -> None:
    """Say nothing, and do not hang up."""
    await asyncio.sleep(3600)


def moved(location: str, status: int = 302) -> Answer:
    """A redirect."""
    return once(f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))


GZIP = UNTIL_CLOSE + b"Content-Encoding: gzip\r\n\r\n"
DEFLATE = UNTIL_CLOSE + b"Content-Encoding: deflate\r\n\r\n"
FILE = UNTIL_CLOSE + b"Content-Type: application/gzip\r\n\r\n"

BOMBS: dict[str, Answer] = {
    "gzip": lazily(GZIP, lambda: packed(31)),
    "deflate": lazily(DEFLATE, lambda: packed(15)),
    "deflate-raw": lazily(DEFLATE, lambda: packed(-15)),
    "gzip-file": lazily(FILE, lambda: packed(31)),
    "gzip-unannounced": lazily(UNTIL_CLOSE + b"\r\n", lambda: packed(31)),
    "gzip-file-in-gzip": lazily(GZIP, lambda: gzip.compress(packed(31))),
    "gzip-thrice": lazily(GZIP, lambda: gzip.compress(gzip.compress(packed(31)))),
    "gzip-members": lazily(GZIP, lambda: packed(31, 1) * BOMB),
    "gzip-empty-members": lazily(GZIP, lambda: gzip.compress(b"") * 100_000),
    "gzip-endless-nothing": endless(GZIP + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff" * 4096),
    "gzip-endless-padding": endless(GZIP + gzip.compress(b"news"), bytes(65536)),
    "gzip-refusal": lazily(GZIP.replace(b"200 OK", b"403 No"), lambda: packed(31)),
    "gzip-damaged": once(GZIP, gzip.compress(bytes(MIB))[:200], b"x" * 1000),
    "brotli": once(OK + b"Content-Encoding: br\r\nContent-Length: 4\r\n\r\nxxxx"),
}
ENDLESS: dict[str, Answer] = {
    "chunks": endless(CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"),
    "until-close": endless(UNTIL_CLOSE + b"\r\n", b"x" * 65536),
    "huge-length": endless(OK + b"Content-Length: 9999999999999\r\n\r\n", b"x" * 65536),
    "chunk-extension": endless(CHUNKED + b"5;", b"x" * 65536),
    "trailers": endless(CHUNKED + b"0\r\n", b"X-Trailer: news\r\n" * 1000),
    "headers": endless(OK, b"X-Header: news\r\n" * 1000),
    "header-line": endless(OK + b"X-Header: ", b"x" * 65536),
    "header-folds": endless(OK + b"X-Header: ", b"\r\n x" * 10_000),
    "status-line": endless(b"HTTP/1.1 200 ", b"x" * 65536),
    "interim": endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000),
    "refusal": endless(b"HTTP/1.1 403 No\r\n\r\n", b"<a>" * 20_000),
    "challenge": endless(b"HTTP/1.1 503 Wait\r\ncf-mitigated: challenge\r\n\r\n", b"<script>" * 8_000),
    "redirects": moved("/endless/redirects"),
    "banner": endless(b"", b"SSH-2.0 " * 8192),
}
SLOW: dict[str, Answer] = {
    "body": endless(UNTIL_CLOSE + b"\r\n", b"x", pause=DRIP),
    "long-body": endless(OK + b"Content-Length: 100000\r\n\r\n", b"x", pause=DRIP),
    "chunked-body": endless(CHUNKED, b"1\r\nx\r\n", pause=DRIP),
    "gzip-body": endless(GZIP + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff", pause=DRIP),
    "chunk-size": endless(CHUNKED, b"0", pause=DRIP),
    "headers": endless(OK, b"X-Header: news\r\n", pause=DRIP),
    "header-line": endless(OK + b"X-Header: ", b"x", pause=DRIP),
    "status-line": endless(b"HTTP/1.1 200 ", b"x", pause=DRIP),
    "interim": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=DRIP),
    "refusal": endless(b"HTTP/1.1 403 No\r\n\r\n", b"x", pause=DRIP),
    "silence": silence,
}
GARBAGE: dict[str, Answer] = {
    "http09": once(b"<rss></rss>"),
    "http-9": once(b"HTTP/9.9 200 OK\r\n\r\n<rss></rss>"),
    "no-status": once(b"HTTP/1.1\r\n\r\n"),
    "status-word": once(b"HTTP/1.1 fine\r\n\r\n"),
    "status-huge": once(b"HTTP/1.1 99999 OK\r\n\r\n"),
    "binary": once(bytes(range(256)) * 64),
    "hangs-up": once(b""),
    "two-lengths": once(OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
    "length-and-chunks": once(OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nzz"),
    "negative-length": once(OK + b"Content-Length: -1\r\n\r\nabc"),
    "length-word": once(OK + b"Content-Length: many\r\n\r\nabc"),
    "short-body": once(OK + b"Content-Length: 1000\r\n\r\nabc"),
    "chunk-garbage": once(CHUNKED + b"zz\r\nabc\r\n"),
    "chunk-overflow": once(CHUNKED + b"FFFFFFFFFFFFFFFFF\r\nabc\r\n"),
    "chunk-short": once(CHUNKED + b"5\r\nabc"),
    "nul-header": once(OK + b"X: a\x00b\r\nContent-Length: 3\r\n\r\nabc"),
    "no-colon": once(OK + b"this is no header\r\n\r\nabc"),
}


@cache
def large(item: str) -> bytes:
    """A feed of a little less than `ALLOWED` bytes."""
    pieces, size, number = [b"<rss version='2.0'><channel>"], 0, 0
    while size < ALLOWED:
        pieces.append((item % number).encode())
        size, number = size + len(pieces[-1]), number + 1
    return b"".join(pieces) + b"</channel></rss>"


@cache
def large_packed(item: str) -> bytes:
    """The same, compressed."""
    return gzip.compress(large(item), 1)


ITEM = "<item><title>Bridge</title><guid>%d</guid></item>"
WORDS = f"<item><title>Мост %d</title><description>{'桥 Мост ' * 300}</description></item>"
LINKS = "<item><link>http://far.example/%d</link></item>"
LARGE: dict[str, Answer] = {
    "items": lazily(GZIP, lambda: large_packed(ITEM)),
    "words": lazily(GZIP, lambda: large_packed(WORDS)),
    "links": lazily(UNTIL_CLOSE + b"\r\n", lambda: large(LINKS)),
}


def answers() -> dict[str, Answer]:
    """All of them, by path."""
    groups = {"bomb": BOMBS, "endless": ENDLESS, "slow": SLOW, "garbage": GARBAGE, "large": LARGE}
    return {f"/{group}/{name}": answer for group, found in groups.items() for name, answer in found.items()}


async def _serve(told: Connection, moves: dict[str, str]) -> None:
    known = answers() | {path: moved(location) for path, location in moves.items()}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            target = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
            await known.get(target, once(OK + b"Content-Length: 4\r\n\r\nnews"))(writer)
        writer.close()

    for wbits in (31, 15, -15):
        packed(wbits)  # beforehand: while it is made, nobody is answered
    for item in (ITEM, WORDS, LINKS):
        large_packed(item)
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _run(told: Connection, moves: dict[str, str]) -> None:
    asyncio.run(_serve(told, moves))


@contextmanager
def hostile_server(moves: dict[str, str]) -> Iterator[int]:
    """The server on 127.0.0.1, which also redirects by `moves` (path → location); its port."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_run, args=(theirs, moves), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()
