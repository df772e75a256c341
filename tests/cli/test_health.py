"""How a source is, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli import health
from bot.domain.model import FeedLink, Source, SourceHealth

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOME = Source("caliber", "https://caliber.example/en/", "en", "World")
WELL = SourceHealth(
    HOME,
    "ok",
    "https://caliber.example/rss.xml",
    "rss20",
    last_poll=NOW - 5 * MINUTE,
    last_success=NOW - 5 * MINUTE,
    last_new=NOW - 33 * MINUTE,
    next_poll=NOW + 5 * MINUTE,
    polls=120,
    unchanged=100,
    articles=1204,
    title="The Caliber",
    why="a tenth of the newest item's age",
    interval=1500.0,
    paywalled=7,
    links=(
        FeedLink("https://caliber.example/rss.xml", how="link", outcome="chosen"),
        FeedLink("https://caliber.example/ru.xml", "Калибр", "ru", "link", "in another language"),
    ),
)
ILL = replace(WELL, status="failing", failures=3, failing_since=NOW - 100 * MINUTE, last_error="it answers 404")


def told(of: SourceHealth, *, verbose: bool = False) -> str:
    status, origin = health.heading(of, "Asia/Baku", NOW)
    lines = (f"{label}: {text}" for label, text in health.facts(of, "Asia/Baku", NOW, verbose=verbose))
    return "\n".join((f"{status} · {origin}", *lines))


def test_a_source_that_works() -> None:
    assert told(WELL, verbose=True).splitlines() == [
        "works · the configuration's",
        "feed: https://caliber.example/rss.xml",
        ": RSS 2.0 “The Caliber”, announced by the page https://caliber.example/en/, en, section World",
        "polled: 08:55; 120 polls, 83% of them unchanged",
        "next: 09:05: a tenth of the newest item's age",
        "news: last 08:27, one every 25 min, 1,204 articles, 7 of the last 20 show only a teaser (paywall)",
        "found: https://caliber.example/rss.xml (announced by the page): chosen",
        ": https://caliber.example/ru.xml (announced by the page, ru, “Калибр”): in another language",
    ]


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (ILL, "fails: 3 times in a row since 07:20"),
        (ILL, "wrong: it answers 404\n: → crier preview https://caliber.example/en/ shows what it gives now"),
        (replace(ILL, source=replace(HOME, url=f"https://a.example/{'a' * 99}")), "→ crier preview ADDRESS"),
        (replace(ILL, last_success=None), "08:55 in vain, never read yet"),
        (replace(ILL, last_success=NOW - 600 * MINUTE, failures=1), "in vain, last read 22 Nov 23:00"),
        (replace(WELL, status="gone"), "mend: → delete it from the configuration"),
        (replace(WELL, status="gone", source=replace(HOME, origin="chat")), "→ crier sources remove caliber"),
        (replace(WELL, status="paused"), "paused · no longer in the configuration; its archive is kept"),
        (replace(WELL, moved_to="https://new.example/"), "moved: to https://new.example/: write it into config.toml"),
        (
            replace(WELL, moved_to="https://new.example/", source=replace(HOME, origin="terminal")),
            "moved: to https://new.example/: it is followed",
        ),
        (replace(WELL, pushed_until=NOW + 60 * MINUTE), "hub: tells of news until 10:00"),
        (SourceHealth(HOME, "new", next_poll=NOW), "not polled yet · the configuration's\nfeed: https://caliber"),
    ],
)
def test_what_is_out_of_the_ordinary_is_said(of: SourceHealth, words: str) -> None:
    assert words in told(of)


def test_an_error_that_says_its_remedy_is_left_alone() -> None:
    blocked = replace(ILL, last_error="the site blocks this server: ask it to let Crier in")
    assert told(blocked).endswith("wrong: the site blocks this server: ask it to let Crier in")
    assert "hub:" not in told(replace(WELL, pushed_until=NOW)) and "moved:" not in told(WELL)
    assert "next:" not in told(replace(WELL, status="paused"))


def test_a_feed_that_was_the_address_itself_and_has_moved_is_told() -> None:
    itself = (FeedLink("https://caliber.example/en/", how="itself", outcome="chosen"),)
    assert health.moved_to(replace(WELL, links=itself)) == WELL.feed_url
    assert health.moved_to(replace(WELL, links=itself, feed_url=HOME.url)) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rss20", "RSS 2.0"), ("rss091u", "RSS 0.91"), ("rss", "RSS"), ("rss10", "RSS 1.0 (RDF)"),
        ("atom10", "Atom 1.0"), ("atom03", "Atom 0.3"), ("json", "JSON Feed"),
        ("sitemap", "news sitemap"), ("cdf", "cdf"), ("", ""),
    ],
)  # fmt: skip
def test_kinds_of_feeds_have_names(name: str, words: str) -> None:
    assert health.kind(name) == words


@pytest.mark.parametrize(("seconds", "words"), [(45, "45 s"), (1500, "25 min"), (86400, "24 h"), (864000, "10 d")])
def test_lengths_of_time_are_rough(seconds: float, words: str) -> None:
    assert health.span(seconds) == words


def test_it_is_printed_in_columns_that_nothing_from_outside_can_break(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    odd = replace(ILL, title="أخبار \u202e\x1b[2J" + "ы" * 300, last_error="a\r\nb\x1b]0;x\x07 " + "word " * 60)
    health.show(odd, "UTC", NOW)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80 and not any(set("\x1b\x07\r\u202e") & set(line) for line in lines)
    assert all(line.startswith("  ") for line in lines[1:])
