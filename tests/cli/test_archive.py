"""`crier latest`, `search`, `show`, `stats`: what is asked, in JSON and for people."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from bot.cli.archive import search, show_record, show_results
from bot.config import Config, load
from bot.domain.model import Credit, Entry, Item, Posted, Query, Record, Results, Revision, Word
from tests.cli.conftest import TITLES, Archive, fill
from tests.process import here

FACTS = ["id", "title", "url", "source", "section", "language", "published"]
ITEM = [*FACTS, "summary", "automatic", "authors", "image", "media"]


def test_the_newest_come_first(archive: Archive) -> None:
    told = here("latest", *archive.config, "--json").json
    assert list(told) == ["items", "total", "total_capped", "showing"]
    assert [list(item) for item in told["items"]] == [ITEM, ITEM]
    assert [item["title"] for item in told["items"]] == list(TITLES)
    assert told["total"] == 2


@pytest.mark.parametrize("section", ["world", "World", "Мир"])
def test_a_section_is_meant_by_any_spelling(archive: Archive, section: str) -> None:
    told = here("latest", section, *archive.config, "--json").json
    assert [item["title"] for item in told["items"]] == [TITLES[0]]


def test_an_unknown_section_names_those_there_are(archive: Archive) -> None:
    told = here("latest", "weather", *archive.config)
    assert (told.code, told.out) == (1, "")
    assert told.err == "crier: there is no section 'weather'; there are: economy, world\n"


def test_search_finds_other_spellings(archive: Archive) -> None:
    told = here("search", "--json", *archive.config, "eliyev").json
    assert [item["title"] for item in told["items"]] == [TITLES[0]]
    excluded = here("search", "--json", *archive.config, "--", "official", "-harvest").json
    assert [item["title"] for item in excluded["items"]] == [TITLES[0]]


def test_a_search_means_what_it_means_in_a_chat(tmp_path: Path) -> None:
    moment = datetime(2025, 9, 30, 21, 0, tzinfo=UTC)  # in Baku it is October already
    (tmp_path / "config.toml").write_text(
        '[site]\ntimezone = "Asia/Baku"\nlanguage = "az"\n[storage]\nurl = "sqlite:///crier.db"\n'
        '[[sources]]\nid = "german"\nurl = "https://news.example/"\nlanguage = "de"\n'
    )
    text, address = "Der Zug fährt nun schneller. " * 20, "https://news.example/1"
    entry = Entry("Der Zug nach Berlin", address, "1", content=text, categories=("world",), published=moment)
    asyncio.run(fill(tmp_path, entry))

    def found(*arguments: str) -> list[str]:
        told = here(*arguments, "--json", "--config", str(tmp_path / "config.toml")).json
        return [item["title"] for item in told["items"]]

    all_there_is = found("latest")
    assert all_there_is == ["Der Zug nach Berlin"]
    assert found("search", "after:2025-10-01") == all_there_is  # days are the site's
    assert found("search", "before:2025-10-01") == []
    assert found("search", "Züge", "Berlin") == all_there_is  # stems are those of the sources' languages
    assert found("search", "section:Dünya") == found("latest", "section:Dünya") == all_there_is
    assert found("search", "?!") == []  # no word, no match


def test_n_bounds_what_is_shown(archive: Archive) -> None:
    told = here("search", "-n", "1", "--json", *archive.config, "official").json
    assert (len(told["items"]), told["total"]) == (1, 2)
    assert here("latest", "-n", "0", *archive.config).code == 2


def test_lists_for_people_hold_what_is_needed_to_go_on(archive: Archive) -> None:
    told = here("latest", *archive.config)
    first, facts, *_ = told.out.splitlines()
    assert first == TITLES[0]
    assert facts.startswith("2 · World · Naila Example · ") and facts.endswith(" · example")
    assert "https://news.example/0" in told.out
    assert all(len(line) <= 80 for line in told.out.splitlines())
    assert told.err == "2 of 2\n"
    assert "\x1b" not in told.out  # no colours where it is no terminal


def test_nothing_found_is_no_failure(archive: Archive) -> None:
    told = here("search", *archive.config, "zeppelin")
    assert (told.code, told.out, told.err) == (0, "", "nothing found\n")


@pytest.mark.parametrize("reference", ["2", "https://news.example/0"])
def test_show_gives_one_article_whole(archive: Archive, reference: str) -> None:
    told = here("show", reference, *archive.config, "--json").json
    assert [key for key in (*ITEM, "text", "item", "story", "editions", "revisions", "posts") if key not in told] == []
    assert told["title"] == TITLES[0] and told["text"].startswith(TITLES[0])
    assert (told["sources"], told["posts"], told["stage"]) == (["example"], [], "ready")
    assert (told["taken_down"], told["gone_status"]) == (None, None)


def test_show_for_people(archive: Archive) -> None:
    told = here("show", "1", *archive.config)
    assert told.code == 0 and told.out.splitlines()[0] == TITLES[1]
    assert "ready · first seen" in told.out and "carried by example" in told.out


def test_show_of_what_is_not_there(archive: Archive) -> None:
    told = here("show", "999", *archive.config)
    assert told.code == 1 and told.err.startswith("crier: 999: no such article")


def test_stats(archive: Archive) -> None:
    told = here("stats", "--json", *archive.config).json
    counts = ("articles", "stories", "chats", "subscriptions")
    assert [told[name] for name in counts] == [2, 2, 1, 1]
    assert told["deliveries"] == dict.fromkeys(("pending", "sent", "failed", "doubtful", "skipped", "held"), 0)
    (source,) = told["sources"]
    assert (source["id"], source["origin"], source["status"], source["articles"]) == ("example", "config", "ok", 2)
    assert source["last_error"] == "" and source["last_success"] < source["next_poll"]


def test_stats_for_people(archive: Archive) -> None:
    lines = here("stats", *archive.config).out.splitlines()
    assert lines[0].split() == ["articles", "2"]
    assert lines[-1].split()[:4] == ["example", "config", "ok", "2"]


def test_all_that_is_known_of_an_article_is_shown(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    moment = datetime(2026, 10, 6, 18, 4, tzinfo=UTC)
    item = Item(7, 9, "A title", "https://a.example/9", "example", "en", moment)
    record = Record(
        item,
        "One paragraph.",
        story_id=5,
        first_seen=moment,
        stage="ready",
        editions=(replace(item, language="ru", title="Заголовок", url="https://a.example/ru/9"),),
        revisions=(Revision("An earlier title", "Earlier.", moment),),
        posts=(Posted("telegram", "-100", "3", "77", moment),),
        sources=("example", "other"),
        taken_down=moment,
        gone_status=410,
    )
    show_record(record, "UTC")
    told = capsys.readouterr().out
    assert "article 9 · item 7 · story 5" in told and "carried by example, other" in told
    assert "taken down, seen 6 Oct 18:04: its site answers 410" in told
    assert "edition ru: Заголовок https://a.example/ru/9" in told
    changed = "changed, seen 6 Oct 18:04:\n  [-An earlier-]{+A+} title\n  [-Earlier-]{+One paragraph+}.\n"
    assert changed in told
    assert "posted 6 Oct 18:04 to telegram -100 3, message 77" in told


def test_a_mended_spelling_is_told(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    config = load(archive.folder / "config.toml")
    show_results(Results((), 0, showing="railway"), config, as_json=False, asked="raliway")
    assert capsys.readouterr().err == "no results for “raliway”; showing “railway”\nnothing found\n"


def test_what_is_found_has_no_colours_where_it_is_no_terminal(archive: Archive) -> None:
    told = here("search", *archive.config, "eliyev", "railways")
    assert told.out.startswith(f"{TITLES[0]}\n")
    assert "\x1b" not in told.out
    assert told.err == "1 of 1\n"


def test_the_words_stand_out_in_title_and_passage(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    credits = (Credit("Lirna Wire", "https://wire.example/1"),)
    item = Item(7, 9, "A tram for all", "https://a.example/9", "herald", "en", datetime(2026, 10, 6, tzinfo=UTC))
    text = "Nobody walked on Monday, since it rained all day in the old town. " * 3 + "The last of the trams left."
    query = Query(words=((Word("trams", ("tram",)),),))
    results = Results((replace(item, credits=credits),), 1, query=query, texts=(text,))
    with click.Context(search) as context:
        context.color = True  # as on a terminal
        show_results(results, Config(), as_json=False, asked="trams")
    title, facts, *rest = capsys.readouterr().out.splitlines()
    assert title == "A \x1b[33m\x1b[1mtram\x1b[0m for all"
    assert click.unstyle(facts).endswith(" · herald · Lirna Wire")
    passage = rest[: rest.index("\x1b[34mhttps://a.example/9\x1b[0m")]
    assert click.unstyle(" ".join(passage)).endswith("in the old town. The last of the trams left.")
    assert "\x1b[33m\x1b[1mtrams\x1b[0m" in "\n".join(passage)
    assert all(len(click.unstyle(line)) <= 60 for line in passage)
