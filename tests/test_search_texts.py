"""The million articles that search is measured on: the same ones every time, and used words as news does."""

from collections import Counter
from datetime import timedelta
from functools import cache
from itertools import accumulate, chain

import pytest

from bench.search.texts import CHUNK, NOW, SPAN, Article, World, articles_before, chunk, world
from bot.domain.text import words

ITEMS = 2 * CHUNK - 300


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
