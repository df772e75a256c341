"""What stands in the newsroom, what comes, and in which order."""

import asyncio
import re
from collections import Counter
from pathlib import Path

import pytest

from bot.demo.newsroom import NothingLeft, Preview, Report, load
from bot.demo.newsroom.newsroom import MOST_REPORTS, Newsroom
from bot.demo.newsroom.writing import MOST_STORIES, Writer
from tests.demo.newsroom.press import BASE, START, Watch, files, opened
from tests.fakes import clock, virtual


def test_the_archive_stands_there_in_every_edition_newest_first(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    assert newsroom.editions == ("en", "ru", "az")
    for edition in newsroom.editions:
        found = newsroom.latest(edition, 10)
        assert [report.id for report in found] == ["rail-corridor-1", "quiet-port-2"]
        assert found[0].section_label == f"World ({edition})"
        assert 120 < (START - found[0].published).total_seconds() < 600
        assert found[0].published > found[1].published
        assert len(newsroom.siblings(found[0])) == 3
    english = newsroom.latest("en", 1)[0]
    assert english.paragraphs[0] == (
        'Ministers agreed late on Sunday to build a railway through the northern mountains, "at last".'
    )
    assert len(english.paragraphs) == 2


def test_the_stream_is_mostly_english_and_other_editions_follow(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    reports = [newsroom.publish() for _ in range(10)]
    assert [report.edition for report in reports] == ["en", "en", "ru", "en", "az"] * 2
    first, _, russian, _, azerbaijani = reports[:5]
    assert first.id == russian.id == azerbaijani.id
    assert len({report.id for report in reports}) == 6
    assert [report.edition for report in newsroom.siblings(first)] == ["en", "ru", "az"]
    assert newsroom.siblings(reports[1]) == (reports[1],)


def test_news_is_what_stands_in_no_edition_yet(tmp_path: Path) -> None:
    newsroom, published = opened(tmp_path), list[Report]()
    newsroom.on_publish = published.append
    reports = [newsroom.publish_news() for _ in range(4)]
    assert {report.edition for report in reports} == {"en"} and len({report.id for report in reports}) == 4
    assert [report.edition for report in published] == ["en", "en", "ru", "en", "az", "en"]


def test_one_draw_tells_one_story_in_every_edition(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    reports = [newsroom.publish() for _ in range(40)]
    by_id = {report.id: report for report in reports if report.edition == "en"}
    others = [report for report in reports if report.edition != "en"]
    assert others
    for other in others:
        assert other.title == re.sub(r"\ben\b", other.edition, by_id[other.id].title)
    ferries = [report for report in by_id.values() if report.id.startswith("ferry")]
    for ferry in ferries:
        assert len(set(ferry.paragraphs[0].split()) & {"Velmora", "Talmira", "Kestava"}) == 3  # three different towns
        assert ferry.paragraphs[0].count(",") == 1  # in the cost's 12,000


def test_the_same_seed_publishes_the_same(tmp_path: Path) -> None:
    one, again, other = opened(tmp_path, seed=3), opened(tmp_path, seed=3), opened(tmp_path, seed=4)
    ours = [one.publish() for _ in range(20)]
    assert ours == [again.publish() for _ in range(20)]
    assert [report.title for report in ours] != [other.publish().title for _ in range(20)]


def test_no_title_comes_twice_and_then_there_is_nothing_left(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    titles: Counter[tuple[str, str]] = Counter()
    with pytest.raises(NothingLeft, match="used up"):
        for _ in range(500):
            report = newsroom.publish()
            titles[report.edition, report.title] += 1
    assert set(titles.values()) == {1}
    assert titles.total() > 100  # of 6 pairs of towns with 16 numbers of sailings, and 3 towns


def test_the_stories_of_a_run_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.demo.newsroom.writing.MOST_STORIES", 5)
    writer = Writer(load(files(tmp_path)), seed=0)
    writer.archive()
    assert [writer.next().number for _ in range(3)] == [3, 4, 5]
    with pytest.raises(NothingLeft):
        writer.next()
    assert MOST_STORIES >= 10_000


def test_old_articles_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.demo.newsroom.newsroom.MOST_REPORTS", 3)
    newsroom = opened(tmp_path)
    oldest = newsroom.latest("en", 9)[-1]
    for _ in range(5):
        newsroom.publish()
    assert len(newsroom.latest("en", 9)) == 3
    assert newsroom.find("en", oldest.slug) is None
    assert [report.edition for report in newsroom.siblings(oldest)] == ["ru", "az"]
    assert MOST_REPORTS == 500


def test_views_are_counted(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    report = newsroom.latest("en", 2)[1]
    for _ in range(500):
        newsroom.read("en", report.slug)
    found = newsroom.find("en", report.slug)
    assert found is not None
    assert found.views == report.views + 500
    assert newsroom.most_read("en", 1) == (found,)
    assert newsroom.latest("en", 2)[1] == found  # it keeps its place
    assert newsroom.read("en", "no-such-article") is None


def test_addresses(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    report = newsroom.latest("ru", 1)[0]
    assert newsroom.home("en") == f"{BASE}/en/"
    assert newsroom.home("ru") == f"{BASE}/"
    assert newsroom.home("az") == f"{BASE}/az/"
    assert newsroom.address(report) == f"{BASE}/post/{report.slug}"
    assert newsroom.feed("az") == f"{BASE}/az/rss.xml"
    assert newsroom.section("ru", "world") == f"{BASE}/section/world"


def test_articles_have_previews_and_nothing_else_has(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    for edition in newsroom.editions:
        report = newsroom.latest(edition, 1)[0]
        address = newsroom.address(report)
        expected = Preview(address, "Demo Herald", report.title, report.description, "/newsroom/pictures/railway.jpg")
        assert newsroom.preview(address) == newsroom.preview(f"{address}?utm_source=x#top") == expected
    english = newsroom.latest("en", 1)[0]
    elsewhere = (newsroom.home("en"), newsroom.feed("en"), f"{BASE}/post/{english.slug}", f"{BASE}/en/post/", "", "x")
    assert [newsroom.preview(url) for url in elsewhere] == [None] * 6
    assert newsroom.preview(newsroom.address(english).replace("127.0.0.1", "other.example")) is None


def test_search_finds_titles_however_they_are_written(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    assert [report.id for report in newsroom.search("en", "RAIL ministers", 5)] == ["rail-corridor-1"]
    assert newsroom.search("en", "rail unknown", 5) == newsroom.search("en", " … ", 5) == ()


@virtual
async def test_running_publishes_at_its_pace_and_ends_in_silence(tmp_path_factory: pytest.TempPathFactory) -> None:
    newsroom = Newsroom(base_url=BASE, clock=clock, stories=load(files(tmp_path_factory.mktemp("stories"))), seed=1)
    published: list[tuple[float, Report]] = []
    newsroom.on_publish = lambda report: published.append((asyncio.get_running_loop().time(), report))
    running = asyncio.create_task(newsroom.run(5.0))
    await asyncio.sleep(5_000)
    assert [round(moment) for moment, _ in published[:3]] == [5, 10, 15]
    assert 100 < len(published) < 900  # the patterns are used up
    assert not running.done()
    running.cancel()


def test_times_have_no_fractions_of_a_second(tmp_path: Path) -> None:
    watch = Watch()
    newsroom = opened(tmp_path, clock=watch)
    watch.later(seconds=61)
    assert newsroom.publish().published == START.replace(microsecond=0, minute=5, second=8)
