"""The million articles that search is measured on, what is asked of them, and how it is told what that took."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import accumulate, chain
from pathlib import Path

import pytest

from bench.search import beside, fuzzing, latency, queries, sizes
from bench.search.building import build
from bench.search.queries import EACH, Asked
from bench.search.texts import CHUNK, NOW, SPAN, Article, World, articles_before, chunk, world
from bench.search.told import Row, percentile, print_table
from bot.adapters.storage.store import open_store
from bot.domain.text import words

ITEMS, FEW = 2 * CHUNK - 300, 60


@cache
def made_of() -> World:
    return world(seed=1, items=ITEMS)


@cache
def articles() -> list[Article]:
    return list(chain.from_iterable(chunk(made_of(), start) for start in range(0, ITEMS, CHUNK)))


def used(language: str) -> Counter[str]:
    texts = (article.text for article in articles() if article.language == language)
    return Counter(word for text in texts for word in words(text))


def test_a_chunk_is_the_same_whatever_was_made_before_it() -> None:
    assert chunk(made_of(), CHUNK) == articles()[articles_before(CHUNK) : articles_before(2 * CHUNK)]


def test_articles_are_numbered_without_gaps_and_follow_time() -> None:
    assert [article.number for article in articles()] == list(range(1, articles_before(ITEMS) + 1))
    assert {article.item for article in articles()} == set(range(1, ITEMS + 1))
    times = [article.published for article in articles()]
    assert min(times) > NOW - SPAN * 1.1
    assert max(times) < NOW
    late = sum(time < latest - timedelta(days=1) for time, latest in zip(times, accumulate(times, max), strict=True))
    assert 0 < late < 0.03 * len(times)


def test_titles_have_eight_words_which_return_in_texts_of_60_to_120() -> None:
    firsts = [article for article in articles() if article.relation != "reprint"]
    assert {len(article.title.split()) for article in firsts} == {8}
    assert all(60 <= len(article.text.split()) <= 120 for article in firsts)
    returning = [len({*words(article.title)} & {*words(article.text)}) for article in firsts]
    assert 4 < sum(returning) / len(returning) < 8


@pytest.mark.parametrize("language", ["en", "ru", "az", "hy"])
def test_words_are_used_as_often_as_natural_ones(language: str) -> None:
    counts = used(language)
    total = counts.total()
    ranked = [count / total for _, count in counts.most_common()]
    assert 0.02 < ranked[0] < 0.07  # "the" is 5-6 % of English
    assert 0.2 < sum(ranked[:50]) < 0.55
    ratio = ranked[9] / ranked[99]
    assert 5 < ratio < 15  # Zipf: 1/10
    assert 0.4 < sum(count == 1 for count in counts.values()) / len(counts) < 0.7  # half of the words once
    assert 100_000 < len(made_of().vocabularies[language].words) < 200_000


def test_vocabulary_grows_slower_than_texts() -> None:
    """By Heaps's law: V ~ n^β with β between .4 and .8."""
    texts = [words(article.text) for article in articles() if article.language == "en"]
    part = len(set(chain.from_iterable(texts[: len(texts) // 4])))
    assert 4**0.4 < len(set(chain.from_iterable(texts))) / part < 4**0.8


def test_a_few_items_have_editions_and_reprints() -> None:
    by_item: dict[int, list[Article]] = {}
    for article in articles():
        by_item.setdefault(article.item, []).append(article)
    relations = Counter(article.relation for article in articles())
    assert relations == {"": ITEMS, "edition": ITEMS * 3 // 100, "reprint": ITEMS * 2 // 100}
    for first, *others in by_item.values():
        editions = [each.language for each in others if each.relation == "edition"]
        assert len({first.language, *editions}) == 1 + len(editions)
        assert all(each.title == first.title for each in others if each.relation == "reprint")
        assert all(each.published > first.published for each in others)
    stories = Counter(article.story for article in articles() if not article.relation)
    assert Counter(stories.values()) == {1: ITEMS * 8 // 10, 2: ITEMS // 10}


# --- what is asked, and told ---


@cache
def asked() -> list[Asked]:
    return queries.drawn(made_of())


def test_there_are_as_many_queries_of_each_kind_and_the_same_every_time() -> None:
    assert set(Counter(each.kind for each in asked()).values()) == {EACH}
    assert len(asked()) >= 500
    assert asked() == queries.drawn(made_of())


def test_filters_are_filters() -> None:
    understood = {each.kind: latency.understood(each.text) for each in asked()}
    assert len(understood["20 sources, commonest word"].sources) == 20
    assert understood["lang:"].languages
    assert understood["by:"].authors
    assert understood["section"].sections
    assert len(understood["OR"].words[0]) == 2
    assert understood["-not"].excluded
    assert understood["prefix"].words[0][0].prefix


def test_stock_fts5_takes_every_query_that_it_is_asked() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE stock USING fts5(title, body, content='')")
        for each in asked():
            if each.stock:
                connection.execute(latency.STOCK, (each.stock, 10)).fetchall()


async def test_an_archive_is_built_asked_fuzzed_and_weighed(tmp_path: Path) -> None:
    file = tmp_path / "crier.db"
    few = replace(made_of(), items=FEW)
    async with open_store(f"sqlite:///{file}", mode="run") as store:
        await build(store, few, jobs=0)
        stats = await store.figures.stats(NOW)
        took = await latency.measure(store, asked()[::EACH])
        _, errors, _ = await fuzzing.measure(store, fuzzing.drawn(few, 100))
        found = await store.articles.find(latency.understood(made_of().vocabularies["en"].words[0]), limit=5)
    assert stats.articles == articles_before(FEW)
    assert len(took.passed) == len(asked()[::EACH])
    assert not errors
    assert len(found.items) == 5
    parts = sizes.on_sqlite(file)
    assert "search_data" in parts
    assert "articles" not in parts
    assert sum(parts.values()) > 0


def test_beside_stands_how_many_times_as_long_it_took() -> None:
    compared = beside.Compared([0.001, 0.003], [0.004, 0.008], [0.01, 0.02], (2.0, 30.0))
    assert [row.measured.partition("×")[0] for row in beside.rows(compared, 10)] == ["3.0", "7.5", "15.0"]
    assert [row.reached for row in beside.rows(compared, 10)] == [True, False, True]


@pytest.mark.parametrize(("percent", "value"), [(50, 5), (95, 10), (99, 10), (10, 1), (100, 10)])
def test_a_percentile_is_one_of_the_values(percent: float, value: float) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], percent) == value


def test_the_table_says_what_was_not_reached(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([Row("size", "≤ 1", "2", False), Row("speed", "≤ 1", "1", True), Row("colour", "", "blue")])
    assert [line.split("|")[-2].strip() for line in capsys.readouterr().out.splitlines()[3:]] == ["NO", "yes", ""]
