"""Dates as sites write them: RFC 822, ISO 8601, and month names in English, Russian, Azerbaijani and Armenian."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # before that there was no news site to have published it
AHEAD = timedelta(days=1)
_LONGEST = 100

_MONTHS = (  # the beginnings, folded; later lists of a month never begin another one
    ("jan", "янв", "yan", "հուն", "oca"),
    ("feb", "фев", "fev", "փետ", "şub"),
    ("mar", "мар", "mar", "մար"),
    ("apr", "апр", "apr", "ապր", "nis"),
    ("may", "мая", "май", "may", "մայ"),
    ("jun", "июн", "iyn", "iyun", "i̇yun", "հունիս", "haz"),
    ("jul", "июл", "iyl", "iyul", "i̇yul", "հուլ", "tem"),
    ("aug", "авг", "avq", "avg", "օգո", "ağu"),
    ("sep", "сен", "sen", "սեպ", "eyl"),
    ("oct", "окт", "okt", "հոկ", "eki"),
    ("nov", "ноя", "noy", "նոյ", "kas"),
    ("dec", "дек", "dek", "դեկ", "ara"),
)
_BY_BEGINNING = sorted(
    ((beginning, number) for number, names in enumerate(_MONTHS, 1) for beginning in names),
    key=lambda pair: -len(pair[0]),
)
_ENGLISH = {names[0]: number for number, names in enumerate(_MONTHS, 1)}
_TIME = r"(?:\D{0,16}?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?\s*(?P<half>[ap]\.?m\b)?)?"
_ZONES = {  # minutes; AMT is Armenia's here
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180,
    "MSK": 180, "МСК": 180, "TRT": 180, "AZT": 240, "AMT": 240, "GET": 240, "SAMT": 240, "EST": -300, "EDT": -240,
    "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "ПО МОСКОВСКОМУ ВРЕМЕНИ": 180, "ПО МОСКВЕ": 180, "ПО БАКИНСКОМУ ВРЕМЕНИ": 240, "ПО БАКУ": 240,
    "ПО ЕРЕВАНСКОМУ ВРЕМЕНИ": 240, "BAKI VAXTI": 240, "ԵՐԵՎԱՆԻ ԺԱՄԱՆԱԿՈՎ": 240,
}  # fmt: skip
_FARTHEST = timedelta(hours=14)  # from UTC, of any place's zone
_NAMES = "|".join(sorted(map(re.escape, _ZONES), key=len, reverse=True))
_ZONE = rf"\s*\(?(?P<zone>(?:(?:GMT|UTC?)\s?)?[+-]\d{{1,2}}(?::?\d\d)?(?![\d:])|(?:{_NAMES})(?![^\W_]))?"
_RFC822 = re.compile(  # §5, with the four-digit years of RFC 5322 and the zones that it names; RFC 850's hyphens
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]{0,6}[\s-]+(\d{2}|\d{4})\s+(\d{1,2}):(\d\d)(?::(\d\d))?"
    r"\s+([+-]\d{4}\b|(?:UTC?|GMT|Z|[ECMP][SD]T)\b(?![\s]*[+-])).*",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}|\d{13}")  # seconds, or thousandths
_RELATIVE = re.compile(
    r"(?:(?P<today>today|сегодня|bu ?gün|այսօր)|(?P<yesterday>yesterday|вчера|dünən|dün|երեկ))(?![^\W_])"
    + _TIME
    + _ZONE,
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_NAME = r"(?P<month>[^\W\d_]{3,12})\.?"
_ASCTIME = re.compile(
    rf"(?:[^\W\d_]{{2,12}},?\s)?{_NAME}\s(?P<day>\d{{1,2}})\s(?P<hour>\d{{1,2}}):(?P<minute>\d\d):(?P<second>\d\d)"
    rf"(?P<half>)\s?{_ZONE}\)?\s?(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_SHAPES = tuple(
    re.compile(shape + _TIME + _ZONE, re.IGNORECASE)
    for shape in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+{_NAME},?[\s-]+(?P<year>\d{{4}})",
        rf"{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        r"(?P<day>\d{1,2})[./](?P<number>\d{1,2})[./](?P<year>\d{4})",
        r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?<!\d)(?P<day>\d{1,2})[./](?P<number>\d{1,2})[./](?P<year>\d\d)(?!\d)",
    )
)


def moment(text: str, now: datetime, zone: tzinfo = UTC) -> datetime | None:
    """The moment a date tells, in UTC; None if it tells none, or one before 1995 or more than a day after `now`.

    A date without a zone is in `zone`; one without a time is midnight there.
    """
    text = " ".join(text[:_LONGEST].split())
    if not any(map(str.isdigit, text)):
        return None
    for read in (_rfc822, _iso, _asctime, _relative, _written):
        try:
            found = read(text, zone, now)
        except (ValueError, OverflowError):  # the thirtieth of February, year 0, a zone of 99 hours
            continue
        if found is not None:
            return sane(found, now)
    return None


def sane(found: datetime, now: datetime) -> datetime | None:
    """`found` in UTC, unless no news can have been published then."""
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        return None
    return found if EARLIEST <= found <= now + AHEAD else None


def is_date(text: str) -> bool:
    """Whether a line is nothing but a date, as under a headline."""
    text = text.strip()
    if len(text) <= 40 and (relative := _RELATIVE.fullmatch(text)) and relative["hour"]:
        return True
    return len(text) <= 40 and any((found := shape.search(text)) and _alone(text, found) for shape in _SHAPES)


def _alone(text: str, found: re.Match[str]) -> bool:
    named = found.groupdict().get("month")
    rest = _CLOCK.sub("", text[: found.start()]) + text[found.end() :]
    return (not named or _month(named) > 0) and sum(map(str.isalpha, rest)) <= 12 and not any(map(str.isdigit, rest))


def _rfc822(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    found = _RFC822.fullmatch(text)
    month = _ENGLISH.get(found[2].lower()) if found else None
    if found is None or month is None:
        return None
    year, hour, minute, second = int(found[3]), int(found[4]), int(found[5]), int(found[6] or 0)
    year += 0 if year > 99 else 1900 if year > 68 else 2000  # as POSIX reads two digits
    return datetime(year, month, int(found[1]), hour, minute, second, tzinfo=_offset(found[7]))


def _iso(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _asctime(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """As ISO C has it: "Thu Nov 19 10:30:00 2026"; date(1) puts the zone before the year."""
    found = _ASCTIME.fullmatch(text)
    return _at(found, zone, int(found["year"]), _month(found["month"]), int(found["day"])) if found else None


def _relative(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Today or yesterday, where the site is."""
    found = _RELATIVE.match(text)
    if found is None:
        return None
    day = now.astimezone(zone).date() - timedelta(days=bool(found["yesterday"]))
    return _at(found, zone, day.year, day.month, day.day)


