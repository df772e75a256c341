"""A thousand news sites in a process of their own, one loopback address each, for `bench.polling` and `bench.memory`.

    python -m bench.crowd --sites 1000

It prints its port, then obeys lines on stdin, answering each with "ok": `round N` sets how often every site has
published since the beginning. Site S is http://127.<S>:<port>/feed.xml, an RSS 2.0 document of the newest twenty
items with an ETag. Of the same items are made, without an ETag: /always.xml (the same bytes in every round),
/short.xml (without descriptions, so that the pages are asked for), /broken.xml (cut off in the middle of an item);
/failing.xml is a 503, and anything else an article's page.
It speaks just enough HTTP/1.1 to cost its clients' processor nothing more than any server does.
"""

import argparse
import asyncio
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

ITEMS, NEW = 20, 2  # in a feed; of them new in each round
BEGAN = datetime.now(UTC) - timedelta(days=3)
_ETAG = re.compile(rb"\r\nif-none-match: *([^\r\n]+)", re.IGNORECASE)
_PATH = re.compile(rb"GET (\S+)")
_HOST = re.compile(rb"\r\nhost: *127\.(\d+)\.(\d+)\.(\d+)", re.IGNORECASE)


def address(site: int) -> str:
    """The loopback address of a site."""
    return f"127.{1 + site // 62500}.{site // 250 % 250}.{site % 250 + 1}"


class Crowd:
    """One process with all the sites."""

    def __init__(self, process: "subprocess.Popen[str]", sites: int) -> None:
        self._process = process
        self.sites = sites
        self.port = int(self._line())

    def round(self, number: int) -> None:
        """Let every site have published so many times."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"round {number}\n")
        self._process.stdin.flush()
        assert self._line() == "ok"

    def feeds(self) -> list[str]:
        """The feeds' addresses."""
        return [f"http://{address(site)}:{self.port}/feed.xml" for site in range(self.sites)]

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def crowd(sites: int) -> Iterator[Crowd]:
    """The process, until the end of the block."""
    command = (sys.executable, "-m", "bench.crowd", "--sites", str(sites))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Crowd(process, sites)
        finally:
            process.terminate()


# --- the process -------------------------------------------------------------------------------------------


class State:
    """How often every site has published."""

    def __init__(self) -> None:
        self.round = 0


class Connection(asyncio.Protocol):
    """A client's connection; requests have no bodies."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            request, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._transport.write(self._answer(request))

    def _answer(self, request: bytes) -> bytes:
        path, host, asked = _PATH.match(request), _HOST.search(request), _ETAG.search(request)
        where = b".".join(host.groups()) if host else b""
        etag = b'"%s-%d"' % (where, self._state.round)
        if asked and asked[1].strip() == etag:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        port = self._transport.get_extra_info("sockname")[1]
        return other(path[1] if path else b"", etag, where.decode(), port, self._state.round)


def other(path: bytes, etag: bytes, site: str, port: int, round_: int) -> bytes:
    """Whatever is not a 304."""
    status, kind, validator = b"200 OK", b"application/rss+xml; charset=utf-8", b""
    body = feed(site, port, 0 if path == b"/always.xml" else round_)
    if path == b"/feed.xml":
        validator = b"ETag: " + etag + b"\r\n"
    elif path == b"/short.xml":
        body = re.sub(rb"<description>The council.*?</description>", b"", body)
    elif path == b"/broken.xml":
        body = body[: len(body) * 2 // 3]
    elif path == b"/failing.xml":
        status, body = b"503 Service Unavailable", b""
    elif path != b"/always.xml":
        kind, body = b"text/html", _page(path.decode())
    head = b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n"
    return head % (status, kind, len(body), validator) + body


def _page(path: str) -> bytes:
    number = path.rpartition("/")[2]
    told = f"In session {number} the council spoke of the road for an hour, then of its cost and the ferry."
    paragraphs = "".join(f"<p>{told} The engineer read paragraph {part} of the report aloud.</p>" for part in range(8))
    chrome = "".join(f'<li><a href="/s/{place}">Section {place} of the site</a></li>' for place in range(40))
    title = f"Council {number} decides to mend the road to harbour {number}"
    return (
        f"<html><head><title>{title}</title></head><body><ul>{chrome}</ul><article><h1>{title}</h1>{paragraphs}"
        f"</article><ul>{chrome}</ul></body></html>"
    ).encode()


@lru_cache(maxsize=2000)
def feed(site: str, port: int, round_: int) -> bytes:
    """A site's feed after so many rounds."""
    newest = ITEMS + round_ * NEW
    items = "".join(_item(f"http://127.{site}:{port}", number) for number in range(newest, newest - ITEMS, -1))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News of {site}</title>'
        f"<link>http://127.{site}:{port}/</link><description>All the news</description>{items}</channel></rss>"
    ).encode()


def _item(site: str, number: int) -> str:
    link = f"{site}/post/{number}"
    return (
        f"<item><title>Council {number} decides to mend the road to harbour {number}</title><link>{link}</link>"
        f'<guid isPermaLink="true">{link}</guid><category>Society</category>'
        f"<pubDate>{format_datetime(BEGAN + timedelta(minutes=number))}</pubDate><description>The council met in "
        f"session {number} and agreed, after a long debate, to mend the road. Work begins in spring, and the old "
        f"bridge stays open meanwhile, said the engineer of district {number}.</description></item>"
    )


async def _serve(sites: int) -> None:
    state, loop = State(), asyncio.get_running_loop()
    port = 0
    for site in range(sites):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address(site), port))
        port = listening.getsockname()[1]
        await loop.create_server(lambda: Connection(state), sock=listening)
    print(port, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        state.round = int(line.split()[1])
        print("ok", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=1000)
    asyncio.run(_serve(parser.parse_args().sites))


if __name__ == "__main__":
    main()
