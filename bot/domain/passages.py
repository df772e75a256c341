"""Where a query's words stand in a text: the text with them marked, whole or as a passage around them.

The theory
----------
A word of the text is marked as search finds it: by its folded form, by its beginning, by a stem; the words of a phrase
where they stand side by side. The passage is where most of the query's words stand together, the first of such places:
from the beginning of their sentence if there is room, to the end of one, else from word to word with "…". No passage
repeats what it need not: a text that fits is shown whole.

Roads not taken: the highlighting of the engines (FTS5's `snippet`, PostgreSQL's `ts_headline`), which knows only what
is indexed, and that is folded.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, groupby
from typing import NamedTuple

from bot.domain.model import Query, Word
from bot.domain.sentences import sentence_spans
from bot.domain.spots import Spot, spots
from bot.domain.text import ELLIPSIS, clean, cut, cut_at_word, stems

PASSAGE = 160  # UTF-16 units, as all lengths here
FULL = 0.6  # of a passage's room: what whole sentences must fill, so that they are not rather cut
MOST = 1500  # characters of a text that are looked at: more than are searched (`text.BODY_CHARACTERS`)


class Piece(NamedTuple):
    """A run of a text; `matched`: by a word of the query."""

    text: str
    matched: bool = False


class _Mark(NamedTuple):
    start: int
    end: int
    met: frozenset[int]  # which of the words wanted


def wanted(query: Query) -> tuple[Word, ...]:
    """The words of a query that may be marked; those that it excludes are not."""
    return tuple(dict.fromkeys(word for group in query.words for word in group))


def passage(text: str, summary: str, words: Sequence[Word], language: str) -> "Marked":
    """What to read of an article beneath its title: its `text` around the words, or else its `summary`, which where
    neither has them is shown from its beginning. `language`: the article's."""
    for source in (text, summary):
        found = Marked(source, words, language)
        if found.marks:
            return found
    return Marked(summary or text, (), language)


class Marked:
    """A text with the words of a query marked, on one line. `text`: as it is shown."""

    def __init__(self, text: str, words: Sequence[Word], language: str) -> None:
        lines = (" ".join(line.split()) for line in clean(cut_at_word(text[: MOST + 1], MOST)).split("\n"))
        self._lines = "\n".join(filter(None, lines))  # their ends are ends of sentences
        self.text = self._lines.replace("\n", " ")
        self._spots = tuple(spots(self._lines)) if words else ()
        self.marks = tuple(_merged(_found(self._spots, words, language)))

    def within(self, units: int) -> tuple[Piece, ...]:
        """The whole if it has at most so many UTF-16 units, else as much of it around the marks."""
        if self._units(0, len(self.text)) <= units:
            return self._pieces(0, len(self.text))
        if not self.marks:
            return tuple(Piece(kept) for kept in (cut(self.text, units),) if kept)
        return self._window(*self._best(units - 2 * len(ELLIPSIS)), units) if units > 2 * len(ELLIPSIS) else ()

    # --- what to show ---------------------------------------------------------------------------------------

    def _best(self, room: int) -> tuple[int, int]:
        """From where to where the first marks reach that meet most of the words and fit together."""
        best, span = 0, (0, 0)
        for number, first in enumerate(self.marks):
            met, end = first.met, first.end
            for mark in self.marks[number + 1 :]:
                if self._units(first.start, mark.end) > room:
                    break
                if not mark.met <= met:
                    met, end = met | mark.met, mark.end
            if len(met) > best:
                best, span = len(met), (first.start, end)
        return span

    def _window(self, start: int, end: int, units: int) -> tuple[Piece, ...]:
        first = self._beginning(start, end, units)
        before = "" if first in self._sentence_starts else ELLIPSIS
        last, after = self._ending(first, end, units - len(before))
        pieces = [Piece(before), *self._pieces(first, last), Piece(after)]
        return _joined(pieces)

    def _beginning(self, start: int, end: int, units: int) -> int:
        """Where a passage begins: with a sentence, if there is room, else a word."""
        room = units - 2 * len(ELLIPSIS)
        fitting = [at for at in self._sentence_starts if at <= start and self._units(at, end) <= room]
        if fitting:
            rest = (at for at in fitting if self._units(at, len(self.text)) <= units)
            return next(rest, fitting[-1])
        before = max(0, room - self._units(start, end)) // 3
        return next(at for at in (*self._word_starts, start) if at <= start and self._units(at, start) <= before)

    def _ending(self, first: int, end: int, room: int) -> tuple[int, str]:
        """Where a passage ends, and what tells that it was cut: after a sentence if that fills it, else a word."""
        if self._units(first, len(self.text)) <= room:
            return len(self.text), ""
        stops = [at for at in self._sentence_ends if at >= end and FULL * room <= self._units(first, at) <= room]
        if stops:
            return stops[-1], ""
        room -= len(ELLIPSIS)
        borders = [each.end for each in self._spots if each.end >= end and self._units(first, each.end) <= room]
        if borders:
            return max(borders), ELLIPSIS
        return first + len(cut_at_word(self.text[first:], room + len(ELLIPSIS))) - len(ELLIPSIS), ELLIPSIS

    def _pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        at = start
        for mark in self.marks:
            if at < mark.end and mark.start < end:
                first, last = max(at, mark.start), min(end, mark.end)
                between = self.text[at:first]
                pieces += [
                    Piece(between, bool(pieces) and between.isspace()),
                    Piece(self.text[first:last], matched=True),
                ]
                at = last
        return _joined([*pieces, Piece(self.text[at:end])])

    # --- measures -------------------------------------------------------------------------------------------

    def _units(self, start: int, end: int) -> int:
        return self._until[end] - self._until[start]

    @cached_property
    def _until(self) -> list[int]:
        """The UTF-16 units before each character, and in all."""
        return [0, *accumulate(2 if letter > "\uffff" else 1 for letter in self.text)]

    @cached_property
    def _sentences(self) -> tuple[tuple[int, int], ...]:
        return tuple(sentence_spans(self._lines))

    @cached_property
    def _sentence_starts(self) -> tuple[int, ...]:
        return tuple(start for start, _ in self._sentences)

    @cached_property
    def _sentence_ends(self) -> tuple[int, ...]:
        return tuple(end for _, end in self._sentences)

    @cached_property
    def _word_starts(self) -> tuple[int, ...]:
        """Of each word, or of the quotation mark or bracket that stands before it."""
        starts: list[int] = []
        before = 0
        for each in self._spots:
            opened = self.text.rfind(" ", 0, each.start) + 1
            starts.append(opened if opened >= before else each.start)
            before = each.end
        return tuple(starts)


