"""What a person typed after /search. Every input is a query; none is an error.

    baku "rail corridor" -freight section:world source:caliber-en after:7d

Words must all be there (or a form of them: a stem in one of the archive's languages of that script); the last word
may be the beginning of one, since people send what they have typed so far. Quotes of any country make a phrase, a
minus excludes. Words that writing joins ("AT&T", "COVID-19", 中国人) are a phrase too where their parts alone say
little. A key without a sensible value, and a key unknown, are plain words: "re: visit" finds "re" and "visit".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.language import USUAL
from bot.domain.model import Query, Word
from bot.domain.text import clean, fold, script, stems, words

LONGEST = 500  # characters that are read
MOST_WORDS = 20
PREFIX_FROM = 3  # letters from which the last word may be the beginning of one
_WEAK = 3  # letters: below, a part of a joined word says too little to stand alone

_QUOTED = r'"[^"]*"|“[^”]*”|„[^“”"]*[“”"]|«[^»]*»|”[^”]*”'
_TERM = re.compile(
    rf"(?P<minus>[-−–—]?)(?:(?P<key>[^\W\d_]+):(?P<value>{_QUOTED}|[^\s\"“„«”]\S*)|(?P<quoted>{_QUOTED})|(?P<plain>\S+))"
)
_KEYS = {
    fold(alias): key
    for key, aliases in {
        "section": "section раздел рубрика bölmə rubrika kateqoriya bölüm kategori բաժին",
        "source": "source источник mənbə kaynak աղբյուր",
        "after": "after since после sonra հետո",
        "before": "before until до əvvəl qədər önce մինչև",
    }.items()
    for alias in aliases.split()
}
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
SPACELESS = frozenset({"han", "kana", "hangul"})  # scripts whose words folding makes pairs of


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or the words of a `phrase`, that must (or, `excluded`, must not) stand in an article; all folded.

    A word is met by its forms too, a phrase, even of one word, only as it is.
    """

    words: tuple[str, ...]
    excluded: bool = False
    phrase: bool = False


def read_terms(text: str) -> tuple[Term, ...]:
    """The words and phrases of what a person typed, keys taken for plain words: at most 20 words in all."""
    return _bounded(term for found in _TERM.finditer(clean(text[:LONGEST])) for term in _terms(found))


def parse(text: str, now: datetime, sections: Mapping[str, str], languages: Sequence[str]) -> Query:
    """The query a person meant.

    `sections` maps any folded spelling or label of a section to its key; a section unknown there is asked for by its
    folded name. Dates are days of `now`'s zone. `languages` are the archive's.
    """
    facets: dict[str, list[str]] = {"section": [], "source": []}
    moments: dict[str, datetime] = {}
    terms: list[Term] = []
    for found in _TERM.finditer(clean(text[:LONGEST])):
        key = "" if found["minus"] else _KEYS.get(fold(found["key"] or ""), "")
        value = (found["value"] or "").strip('"“”„«»')
        moment = _moment(value, now) if key in ("after", "before") else None
        if moment:
            moments[key] = moment
        elif key in facets and words(value):
            facets[key].append(sections.get(fold(value), fold(value)) if key == "section" else value.lower())
        else:
            terms.extend(_terms(found))
    return _query(_bounded(terms), languages, facets, moments)


def _query(
    terms: Sequence[Term], languages: Sequence[str], facets: Mapping[str, list[str]], moments: Mapping[str, datetime]
) -> Query:
    wanted = [term for term in terms if not term.excluded]
    last = terms[-1] if terms else None
    return Query(
        words=tuple((_word(term, languages, begins=term is last),) for term in wanted),
        excluded=tuple(_word(term, languages) for term in terms if term.excluded),
        sections=tuple(dict.fromkeys(facets["section"])),
        sources=tuple(dict.fromkeys(facets["source"])),
        after=moments.get("after"),
        before=moments.get("before"),
    )


def _word(term: Term, languages: Sequence[str], *, begins: bool = False) -> Word:
    """A phrase is a word with spaces: words side by side, without stems."""
    word = " ".join(term.words)
    if term.phrase:
        return Word(word)
    spaceless = script(word) in SPACELESS
    begins = (begins and len(word) >= PREFIX_FROM and word.isalpha()) or (spaceless and len(word) == 1)
    return Word(word, stems(word, (*languages, *USUAL)), begins and not term.excluded)


# --- terms -------------------------------------------------------------------------------------------------


def _terms(found: re.Match[str]) -> Iterator[Term]:
    """The terms of one piece of the text: one of them, unless a sign only separates words ("foo/bar")."""
    excluded = bool(found["minus"])
    own = words(found["quoted"] or found["plain"] or f"{found['key']}:{found['value']}")
    if len(own) > 1 and (excluded or found["quoted"] or any(map(_weak, own))):
        yield Term(own, excluded, phrase=True)
    else:
        yield from (Term((word,), excluded, phrase=bool(found["quoted"])) for word in own)


def _weak(part: str) -> bool:
    return len(part) < _WEAK or not part.isalpha() or script(part) in SPACELESS


def _bounded(terms: Iterable[Term]) -> tuple[Term, ...]:
    room = MOST_WORDS
    kept: list[Term] = []
    for term in dict.fromkeys(terms):
        room -= len(term.words)
        if room < 0:
            break
        kept.append(term)
    return tuple(kept)


# --- times -------------------------------------------------------------------------------------------------


def _moment(value: str, now: datetime) -> datetime | None:
    """The time a value names ("2026-10-01", "01.10.2026", "2026-10", "7d", "yesterday"), in UTC; None if it is none."""
    value = value.strip().lower()
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
