"""What the index holds of an article, and what a query asks of it: pure."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.storage import fts5, tsearch
from bot.adapters.storage.matching import Span, Where, expression, periods
from bot.adapters.storage.tokens import MOST, Searched, times, tokens
from bot.domain.model import Facet, Indexed, Query, Word

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ARTICLE = Searched(
    1, 1, NOON, "World News", "one", "en", ("jane doe",), Indexed("ports open", "the ports", "port", "port")
)


def test_an_article_s_tokens() -> None:
    held = tokens(ARTICLE)
    assert len(held) == len(set(held))
    about = {"*", "s:world%20news", "f:one", "l:en", "a:jane", "a:doe", "d:2026-12-01", "m:2026-12", "y:2026"}
    words = {"ports", "por*", "port*", "open", "ope*", "~port"}
    assert about | words | {"^" + each for each in words} | {"the"} < set(held)
    assert len([each for each in held if each.startswith("=")]) == 2
    assert len([each for each in held if each.startswith("^=")]) == 1
    assert len(held) == len(about) + 2 * len(words) + 1 + 3


def test_an_article_has_a_bounded_number_of_tokens_its_facts_among_them() -> None:
    long = Indexed("", " ".join(f"word{number}" for number in range(5000)), "", "")
    held = tokens(replace_words(ARTICLE, long))
    assert len(held) == MOST
    assert "s:world%20news" in held


def replace_words(article: Searched, words: Indexed) -> Searched:
    return article._replace(words=words)


@pytest.mark.parametrize(
    ("query", "sqlite", "postgresql"),
    [
        (
            Query(words=((Word("ports", ("port",)),),)),
            '(("ports" OR "~port" OR "port"))',
            "(('ports' | '~port' | 'port'))",
        ),
        (Query(words=((Word("por", prefix=True),),)), '(("por" OR "por*"))', "(('por' | 'por*'))"),
        (Query(words=((Word("harb", prefix=True),),)), '(("harb" OR "harb*"))', "(('harb' | 'harb*'))"),
        (Query(words=((Word("harbo", prefix=True),),)), '(("harbo" OR "harbo" *))', "(('harbo' | 'harbo':*))"),
        (Query(excluded=(Word("port"),)), '("*") NOT ((("port")))', "('*') & !((('port')))"),
        (Query(sections=("World News",)), '(("s:world%20news"))', "(('s:world%20news'))"),
        (
            Query(authors=("jane doe",), without=(Facet("lang", "ru"),)),
            '((("a:jane" AND "a:doe"))) NOT ((("l:ru")))',
            "((('a:jane' & 'a:doe'))) & !((('l:ru')))",
        ),
        (Query(words=((Word("a\"b'c\\"),),)), '(("a""b\'c\\"))', "(('a\"b''c\\\\'))"),
        (Query(words=((Word("\0 \x1f"),),)), '"*"', "'*'"),
    ],
)
def test_what_a_query_asks(query: Query, sqlite: str, postgresql: str) -> None:
    assert expression(query, fts5.SYNTAX) == sqlite
    assert expression(query, tsearch.SYNTAX) == postgresql


def test_a_phrase_is_its_words_and_their_pairs_and_never_a_stem() -> None:
    held = set(tokens(ARTICLE))
    asked = expression(Query(words=((Word("ports open", ("port",), prefix=True),),)), fts5.SYNTAX, Where(title=True))
    wanted = asked.strip("()").replace('"', "").split(" AND ")
    assert set(wanted) <= held and {"^ports", "^open"} < set(wanted) and len(wanted) == 3
    backwards = expression(Query(words=((Word("open ports"),),)), fts5.SYNTAX)
    assert not set(backwards.strip("()").replace('"', "").split(" AND ")) <= held


@given(first=st.datetimes(), days=st.integers(0, 3000), moment=st.datetimes())
def test_a_span_is_the_days_months_and_years_that_it_touches(first: datetime, days: int, moment: datetime) -> None:
    first, moment = first.replace(tzinfo=UTC), moment.replace(tzinfo=UTC)
    try:
        span = Span(first, first + timedelta(days=days, seconds=1))
    except OverflowError:
        return
    names = list(periods(span))
    assert len(names) == len(set(names)) <= 31 + 11 + 11 + 10
    moment = min(max(moment, span.first), span.last - timedelta.resolution)
    for inside in (moment, span.first, span.last - timedelta.resolution):
        assert len(set(times(inside)) & set(names)) == 1
    assert not any(set(times(outside)) & set(names) for outside in around(span))


def around(span: Span) -> Iterator[datetime]:
    """Before the month, and after the day, of a span."""
    with suppress(OverflowError):
        yield span.first.replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta.resolution
    with suppress(OverflowError):
        yield span.last - timedelta.resolution + DAY


def test_the_windows_of_postgresql_are_all_rows_from_the_last_backwards() -> None:
    for end in (1, 4096, 70_001, 300_000, 2_000_001):
        windows = list(tsearch._windows(end))
        assert windows[0][1] == end and windows[-1] == (0, windows[-1][1], "")
        assert all(later[0] == earlier[1] for later, earlier in zip(windows, windows[1:], strict=False))
        for start, stop, stretches in windows[:-1]:
            rows = {start, (start + stop) // 2, stop - 1} - {stop}
            held = {row: {f"'#12:{row >> 12}'", f"'#16:{row >> 16}'"} for row in rows if start <= row < stop}
            assert all(len(each & set(stretches.split(" | "))) == 1 for each in held.values())