# --- what is met -------------------------------------------------------------------------------------------


def _found(there: Sequence[Spot], wanted: Sequence[Word], language: str) -> Iterator[_Mark]:
    """Each place where one of the words wanted begins."""
    runs = [word.folded.split() for word in wanted]
    said = {spot.word for spot in there}
    begun = {word: [*_begun(word, wanted, runs, language)] for word in said}
    for at, spot in enumerate(there):
        for number in begun[spot.word]:
            run = runs[number]
            if len(run) == 1 or _side_by_side(there[at : at + len(run)], run, prefix=wanted[number].prefix):
                yield _Mark(spot.start, there[at + len(run) - 1].end, frozenset((number,)))


def _begun(said: str, wanted: Sequence[Word], runs: Sequence[Sequence[str]], language: str) -> Iterator[int]:
    """Which of the words wanted a word of the text is, by any of its forms, or begins, where they are a phrase."""
    own = {said, *stems(said, (language,))} if any(word.stems for word in wanted) else {said}
    for number, (word, run) in enumerate(zip(wanted, runs, strict=True)):
        if len(run) != 1:
            met = run[:1] == [said]
        else:
            met = said == word.folded or (word.prefix and said.startswith(word.folded))
            met = met or (bool(word.stems) and not own.isdisjoint((word.folded, *word.stems)))
        if met:
            yield number


def _side_by_side(there: Sequence[Spot], run: Sequence[str], *, prefix: bool) -> bool:
    """Do the words of a phrase stand there? `prefix`: the last may go on."""
    said = [spot.word for spot in there]
    if prefix and len(said) == len(run) and said[-1].startswith(run[-1]):
        said[-1] = run[-1]
    return said == run


def _merged(marks: Iterator[_Mark]) -> Iterator[_Mark]:
    """Marks that overlap as one."""
    last: _Mark | None = None
    for mark in sorted(marks):
        if last and mark.start < last.end:
            last = _Mark(last.start, max(last.end, mark.end), last.met | mark.met)
        else:
            if last:
                yield last
            last = mark
    if last:
        yield last


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without empty pieces, and neighbours of one kind as one."""
    kinds = groupby(filter(lambda piece: piece.text, pieces), key=lambda piece: piece.matched)
    return tuple(Piece("".join(piece.text for piece in run), matched) for matched, run in kinds)
