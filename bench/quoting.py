"""Does a passage of a text stand inside a quotation? Told from the text alone, by the marks around the passage: the
last mark before it opens, and the next one after it closes. Nothing here is taken from what the judge judges.

Straight and single marks open before a word and close behind one, within their paragraph; a single mark closes only
behind a stop, since otherwise it may be an apostrophe. A mark that was forgotten is not made up for: what follows it is
held to be the paper's own.
"""

import re
from collections import deque
from collections.abc import Iterable

REACH = 6000  # characters on either side in which a mark is looked for
_DIRECTED = (("“", "”"), ("«", "»"), ("„", "“"), ("「", "」"), ("『", "』"))
_STRAIGHT = re.compile(r"(?P<open>(?<![\w.,!?…\"])\"(?=\w))|(?P<close>(?<=[\w.,!?…)])\"(?!\w))")
_SINGLE = re.compile(r"(?P<open>(?<![\w.,!?…])['‘](?=[^\W\d_]))|(?P<close>(?<=[.,!?…])['’](?!\w))")


def is_inside(text: str, start: int, end: int) -> bool:
    """Is all of `text[start:end]` part of a quotation that begins before it and ends after it?"""
    text = _unexported(text)
    if any(_between(text, start, end, *pair) for pair in _DIRECTED):
        return True
    before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    return any(_enclosed(before, after, marks) for marks in (_STRAIGHT, _SINGLE) if not marks.search(text, start, end))


def _unexported(text: str) -> str:
    """With single marks for those that a table's export has doubled, each in its place, and without the one before."""
    if not text.startswith('"') or '""' not in text:
        return text
    return re.sub(r'""(?=\w)', ' "', " " + text[1:]).replace('""', '" ')


def is_all_quoted(text: str, pieces: Iterable[str]) -> bool:
    """Does every one of these pieces of the text stand in a quotation, or have a part of one?"""
    at = 0
    for piece in pieces:
        start = text.find(piece, at)
        at = start + len(piece)
        if not is_inside(text, start, at) and _is_even(piece):
            return False
    return True


def _is_even(piece: str) -> bool:
    directed = all(piece.count(opening) == piece.count(closing) for opening, closing in (("“", "”"), ("«", "»")))
    return directed and piece.count('"') % 2 == 0 and all(_is_closed(piece, marks) for marks in (_STRAIGHT, _SINGLE))


def _is_closed(piece: str, marks: re.Pattern[str]) -> bool:
    found = list(marks.finditer(piece))
    return not found or bool(found[0]["open"] and found[-1]["close"])


def _between(text: str, start: int, end: int, opening: str, closing: str) -> bool:
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    if before.rfind(opening) <= before.rfind(closing):
        return False
    closes, opens = after.find(closing), after.find(opening)
    return closes >= 0 and (opens < 0 or closes < opens)


def _enclosed(before: str, after: str, marks: re.Pattern[str]) -> bool:
    last = next(iter(deque(marks.finditer(before), maxlen=1)), None)
    following = marks.search(after)
    return last is not None and following is not None and bool(last["open"] and following["close"])