def _at(found: re.Match[str], zone: tzinfo, year: int, month: int, day: int) -> datetime:
    where = _offset(found["zone"]) if found["zone"] else zone
    return datetime(year, month, day, *_clock(found.string, found), tzinfo=where)


def _written(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    for shape in _SHAPES:
        found = shape.search(text)
        if found:
            part = found.groupdict()
            month = _month(part["month"]) if part.get("month") else int(part["number"])
            day, year = int(part["day"]), int(part["year"])
            if part.get("number") and part["half"] and "/" in found[0] and day <= 12:
                day, month = month, day  # who counts the hours twice writes the month first
            return _at(found, zone, year + 2000 * (year < 100), month, day)
    return None


def _clock(text: str, found: re.Match[str]) -> tuple[int, int, int]:
    """The time beside a date: after it, else before it, else midnight."""
    hour, minute, second = found["hour"], found["minute"], found["second"]
    before = None if hour else _CLOCK.search(text[: found.start()])
    if before:
        hour, minute, second = before.groups()
    return _hour(int(hour or 0), found["half"] or ""), int(minute or 0), int(second or 0)


def _month(name: str) -> int:
    """1–12; 0 if it is no month."""
    name = name.lower()
    return next((number for beginning, number in _BY_BEGINNING if name.startswith(beginning)), 0)


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


@lru_cache(maxsize=64)  # a feed has one or two
def _offset(text: str) -> tzinfo:
    """The zone of "MSK", "+04", "+0430", "-3:30" or "UTC+4". Raises `ValueError` for one of no place."""
    text = text.upper()
    if text in _ZONES:
        return timezone(timedelta(minutes=_ZONES[text]))
    sign = max(text.find("+"), text.find("-"))
    hours, minutes = text[sign + 1 :].replace(":", ""), "0"
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset > _FARTHEST or int(minutes) > 59:
        raise ValueError(text)
    return timezone(offset if text[sign] == "+" else -offset)
