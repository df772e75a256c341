"""Dates as sites write them; the site's zone is four hours before UTC, and now is noon of 20 November 2026, UTC."""

from datetime import UTC, datetime, timedelta

from bench.odd.shapes import MOMENT, NOW, SITE, Odd, Wanted, atom, odd, rss

_DAY = datetime(2026, 11, 18, 20, tzinfo=UTC)  # the nineteenth begins in the site's zone
_SAME: dict[str, tuple[str, ...]] = {  # all are 10:30 of the nineteenth there
    "en": (
        "Thu, 19 Nov 2026 10:30:00 +0400",
        "Thu, 19 Nov 2026 06:30:00 GMT",
        "Thursday, 19-Nov-26 06:30:00 GMT",
        "19 Nov 2026 06:30 UT",
        "Thu, 19 Nov 2026 01:30:00 EST",
        "Thu Nov 19 10:30:00 2026",
        "November 19, 2026 10:30 AM",
        "Nov 19, 2026, 10:30",
        "Nov. 19th, 2026 10:30 a.m.",
        "10:30, 19 November 2026",
        "19 Sept 2026 10:30".replace("Sept", "Nov."),
        "2026-11-19T10:30:00+04:00",
        "2026-11-19T06:30:00.123Z",
        "2026-11-19 10:30:00",
        "2026-11-19 10:30",
        "20261119T103000",
        "2026/11/19 10:30",
        "19.11.2026 10:30",
        "19/11/2026 - 10:30",
        "2026-11-19 10:30:00 +04",
        "2026-11-19 10:30:00 AZT",
        "2026-11-19 10:30:00 AMT",
        "2026-11-19 09:30:00 MSK",
        "2026-11-19 10:30 GMT+4",
        "2026-11-19 10:30 UTC+04:00",
        "2026-11-19 10:30 UTC+0400",
        "2026-11-19T10:30:00 +0400",
        "Thu, 19 Nov 2026 10:30:00 GMT+0400",
        "1795069800",
        "Yesterday, 10:30",
        "yesterday at 10:30 am",
    ),
    "ru": (
        "19 ноября 2026, 10:30",
        "19 ноября 2026 г. 10:30",
        "19 ноября 2026 года в 10:30",
        "19 нояб. 2026 10:30",
        "Чт, 19 ноя 2026 10:30:00 +0400",
        "четверг, 19 ноября 2026, 10:30",
        "10:30, 19.11.2026",
        "19 ноября 2026, 09:30 по московскому времени",
        "19 ноября 2026 09:30 МСК",
        "Вчера, 10:30",
        "вчера в 10:30",
        "Ноябрь 19, 2026 10:30",
    ),
    "az": (
        "19 noyabr 2026, 10:30",
        "19 noyabr 2026-cı il, 10:30",
        "19 Noyabr 2026 / 10:30",
        "19 noyabrın 2026 10:30".replace("noyabrın", "Noy"),
        "Cümə axşamı, 19 noyabr 2026 10:30",
        "Dünən, 10:30",
        "dünən 10:30",
        "19.11.2026 | 10:30",
    ),
    "hy": (
        "19 նոյեմբերի 2026, 10:30",
        "19 նոյեմբեր 2026թ. 10:30",
        "19 Նոյեմբերի, 2026 10:30",
        "Նոյեմբեր 19, 2026 10:30",
        "նոյ 19, 2026 10:30",
        "Երեկ, 10:30",
        "երեկ՝ 10:30",
    ),
    "tr": ("19 Kasım 2026 10:30", "19 Kas 2026 10:30", "Dün, 10:30"),
}
_TODAY = (
    "Today, 10:30",
    "today 10:30",
    "Сегодня, 10:30",
    "сегодня в 10:30",
    "Bu gün, 10:30",
    "bugün 10:30",
    "Այսօր, 10:30",
)
_MONTHS = (
    ("15 января 2026", "15 yanvar 2026", "15 հունվարի 2026", "15 January 2026", "15 янв 2026"),
    ("15 февраля 2026", "15 fevral 2026", "15 փետրվարի 2026", "15 Feb 2026", "15 февр. 2026"),
    ("15 марта 2026", "15 mart 2026", "15 մարտի 2026", "15 March 2026", "15 мар 2026"),
    ("15 апреля 2026", "15 aprel 2026", "15 ապրիլի 2026", "15 April 2026", "15 Апрель 2026"),
    ("15 мая 2026", "15 may 2026", "15 մայիսի 2026", "15 May 2026", "15 Май 2026"),
    ("15 июня 2026", "15 iyun 2026", "15 հունիսի 2026", "15 June 2026", "15 İyun 2026"),
    ("15 июля 2026", "15 iyul 2026", "15 հուլիսի 2026", "15 July 2026", "15 İYUL 2026"),
    ("15 августа 2026", "15 avqust 2026", "15 օգոստոսի 2026", "15 August 2026", "15 авг. 2026"),
    ("15 сентября 2026", "15 sentyabr 2026", "15 սեպտեմբերի 2026", "15 Sept. 2026", "15 сент. 2026"),
    ("15 октября 2026", "15 oktyabr 2026", "15 հոկտեմբերի 2026", "15 October 2026", "15 окт 2026"),
    ("15 ноября 2026", "15 noyabr 2026", "15 նոյեմբերի 2026", "15 November 2026", "15 ноя 2026"),
    ("15 декабря 2025", "15 dekabr 2025", "15 դեկտեմբերի 2025", "15 December 2025", "15 дек 2025"),
)
_NONE = (
    "", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "0", "0001-01-01T00:00:00Z", "0000-00-00 00:00:00", "31 Feb 2026",
    "2026-11-19 24:61", "Thu, 19 Nov 2926 10:30:00 GMT", "2027-01-01T00:00:00Z", "19.13.2026", "99999999999999",
    "-1", "2026-11-19T10:30:00+99:99", "NaN", "{date}", "Mon, 00 Nov 2026 10:00:00 GMT", "9" * 400,
)  # fmt: skip


