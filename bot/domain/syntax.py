"""How what is looked for is written, after /search and in a subscription. Every text has a meaning; none is an error.

    baku "rail corridor" OR railway -freight section:world by:naila after:7d

Words must all be there. Quotes of any country make a phrase, a minus excludes. Words that writing joins ("AT&T",
"COVID-19", 中国人) are a phrase too where their parts alone say little. A key without a sensible value, and a key
unknown, are plain words: "re: visit" asks for "re" and "visit". Between a key and its value may be a space where the
value can be nothing else.

OR, in capitals since small ones are words, joins the word or phrase before it with the one behind, and binds more
closely than their standing side by side: a OR b c is (a OR b) and c. What it joins is one thing: foo-bar is a phrase
there, as behind a minus. Facets are joined as they are anyway (several of one key: any of them), exclusions cannot be;
so beside either of them, at an edge or doubled, OR says nothing, and alone it is a word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from bot.domain.facets import bound, facet, unmistakable
from bot.domain.language import script
from bot.domain.model import Facet
from bot.domain.text import clean, fold, words

LONGEST: Final = 500  # characters that are read
MOST_WORDS: Final = 20
SPACELESS: Final = frozenset({"han", "kana", "hangul"})  # scripts whose words folding makes pairs of
_WEAK = 3  # letters: below, a part of a joined word says too little to stand alone
_NONE: Mapping[str, str] = MappingProxyType({})
_SOME_DAY = datetime(2020, 1, 1, tzinfo=UTC)  # where it matters only whether a time is meant

_MARKS = '"“”„«»「」'
_QUOTED = r'"[^"]*"|“[^”]*”|„[^“”"]*[“”"]|«[^»]*»|”[^”]*”|»[^«]*«|「[^」]*」'
_PLAIN = rf"[^\s|{_MARKS}][^\s|]*"
_KEY = r"(?P<minus>[-−–—]?)(?P<key>[^\W\d_]+)[:：։]"
_PIECE = re.compile(
    r"(?P<either>\|+|(?:OR|ИЛИ|V[ƏE]\s+YA|YA\s+DA|YAXUD|VEYA|ԿԱՄ)(?![^\s|]))"
    rf"|{_KEY}(?P<value>{_QUOTED}|{_PLAIN})|(?P<no>[-−–—]?)(?:(?P<quoted>{_QUOTED})|(?P<plain>[^\s|]+))"
)
_GAP = re.compile(rf"(?<![^\s|])({_KEY})\s+(?=(?P<value>{_QUOTED}|{_PLAIN}))")
_CHUNK = re.compile(rf"[^\s\-−–—/|,;:!?&_(){{}}\[\]…{_MARKS}]+")  # what may be one word


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or the words of a `phrase`, that must (or, `excluded`, must not) stand in an article; all folded.

    A word is met by its forms too, a phrase, even of one word, only as it is.
    """

    words: tuple[str, ...]
    excluded: bool = False
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text asks for. `groups`, in the order typed: any of the terms of each; an exclusion stands alone in its
    own. They have at most 20 words in all."""

    groups: tuple[tuple[Term, ...], ...] = ()
    facets: tuple[Facet, ...] = ()
    without: tuple[Facet, ...] = ()
    after: datetime | None = None  # inclusive; in UTC
    before: datetime | None = None  # exclusive


def read(text: str, sections: Mapping[str, str] = _NONE, now: datetime = _SOME_DAY) -> Asked:
    """What a person meant.

    `sections`: any folded spelling or label of a section → its key; one unknown there is asked for by its folded name.
    Days are those of `now`'s zone.
    """
    facets: dict[tuple[Facet, bool], None] = {}
    times: dict[str, datetime] = {}
    pieces: list[_Piece | None] = []  # None: something between which joins nothing
    for piece in _pieces(text, sections, now):
        if isinstance(piece.meaning, Facet):
            facets[piece.meaning, piece.excluded] = None
        elif piece.meaning:
            times.update([piece.meaning])
        pieces.append(None if piece.meaning else piece)
    if all(piece and piece.either for piece in pieces):
        pieces = [replace(piece, either=False) for piece in pieces if piece and piece.words]
    return Asked(
        _bounded(_groups(pieces)),
        tuple(found for found, excluded in facets if not excluded),
        tuple(found for found, excluded in facets if excluded),
        times.get("after"),
        times.get("before"),
    )


def replaced(text: str, mended: Mapping[str, str]) -> str:
    """The text with some of the words that it asks for written differently or, where that is "", left out.

    `mended`: as in `Word.folded` → what is to be typed instead. A phrase is replaced as a whole by its own entry
    ("rail corridor"), or in it single words; it goes as a whole if one of them goes. Exclusions, facets and times stay
    as they are, and of the OR those that still join something.
    """
    kept: list[str] = []
    either, opened = "", False
    for piece in _pieces(text, _NONE, _SOME_DAY):
        joins = not piece.excluded and not piece.meaning
        if piece.either:
            either = piece.text if opened else ""
            continue
        if new := _mended(piece, mended) if joins else piece.text:
            kept += [either, new] if joins else [new]
        opened = joins and bool(new or either)
        either = ""
    return " ".join(filter(None, kept))


def loosened(text: str) -> str:
    """The text with the words of its phrases standing each alone; a phrase that OR joins to something stays one."""
    pieces = [*_pieces(text, _NONE, _SOME_DAY)]
    joins = [False, *(piece.either for piece in pieces), False]
    alone = (not (before or after) for before, after in zip(joins, joins[2:], strict=False))
    return " ".join(_loose(piece) if free else piece.text for piece, free in zip(pieces, alone, strict=True))


def rejoined(text: str) -> str:
    """The text with neighbouring pairs, into which a run was taken apart, as a run: 人民 民银 is 人民银."""
    kept: list[str] = []
    for part in text.split(" "):
        joins = len(part) == 2 and script(part) in SPACELESS
        if kept and joins and kept[-1].isalpha() and kept[-1].endswith(part[0]):
            kept[-1] += part[1]
        else:
            kept.append(part)
    return " ".join(kept)


def lasting(text: str) -> str:
    """The text without its times, of which a subscription takes no notice."""
    pieces = [*_pieces(replaced(text, _NONE), _NONE, _SOME_DAY)]  # an OR beside a time joins nothing
    kept = [piece.text for piece in pieces if not isinstance(piece.meaning, tuple)]
    return " ".join(kept) if len(kept) < len(pieces) else text


# --- pieces ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the text that stands by itself: a word, a quotation, a key with a value, an OR."""

    text: str
    words: tuple[str, ...] = ()
    excluded: bool = False
    quoted: bool = False
    either: bool = False
    meaning: Facet | tuple[str, datetime] | None = None

    @property
    def phrase(self) -> bool:
        return self.quoted or (len(self.words) > 1 and (self.excluded or any(map(_weak, self.words))))


