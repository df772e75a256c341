"""The numbers of a text, however they are written: "2,5 млн", "2.5 million", "1 000 000", "forty-seven", "on yeddi".

A point or comma before three digits may group or divide, which no one can tell from the digits alone: then a number is
read both ways, and two numbers are the same if they share a reading. A word of scale multiplies what stands before it,
and where numbers are listed ("30 and 36 million") also those before. Ordinals count as their number, months and days
of the week are read as such by `faithful.lexicon`. One is no number here: too many words that mean "a" are written so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.faithful.lexicon import UNITS, counted, scale_of
from bot.domain.text import fold

WRITTEN = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?"  # 1 000 000
    r"|\d+(?:[.,:]\d+)*"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_BLANKS = re.compile(r"\s")
GLUED = {"m": 1e6, "k": 1e3, "M": 1e6}  # "$5m" is five millions, "5m" may be metres
_LOWER = frozenset({"ru", "uk", "be"})  # languages that write only names with capitals
LONGEST = 24  # characters of a number: beyond, it is an identifier


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text. `start` and `end`: the tokens it takes."""

    readings: frozenset[float]
    start: int
    end: int
    unit: str = ""
    scale: float = 1.0  # of its last word: "million"
    pair: str = ""  # "3:1", "6:40": two numbers that belong together in this order


def readings(written: str) -> frozenset[float]:
    """The values that digits with their separators may stand for. Of a score or an hour ("3:1") the parts'."""
    if ":" in written:
        return frozenset(value for part in written.split(":") for value in readings(part))
    compact = _BLANKS.sub("", written)[:LONGEST]
    found = set[float]()
    if _GROUPED.fullmatch(written):
        found.add(float(re.sub(r"[.,]", "", compact)))
    last = max(compact.rfind("."), compact.rfind(","))
    if found and compact.count(compact[last]) > 1:
        return frozenset(found)
    if last < 0:
        found.add(float(compact))
    elif len({*compact} & {".", ","}) == 2 or compact.count(compact[last]) == 1:
        found.add(float(f"{re.sub(r'[.,]', '', compact[:last])}.{compact[last + 1 :]}"))
    else:  # a date, a version: its parts
        found.update(float(part) for part in re.split(r"[.,]", compact) if part)  # it may be cut at a point
    return frozenset(found)


def numbers(raw: Sequence[str], language: str) -> tuple[Number, ...]:
    """The numbers among the tokens of one sentence, in order, with their units. Each token is a word, a number as
    written, or a sign; see `faithful.statement`."""
    found = list(_simple(raw, language))
    return tuple(_inherited(_united(_scaled(found, raw, language), raw), raw))


def _simple(raw: Sequence[str], language: str) -> Iterator[Number]:
    at = 0
    while at < len(raw):
        token, start = raw[at], at
        at += 1
        if token[0].isdecimal():  # "²" and "③" are digits to Python, and no numbers
            pair = token if ":" in token else token.replace(".", ":") if re.fullmatch(r"\d?\d\.\d\d", token) else ""
            yield _signed(Number(readings(token), start, at, pair=pair), raw)
            continue
        value = counted(token, language)
        if value is None or (start and token[0].isupper() and language in _LOWER):
            continue  # Шестаков is no six
        while at < len(raw) and (more := _joined(value, raw, at, language)) is not None:
            value, at = more
        yield _signed(Number(frozenset({value}), start, at), raw)


def _joined(value: float, raw: Sequence[str], at: int, language: str) -> tuple[float, int] | None:
    """A number in words with the next of its words: "forty" and "-" "seven", "three" and "hundred"."""
    step = at + 1 if raw[at] == "-" and at + 1 < len(raw) else at
    following = counted(raw[step], language)
    if following is None:
        return None
    if following == 100 and value < 10:
        return value * 100, step + 1
    if value >= 20 and value % 10 == 0 and following < (100 if value % 100 == 0 else 20 if value in (60, 80) else 10):
        return value + following, step + 1
    return (value + following, step + 1) if value == 10 and following < 10 else None


def _signed(number: Number, raw: Sequence[str]) -> Number:
    before = fold(raw[number.start - 1]) if number.start else ""
    if before in {"minus", "минус", "մինուս", "mənfi", "eksi", "мінус"} or raw[number.start - 1 : number.start] == [
        "−"
    ]:
        return replace(number, readings=frozenset(-value for value in number.readings))
    return number


def _scaled(found: Sequence[Number], raw: Sequence[str], language: str) -> Iterator[Number]:
    for number in found:
        scale, end = 1.0, number.end
        glued = GLUED.get(raw[end], 0.0) if end < len(raw) and raw[number.start][0].isdecimal() else 0.0
        while end < len(raw) and (more := scale_of(raw[end], language)):
            scale, end = scale * more, end + 1
        values = {round(value * scale, 6) for value in number.readings}
        values |= {round(value * glued, 6) for value in number.readings if glued}
        yield replace(number, readings=frozenset(values), end=end, scale=scale, pair="" if scale != 1 else number.pair)


def _united(found: Iterator[Number], raw: Sequence[str]) -> list[Number]:
    """With their units: of the two tokens behind, or the one before ("€ 5")."""
    numbers = list(found)
    for at, number in enumerate(numbers):
        behind = [each for each in raw[number.end : number.end + 3] if each not in "-–"][:2]
        units = (UNITS.get(fold(token) or token, "") for token in (*behind[:1], *raw[number.start - 1 : number.start]))
        unit = next(filter(None, units), "") or (UNITS.get(fold(behind[1]), "") if len(behind) > 1 else "")
        numbers[at] = replace(number, unit=unit)
    return numbers


def _inherited(found: list[Number], raw: Sequence[str]) -> Iterator[Number]:
    """Of listed numbers the earlier ones may be meant in the last one's scale and unit as well."""
    for at, number in enumerate(found):
        values, unit = set(number.readings), number.unit
        for later in found[at + 1 : at + 3]:
            if later.start - number.end > 2:
                break
            values |= {round(each * later.scale, 6) for each in number.readings if later.scale > each}
            unit = unit or later.unit
        if number.end >= len(raw) or raw[number.end] in ",;.)":  # "740 million are needed, and there are 55"
            values |= {each * earlier.scale for each in number.readings for earlier in found[:at]}
        yield replace(number, readings=frozenset(values), unit=unit)
