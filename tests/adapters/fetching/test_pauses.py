"""Hosts that ask to be left alone."""

import asyncio

import pytest

from bot.adapters.fetching import HttpFetcher
from bot.adapters.fetching.pauses import LONGEST, MOST, Pauses
from bot.domain.errors import Unreachable
from bot.domain.model import Page
from tests.adapters.fetching.site import Names, respond, site

FEED = b"<rss version='2.0'></rss>"
BUSY = "429 Too Many Requests"


class Hands:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def fetcher(clock: Hands, names: Names | None = None) -> HttpFetcher:
    return HttpFetcher(
        user_agent="Crier/1.0",
        timeout_seconds=5,
        max_bytes=100_000,
        allow_private_hosts=("127.0.0.1",),
        resolver=names or Names(),
        clock=clock,
    )


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (BUSY, "raise the poll_seconds of its sources if this goes on"),
        ("503 Service Unavailable", "the site has to mend it, and is asked again meanwhile"),
    ],
)
async def test_pages_of_a_host_that_asks_to_wait_are_asked_for_once(status: str, remedy: str) -> None:
    clock = Hands()
    async with site() as server, fetcher(clock) as http:
        urls = [f"{server.url}/post/{number}" for number in range(20)]
        server.answers |= {f"/post/{number}": respond(status=status, Retry_After="600") for number in range(20)}
        answers = await asyncio.gather(*(http.get(url) for url in urls), return_exceptions=True)
        assert [error.retry_after for error in answers if isinstance(error, Unreachable)] == [600] * 20
        assert len(server.requests) == 1
        assert str(answers[1]) == (
            f"{urls[1]} was not asked: 127.0.0.1 answered {status[:3]} and asked to wait, for another 10 min; {remedy}"
        )


async def test_a_pause_holds_for_forms_and_feeds_too_and_ends() -> None:
    clock = Hands()
    async with site() as server, fetcher(clock) as http:
        server.answers |= {"/post": respond(status=BUSY, Retry_After="30"), "/feed": respond(FEED)}
        server.answers["/hub"] = respond(status="202 Accepted")
        with pytest.raises(Unreachable):
            await http.get(f"{server.url}/post")
        clock.now += 10
        with pytest.raises(Unreachable, match="another 20 s"):
            await http.get(f"{server.url}/feed")
        with pytest.raises(Unreachable, match="another 20 s"):
            await http.submit(f"{server.url}/hub", {})
        assert server.connections == 1
        clock.now += 20
        assert (await http.get(f"{server.url}/feed")).body == FEED
        assert await http.submit(f"{server.url}/hub", {}) == 202


async def test_a_hub_that_asks_to_wait_is_left_alone() -> None:
    async with site() as server, fetcher(Hands()) as http:
        server.answers["/hub"] = respond(status=BUSY, Retry_After="30")
        for _ in range(2):
            with pytest.raises(Unreachable):
                await http.submit(f"{server.url}/hub", {})
        assert server.connections == 1


async def test_one_pages_huge_wait_silences_no_feed_for_more_than_an_hour() -> None:
    clock = Hands()
    async with site() as server, fetcher(clock) as http:
        server.answers |= {"/post": respond(status=BUSY, Retry_After="999999"), "/feed": respond(FEED)}
        with pytest.raises(Unreachable):
            await http.get(f"{server.url}/post")
        clock.now += LONGEST - 1
        with pytest.raises(Unreachable):
            await http.get(f"{server.url}/feed")
        clock.now += 1
        assert (await http.get(f"{server.url}/feed")).body == FEED


@pytest.mark.parametrize(
    "answer",
    [
        respond(status=BUSY),
        respond(status="503 Service Unavailable"),
        respond(status=BUSY, Retry_After="0"),
        respond(status=BUSY, Retry_After="soon"),
        respond(status="500 Broken", Retry_After="600"),
    ],
)
async def test_what_names_no_wait_or_is_one_pages_own_pauses_no_host(answer: bytes) -> None:
    async with site() as server, fetcher(Hands()) as http:
        server.answers |= {"/post": answer, "/feed": respond(FEED)}
        with pytest.raises(Unreachable):
            await http.get(f"{server.url}/post")
        assert isinstance(await http.get(f"{server.url}/feed"), Page)


async def test_the_host_that_answered_is_left_alone_not_the_one_that_led_there() -> None:
    names = Names(news_example=["127.0.0.1"], far_example=["127.0.0.1"])
    async with site() as server, fetcher(Hands(), names) as http:
        there = f"http://far.example:{server.port}/far"
        server.answers |= {"/post": respond(status="302 Moved", Location=there), "/feed": respond(FEED)}
        server.answers["/far"] = respond(status=BUSY, Retry_After="30")
        for _ in range(2):
            with pytest.raises(Unreachable, match="far.example"):
                await http.get(f"http://news.example:{server.port}/post")
        await http.get(f"http://news.example:{server.port}/feed")
        assert [request.target for request in server.requests] == ["/post", "/far", "/post", "/feed"]


# --- the table ---------------------------------------------------------------------------------------------


def test_a_shorter_wait_ends_no_longer_one() -> None:
    pauses = Pauses(Hands())
    pauses.keep("news.example", 60, 429)
    pauses.keep("news.example", 5, 503)
    assert pauses.at("news.example") == (60, 429)
    pauses.keep("news.example", 90, 503)
    assert pauses.at("news.example") == (90, 503)


def test_the_table_is_bounded_and_forgets_what_has_ended() -> None:
    clock = Hands()
    pauses = Pauses(clock)
    for number in range(MOST + 1):
        pauses.keep(f"{number}.example", 100 + number, 429)
    assert pauses.at("0.example") is None
    assert pauses.at("1.example") == (101, 429)
    assert len(pauses._until) == MOST
    clock.now += 2 * MOST
    assert pauses.at("1.example") is None
    pauses.keep("news.example", 5, 429)
    assert list(pauses._until) == ["news.example"]
