"""What answers say beside their bodies: freshness, moves, refusals; and bodies wrapped twice."""

import gzip
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.fetching import HttpFetcher
from bot.adapters.fetching.inflate import Body
from bot.domain.errors import Blocked, FetchFailed, Forbidden, Missing, Unreachable
from bot.domain.model import Validators
from tests.adapters.fetching.site import Names, respond, site

FEED = b"<rss version='2.0'><channel><title>News</title></channel></rss>" * 20


@asynccontextmanager
async def fetcher() -> AsyncIterator[HttpFetcher]:
    async with HttpFetcher(
        user_agent="Crier/1.0 (+https://caliber.example/)",
        timeout_seconds=5.0,
        max_bytes=10_000_000,
        allow_private_hosts=("127.0.0.1",),
        resolver=Names(),
    ) as opened:
        yield opened


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache_Control": "max-age=600", "Age": "100"}, 500),
        ({"Cache_Control": "max-age=600", "Age": "700"}, 0),
        ({"Cache_Control": 'public, Max-Age="600"'}, 600),
        ({"Cache_Control": "s-maxage=600"}, None),
        ({"Cache_Control": "s-maxage=60, max-age=600"}, 600),
        ({"Cache_Control": "max-age=600, no-cache"}, None),
        ({"Cache_Control": 'private="a, no-cache", max-age=600'}, 600),
        ({"Cache_Control": "max-age=9999999999"}, 2**31),
        ({"Cache_Control": "max-age=60, x", "Expires": "Tue, 06 Oct 2026 12:00:00 GMT"}, 60),
        ({"Date": "Tue, 06 Oct 2026 10:00:00 GMT", "Expires": "Tue, 06 Oct 2026 10:05:00 GMT"}, 300),
        ({"Date": "Tue, 06 Oct 2026 10:00:00 GMT", "Expires": "Tue, 06 Oct 2026 10:05:00 GMT", "Age": "60"}, 240),
        ({"Date": "Tue, 06 Oct 2026 10:00:00 GMT", "Expires": "Mon, 05 Oct 2026 10:05:00 GMT"}, 0),
        ({"Date": "Tue, 06 Oct 2026 10:00:00 GMT", "Expires": "Tue, 06 Oct 2026 10:00:09 -0000"}, 9),
        ({"Date": "never", "Expires": "Tue, 06 Oct 1998 10:05:00 GMT"}, 0),
        ({"Expires": "0"}, 0),
        ({"Expires": "-1", "Cache_Control": "private"}, 0),
        ({"Age": "100"}, None),
    ],
)
async def test_how_long_an_answer_is_fresh(headers: dict[str, Any], seconds: float | None) -> None:
    async with site() as server, fetcher() as http:
        server.answers["/"] = respond(FEED, **headers)
        assert (await http.get(server.url)).fresh_for == seconds
        server.answers["/"] = respond(status="304 Not Modified", **headers)
        assert (await http.get(server.url, Validators('"v1"'))).fresh_for == seconds


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ((301,), True),
        ((308, 301, 308), True),
        ((302,), False),
        ((301, 307), False),
        ((303, 301), False),
        ((), False),
    ],
)
@pytest.mark.parametrize("last", [respond(FEED), respond(status="304 Not Modified")])
async def test_moves_for_good_are_told(statuses: tuple[int, ...], moved: bool, last: bytes) -> None:
    async with site() as server, fetcher() as http:
        for hop, status in enumerate(statuses):
            server.answers[f"/{hop}"] = respond(status=f"{status} Moved", Location=f"/{hop + 1}")
        server.answers[f"/{len(statuses)}"] = last
        page = await http.get(f"{server.url}/0", Validators('"v1"'))
        assert page.moved_to == (f"{server.url}/{len(statuses)}" if moved else "")


@pytest.mark.parametrize("url", ["http://user:password@127.0.0.1:{}/", "http://user@127.0.0.1:{}/"])
async def test_credentials_in_addresses_are_refused(url: str) -> None:
    async with site() as server, fetcher() as http:
        address = url.format(server.port)
        with pytest.raises(Forbidden, match="write the address without them") as failed:
            await http.get(address)
        server.answers["/"] = respond(status="301 Moved", Location=address)
        with pytest.raises(Forbidden, match="write the address without them") as followed:
            await http.get(server.url)
        for error in (failed, followed):
            assert "user@" not in str(error.value)
            assert "password@" not in str(error.value)
        assert len(server.requests) == 1


CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>_cf_chl_opt</script></body>"
)
ORDINARY = b"<html><head><title>Closed for repairs</title></head><body><h1>Closed for repairs</h1></body></html>"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (respond(ORDINARY, status="403 Forbidden"), Blocked),
        (respond(CHALLENGE, status="403 Forbidden"), Blocked),
        (respond(CHALLENGE, status="401 Unauthorized"), Blocked),
        (respond(ORDINARY, status="401 Unauthorized"), Missing),
        (respond(CHALLENGE, status="429 Too Many Requests"), Blocked),
        (respond(CHALLENGE, status="503 Service Unavailable"), Blocked),
        (respond(gzip.compress(CHALLENGE, mtime=0), status="503 Wait", Content_Encoding="gzip"), Blocked),
        (respond(gzip.compress(CHALLENGE, mtime=0)[:-9], status="503 Wait", Content_Encoding="gzip"), Blocked),
        (respond(CHALLENGE, status="503 Wait", length=9999), Blocked),
        (respond(b"", status="503 Wait", cf_mitigated="challenge"), Blocked),
        (respond(ORDINARY, status="200 OK", cf_mitigated="challenge"), Blocked),
        (respond(ORDINARY, status="503 Service Unavailable"), Unreachable),
        (respond(b"x" * 70_000 + CHALLENGE, status="503 Wait"), Unreachable),
        (respond(b"\x00", status="503 Wait", Content_Encoding="br"), Unreachable),
    ],
)
async def test_sites_that_block_this_server(answer: bytes, kind: type[FetchFailed]) -> None:
    async with site() as server, fetcher() as http:
        server.answers["/"] = answer
        with pytest.raises(kind) as failed:
            await http.get(server.url)
        if kind is Blocked:
            assert "the site blocks this server" in str(failed.value)
            assert "fetch.proxy" in str(failed.value)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(gzip.compress(FEED, mtime=0), mtime=0), "gzip"),
        (zlib.compress(gzip.compress(FEED, mtime=0)), "deflate"),
        (zlib.compress(FEED * 5000)[2:-4], "deflate"),
    ],
)
async def test_gzip_files_in_encodings(body: bytes, encoding: str) -> None:
    async with site() as server, fetcher() as http:
        server.answers["/"] = respond(body, Content_Encoding=encoding, Content_Type="application/gzip")
        assert (await http.get(server.url)).body in (FEED, FEED * 5000)


