"""What is wrong with a summary, beside its article: whole sentences, verbatim, in order, none of the forbidden kinds.

A judge of its own: it shares no code and no pattern with the summariser (`forbidden`, `leaning`, `quoting`), does not
split sentences, and was written before the summariser it judges. What is forbidden is forbidden even where the text has
nothing else, but for two kinds, since a text too short to summarise is given as it is: a sentence may hang and a
quotation be half where all of the text is given.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bench.articles import Article
from bench.forbidden import KINDS
from bench.leaning import leans
from bench.quoting import is_all_quoted, is_inside

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_]+")
_ENDS = re.compile(r"[.!?…։:;。！？؟۔।｡][\"'”’»)\]}›」』）】]*$")
_BOUNDARY = re.compile(r"[.!?…։:;。！？؟۔।｡|/)）\]讯電电—–-][\"'”’»)\]}›」』）】.\s]*$")
_CUT_OFF = re.compile(r"(?:\[…\]|\[\.\.\.\]|[\[(]?read more[\])]?)\W*$", re.IGNORECASE)
_DOTS = re.compile(r"(?:…|\.\.\.)\W*$")  # at the text's end a publisher's cut, before it its author's
_PAIRS = ("“”", "«»", "()", "[]", "「」", "『』", "（）", "《》")
_INCHES = re.compile(r"(?<=\d)[\"”](?=\W)|^\W*\d{1,2}\)|[:;]-?[()]")
_MISREAD = re.compile("[ÂÃÐÑâ][\x80-\xbf€‚„…†‡ˆ‰‹›Œ‘’“”•–—˜™šœ]+")  # UTF-8 read as another charset
_PIECES = re.compile(r"\n|(?<=[.!?。])\s")
_LIKE_TITLE = 0.8
_SHORT = 6  # words of a remnant that is no sentence


def faults(article: Article, summary: Sequence[str], sentences: int, max_chars: int) -> Iterator[tuple[str, str]]:
    """The kind of each fault, and where it is."""
    yield from _measures(article, summary, sentences, max_chars)
    spans = _spans(article.text, summary)
    entire = _entire(article, summary)
    for at, (sentence, span) in enumerate(zip(summary, spans, strict=True)):
        if span is None:
            yield "not verbatim", sentence
            continue
        yield from ((kind, sentence) for kind in _kinds(article, sentence))
        before, after = article.text[: span[0]], article.text[span[1] :]
        yield from ((kind, sentence) for kind in _whole(sentence, before, after))
        if not entire:
            last = spans[at - 1] if at else None
            yield from ((kind, sentence) for kind in _parts(article, sentence, before, last))
            run = _run(article.text, spans, at)
            if is_inside(article.text, *run) and not is_all_quoted(article.text, _telling(article)):
                yield "inside a quotation", sentence
            if _unbalanced(article.text[slice(*run)]):
                yield "half a quotation" + ("" if not _unbalanced(article.text) else ", as the text has it"), sentence


def _measures(article: Article, summary: Sequence[str], sentences: int, max_chars: int) -> Iterator[tuple[str, str]]:
    shown = " ".join(summary)
    if len(summary) > sentences:
        yield "too many", f"{len(summary)}: {shown}"
    if len(shown.encode("utf-16-le", "surrogatepass")) // 2 > max_chars:
        yield "too long", shown
    told = [line for line in article.text.splitlines() if _words(line) and not any(_kinds(article, line.strip()))]
    if not summary and sum(len(_words(line)) for line in told) > _SHORT:
        yield "empty", article.text[:200]
    for line, times in Counter(" ".join(_words(sentence)) for sentence in summary).items():
        if times > 1:
            yield "said twice", line


def _spans(text: str, summary: Sequence[str]) -> list[tuple[int, int] | None]:
    """Where the sentences stand in the text, in order."""
    found: list[tuple[int, int] | None] = []
    at = 0
    for sentence in summary:
        start = text.find(sentence, at)
        found.append(None if start < 0 or not sentence else (start, start + len(sentence)))
        at = at if start < 0 else start + len(sentence)
    return found


def _kinds(article: Article, sentence: str) -> Iterator[str]:
    said, title = _words(sentence), set(_words(article.title))
    if title and not _MISREAD.search(sentence) and sum(word in title for word in said) >= _LIKE_TITLE * len(said):
        yield "title repeated"
    yield from (kind for kind, pattern in KINDS if pattern.search(sentence))


def _whole(sentence: str, before: str, after: str) -> Iterator[str]:
    """Does it begin where a sentence begins, and end where one ends?"""
    line = before.rpartition("\n")[2].strip()
    if line[-1:] not in '"“«„' and not _BOUNDARY.search(line) and not line.startswith("@"):
        yield "begins inside a sentence"
    if not _ENDS.search(sentence) and after.partition("\n")[0].strip():
        yield "ends inside a sentence"
    if line and sentence[0].islower() and not re.match(r"\w+[A-Z\d.]", sentence):
        yield "begins in lower case"


def _parts(article: Article, sentence: str, before: str, last: tuple[int, int] | None) -> Iterator[str]:
    ends = _is_last(article, before + sentence) and _DOTS.search(_MISREAD.sub("", sentence))
    if ends or _CUT_OFF.search(sentence):
        yield "cut off by its publisher"
    if leans(sentence):
        gap = article.text[last[1] : len(before)] if last else before
        if any(not _is_aside(article, piece) for piece in _PIECES.split(gap)):
            yield "hangs without its predecessor"


def _run(text: str, spans: Sequence[tuple[int, int] | None], at: int) -> tuple[int, int]:
    """Where the sentence stands with those of the summary that stand right beside it in the text."""
    here = spans[at] or (0, 0)
    start, end = here
    for span in reversed(spans[:at]):
        if span and not text[span[1] : start].strip():
            start = span[0]
    for span in spans[at + 1 :]:
        if span and not text[end : span[0]].strip():
            end = span[1]
    return start, end


def _is_aside(article: Article, piece: str) -> bool:
    """Is it nothing, furniture, or the title again, that stands between two sentences or before the first?"""
    stripped = piece.strip()
    return len(_words(stripped)) <= _SHORT or any(_kinds(article, stripped))


def _telling(article: Article) -> Iterator[str]:
    """The pieces of the text that are news, of some length, and lean on nothing."""
    pieces = map(str.strip, _PIECES.split(article.text))
    return (piece for piece in pieces if not _is_aside(article, piece) and not leans(piece))


def _is_last(article: Article, told: str) -> bool:
    """Does nothing follow but what is no news?"""
    return all(_is_aside(article, piece) for piece in _PIECES.split(article.text[len(told) :]))


def _entire(article: Article, summary: Sequence[str]) -> bool:
    """Is all of the text given, but for what is forbidden and what are no sentences?"""
    left = article.text
    for sentence in summary:
        left = left.replace(sentence, "\n", 1)
    pieces = (piece.strip() for piece in _PIECES.split(left))
    return all(len(_words(piece)) <= _SHORT or any(_kinds(article, piece)) for piece in pieces)


def _unbalanced(text: str) -> bool:
    """Is a mark missing, whether or not inches, numbered points and smiling faces are taken for marks?"""
    plain = _MISREAD.sub("", text)
    return _odd(plain) and _odd(_INCHES.sub("", plain))


def _odd(text: str) -> bool:
    low, left, right = (text.count(mark) for mark in "„“”")
    curly = low != left + right if low else left != right and (left > 0 or right % 2 == 1)
    return curly or text.count('"') % 2 == 1 or any(text.count(a) != text.count(b) for a, b in map(tuple, _PAIRS[1:]))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
