"""What a key with a value (`section:world`) asks for in a search or a filter, in the languages of the readers.

A value without sense for its key is none, and then key and value are words: "by:—", "lang:klingon", "after:all".
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.model import Facet, FacetKey
from bot.domain.text import fold

_NAMES: Mapping[FacetKey, str] = {
    "section": "section раздел рубрика bölmə rubrika kateqoriya bölüm kategori բաժին",
    "source": "source источник mənbə kaynak աղբյուր",
    "by": "by author автор müəllif yazar հեղինակ",
    "lang": "lang language язык dil լեզու",
}
_FACETS = {fold(name): key for key, names in _NAMES.items() for name in names.split()}
_TIMES = {
    fold(alias): key
    for key, aliases in (
        ("after", "after since после sonra հետո"),
        ("before", "before until до əvvəl qədər önce մինչև"),
    )
    for alias in aliases.split()
}
KEYS: Final = frozenset({*_FACETS, *_TIMES})  # folded
_LANGUAGES = {  # the commonest; any other is asked for by its code
    fold(name): code
    for code, names in {
        "ar": "ara arabic арабский ərəb ərəbcə arapça արաբերեն العربية",
        "az": "aze azerbaijani azeri азербайджанский azərbaycan azərbaycanca azerice ադրբեջաներեն",
        "de": "deu german немецкий alman almanca deutsch գերմաներեն",
        "en": "eng english английский ingilis ingiliscə ingilizce անգլերեն",
        "es": "spa spanish испанский ispan ispanca español իսպաներեն",
        "fa": "fas persian farsi персидский фарси fars farsca պարսկերեն فارسی",
        "fr": "fra french французский fransız fransızca français ֆրանսերեն",
        "hy": "hye armenian армянский erməni ermənicə հայերեն",
        "ka": "kat georgian грузинский gürcü gürcücə վրացերեն ქართული",
        "ru": "russian русский rus rusca ռուսերեն",
        "tr": "tur turkish турецкий türk türkçe թուրքերեն",
        "uk": "ukr ukrainian украинский ukrayna ukraynaca ուկրաիներեն українська",
        "zh": "zho chinese китайский çin çincə չինարեն 中文",
    }.items()
    for name in (code, *names.split())
}
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*")  # of an IETF tag its language (RFC 5646)
_SCHEME = re.compile(r"^https?://(?:www\.)?")
_NO_ID = re.compile(r"[^a-z0-9-]+")

_AGO = re.compile(r"(\d{1,4})(mo|[mhdwyчднг])")
_UNITS = {
    "m": timedelta(minutes=1),
    **dict.fromkeys("hч", timedelta(hours=1)),
    **dict.fromkeys("dд", timedelta(days=1)),
    **dict.fromkeys("wн", timedelta(weeks=1)),
    "mo": timedelta(days=30),
    **dict.fromkeys("yг", timedelta(days=365)),
}
_DAYS = {
    fold(name): days
    for days, names in ((0, "today сегодня bugün այսօր"), (1, "yesterday вчера dünən dün երեկ"))
    for name in names.split()
}
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")


def facet_key(name: str) -> FacetKey | None:
    """The key that a name of one is, in any language."""
    return _FACETS.get(fold(name))


def facet(key: str, value: str, sections: Mapping[str, str]) -> Facet | None:
    """The facet that a key and its value are; None where the key is none of these, or the value nothing for it.

    `sections`: any folded spelling or label of a section → its key; one unknown there is asked for by its folded name.
    """
    match facet_key(key):
        case "section" if folded := fold(value):
            return Facet("section", sections.get(folded, folded))
        case "source" if (identity := _source(value)).strip("-"):
            return Facet("source", identity)
        case "by" if folded := fold(value):
            return Facet("by", folded)
        case "lang" if code := _language(value):
            return Facet("lang", code)
    return None


def bound(key: str, value: str, now: datetime) -> tuple[str, datetime] | None:
    """("after" or "before", a time in UTC) where key and value say so; days are those of `now`'s zone."""
    name = _TIMES.get(fold(key))
    moment = _moment(value.strip().lower(), now) if name else None
    return (name, moment) if name and moment else None


def unmistakable(key: str, value: str, sections: Mapping[str, str], now: datetime) -> bool:
    """Could the value after this key be nothing else: a section that there is, a language, a time?"""
    found = facet(key, value, sections)
    known = {"section": sections, "lang": _LANGUAGES}.get(found.key, {}) if found else {}
    return fold(value) in known or bound(key, value, now) is not None


def _source(value: str) -> str:
    """A source's id, or what is made one of where it is an address."""
    return _NO_ID.sub("-", _SCHEME.sub("", value.lower()).strip(" /.,;"))


def _language(value: str) -> str:
    code = _CODE.fullmatch(value.strip().lower())
    return _LANGUAGES.get(fold(value)) or (code[1] if code else "")


def _moment(value: str, now: datetime) -> datetime | None:
    """The time a value names: "2026-10-01", "01.10.2026", "2026-10", "7d", "yesterday"; None if it is none."""
    try:
        if ago := _AGO.fullmatch(value):
            return (now - int(ago[1]) * _UNITS[ago[2]]).astimezone(UTC)
        if fold(value) in _DAYS:
            return _midnight(now - timedelta(days=_DAYS[fold(value)]))
        return _day(value, now)
    except (ValueError, OverflowError):  # no such day, or one before the year 1
        return None


def _day(value: str, now: datetime) -> datetime | None:
    if year_first := _YEAR_FIRST.fullmatch(value):
        year, month, day = (int(part or 1) for part in year_first.groups())
    elif day_first := _DAY_FIRST.fullmatch(value):
        day, month, year = map(int, day_first.groups())
    else:
        return None
    return _midnight(now.replace(year=year, month=month, day=day))


def _midnight(day: datetime) -> datetime:
    return day.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)
