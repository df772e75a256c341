"""Fetching from sites that behave, and from sites that do not."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.adapters.fetching import HttpFetcher
from bot.domain.errors import Blocked, FetchFailed, Forbidden, Missing, TooMuch, Unreachable
from bot.domain.model import Validators
from tests.adapters.fetching.site import Names, Request, respond, site

FEED = b"<rss version='2.0'><channel><title>News</title></channel></rss>" * 20
LIMIT = 100_000


@asynccontextmanager
async def fetcher(
    *, seconds: float = 5.0, allowed: tuple[str, ...] = ("127.0.0.1",), proxy: str = "", names: Names | None = None
) -> AsyncIterator[HttpFetcher]:
    async with HttpFetcher(
        user_agent="Crier/1.0 (+https://caliber.example/)",
        timeout_seconds=seconds,
        max_bytes=LIMIT,
        allow_private_hosts=allowed,
        proxy=proxy,
        resolver=names or Names(),
    ) as opened:
        yield opened


async def test_a_page_comes_with_what_its_server_says_of_it() -> None:
    async with site() as server, fetcher() as http:
        server.answers["/feed"] = respond(
            FEED,
            Content_Type="application/rss+xml; charset=utf-8",
            ETag='W/"v1"',
            Last_Modified="Tue, 06 Oct 2026 10:00:00 GMT",
            Cache_Control="public, max-age=600",
            Link='<https://hub.example/>; rel="hub"',
        )
        page = await http.get(f"{server.url}/feed")
        assert page.url == f"{server.url}/feed"
        assert page.body == FEED
        assert page.content_type == "application/rss+xml; charset=utf-8"
        assert page.validators == Validators('W/"v1"', "Tue, 06 Oct 2026 10:00:00 GMT")
        assert page.fresh_for == 600
        assert page.link_headers == ('<https://hub.example/>; rel="hub"',)
        assert not page.not_modified
        sent = server.requests[0].headers
        assert sent["user-agent"] == "Crier/1.0 (+https://caliber.example/)"
        assert "cookie" not in sent
        assert "if-none-match" not in sent


async def test_unchanged_pages_are_not_sent_again() -> None:
    async def answer(request: Request, writer: object) -> None:
        unchanged = request.headers.get("if-none-match") == '"v1"' and "if-modified-since" in request.headers
        answer = respond(status="304 Not Modified", ETag='"v2"') if unchanged else respond(FEED, ETag='"v1"')
        writer.write(answer)  # type: ignore[attr-defined]

    async with site() as server, fetcher() as http:
        server.answers["/feed"] = answer
        page = await http.get(f"{server.url}/feed", Validators('"v1"', "Tue, 06 Oct 2026 10:00:00 GMT"))
        assert page.not_modified
        assert page.body == b""
        assert page.validators == Validators('"v2"', "Tue, 06 Oct 2026 10:00:00 GMT")


async def test_a_304_that_nobody_asked_for_is_no_page() -> None:
    async with site() as server, fetcher() as http:
        server.answers["/feed"] = respond(status="304 Not Modified")
        with pytest.raises(Unreachable):
            await http.get(f"{server.url}/feed")


@pytest.mark.parametrize("header", ["no-store, max-age=600", "max-age=soon", ""])
async def test_no_max_age(header: str) -> None:
    async with site() as server, fetcher() as http:
        server.answers["/"] = respond(FEED, Cache_Control=header)
        assert (await http.get(server.url)).fresh_for is None


async def test_headers_that_could_not_be_stored_are_left_out() -> None:
    async with site() as server, fetcher() as http:
        answer = respond(
            FEED, ETag="v\udc80".encode("utf-8", "surrogateescape").decode("latin-1"), Last_Modified="x" * 2000
        )
        server.answers["/"] = answer
        assert (await http.get(server.url)).validators == Validators()


# --- failures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("404 Not Found", Missing),
        ("410 Gone", Missing),
        ("403 Forbidden", Blocked),
        ("418 Teapot", Missing),
        ("429 Too Many Requests", Unreachable),
        ("500 Broken", Unreachable),
        ("503 Busy", Unreachable),
        ("300 Many", Unreachable),
        ("301 Moved", Unreachable),
    ],
)
async def test_statuses(status: str, kind: type[FetchFailed]) -> None:
    async with site() as server, fetcher() as http:
        server.answers["/a?key=secret"] = respond(status=status)
        with pytest.raises(kind) as failed:
            await http.get(f"{server.url}/a?key=secret")
        assert f"127.0.0.1:{server.port}/a" in str(failed.value)
        assert "secret" not in str(failed.value)
        if isinstance(failed.value, Missing):
            assert failed.value.status == int(status[:3])


async def test_retry_after_in_seconds_and_as_a_date() -> None:
    async with site() as server:
        later = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
        for said, least, most in (
            ("120", 120, 120),
            (later, 500, 600),
            ("soon", None, None),
            ("9" * 30, 604800, 604800),
            ("-5", None, None),
            ("Mon, 05 Oct 2020 10:00:00 GMT", 0, 0),
            ("Mon, 05 Oct 99999999999999999999 10:00:00 GMT", None, None),
        ):
            server.answers["/"] = respond(status="429 Slow down", Retry_After=said)
            with pytest.raises(Unreachable) as failed:
                async with fetcher() as http:  # another would leave the host alone
                    await http.get(server.url)
            waits = failed.value.retry_after
            assert waits == least if least is None or waits is None else least <= waits <= (most or 0)


async def test_nobody_there() -> None:
    async with site() as server:
        url = server.url
    async with fetcher() as http:
        with pytest.raises(Unreachable, match="refused"):
            await http.get(url)
        with pytest.raises(Unreachable, match="no server of this name"):
            await http.get("http://unknown.example/")


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        respond(gzip.compress(FEED, mtime=0)[:-20], Content_Encoding="gzip"),
        respond(zlib.compress(FEED)[:-20], Content_Encoding="deflate"),
        respond(gzip.compress(FEED)[:60] + b"\0" * 60, Content_Encoding="gzip"),
        respond(gzip.compress(b"") * 1500, Content_Encoding="gzip"),
        respond(FEED, Content_Encoding="br"),
    ],
)
async def test_answers_that_are_none_or_break_off(answer: bytes) -> None:
    async with site() as server, fetcher() as http:
        server.answers["/"] = answer
        with pytest.raises(Unreachable):
            await http.get(server.url)


async def test_a_server_that_speaks_no_tls() -> None:
    async def in_the_clear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(respond(status="400 This is HTTP"))
        writer.close()

    server = await asyncio.start_server(in_the_clear, "127.0.0.1", 0)
    async with server, fetcher() as http:
        with pytest.raises(Unreachable, match="no secure connection"):
            await http.get(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")


async def test_an_allowed_address_in_an_odd_spelling_is_refused_all_the_same() -> None:
    async with site() as server, fetcher() as http:
        with pytest.raises(Forbidden, match="not a web address"):
            await http.get(f"http://127.0.0.1.:{server.port}/")
        assert server.connections == 0


# --- encodings and limits ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        respond(gzip.compress(FEED), Content_Encoding="gzip"),
        respond(gzip.compress(FEED), Content_Encoding="X-GZip"),
        respond(gzip.compress(FEED), Content_Type="application/gzip"),
        respond(gzip.compress(FEED[:100]) + gzip.compress(FEED[100:]), Content_Encoding="gzip"),
        respond(gzip.compress(FEED) + b"\0" * 100, Content_Encoding="gzip"),
        respond(zlib.compress(FEED), Content_Encoding="deflate"),
        respond(zlib.compress(FEED)[2:-4], Content_Encoding="deflate"),
        respond(FEED, Content_Encoding="gzip"),
        respond(FEED, Content_Encoding="identity"),
    ],
)
async def test_encodings(answer: bytes) -> None:
    async with site() as server, fetcher() as http:
        server.answers["/"] = answer
        assert (await http.get(server.url)).body == FEED


@pytest.mark.parametrize("body", [b"", b"x"])
@pytest.mark.parametrize("encoding", ["", "gzip"])
async def test_tiny_bodies(body: bytes, encoding: str) -> None:
    async with site() as server, fetcher() as http:
        server.answers["/"] = respond(body, Content_Encoding=encoding)
        assert (await http.get(server.url)).body == body


async def test_a_body_of_exactly_the_limit_is_whole() -> None:
    async with site() as server, fetcher() as http:
        server.answers["/"] = respond(b"x" * LIMIT)
        assert len((await http.get(server.url)).body) == LIMIT
        server.answers["/"] = respond(b"x" * (LIMIT + 1))
        with pytest.raises(TooMuch, match="100,000 bytes"):
            await http.get(server.url)


async def test_bombs_are_cut_off_and_memory_stays_flat() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    async with site() as server, fetcher() as http:
        server.answers["/"] = respond(bomb, Content_Encoding="gzip")
        tracemalloc.start()
        with pytest.raises(TooMuch):
            await http.get(server.url)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 3_000_000


async def test_endless_bodies_are_cut_off() -> None:
    async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
            await writer.drain()

    async with site() as server, fetcher() as http:
        server.answers["/"] = endless
        with pytest.raises(TooMuch):
            await http.get(server.url)


async def test_slow_drips_are_cut_off_and_silence_is_an_outage() -> None:
    async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b"x")
            await asyncio.sleep(0.01)

    async def silence(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with site() as server, fetcher(seconds=0.3) as http:
        server.answers |= {"/drip": drip, "/silence": silence}
        with pytest.raises(TooMuch, match=r"0\.3 s"):
            await http.get(f"{server.url}/drip")
        with pytest.raises(Unreachable, match=r"did not answer within 0\.3 s"):
            await http.get(f"{server.url}/silence")


# --- redirects ---------------------------------------------------------------------------------------------


async def test_redirects_are_followed_and_the_last_address_is_told() -> None:
    async with site() as server, fetcher() as http:
        for status in ("301 a", "302 a", "303 a", "307 a", "308 a"):
            server.answers["/old"] = respond(status=status, Location="../new/feed.xml#top")
            server.answers["/new/feed.xml"] = respond(FEED)
            page = await http.get(f"{server.url}/old", Validators('"v1"'))
            assert page.url == f"{server.url}/new/feed.xml"
            assert server.requests[-1].headers["if-none-match"] == '"v1"'


async def test_redirects_without_end() -> None:
    async with site() as server, fetcher() as http:
        for hop in range(6):
            server.answers[f"/{hop}"] = respond(status="302 a", Location=f"/{hop + 1}")
        server.answers["/6"] = respond(FEED)
        assert (await http.get(f"{server.url}/1")).body == FEED
        with pytest.raises(Forbidden, match="more than 5"):
            await http.get(f"{server.url}/0")


async def test_redirects_have_one_time_limit_together() -> None:
    async def slowly(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        writer.write(respond(status="302 a", Location="/" + "x" * len(request.target)))

    async with site() as server, fetcher(seconds=0.4) as http:
        server.answers |= {"/" + "x" * n: slowly for n in range(9)}
        with pytest.raises(Unreachable, match="did not answer"):
            await http.get(f"{server.url}/")
        assert len(server.requests) < 5


@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.1/", "http://inside.example/", "file:///etc/passwd", "http://[::1", "http://localhost:1/"],
)
async def test_every_hop_is_checked(location: str) -> None:
    names = Names(inside_example=["192.168.1.1"], localhost=["::1"])
    async with site() as server, fetcher(names=names) as http:
        server.answers["/"] = respond(status="302 a", Location=location)
        with pytest.raises(Forbidden):
            await http.get(server.url)


# --- private addresses -------------------------------------------------------------------------------------


async def test_private_addresses_are_refused_before_a_byte_is_sent() -> None:
    names = Names(inside_example=["127.0.0.1"], localhost=["127.0.0.1"])
    async with site() as server, fetcher(allowed=(), names=names) as http:
        decimal, hexadecimal, octal = "2130706433", "0x7f000001", "0177.0.0.1"
        hosts = ["127.0.0.1", "localhost", "inside.example", decimal, hexadecimal, octal, "127.1", "127.0.0.1.", "0"]
        hosts += ["[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "１２７.0.0.1", "127。0。0。1"]
        for host in hosts:
            with pytest.raises(Forbidden):
                await http.get(f"http://{host}:{server.port}/")
        assert server.connections == 0


async def test_a_name_that_changes_its_mind_is_judged_on_what_is_connected_to() -> None:
    names = Names(rebinding_example=["127.0.0.1", "10.0.0.1"])
    async with site() as server, fetcher(names=names) as http:
        server.answers["/"] = respond(FEED)
        url = f"http://rebinding.example:{server.port}/"
        assert (await http.get(url)).body == FEED
        with pytest.raises(Forbidden):
            await http.get(url)
        assert names.asked == ["rebinding.example"] * 2
        assert server.connections == 1


async def test_of_several_addresses_only_those_that_may_be_are_tried() -> None:
    names = Names(both_example=["10.255.255.1 127.0.0.1"])
    async with site() as server, fetcher(names=names) as http:
        server.answers["/"] = respond(FEED)
        assert (await http.get(f"http://both.example:{server.port}/")).body == FEED


async def test_a_name_may_be_allowed_on_any_port() -> None:
    names = Names(news_lan=["127.0.0.1"])
    async with site() as server, fetcher(allowed=("news.lan",), names=names) as http:
        server.answers["/"] = respond(FEED)
        assert (await http.get(f"http://NEWS.lan:{server.port}/")).body == FEED
        with pytest.raises(Forbidden, match="allow_private_hosts"):
            await http.get(server.url)


@pytest.mark.parametrize(
    "url", ["", "caliber.az", "http://", "ftp://caliber.az/", "http://a:b:c/", "http://exa mple/", "data:,x"]
)
async def test_what_is_no_web_address(url: str) -> None:
    async with fetcher() as http:
        with pytest.raises((Forbidden, Unreachable)):
            await http.get(url)


# --- turns and proxies -------------------------------------------------------------------------------------


async def test_one_request_at_a_time_per_host() -> None:
    busy = 0
    most: dict[str, int] = {}
    both_asked = asyncio.Barrier(2)

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal busy
        busy += 1
        most[request.target] = max(most.get(request.target, 0), busy)
        if request.target == "/together":
            await both_asked.wait()
        busy -= 1
        writer.write(respond(FEED))

    async with site() as one, site() as two, fetcher(names=Names(other_example=["127.0.0.1"])) as http:
        one.answers |= {"/": answer, "/together": answer}
        two.answers |= {"/": answer, "/together": answer}
        await asyncio.gather(*(http.get(f"{each.url}/") for _ in range(3) for each in (one, two)))
        assert most["/"] == 1  # http and https, say, are one host's
        await asyncio.gather(http.get(f"{one.url}/together"), http.get(f"http://other.example:{two.port}/together"))
        assert most["/together"] == 2
        assert not http._turns._queues  # the table empties itself


async def test_a_cancelled_fetch_gives_its_turn_away() -> None:
    asked = asyncio.Event()

    async def silence(request: Request, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.Event().wait()

    async with site() as server, fetcher() as http:
        server.answers |= {"/silence": silence, "/": respond(FEED)}
        fetching = asyncio.create_task(http.get(f"{server.url}/silence"))
        await asked.wait()
        fetching.cancel()
        assert (await http.get(server.url)).body == FEED


async def test_a_proxy_may_be_private_and_what_it_fetches_may_not() -> None:
    names = Names(proxy_lan=["127.0.0.1"], inside_example=["10.0.0.1"])
    async with site() as server, fetcher(allowed=(), names=names, proxy=f"http://proxy.lan:{server.port}") as http:
        server.answers["http://far.example/feed"] = respond(FEED)
        assert (await http.get("http://far.example/feed")).body == FEED
        with pytest.raises(Forbidden):
            await http.get("http://inside.example/feed")
        with pytest.raises(Forbidden):
            await http.get("http://192.168.0.1/feed")
        assert len(server.requests) == 1


async def test_a_proxy_that_is_not_there_is_named() -> None:
    async with site() as server:
        port = server.port
    async with fetcher(names=Names(), proxy=f"http://user:secret@127.0.0.1:{port}") as http:
        with pytest.raises(Unreachable, match=r"fetch\.proxy") as failed:
            await http.get("http://far.example/feed")
        assert "secret" not in str(failed.value)