def _pieces(text: str, sections: Mapping[str, str], now: datetime) -> Iterator[_Piece]:
    """Those that say anything."""

    def closed(gap: re.Match[str]) -> str:
        return gap[1] if unmistakable(gap["key"], gap["value"].strip(_MARKS), sections, now) else gap[0]

    for found in _PIECE.finditer(_GAP.sub(closed, clean(text[:LONGEST]))):
        if found["either"]:
            yield _Piece(found[0], words(found[0]), either=True)
            continue
        excluded = bool(found["minus"] or found["no"])
        own = words(found["quoted"] or found["plain"] or f"{found['key']}:{found['value']}")
        if own:
            meaning = _meaning(found, excluded, sections, now) if found["key"] else None
            yield _Piece(found[0], own, excluded, bool(found["quoted"]), meaning=meaning)


def _meaning(
    found: re.Match[str], excluded: bool, sections: Mapping[str, str], now: datetime
) -> Facet | tuple[str, datetime] | None:
    key, value = found["key"], found["value"].strip(_MARKS)
    return facet(key, value, sections) or (None if excluded else bound(key, value, now))


def _weak(part: str) -> bool:
    return len(part) < _WEAK or not part.isalpha() or script(part) in SPACELESS


def _mended(piece: _Piece, mended: Mapping[str, str]) -> str:
    whole = mended.get(" ".join(piece.words))
    if whole is not None:
        return f"{piece.text[0]}{whole}{piece.text[-1]}" if whole and piece.quoted else whole
    left_out = [chunk for chunk in _CHUNK.findall(piece.text) if mended.get(fold(chunk)) == ""]
    if left_out and piece.phrase:
        return ""
    text = _CHUNK.sub(lambda chunk: mended.get(fold(chunk[0]), chunk[0]), piece.text)
    return " ".join(_CHUNK.findall(text)) if left_out else text


def _loose(piece: _Piece) -> str:
    if piece.excluded or piece.meaning or not piece.phrase:
        return piece.text
    chunks = [(chunk, words(chunk)) for chunk in _CHUNK.findall(piece.text)]
    return " ".join(chunk if len(own) == 1 else " ".join(own) for chunk, own in chunks)


# --- terms -------------------------------------------------------------------------------------------------


def _groups(pieces: Iterable[_Piece | None]) -> Iterator[tuple[Term, ...]]:
    """The terms of the pieces, those that OR joins in one group."""
    runs: list[list[_Piece]] = []
    opened = joined = False
    for piece in pieces:
        if piece and piece.either:
            joined = opened
            continue
        if piece and joined and not piece.excluded:
            runs[-1].append(piece)
        elif piece:
            runs.append([piece])
        opened, joined = bool(piece and not piece.excluded), False
    for run in runs:
        if len(run) > 1:
            yield tuple(Term(piece.words, phrase=piece.quoted or len(piece.words) > 1) for piece in run)
        else:
            yield from ((term,) for term in _terms(run[0]))


def _terms(piece: _Piece) -> Iterator[Term]:
    """The terms of one piece: one of them, unless a sign only separates words ("foo/bar")."""
    if piece.phrase:
        yield Term(piece.words, piece.excluded, phrase=True)
    else:
        yield from (Term((word,), piece.excluded) for word in piece.words)


def _bounded(groups: Iterable[tuple[Term, ...]]) -> tuple[tuple[Term, ...], ...]:
    """Each group and of it each term once, as far as there is room: of a phrase its beginning, but not of one that is
    excluded, since more would be than was meant."""
    room = MOST_WORDS
    kept: list[tuple[Term, ...]] = []
    for group in dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups):
        fitting = []
        for term in group:
            beginning, room = term.words[:room], max(0, room - len(term.words))
            if beginning == term.words or (beginning and not term.excluded):
                fitting.append(replace(term, words=beginning))
        kept.append(tuple(fitting))
    return tuple(dict.fromkeys(filter(None, kept)))
