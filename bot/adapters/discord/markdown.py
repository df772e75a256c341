r"""Lines → Discord's markdown. Pure.

Source: the support page "Markdown Text 101" and docs.discord.com/developers/reference#message-formatting.

**Outside text is text.** A backslash before each sign that could begin a style, a link, a mention (`<@1>`), a custom
emoji, a timestamp or a clickable command leaves the sign as it is; so does one before what begins a line as a heading,
a quote or a list. In a bare address Discord takes backslashes for its own, so that it stays as it is, and is broken
where signs of ours would follow. Lengths count what is written, backslashes and links' addresses too.

**Our own commands open.** A `/help` in words of the bot's own is written as a mention of that command, where its id is
known: in the reader's app it bears their name for it, and can be pressed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Final
from urllib.parse import urlsplit

from bot.domain.links import is_web
from bot.domain.model import Line, Span
from bot.domain.text import cut, utf16_length

_SIGNS: Final = re.compile(r"[\\*_~|`\[\]<]")
_BEGINNING: Final = re.compile(r"(?<=\A)(\s*)(#{1,3}|>{1,3}|[-+]|\d+(?=\.))(?=[\s#.\-]|\Z)")
_DROPPED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]")
_ENCODED: Final = str.maketrans({sign: f"%{ord(sign):02X}" for sign in ' "<>\\^`{|}'})  # refused in an address
_MASKED: Final = str.maketrans({"(": "%28", ")": "%29"})  # in the address of a link
_AT: Final = re.compile(r"@(?=\w)")
_BARE: Final = re.compile(r"""(https?://[^\s<]+[^<.,:;"'\]\s][.,:;"'\]]*)(?=\s|\Z)""")  # an address, to its end
_ADDRESS: Final = re.compile(r"(?<=http:)(?=//)|(?<=https:)(?=//)")
_MARKS: Final = "*~"  # styles begin and end with
_COMMAND: Final = re.compile(r"(?<![\w/<:.])/([a-z]{1,32})(?![\w/])")
_WORD_JOINER: Final = "\u2060"
MAX_URL: Final = 2048

Commands = tuple[tuple[str, str], ...]  # names, and the ids that Discord has given them


def plain(words: str) -> str:
    """One line without what Discord drops or takes amiss. Isolates (FSI…PDI) stay: those left by now are our own."""
    return _DROPPED.sub(" ", words)


def escaped(words: str, *, outside: bool = False) -> str:
    """Text as markdown that shows just that, wherever it stands: addresses in it are no links."""
    text = _ADDRESS.sub(_WORD_JOINER, _SIGNS.sub(r"\\\g<0>", plain(words)))
    return _AT.sub("@" + _WORD_JOINER, text) if outside else text


def written(line: Line, commands: Commands = ()) -> str:
    """A line as markdown. `commands`: those that open where they are named."""
    return _BEGINNING.sub(_defused, _in_a_row(_pieces(line, dict(commands))))


def _pieces(line: Line, commands: Mapping[str, str]) -> Iterator[str]:
    left = len(line)
    for url, run in groupby(line, key=attrgetter("url")):
        spans = tuple(run)
        left -= len(spans)
        if url and len(spans) > 1:  # neighbours that open one address are one link
            yield _opening(_in_a_row(map(_styled, spans)), url)
        else:
            for number, span in enumerate(spans, 1):
                yield _span(span, commands, last=not left and number == len(spans))


def _in_a_row(pieces: Iterable[str]) -> str:
    text = ""
    for piece in pieces:
        apart = text[-1:] in _MARKS and piece[:1] in _MARKS and text and piece  # else the signs of both would be one
        text += _WORD_JOINER + piece if apart else piece
    return text


def units(line: Line) -> int:
    """How long a line is, as it is written: links count with their addresses."""
    return utf16_length(written(line))


def within(lines: Sequence[Line], most: int, commands: Commands = ()) -> str:
    """Lines as markdown of at most so many UTF-16 units.

    What is too long loses words from its longest span that is no link, on a sentence; then whole lines from below, but
    for the last, which is the attribution. A link's address is never cut.
    """
    kept = list(lines)
    while (excess := utf16_length(text := "\n".join(written(line, commands) for line in kept)) - most) > 0:
        if not (_shorten(kept, excess) or _drop(kept)):
            return cut(text, most) if not any(span.url for line in kept for span in line) else ""
    return text


def address(url: str) -> str:
    """An address as Discord takes it; "" if it does not: too long, not of the web, on a host without a dot."""
    encoded = url.translate(_ENCODED)
    known = is_web(encoded) and encoded.isprintable() and len(encoded) <= MAX_URL
    host = urlsplit(encoded).hostname or "" if known else ""
    return encoded if "." in host.strip(".") or ":" in host else ""


def link(words: str, url: str) -> str:
    """Words that open an address. One that Discord would not open stays words."""
    opened = address(url)
    return f"[{words}]({opened.translate(_MASKED)})" if opened else words


def _span(span: Span, commands: Mapping[str, str], *, last: bool) -> str:
    if not (span.url or span.strike or span.italic or span.bold):
        return _bare(span, commands, last=last)
    if last and span.text == span.url == address(span.url):
        return span.url  # shown as it is, to be copied
    return _opening(_styled(span), span.url) if span.url else _styled(span)


def _styled(span: Span) -> str:
    """Escaped; a style begins and ends with a word."""
    text = escaped(span.text, outside=span.outside)
    words = styled = text.strip()
    for mark, wanted in (("~~", span.strike), ("*", span.italic), ("**", span.bold)):
        if wanted:
            styled = f"{mark}{styled}{mark}"
    return text.replace(words, styled, 1) if words else text


def _opening(text: str, url: str) -> str:
    """What opens an address, from its first word to its last."""
    words = text.strip()
    return text.replace(words, link(words, url), 1) if words else text


def _bare(span: Span, commands: Mapping[str, str], *, last: bool) -> str:
    """Words without a style. An address in them that ends with a space, or the line, is Discord's to show."""
    pieces = _BARE.split(plain(span.text))
    for number, piece in enumerate(pieces):
        whole = number % 2 and (last or "".join(pieces[number + 1 :]))
        pieces[number] = piece if whole else escaped(piece, outside=span.outside)
        if commands and not (whole or span.outside):
            pieces[number] = _COMMAND.sub(lambda named: _opened(named, commands), pieces[number])
    return "".join(pieces)


def _opened(named: re.Match[str], commands: Mapping[str, str]) -> str:
    name = named[1]
    return f"</{name}:{commands[name]}>" if name in commands else named[0]


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
