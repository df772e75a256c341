"""Which sitemaps of an index are asked for, and which are left alone."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.errors import Blocked, TooMuch, Unreachable, Unreadable
from bot.domain.model import Feed, PageText, Source
from bot.services.discovery import Discovery, Reading
from bot.services.indexes import ALONE, KNOWN, MOST
from tests.fakes import Site, entry, virtual

INDEX = "https://news.example/sitemap.xml"


def at(name: str) -> str:
    return f"https://news.example/{name}.xml"


def news(*numbers: int) -> Feed:
    return Feed("sitemap", "News", "en", tuple(entry(number) for number in numbers))


def index(**parts: int) -> Site:
    """An index whose parts hold an item each; those of number 0 are plain sitemaps."""
    feeds = {at(name): news(number) for name, number in parts.items() if number}
    plain = {at(name): PageText("a plain sitemap") for name, number in parts.items() if not number}
    return Site(feeds={INDEX: Feed("sitemapindex", parts=tuple(map(at, parts))), **feeds}, articles=plain)


class Reader:
    """A discovery that polls one index, as the poller does."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.discovery = Discovery(site, site)

    async def __call__(self) -> Reading:
        self.site.asked.clear()
        return await self.discovery.read(INDEX, await self.site.get(INDEX))

    async def asked(self) -> list[str]:
        await self()
        return [url.rpartition("/")[2].removesuffix(".xml") for url in self.site.asked[1:]]

    def names(self, *parts: str) -> None:
        self.site.feeds[INDEX] = replace(self.site.feeds[INDEX], parts=tuple(map(at, parts)))


@virtual
async def test_three_parts_with_news_are_enough() -> None:
    site = index(a=1, b=2, c=3, d=4)
    found = await Discovery(site, site)(Source("news", INDEX))
    assert [each.guid for each in found.feed.entries] == ["bridge-1", "bridge-2", "bridge-3"]
    assert not found.page.validators.etag


@virtual
async def test_a_change_in_a_part_is_a_change() -> None:
    read = Reader(index(a=1, b=0, c=2))
    first, again = await read(), await read()
    read.site.feeds[at("c")] = news(2, 5)
    assert first.digest == again.digest != (await read()).digest


@virtual
async def test_a_part_that_fails_leaves_the_others_and_is_asked_again() -> None:
    read = Reader(index(a=1, b=2))
    read.site.broken[at("a")] = Unreachable("no answer")
    assert len((await read()).feed.entries) == 1
    assert await read.asked() == ["a", "b"]


@virtual
async def test_news_in_a_part_far_down_is_found() -> None:
    found = await Reader(index(a=0, b=0, c=0, d=0, e=1))()
    assert [each.guid for each in found.feed.entries] == ["bridge-1"]


@virtual
async def test_parts_without_news_are_left_alone_where_another_has_some() -> None:
    read = Reader(index(a=0, b=1, c=0, d=0))
    read.site.broken[at("d")] = TooMuch("larger than 8 MB")
    assert await read.asked() == ["a", "b", "c", "d"]
    assert await read.asked() == ["b"]
    await asyncio.sleep(ALONE)
    assert await read.asked() == ["a", "b", "c", "d"]


@virtual
async def test_looking_at_new_parts_makes_the_others_wait_no_longer() -> None:
    read = Reader(index(a=0, b=1, c=2))
    await read()
    await asyncio.sleep(ALONE - 1)
    read.names("new", "a", "b", "c")
    assert await read.asked() == ["new", "b", "c"]
    assert await read.asked() == ["b", "c"]
    await asyncio.sleep(1)
    assert await read.asked() == ["new", "a", "b", "c"]


@virtual
async def test_of_parts_with_news_those_named_first_are_asked() -> None:
    """The site names first what changed last."""
    read = Reader(index(a=1, b=2, c=3, d=4))
    assert await read.asked() == ["a", "b", "c"]
    read.names("d", "a", "b", "c")
    assert await read.asked() == ["d", "a", "b"]


@virtual
async def test_what_lies_beyond_the_most_is_left_alone_where_there_is_news() -> None:
    """Its articles are not new, though they would be to the archive."""
    plain = {f"p{number}": 0 for number in range(MOST - 1)}
    read = Reader(index(a=1, **plain, far=2))
    assert await read.asked() == ["a", *plain]
    assert await read.asked() == ["a"]


@virtual
async def test_where_the_parts_with_news_have_none_left_the_others_are_asked() -> None:
    read = Reader(index(a=0, b=1))
    await read()
    read.site.articles[at("b")] = PageText("a plain sitemap")
    del read.site.feeds[at("b")]
    read.site.feeds[at("a")] = news(3)
    assert await read.asked() == ["b", "a"]
    assert await read.asked() == ["a"]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"a": 0, "b": 0}, ", none of which could be read as news: this is not a feed"),
        (
            {f"p{number}": 0 for number in range(50)},
            ", none of which could be read as news: this is not a feed; 10 of its 50 were tried",
        ),
        ({}, " that names none"),
    ],
)
@virtual
async def test_an_index_without_news_is_no_feed(parts: dict[str, int], told: str) -> None:
    read = Reader(index(**parts))
    with pytest.raises(Unreadable) as raised:
        await read()
    assert str(raised.value) == f"{INDEX} is an index of sitemaps{told}"
    assert len(read.site.asked) == 1 + min(len(parts), MOST)


@virtual
async def test_an_index_within_an_index_is_no_part_with_news() -> None:
    read = Reader(index(a=1, b=2))
    read.site.feeds[at("a")] = Feed("sitemapindex", parts=(at("c"),))
    assert [each.guid for each in (await read()).feed.entries] == ["bridge-2"]
    assert await read.asked() == ["b"]


@virtual
async def test_parts_that_do_not_let_us_in_are_told_with_their_remedy() -> None:
    read = Reader(index(a=0, b=1, c=1))
    read.site.broken |= {at(name): Blocked(f"{name}: the site blocks this server") for name in "bc"}
    with pytest.raises(Blocked, match="^b: the site blocks this server$"):
        await read()


@virtual
async def test_a_site_that_asks_to_wait_is_asked_for_no_further_part() -> None:
    read = Reader(index(a=0, b=1))
    read.site.broken[at("a")] = Unreachable("503", retry_after=5)
    with pytest.raises(Unreachable):
        await read()
    assert read.site.asked == [INDEX, at("a")]


@virtual
async def test_what_is_remembered_is_bounded() -> None:
    site = index(a=0, b=1)
    discovery = Discovery(site, site)
    urls = [f"{INDEX}?{number}" for number in range(KNOWN + 1)]
    for url in (*urls, urls[0]):  # the first is forgotten by then
        site.asked.clear()
        await discovery.read(url, await site.get(INDEX))
    assert site.asked == [INDEX, at("a"), at("b")]
    assert len(discovery._indexes._alone) == KNOWN
