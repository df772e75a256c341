"""Dates as sites write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.reading.dates import is_date, moment, sane

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BAKU = ZoneInfo("Asia/Baku")  # UTC+4
EVENING = datetime(2026, 10, 6, 18, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 06 Oct 2026 22:04:00 +0400",
        "Tue, 06 Oct 2026 18:04:00 GMT",
        "6 Oct 26 18:04 UT",
        "Tue, 06 Okt 2026 22:04:00 +0400",
        "Tue, 6 Oct 2026 14:04:00 EDT",
        "Tue, 06 Oct 2026 18:04 -0000",
        "Tue, 06 Oct 2026 21:04:00 MSK",
        "2026-10-06T22:04:00+04:00",
        "2026-10-06T18:04:00Z",
        "2026-10-06T22:04",
        "2026-10-06 22:04:00",
        "2026-10-06 18:04:00 UTC",
        "2026/10/06 22:04",
        "06 October 2026 22:04",
        "6 October 2026, 10:04 PM",
        "October 6th, 2026 10:04 p.m.",
        "Oct. 6, 2026 at 10:04 PM",
        "06.10.2026 22:04",
        "06/10/2026 - 22.04",
        "06.10.26 22:04",
        "10/06/2026 10:04 PM",
        "6 октября 2026, 22:04",
        "22:04, 6 октября 2026",
        "Вт, 06 окт 2026 22:04:00 +0400",
        "6 Oktyabr 2026, 22:04",
        "06 oktyabr 2026-cı il, saat 22:04",
        "6 հոկտեմբերի 2026 22:04",
        "Published: 06 October 2026 22:04 | Updated later",
    ],
)
def test_one_moment_in_many_hands(text: str) -> None:
    assert moment(text, NOW, BAKU) == EVENING


@pytest.mark.parametrize(
    ("text", "month"),
    [
        (f"3 {name} 2025", number)
        for number, names in enumerate(
            (
                "January января yanvar հունվարի",
                "Feb февраля fevral փետրվարի",
                "March марта mart մարտի",
                "April апреля aprel ապրիլի",
                "May мая may մայիսի",
                "June июня iyun հունիսի",
                "July июля iyul հուլիսի",
                "August августа avqust օգոստոսի",
                "Sept сентября sentyabr սեպտեմբերի",
                "October октября oktyabr հոկտեմբերի",
                "November ноября noyabr նոյեմբերի",
                "Dec декабря dekabr դեկտեմբերի",
            ),
            1,
        )
        for name in names.split()
    ],
)
def test_months_in_four_languages(text: str, month: int) -> None:
    assert moment(text, NOW) == datetime(2025, month, 3, tzinfo=UTC)
    assert is_date(text)


def test_capital_dotted_i() -> None:
    assert moment("3 İyul 2025", NOW) == datetime(2025, 7, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "someday at 10:15",
        "0000-00-00",
        "1970-01-01",
        "1994-12-31T23:00:00Z",
        "2026-11-03",
        "30 February 2026",
        "6 Foo 2026",
    ]
    + [
        "Tue, 06 Oct 2026 22:04:00 +9900",
        "99999-01-01",
        "31.31.2026",
        "0001-01-01T00:00:00+14:00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
    ],
)
def test_what_is_no_date_of_news(text: str) -> None:
    assert moment(text, NOW, BAKU) is None


def test_a_clock_may_be_ahead_by_a_zone() -> None:
    assert moment("2026-11-01T23:00:00Z", NOW) == NOW + timedelta(hours=23)
    assert sane(datetime.max.replace(tzinfo=BAKU), NOW) is None
    assert sane(datetime.min.replace(tzinfo=BAKU), NOW) is None


@pytest.mark.parametrize(
    "text", ["06 October 2024 22:04", "22:04, 6 октября 2024", "06.10.2024", "2024-10-06 22:04", "Oct 6, 2024"]
)
def test_a_line_that_is_a_date(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "On 6 October 2024 the ministers signed",
        "214 kilometres",
        "6 tunnels 2024",
        "Since 2024-10-06 nobody has seen 40 of them",
    ],
)
def test_a_line_that_is_more_than_a_date(text: str) -> None:
    assert not is_date(text)


@given(
    st.text(max_size=60) | st.from_regex(r"\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4}[T ]\d{1,2}:\d{1,2}.{0,6}", fullmatch=True)
)
def test_nothing_raises(text: str) -> None:
    found = moment(text, NOW, BAKU)
    assert found is None or found.utcoffset() == timedelta(0)
    assert is_date(text) in (True, False)
