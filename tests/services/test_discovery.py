"""Where a source's feed is looked for, and what is told of it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.barriers import blocked
from bot.domain.errors import Blocked, Missing, TooMuch, TooSlow, Unreachable, Unreadable
from bot.domain.model import NO_VALIDATORS, Feed, FeedLink, Page, PageText, Source, Validators
from bot.services.discovery import Discovery, Reading
from tests.fakes import Site, entry, virtual

HOME = "https://news.example/en/"
ROBOTS = "https://news.example/robots.txt"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p></body></html>"
REMEDY = "ask the site to let its user agent in, or set fetch.proxy"


def feed(*numbers: int, **changes: Any) -> Feed:
    return replace(Feed("rss20", "News", "en", tuple(entry(number) for number in numbers)), **changes)


def link(path: str, language: str = "", **fields: Any) -> FeedLink:
    return FeedLink(f"https://news.example/{path}", language=language, **fields)


def home(*links: FeedLink, **site: Any) -> Site:
    found = Site(homes={HOME: links}, **site)
    if not links:
        found.articles[HOME] = PageText("Just words.")
    return found


async def discover(site: Site, source: Source | None = None, **options: Any) -> Reading:
    return await Discovery(site, site)(source or Source("news", HOME), **options)


async def in_vain(site: Site, source: Source | None = None, **options: Any) -> str:
    with pytest.raises(Unreadable) as raised:
        await discover(site, source, **options)
    return str(raised.value)


@virtual
async def test_an_address_that_is_a_feed_is_its_own() -> None:
    site = Site(feeds={HOME: feed(1)})
    found = await discover(site)
    assert (found.url, found.feed) == (HOME, feed(1))
    assert found.links == (FeedLink(HOME, "News", "en", "itself", "chosen"),)
    assert site.asked == [HOME]


@virtual
async def test_the_first_announced_feed_that_is_one_is_taken_and_all_are_remembered() -> None:
    links = link("a.xml"), link("b.xml"), link("c.xml")
    site = home(*links, feeds={links[1].url: feed(1)})
    found = await discover(site)
    assert found.url == links[1].url
    assert [(each.url, each.outcome) for each in found.links or ()] == [
        (links[1].url, "chosen"),
        (HOME, "this is not a feed"),
        (links[0].url, f"{links[0].url} answered 404"),
        (links[2].url, ""),
    ]


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (Source("news", HOME), "en.xml"),
        (Source("news", HOME, language="ru"), "ru.xml"),
        (Source("news", HOME, language="hy"), "mute.xml"),  # none suits: the first that was read
    ],
)
@virtual
async def test_of_several_feeds_the_sources_language_decides(source: Source, path: str) -> None:
    links = link("ru.xml", "ru"), link("mute.xml"), link("en.xml", "en-GB")
    feeds = {each.url: feed(number, language="") for number, each in enumerate(links)}
    feeds[links[1].url] = feed(9, language="az-AZ")  # what a feed says itself counts where its page says nothing
    assert (await discover(home(*links, feeds=feeds), source)).url.endswith(path)


class Spoken(Site):
    """A site whose pages say their language."""

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        page = await super().get(url, validators)
        return replace(page, body=b'<!doctype html><html lang="az-AZ">' + page.body) if url in self.homes else page


@pytest.mark.parametrize(
    ("url", "language", "path"),
    [
        ("https://news.example/", "", "2.xml"),
        ("https://news.example/", "ru", "1.xml"),  # its owner knows better
        ("https://news.example/ru/", "", "1.xml"),  # templates are copied with their language, folders less so
    ],
)
@virtual
async def test_where_neither_source_nor_path_names_a_language_the_pages_own_decides(
    url: str, language: str, path: str
) -> None:
    links = link("1.xml"), link("2.xml")
    site = Spoken(
        feeds={links[0].url: feed(1, language="ru"), links[1].url: feed(2, language="az")}, homes={url: links}
    )
    assert (await discover(site, Source("news", url, language=language))).url.endswith(path)


@virtual
async def test_a_page_that_is_wrong_about_its_language_costs_it_no_feed() -> None:
    url, links = "https://news.example/", (link("news.xml"), link("comments.xml"))
    feeds = {links[0].url: feed(1, language="ru"), links[1].url: feed(2, language="")}
    assert (await discover(Spoken(feeds=feeds, homes={url: links}), Source("news", url))).url == links[0].url


@virtual
async def test_an_address_that_leads_to_a_language_is_looked_for_in_it() -> None:
    root, links = "https://news.example/", (link("1.xml"), link("2.xml"))
    feeds = {links[0].url: feed(1, language="ru"), links[1].url: feed(2, language="en")}
    site = Site(feeds=feeds, homes={HOME: links}, moved={root: HOME})
    assert (await discover(site, Source("news", root))).url == links[1].url


@virtual
async def test_robots_txt_names_sitemaps_where_nothing_is_announced() -> None:
    sitemap = link("news-map.xml", how="robots")
    site = home(robots={ROBOTS: (sitemap,)}, feeds={sitemap.url: feed(1, kind="sitemap")})
    found = await discover(site)
    assert (found.url, found.feed.kind) == (sitemap.url, "sitemap")
    assert site.asked == [HOME, ROBOTS, sitemap.url]


@virtual
async def test_usual_places_come_last_the_sections_own_first() -> None:
    site = home(feeds={f"{HOME}rss.xml": feed(1), "https://news.example/feed/": feed(2)})
    found = await discover(site)
    assert found.url == f"{HOME}rss.xml"
    assert found.links is not None and found.links[0].how == "guess"
    assert site.asked[:2] == [HOME, ROBOTS]


@virtual
async def test_what_was_tried_in_vain_is_told_with_what_to_do() -> None:
    sitemap = link("map.xml", how="robots")
    told = await in_vain(home(link("gone.xml"), robots={ROBOTS: (sitemap,)}))
    assert told == (
        "no feed found: this is not a feed; of 1 announced none is one: https://news.example/gone.xml answered 404; "
        "robots.txt names 1: https://news.example/map.xml answered 404; none at 19 usual places such as /en/feed/; "
        "give the address of its feed or news sitemap, or ask the site for one"
    )


@virtual
async def test_usual_places_are_left_alone_when_they_were_tried_of_late() -> None:
    site = home()
    told = await in_vain(site, guess=False)
    assert site.asked == [HOME, ROBOTS] and "usual places" not in told


@pytest.mark.parametrize(
    "error", [Unreachable("no answer"), Blocked("the site blocks this server"), TooMuch("it took longer than 20 s")]
)
@virtual
async def test_a_site_that_does_not_let_us_in_is_not_asked_at_every_place(error: Exception) -> None:
    site = home(broken={f"{HOME}feed/": error, ROBOTS: error})
    told = await in_vain(site)
    assert f"; robots.txt could not be read ({error}); " in told
    assert f"; of 19 usual places none was tried after /en/feed/ ({error}); " in told
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Missing(f"{ROBOTS} answers 401: it wants a login; ask", status=401), "answers 401: it wants a login"),
        (blocked(ROBOTS, "403"), "the site blocks this server (403)"),
        (Unreachable(f"{ROBOTS} is out of order (500); mend it"), "is out of order (500)"),
    ],
)
@virtual
async def test_a_robots_txt_that_did_not_come_is_not_said_to_name_nothing(error: Exception, said: str) -> None:
    told = await in_vain(home(broken={ROBOTS: error}))
    assert f"; robots.txt could not be read ({said}); " in told and "names no sitemap" not in told


@virtual
async def test_a_robots_txt_that_is_a_check_of_browsers_is_not_said_to_name_nothing() -> None:
    told = await in_vain(home(articles={ROBOTS: PageText(CHALLENGE)}))
    assert "; robots.txt could not be read (the site blocks this server (a page that checks browsers)); " in told


@virtual
async def test_usual_places_tell_where_they_were_given_up() -> None:
    site = home(broken={f"{HOME}rss.xml": blocked(f"{HOME}rss.xml", "403")})
    assert "; of 19 usual places none was tried after /en/rss.xml (the site blocks this server (403)); " in (
        await in_vain(site)
    )


async def barred(site: Site) -> str:
    with pytest.raises(Blocked) as raised:
        await discover(site)
    return str(raised.value)


@virtual
async def test_a_site_that_shows_a_check_of_browsers_with_status_200_is_asked_nothing_further() -> None:
    site = Site(articles={HOME: PageText(CHALLENGE)})
    told = await barred(site)
    assert told == f"{HOME}: the site blocks this server (a page that checks browsers); {REMEDY}"
    assert site.asked == [HOME]


@virtual
async def test_no_private_key_is_told_of_an_address_that_shows_a_check_of_browsers() -> None:
    url = f"{HOME}?key=secret"
    with pytest.raises(Blocked) as raised:
        await discover(Site(articles={url: PageText(CHALLENGE)}), Source("news", url))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("how", ["403", "a page that checks browsers"])
@virtual
async def test_a_feed_that_the_site_names_and_does_not_give_leads_what_is_told(how: str) -> None:
    first, second = link("gone.xml"), link("a.xml")
    site = home(first, second, articles={second.url: PageText(CHALLENGE)})
    if how == "403":
        site.broken[second.url] = blocked(second.url, how)
    told = await barred(site)
    assert told.startswith(f"{second.url}: the site blocks this server ({how}); {REMEDY}; no other feed was found: ")
    assert "give the address" not in told and told.count("blocks this server") == 1


@virtual
async def test_another_feed_is_taken_where_the_first_does_not_let_us_in() -> None:
    first, second = link("a.xml"), link("b.xml")
    site = home(first, second, broken={first.url: Blocked("403")}, feeds={second.url: feed(1)})
    assert (await discover(site)).url == second.url


@pytest.mark.parametrize("at", [ROBOTS, "https://news.example/a.xml", f"{HOME}feed/", HOME])
@virtual
async def test_a_site_that_asks_to_wait_is_asked_nothing_further(at: str) -> None:
    site = home(link("a.xml"), broken={at: Unreachable("429", retry_after=60)})
    with pytest.raises(Unreachable):
        await discover(site)
    assert site.asked[-1] == at


@virtual
async def test_where_reading_took_too_long_no_other_feed_is_looked_for() -> None:
    class Slow(Site):
        async def feed(self, page: Page) -> Feed:
            raise TooSlow(f"{page.url} took longer than 10 s to read; it is tried again later")

    site = Slow(feeds={HOME: feed(1)})
    assert await in_vain(site) == f"{HOME} took longer than 10 s to read; it is tried again later"
    assert site.asked == [HOME]


@virtual
async def test_an_address_that_cannot_be_fetched_is_looked_for_no_further() -> None:
    with pytest.raises(Missing):
        await discover(Site())


@virtual
async def test_how_many_of_the_named_were_tried_is_told() -> None:
    maps = tuple(link(f"map-{number}.xml", how="robots") for number in range(12))
    site = home(*(link(f"{number}.xml") for number in range(30)), robots={ROBOTS: maps})
    told = await in_vain(site)
    assert "; of 30 announced 10 were tried, none is one: https://news.example/0.xml answered 404; " in told
    assert "; robots.txt names 12, of which 10 were tried: https://news.example/map-0.xml answered 404; " in told
    assert len(site.asked) == 1 + 10 + 1 + 10 + 19
