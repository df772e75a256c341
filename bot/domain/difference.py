"""What has changed between two wordings of a text, word by word, for people to read.

The theory
----------
First the paragraphs are compared, then the words of those that are not the same on both sides, each time by Myers'
greedy algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986) on what lies between a common beginning and
a common end. It is quick where little has changed. Where much has, its work is bounded, and so is what it remembers:
what needs more steps than `STEPS` is shown as one text in the place of another, which is how it reads in any case.

A shortest difference is not the most readable one: two sentences that have nothing to do with each other share an "of"
and a "the", and are torn to shreds there. So a few same words between two larger changes belong to them (as in the
semantic clean-up of Fraser's diff-match-patch).

What is shown are the changed passages with some words around them, up to a number of characters: never a whole text.

Roads not taken: difflib, which is cubic where it has bad luck; lines, which are whole paragraphs of an article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.domain.text import cut_at_word

STEPS: Final = 40_000  # of one comparison, beside its length: some 280 words that are on one side alone
CONTEXT: Final = 60  # characters around a change, to the end of a word
SHRED: Final = 3  # same words between two changes, at most, that belong to them
SHOWN: Final = 1200  # characters of all passages
EACH: Final = 400  # of what was removed, or added, in one place

_PARTED = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # no spaces between words: each character by itself
_WORD = re.compile(rf"\s*(?:[{_PARTED}]|(?:(?![{_PARTED}])\w)+|[^\w\s]+)|\s+")

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that both wordings have, or only the earlier one, or only the new one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Pieces that stand together. `opens`, `closes`: the text begins there, or ends."""

    pieces: tuple[Piece, ...]
    opens: bool = True
    closes: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """The changed passages in their order; `more`: not all of them, or not all of one."""

    passages: tuple[Passage, ...]
    more: bool = False