@settings(max_examples=40)
@given(st.binary(max_size=400), st.integers(0, 150_000), st.sampled_from(["gzip", "deflate", ""]), st.integers(5, 99))
def test_every_body_survives_its_wrapping(data: bytes, zeros: int, encoding: str, step: int) -> None:
    plain = b"<" + data + bytes(zeros)
    wrapped = {"gzip": gzip.compress(gzip.compress(plain)), "deflate": zlib.compress(plain)[2:-4]}.get(encoding, plain)
    body = Body(encoding, len(plain))
    for at in range(0, len(wrapped), step * 97):
        body.feed(wrapped[at : at + step * 97])
    assert body.finish() == plain


async def test_addresses_without_end() -> None:
    async with fetcher() as http:
        with pytest.raises(Forbidden, match="8,192"):
            await http.get("http://far.example/" + "x" * 9000)


async def test_messages_are_one_line() -> None:
    async with site() as server, fetcher() as http:
        with pytest.raises(Missing) as failed:
            await http.get(f"{server.url}/a%0Ab%E2%80%AEc")
        assert str(failed.value).isprintable()


# --- forms -------------------------------------------------------------------------------------------------


async def test_a_form_is_submitted() -> None:
    async with site() as hub, fetcher() as http:
        hub.answers["/hub"] = respond(status="202 Accepted")
        assert await http.submit(f"{hub.url}/hub", {"hub.mode": "subscribe", "hub.topic": "https://a.example/ü"}) == 202
        assert hub.requests[0].headers["content-type"] == "application/x-www-form-urlencoded"
        assert hub.requests[0].headers["user-agent"].startswith("Crier/")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("301 Elsewhere", Unreachable),
        ("302 Elsewhere", Unreachable),
        ("400 Bad", Missing),
        ("403 No", Blocked),
        ("404 None", Missing),
        ("429 Slow", Unreachable),
        ("500 Broken", Unreachable),
    ],
)
async def test_forms_that_are_refused(status: str, kind: type[FetchFailed]) -> None:
    async with site() as hub, fetcher() as http:
        hub.answers["/hub"] = respond(status=status, Location="/other")
        with pytest.raises(kind):
            await http.submit(f"{hub.url}/hub", {"hub.mode": "subscribe"})
        assert len(hub.requests) == 1


@pytest.mark.parametrize("status", ["307 Elsewhere", "308 Elsewhere"])
async def test_a_form_follows_its_hub(status: str) -> None:
    async with site() as hub, site() as other, fetcher() as http:
        hub.answers["/hub"] = respond(status=status, Location=f"{other.url}/new")
        other.answers["/new"] = respond(status="202 Accepted")
        assert await http.submit(f"{hub.url}/hub", {"hub.mode": "subscribe"}) == 202
        assert other.requests[0].headers["content-length"] == str(len("hub.mode=subscribe"))


async def test_a_form_is_not_led_inside_nor_in_circles() -> None:
    async with site() as hub, fetcher() as http:
        hub.answers["/inside"] = respond(status="307 Elsewhere", Location="http://10.0.0.1/")
        hub.answers["/round"] = respond(status="308 Elsewhere", Location="/round")
        for path in ("/inside", "/round"):
            with pytest.raises(Forbidden):
                await http.submit(f"{hub.url}{path}", {"hub.mode": "subscribe"})
        assert len(hub.requests) == 7


# --- remedies ----------------------------------------------------------------------------------------------


async def test_every_failure_says_what_to_do() -> None:
    """After its first semicolon, in one line."""
    answers = {
        str(status): respond(status=f"{status} No") for status in (300, 401, 402, 404, 407, 410, 418, 429, 451, 500)
    }
    answers |= {
        "http": b"SSH-2.0-OpenSSH\r\n",
        "broken": respond(b"x", length=5),
        "gzip": respond(gzip.compress(b"news")[:-5], Content_Encoding="gzip"),
        "encoding": respond(b"x", Content_Encoding="br"),
        "large": respond(bytes(10_000_001)),
        "round": respond(status="302 Moved", Location="/round"),
    }
    async with site() as server, fetcher() as http:
        server.answers |= {f"/{name}": answer for name, answer in answers.items()}
        urls = [f"{server.url}/{name}" for name in answers]
        for url in [*urls, f"https://127.0.0.1:{server.port}/", "http://nowhere.example/", "http://127.0.0.1:1/"]:
            with pytest.raises(FetchFailed) as failed:
                await http.get(url)
            said, _, remedy = str(failed.value).partition("; ")
            assert said, url
            assert remedy, said
            assert len(str(failed.value)) < 300