def feeds() -> tuple[Odd, ...]:
    half_past = NOW.replace(hour=6, minute=30)
    return (
        *(_dated(f"dates-{language}", texts, MOMENT) for language, texts in _SAME.items()),
        _dated("dates-today", _TODAY, half_past),
        *(_dated(f"dates-month-{number}", texts, _midnight(number)) for number, texts in enumerate(_MONTHS, 1)),
        _dated("dates-absurd", _NONE, None),
        _dated("dates-of-days", ("2026-11-19", "19 Nov 2026", "19.11.2026", "19 ноября 2026", "20261119"), _DAY),
        odd("dates-missing", rss(_item(1, "").replace("<pubDate></pubDate>", "")), Wanted("Story 1", f"{SITE}/1")),
        odd(
            "dates-second-field",
            rss(_item(1, "0000-00-00") + "<dc:date>2026-11-19T06:30:00Z</dc:date>"),
            Wanted("Story 1", f"{SITE}/1", MOMENT),
        ),
        odd(
            "dates-atom-broken",
            atom(
                f'<title>Story 1</title><id>1</id><link href="{SITE}/1"/><published>soon</published>'
                "<updated>2026-11-19 10:30</updated>"
            ),
            Wanted("Story 1", f"{SITE}/1", MOMENT),
        ),
    )


def _dated(name: str, texts: tuple[str, ...], moment: datetime | None) -> Odd:
    items = (_item(number, text) for number, text in enumerate(texts, 1))
    wanted = (Wanted(f"Story {number}", f"{SITE}/{number}", _cut(moment, text)) for number, text in enumerate(texts, 1))
    return odd(name, rss(*items), *wanted)


def _cut(moment: datetime | None, text: str) -> datetime | None:
    """Fractions of seconds are kept."""
    return moment + timedelta(milliseconds=123) if moment and ".123" in text else moment


def _item(number: int, date: str) -> str:
    return f"<title>Story {number}</title><link>{SITE}/{number}</link><pubDate>{date}</pubDate>"


def _midnight(month: int) -> datetime:
    return datetime(2025 if month == 12 else 2026, month, 14, 20, tzinfo=UTC)