def difference(old: str, new: str, *, shown: int = SHOWN, each: int = EACH) -> Difference:
    """What has changed, in at most about `shown` characters, `each` of what was removed or added in one place."""
    found: list[Passage] = []
    more, left = False, shown
    for passage in _passages(pieces(old, new)):
        if left <= 0:
            return Difference(tuple(found), more=True)
        kept: list[Piece] = []
        for piece in passage.pieces:
            if left > 0 or all(before.kind == "same" for before in kept):
                kept.append(_shortened(piece, each))
                left -= len(kept[-1].text)
        whole = len(kept) == len(passage.pieces)
        more = more or tuple(kept) != passage.pieces
        found.append(Passage(tuple(kept), passage.opens, passage.closes and whole))
    return Difference(tuple(found), more)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """All of both wordings: `same` and `gone` are the earlier one, `same` and `new` the new one, but for spaces."""
    found: list[Piece] = []
    for same, gone, come in _compared(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if same:
            found.append(Piece("same", "".join(same)))
        elif not (gone and come):
            found += _change("".join(gone), "".join(come))
        else:
            found += _by_words("".join(gone), "".join(come))
    return tuple(_joined(found))


def _shortened(piece: Piece, most: int) -> Piece:
    return (
        piece if piece.kind == "same" or len(piece.text) <= most else Piece(piece.kind, cut_at_word(piece.text, most))
    )


# --- words -------------------------------------------------------------------------------------------------


def _by_words(old: str, new: str) -> list[Piece]:
    runs: list[tuple[str, str, str]] = []
    for same, gone, come in _compared(_WORD.findall(old), _WORD.findall(new)):
        runs.append(("".join(same), "".join(gone), "".join(come)))
    found: list[Piece] = []
    for same, gone, come in _tidied(runs):
        found += [Piece("same", same)] if same else _change(gone, come)
    return found


def _tidied(runs: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The runs, in which same and changed take turns, with the shreds made part of the changes around them."""
    kept: list[tuple[str, str, str]] = []
    for at, run in enumerate(runs):
        same = run[0]
        if same and kept and at + 1 < len(runs) and _is_shred(same, kept[-1], runs[at + 1]):
            run = "", same, same
        if not run[0] and kept and not kept[-1][0]:
            _, gone, come = kept.pop()
            run = "", gone + run[1], come + run[2]
        kept.append(run)
    return kept


def _is_shred(same: str, before: tuple[str, str, str], after: tuple[str, str, str]) -> bool:
    size = len(same)
    small = len(same.split()) <= SHRED and "\n" not in same
    return small and all(size <= max(len(gone), len(come)) for _, gone, come in (before, after))


def _change(gone: str, come: str) -> list[Piece]:
    space = re.match(r"\s*", come)[0] if gone[:1].isspace() else ""  # type: ignore[index]
    if space:  # it is nobody's change
        gone, come = gone.lstrip(), come[len(space) :]
    all_three: tuple[tuple[Kind, str], ...] = (("same", space), ("gone", gone), ("new", come))
    return [Piece(kind, text) for kind, text in all_three if text]


def _joined(found: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one."""
    last: Piece | None = None
    for piece in found:
        if last and last.kind == piece.kind:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


# --- passages ----------------------------------------------------------------------------------------------


def _passages(found: Sequence[Piece]) -> Iterator[Passage]:
    """The changes, each with what stands around it; those that are near each other in one."""
    now: list[Piece] = []
    opens = True
    for at, piece in enumerate(found):
        last = at == len(found) - 1
        if piece.kind != "same" or (at > 0 and not last and len(piece.text) <= 2 * CONTEXT):
            now.append(piece)
            continue
        before, after = _end_of(piece.text), _beginning_of(piece.text)
        if now:
            yield Passage((*now, *_same(after)), opens, closes=last and after == piece.text)
        now, opens = list(_same(before)), at == 0 and before == piece.text
    if any(piece.kind != "same" for piece in now):
        yield Passage(tuple(now), opens)


def _same(text: str) -> tuple[Piece, ...]:
    return (Piece("same", text),) if text else ()


def _beginning_of(text: str) -> str:
    """Its first words, some `CONTEXT` characters."""
    found = re.match(rf"(?s).{{0,{CONTEXT}}}\S{{0,20}}", text)
    return found[0] if found else ""


def _end_of(text: str) -> str:
    found = re.search(rf"(?s)\S{{0,20}}.{{0,{CONTEXT}}}\Z", text[-2 * CONTEXT :])
    return found[0] if found else ""


# --- comparing ---------------------------------------------------------------------------------------------

Run = tuple[Sequence[str], Sequence[str], Sequence[str]]  # same; or else gone and new


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Both sides as runs of what is the same but for spaces, of which the wider ones are kept, and of what is not."""
    one, other = ([each.strip() for each in side] for side in (old, new))
    first = _common(one, other)
    tail = _common(one[first:][::-1], other[first:][::-1])
    ends = len(old) - tail, len(new) - tail
    yield from _same_run(old[:first], new[:first])
    at = first, first
    matches = _matches(one[first : ends[0]], other[first : ends[1]])
    for here, there, size in (*_runs(matches, first), (*ends, 0)):
        if at != (here, there):
            yield (), old[at[0] : here], new[at[1] : there]
        yield from _same_run(old[here : here + size], new[there : there + size])
        at = here + size, there + size
    yield from _same_run(old[ends[0] :], new[ends[1] :])


def _same_run(one: Sequence[str], other: Sequence[str]) -> Iterator[Run]:
    if one:
        yield [max(pair, key=len) for pair in zip(one, other, strict=True)], (), ()


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many the two begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _runs(matches: Sequence[tuple[int, int]], offset: int) -> Iterator[tuple[int, int, int]]:
    """Matches as runs: where they begin on either side, and their length."""
    begun: tuple[int, int] | None = None
    size = 0
    for one, other in matches:
        if begun and (one, other) == (begun[0] + size, begun[1] + size):
            size += 1
            continue
        if begun:
            yield begun[0] + offset, begun[1] + offset, size
        begun, size = (one, other), 1
    if begun:
        yield begun[0] + offset, begun[1] + offset, size


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """What of the two is the same, in order; nothing if that takes too long to find."""
    left = STEPS + len(old) + len(new)
    front, trail = {1: 0}, []
    edits = -1
    while left >= 0:
        edits += 1
        trail.append(dict(front))
        for diagonal in range(-edits, edits + 1, 2):
            come = _from_above(front, diagonal, edits)
            begun = at = front[diagonal + 1] if come else front[diagonal - 1] + 1
            while at < len(old) and at - diagonal < len(new) and old[at] == new[at - diagonal]:
                at += 1
            left -= 1 + at - begun
            front[diagonal] = at
            if at >= len(old) and at - diagonal >= len(new):
                return _retraced(trail, len(old), len(new))
    return []


def _from_above(front: dict[int, int], diagonal: int, edits: int) -> bool:
    """Whether the furthest path on a diagonal ends with something new, and not with something gone."""
    return diagonal == -edits or (diagonal != edits and front[diagonal - 1] < front[diagonal + 1])


def _retraced(trail: Sequence[dict[int, int]], one: int, other: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for edits in range(len(trail) - 1, -1, -1):
        diagonal = one - other
        former = diagonal + (1 if _from_above(trail[edits], diagonal, edits) else -1)
        start = trail[edits][former]
        while one > start and other > start - former:
            one, other = one - 1, other - 1
            found.append((one, other))
        one, other = start, start - former
    return found[::-1]
