"""The newsroom's pages and feeds, as a browser and a feed reader get them."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from lxml import etree, html
from protego import Protego
from starlette.applications import Starlette

from bot.demo.newsroom import Newsroom
from bot.demo.newsroom.site import robots
from bot.demo.newsroom.stories import PICTURES
from tests.demo.newsroom.press import BASE, Watch, browser, opened

SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
NAMESPACES = {"media": "http://search.yahoo.com/mrss/", "dc": "http://purl.org/dc/elements/1.1/"}


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def newsroom(tmp_path: Path, watch: Watch) -> Newsroom:
    return opened(tmp_path, clock=watch)


@pytest.fixture
def site(newsroom: Newsroom) -> httpx.AsyncClient:
    return browser(newsroom)


# --- sitemaps ----------------------------------------------------------------------------------------------


async def test_news_sitemaps_hold_two_days_of_articles_with_their_editions(
    newsroom: Newsroom, site: httpx.AsyncClient, watch: Watch
) -> None:
    watch.later(hours=47)
    newsroom.publish()
    every = etree.fromstring((await site.get(newsroom.sitemap(""))).content)
    one = etree.fromstring((await site.get(newsroom.sitemap("ru"))).content)
    assert len(every.findall("s:url", SITEMAP)) == 7 and len(one.findall("s:url", SITEMAP)) == 2
    report, url = newsroom.latest("ru", 1)[0], one.find("s:url", SITEMAP)
    assert url.findtext("s:loc", namespaces=SITEMAP) == newsroom.address(report)
    editions = {each.get("hreflang"): each.get("href") for each in url.findall("x:link", SITEMAP)}
    assert editions == {each.edition: newsroom.address(each) for each in newsroom.siblings(report)}
    assert len(editions) == 3
    told = url.find("n:news", SITEMAP)
    assert told.findtext("n:title", namespaces=SITEMAP) == report.title
    assert told.findtext("n:publication/n:language", namespaces=SITEMAP) == "ru"
    assert told.findtext("n:publication/n:name", namespaces=SITEMAP) == "Demo Herald"
    date = told.findtext("n:publication_date", "", SITEMAP)
    assert datetime.fromisoformat(date) == report.published and date.endswith("+04:00")
    watch.later(hours=2)
    later = etree.fromstring((await site.get(newsroom.sitemap(""))).content)
    assert len(later.findall("s:url", SITEMAP)) == 1  # the archive is older than two days by now


async def test_an_unchanged_sitemap_is_not_sent_again(newsroom: Newsroom, site: httpx.AsyncClient) -> None:
    first = await site.get(newsroom.sitemap(""))
    assert first.headers["content-type"] == "application/xml"
    asked = {"If-None-Match": first.headers["etag"]}
    assert (await site.get(newsroom.sitemap(""), headers=asked)).status_code == 304
    newsroom.publish()
    assert (await site.get(newsroom.sitemap(""), headers=asked)).status_code == 200


async def test_robots_are_told_of_the_sitemaps_at_the_root(newsroom: Newsroom) -> None:
    web = httpx.ASGITransport(Starlette(routes=[robots(newsroom)]))
    async with httpx.AsyncClient(transport=web, base_url="http://127.0.0.1:8080") as root:
        answer = await root.get("/robots.txt")
    rules = Protego.parse(answer.text)
    assert list(rules.sitemaps) == [newsroom.sitemap(edition) for edition in ("", "en", "ru", "az")]
    assert rules.can_fetch(newsroom.home("en"), "Crier")
    assert not rules.can_fetch("http://127.0.0.1:8080/chat/events", "Crier")


# --- feeds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["en", "ru", "az"])
async def test_each_edition_has_its_feed(newsroom: Newsroom, site: httpx.AsyncClient, edition: str) -> None:
    answer = await site.get(newsroom.feed(edition))
    assert answer.headers["content-type"] == "application/rss+xml"
    channel = etree.fromstring(answer.content)[0]
    assert channel.findtext("language") == edition
    assert channel.findtext("link") == newsroom.home(edition)
    items, reports = channel.findall("item"), newsroom.latest(edition, 30)
    assert [item.findtext("title") for item in items] == [report.title for report in reports]
    report, item = reports[0], items[0]
    assert item.findtext("link") == item.findtext("guid") == newsroom.address(report)
    date = item.findtext("pubDate", "")
    assert date.endswith(" +0400")
    assert parsedate_to_datetime(date) == report.published
    assert item.findtext("category") == f"World ({edition})"
    assert item.findtext("dc:creator", namespaces=NAMESPACES) == "Naila Example"
    assert len(item.findtext("description", "")) <= 180
    size = str((PICTURES / "railway.jpg").stat().st_size)
    enclosure = {"url": f"{BASE}/pictures/railway.jpg", "length": size, "type": "image/jpeg"}
    assert dict(item.find("enclosure").attrib) == enclosure
    assert item.find("media:content", NAMESPACES).get("fileSize") == size


async def test_a_feed_holds_the_newest_thirty(newsroom: Newsroom, site: httpx.AsyncClient) -> None:
    for _ in range(80):
        newsroom.publish()
    items = etree.fromstring((await site.get(newsroom.feed("en"))).content)[0].findall("item")
    assert [item.findtext("title") for item in items] == [report.title for report in newsroom.latest("en", 30)]
    assert len(items) == 30


async def test_an_unchanged_feed_is_not_sent_again(newsroom: Newsroom, site: httpx.AsyncClient, watch: Watch) -> None:
    url = newsroom.feed("en")
    first = await site.get(url)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    newsroom.read("en", newsroom.latest("en", 1)[0].slug)  # looking at an article changes no feed

    async def status(headers: Mapping[str, str]) -> int:
        answer = await site.get(url, headers=headers)
        assert answer.headers["etag"]
        assert (answer.status_code == 200) == bool(answer.content)
        return answer.status_code

    for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        assert await status({"If-None-Match": sent}) == 304
    assert await status({"If-Modified-Since": modified}) == 304
    assert await status({"If-None-Match": '"other"', "If-Modified-Since": modified}) == 200  # the tag speaks first
    assert await status({"If-Modified-Since": "yesterday"}) == 200
    assert await status({"If-Modified-Since": "Sat, 21 Nov 2020 18:00:00 GMT"}) == 200
    watch.later(seconds=60)
    assert newsroom.publish().edition == "en"
    assert await status({"If-None-Match": etag}) == 200
    assert await status({"If-Modified-Since": modified}) == 200


@pytest.mark.parametrize("path", ["rss", "feed", "en/rss", "en/feed", "az/rss", "rss/", "en/post/none", "section/none"])
async def test_what_is_not_announced_is_an_html_404(site: httpx.AsyncClient, path: str) -> None:
    answer = await site.get(f"{BASE}/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert html.fromstring(answer.text).get("lang") == (path[:2] if path[:3] in ("en/", "az/") else "ru")


# --- pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["en", "ru", "az"])
async def test_homes_and_sections_announce_their_editions_feed(
    newsroom: Newsroom, site: httpx.AsyncClient, edition: str
) -> None:
    for url in (newsroom.home(edition), newsroom.section(edition, "world")):
        page = html.fromstring((await site.get(url)).text)
        assert page.get("lang") == edition
        assert page.xpath("//link[@type='application/rss+xml']/@href") == [newsroom.feed(edition)]
        assert page.xpath("//link[@rel='alternate'][@hreflang]/@hreflang") == ["en", "ru", "az"]
        (report,) = [each for each in newsroom.latest(edition, 9) if each.section == "world"]
        assert f"/newsroom{newsroom.address(report).removeprefix(BASE)}" in page.xpath("//main//a/@href")


async def test_an_article_says_what_it_is(newsroom: Newsroom, site: httpx.AsyncClient) -> None:
    report = newsroom.latest("en", 1)[0]
    page = html.fromstring((await site.get(newsroom.address(report))).text)
    assert page.xpath("//link[@rel='canonical']/@href") == [newsroom.address(report)]
    meta = {each.get("property"): each.get("content") for each in page.iter("meta")}
    assert meta["og:title"] == report.title
    assert meta["og:image"] == f"{BASE}/pictures/railway.jpg"
    data = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == report.title
    assert data["datePublished"] == "2026-11-21T21:58:07+04:00"
    assert data["author"]["name"] == "Naila Example"
    assert data["image"] == [f"{BASE}/pictures/railway.jpg"]
    assert data["articleSection"] == "World (en)"


async def test_an_article_has_the_furniture_of_a_real_page(newsroom: Newsroom, site: httpx.AsyncClient) -> None:
    report = newsroom.latest("en", 1)[0]
    page = html.fromstring((await site.get(newsroom.address(report))).text)
    lines = {" ".join(each.text_content().split()) for each in page.xpath("//body//*[not(self::script)]")}
    for line in (
        *("World (en)", "A+", "A−", report.title, "21 November 2026 21:58", "By Naila Example", "Demo Herald"),
        *(f"Views: {report.views + 1}", "Share", "Print", "Copy link", "Advertisement", "Most read", "More stories"),
        *("App Store", "Google Play", "Night theme", "Subscribe to our newsletter", "EN", "RU", "AZ"),
        "© 2026 Demo Herald. All rights reserved",
    ):
        assert line in lines, line
    shares = " ".join(page.xpath("//div[@class='share']/a/@href"))
    for start in (
        "https://t.me/share/url?",
        "https://x.com/intent/post?",
        "https://wa.me/?",
        "https://www.facebook.com",
    ):
        assert start in shares


async def test_editions_are_linked_once_they_are_published(newsroom: Newsroom, site: httpx.AsyncClient) -> None:
    async def alternates() -> list[str]:
        page = html.fromstring((await site.get(newsroom.address(first))).text)
        return [str(each) for each in page.xpath("//link[@rel='alternate'][@hreflang]/@href")]

    first, _ = newsroom.publish(), newsroom.publish()
    assert await alternates() == [newsroom.address(first)]
    russian = newsroom.publish()
    assert await alternates() == [newsroom.address(first), newsroom.address(russian)]


@pytest.mark.parametrize(("edition", "shown"), [("ru", "21 ноября 2026 21:59"), ("az", "21 noyabr 2026 22:00")])
async def test_months_are_in_the_pages_language(
    newsroom: Newsroom, site: httpx.AsyncClient, edition: str, shown: str
) -> None:
    page = html.fromstring((await site.get(newsroom.address(newsroom.latest(edition, 1)[0]))).text)
    assert page.xpath("string(//time)") == shown
    assert page.xpath("//time/@datetime")[0].endswith("+04:00")


async def test_text_is_data(newsroom: Newsroom, site: httpx.AsyncClient) -> None:
    report = newsroom.latest("en", 1)[0]
    page = html.fromstring((await site.get(newsroom.address(report))).text)
    assert page.xpath("string(//h1)") == "Ministers agree <on> a rail corridor & a </script> tunnel en"
    assert [each.text_content() for each in page.xpath("//div[@class='text']/p")] == list(report.paragraphs)
    found = html.fromstring((await site.get(f"{BASE}/en/search", params={"q": "<rail>"})).text)
    assert found.xpath("//input/@value") == ["<rail>"]
    assert found.xpath("//main//li/a/text()") == [report.title]


async def test_pages_obey_a_strict_content_policy(newsroom: Newsroom, site: httpx.AsyncClient) -> None:
    """No inline script, style or handler, and nothing is loaded from elsewhere (CSP level 3)."""
    report = newsroom.latest("en", 1)[0]
    for url in (newsroom.home("en"), newsroom.address(report), f"{BASE}/rss", f"{BASE}/search?q=x"):
        page = html.fromstring((await site.get(url)).text)
        assert not page.xpath("//style | //@style | //@*[starts-with(name(), 'on')] | //base | //iframe")
        assert not page.xpath("//script[not(@src)][not(@type='application/ld+json')]")
        loaded = page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon']/@href")
        for each in {str(address) for address in loaded}:
            assert each.startswith("/newsroom/")
            assert (await site.get(each)).status_code == 200
        for link in page.xpath("//a/@href"):
            assert link.startswith("/newsroom/") or urlsplit(link).scheme in ("https", "mailto")


async def test_links_on_a_page_lead_somewhere(newsroom: Newsroom, site: httpx.AsyncClient) -> None:
    pages = [newsroom.home("az"), newsroom.address(newsroom.latest("ru", 1)[0]), newsroom.section("en", "economy")]
    links: set[str] = set()
    for url in pages:
        links |= set(map(str, html.fromstring((await site.get(url)).text).xpath("//a/@href")))
    for link in sorted(link for link in links if link.startswith("/")):
        assert (await site.get(link)).status_code == 200, link
    assert (await site.get(f"{BASE}/en")).headers["location"] == "/newsroom/en/"


async def test_looking_at_an_article_counts_and_asking_for_its_head_does_not(
    newsroom: Newsroom, site: httpx.AsyncClient
) -> None:
    report = newsroom.latest("az", 1)[0]
    assert (await site.head(newsroom.address(report))).status_code == 200
    assert (await site.get(newsroom.address(report))).status_code == 200
    found = newsroom.find("az", report.slug)
    assert found is not None
    assert found.views == report.views + 1


# --- files -------------------------------------------------------------------------------------------------


async def test_pictures_may_be_kept_for_ever(site: httpx.AsyncClient) -> None:
    answer = await site.get(f"{BASE}/pictures/harbour.jpg")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = await site.get(f"{BASE}/pictures/harbour.jpg", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert (await site.get(f"{BASE}/pictures/none.jpg")).status_code == 404
    assert (await site.get(f"{BASE}/pictures/..%2fsite.py")).status_code == 404


def test_there_are_sixteen_pictures_of_the_right_size() -> None:
    names = """railway harbour market city mountains school hospital stadium theatre laboratory field power bridge
    library airport parliament"""
    assert sorted(file.stem for file in PICTURES.iterdir()) == sorted(names.split())
    for file in PICTURES.iterdir():
        data = file.read_bytes()
        assert len(data) <= 60 * 1024
        frame = re.search(rb"\xff[\xc0\xc2]..\x08(..)(..)", data, re.DOTALL)  # SOF0 or SOF2 (ITU-T T.81 §B.2.2)
        assert frame is not None
        assert (int.from_bytes(frame[2]), int.from_bytes(frame[1])) in ((1200, 675), (1000, 563))
