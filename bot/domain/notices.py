"""What operators are told without having asked, and how it is kept until it is sent.

A notice is stored as its English words and the values of their names; it is translated when it is sent, so that each
reader gets it in the language of the moment. The words are ours (and in the catalogues); the values are outside text:
one clean line each, put in as it is, never looked at for names, markup, mentions or commands.
"""

import json
import re
from collections.abc import Callable, Iterator

from bot.domain.model import Button, Line, Notice, Span
from bot.domain.text import clean, cut, cut_middle

VALUE_UNITS = 300  # UTF-16 units of a value
WORDS_UNITS = 1000  # of the words
STOPS = (".", "!", "?", "…", ":")
NAMES = 8  # values of a notice
CHOICES = 4  # buttons of a notice
_NAME = re.compile(r"\{(\w+)\}")


def packed(notice: Notice) -> str:
    """A notice's words and values as JSON, for `Owed.payload`."""
    values = {name: _value(value) for name, value in notice.values[:NAMES]}
    stored = {"words": cut(notice.words, WORDS_UNITS), "values": values, "choices": notice.choices[:CHOICES]}
    return json.dumps(stored, ensure_ascii=False)


def unpacked(payload: str) -> Notice:
    """The notice of `packed`, without its key. Raises `ValueError` if it is none."""
    try:
        stored = json.loads(payload)
        values = tuple((str(name), str(value)) for name, value in stored["values"].items())
        choices = tuple((str(label), str(data)) for label, data in stored.get("choices", ()))
        return Notice("", str(stored["words"]), values, choices)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"this is no notice: {payload[:100]!r}") from error


def told(notice: Notice, gettext: Callable[[str], str]) -> tuple[Line, ...]:
    """The notice in one language, a line of its words a line."""
    values = dict(notice.values)
    lines = gettext(notice.words).split("\n")
    return tuple(tuple(span for span in _spans(line, values) if span.text) for line in lines)


def offered(notice: Notice, gettext: Callable[[str], str]) -> tuple[tuple[Button, ...], ...]:
    """Its buttons in one language, in one row."""
    row = tuple(Button(gettext(label), data=data) for label, data in notice.choices)
    return (row,) if row else ()


def plain(notice: Notice) -> str:
    """The notice in English, as one line for the log: a line that has no stop of its own gets one before the next."""
    *lines, last = ("".join(span.text for span in line) for line in told(notice, str))
    return " ".join([*(line if line.endswith(STOPS) else f"{line}." for line in lines), last])


def _value(text: str) -> str:
    """One clean line; of a long reason its remedy stays."""
    return cut_middle(" ".join(clean(text).split()), VALUE_UNITS)


def _spans(words: str, values: dict[str, str]) -> Iterator[Span]:
    """The words as they are, each value as somebody else's. A name without a value stays as it is written."""
    end = 0
    for name in _NAME.finditer(words):
        if name[1] in values:
            yield Span(words[end : name.start()])
            yield Span(_value(values[name[1]]), outside=True)
            end = name.end()
    yield Span(words[end:])
