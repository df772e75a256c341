"""The bot's own reader on the newsroom: everything it needs comes through, and no furniture."""

from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.adapters.reading import WebReader
from bot.adapters.summarizers.extractive import ExtractiveSummarizer
from bot.demo.newsroom import EDITIONS, Newsroom, Report
from bot.domain.model import Page
from bot.domain.text import detect_language
from tests.demo.newsroom.press import BASE, START, Watch, browser, opened

FURNITURE = ("Views", "Просмотры", "Demo Herald", "A+", "Example", "Print", "RSS", "©", "Telegram")


def reader() -> WebReader:
    return WebReader(zone=ZoneInfo("UTC"), clock=lambda: START)  # the site's zone must come from its pages


async def page_of(site: httpx.AsyncClient, url: str) -> Page:
    answer = await site.get(url)
    assert answer.status_code == 200
    return Page(url, answer.content, answer.headers["content-type"])


async def test_a_home_page_leads_to_the_feed_of_its_edition(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    async with browser(newsroom) as site, reader() as eyes:
        for edition in EDITIONS:
            links = await eyes.announced(await page_of(site, newsroom.home(edition)))
            assert [link.url for link in links] == [newsroom.feed(edition)]


@pytest.fixture(scope="module")
def printed() -> Newsroom:
    """The real stories: every one of the archive, and every pattern, in every edition."""
    newsroom = Newsroom(base_url=BASE, clock=Watch(), seed=5)
    for _ in range(400):
        newsroom.publish()
    return newsroom


@pytest.mark.parametrize("edition", EDITIONS)
async def test_a_feed_is_read_whole(printed: Newsroom, edition: str) -> None:
    async with browser(printed) as site, reader() as eyes:
        feed = await eyes.feed(await page_of(site, printed.feed(edition)))
    assert (feed.kind, feed.title, feed.language) == ("rss20", "Demo Herald", edition)
    for entry, report in zip(feed.entries, printed.latest(edition, 30), strict=True):
        assert entry.title == report.title
        assert entry.url == entry.guid == printed.address(report)
        assert entry.published == report.published
        assert entry.authors == (report.author,)
        assert entry.categories == (report.section_label,)
        assert entry.image == printed.picture(report)
        assert entry.summary == report.description
        assert entry.content == ""


@pytest.mark.parametrize("edition", EDITIONS)
async def test_an_article_is_its_paragraphs_and_nothing_else(printed: Newsroom, edition: str) -> None:
    async with browser(printed) as site, reader() as eyes:
        for report in unlike(printed, edition):
            found = await eyes.article(await page_of(site, printed.address(report)))
            assert found.text.split("\n") == list(report.paragraphs)
            assert found.title == report.title
            assert found.authors == (report.author,)
            assert found.section == report.section_label
            assert found.published == report.published
            assert found.image == printed.picture(report)
            assert found.canonical == printed.address(report)
            assert found.language == edition
            assert detect_language(f"{found.title}\n{found.text}", "") == edition


@pytest.mark.parametrize("edition", EDITIONS)
async def test_a_summary_holds_no_furniture(printed: Newsroom, edition: str) -> None:
    async with browser(printed) as site, reader() as eyes:
        for report in unlike(printed, edition)[:8]:
            found = await eyes.article(await page_of(site, printed.address(report)))
            short = await ExtractiveSummarizer(3, 600).summarize(found.title, found.text, edition)
            sentences = short.sentences
            assert sentences
            text = "\n".join(report.paragraphs)
            assert all(sentence in text for sentence in sentences)
            assert not [word for word in FURNITURE if word in " ".join(sentences)]


def unlike(newsroom: Newsroom, edition: str) -> list[Report]:
    """The newest article of each pattern."""
    by_pattern = {report.id.rpartition("-")[0]: report for report in reversed(newsroom.latest(edition, 500))}
    return list(by_pattern.values())
