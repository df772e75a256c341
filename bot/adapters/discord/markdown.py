r"""Lines → Discord's markdown. Pure.

Source: the support page "Markdown Text 101" and docs.discord.com/developers/reference#message-formatting.

**Outside text is text.** A backslash before each sign that could begin a style, a link, a mention (`<@1>`), a custom
emoji, a timestamp or a clickable command leaves the sign as it is; so does one before what begins a line as a heading,
a quote or a list. Lengths count what is written, backslashes and links' addresses too.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.domain.links import is_web
from bot.domain.model import Line, Span
from bot.domain.text import cut, utf16_length

_SIGNS: Final = re.compile(r"[\\*_~|`\[\]<]")
_BEGINNING: Final = re.compile(r"(?<=\A)(\s*)(#{1,3}|>{1,3}|[-+]|\d+(?=\.))(?=[\s#.\-]|\Z)")
_DROPPED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]")
_MASKED: Final = str.maketrans({"(": "%28", ")": "%29", " ": "%20", "\\": "%5C"})  # in the address of a link
_AT: Final = re.compile(r"@(?=\w)")
_WORD_JOINER: Final = "\u2060"


def plain(words: str) -> str:
    """One line without what Discord drops or takes amiss. Isolates (FSI…PDI) stay: those left by now are our own."""
    return _DROPPED.sub(" ", words)


def escaped(words: str) -> str:
    """Text as markdown that shows just that."""
    return _SIGNS.sub(r"\\\g<0>", plain(words))


def written(line: Line) -> str:
    """A line as markdown."""
    text = "".join(map(_span, line))
    return _BEGINNING.sub(_defused, text) if line and not _styled(line[0]) else text


def units(line: Line) -> int:
    """How long a line is, as it is written: links count with their addresses."""
    return utf16_length(written(line))


def within(lines: Sequence[Line], most: int) -> str:
    """Lines as markdown of at most so many UTF-16 units.

    What is too long loses words from its longest span that is no link, on a sentence; then whole lines from below, but
    for the last, which is the attribution. A link's address is never cut.
    """
    kept = list(lines)
    while (excess := utf16_length(text := "\n".join(map(written, kept))) - most) > 0:
        if not (_shorten(kept, excess) or _drop(kept)):
            return cut(text, most) if not any(span.url for line in kept for span in line) else ""
    return text


def link(words: str, url: str) -> str:
    """Words that open an address. One that Discord would not open stays words."""
    return f"[{words}]({url.translate(_MASKED)})" if is_web(url) else words


def _span(span: Span) -> str:
    text = escaped(span.text)
    if span.outside:
        text = _AT.sub("@" + _WORD_JOINER, text)
    blank = not text.strip()
    for mark, wanted in (("~~", span.strike), ("*", span.italic), ("**", span.bold)):
        if wanted and not blank:
            text = f"{mark}{text}{mark}"
    return link(text, span.url) if span.url and not blank else text


def _styled(span: Span) -> bool:
    return span.bold or span.italic or span.strike or bool(span.url)


def _defused(begins: re.Match[str]) -> str:
    space, sign = begins[1], begins[2]
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def _shorten(lines: list[Line], excess: int) -> bool:
    """Cut the longest span that is no link by `excess`; False if there is none worth it."""
    places = [
        (utf16_length(span.text), -i, -j)
        for i, line in enumerate(lines)
        for j, span in enumerate(line)
        if not span.url and len(span.text) > 1
    ]
    if not places:
        return False
    length, i, j = max(places)
    line, span = lines[-i], lines[-i][-j]
    shorter = replace(span, text=cut(span.text, max(1, length - max(1, excess // 2))))
    lines[-i] = (*line[:-j], shorter, *line[-j + 1 :])
    return True


def _drop(lines: list[Line]) -> bool:
    """Leave out the line above the last."""
    if len(lines) < 2:
        return False
    del lines[-2]
    return True
