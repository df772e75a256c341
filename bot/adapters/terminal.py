"""The terminal as a platform: a post is printed as it would look in a chat, for people, and no word of it can steer the
terminal.

    [picture: https://…]
    Ministers agree on a rail corridor          the title
    …
    World · 22:04 · Caliber.Az                  where a chat has a link, its words
    [ X ] [ Copy link ]

Messages are numbered from 1. What was printed stays: an edit prints the new words with a mark above that says which
message they replace, as a reply says which it answers.
"""

import shutil
import textwrap
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final, TextIO

import click

from bot.domain.errors import MessageGone
from bot.domain.kept import keep
from bot.domain.model import Button, Form, Place, Post, Receipt
from bot.domain.text import clean

NAME: Final = "terminal"
WIDEST: Final = 100  # columns: longer lines are hard to read
NARROWEST: Final = 40
KEPT: Final = 1000  # messages that may be edited and answered


class Terminal:
    """The port `Platform` over a text stream; colours only where that is a terminal. Places are all the same."""

    name = NAME

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._number = 0
        self._stands: OrderedDict[str, str] = OrderedDict()  # what was printed for each message, last
        self._sent: OrderedDict[str, Receipt] = OrderedDict()  # by the names of the sends

    async def send(
        self, place: Place, post: Post, *, answers: str = "", picture: bytes | str = "", once: str = ""
    ) -> Receipt:
        """See `ports.Platform`. A picture is shown as its address."""
        if once and once in self._sent:
            return self._sent[once]
        self._number += 1
        receipt = Receipt((str(self._number),), "photo" if post.image else "text")
        self._print(receipt.messages[0], post, f"[answers message {answers}]" if answers in self._stands else "")
        if once:
            keep(self._sent, once, receipt, KEPT)
        return receipt

    async def edit(self, place: Place, message: str, post: Post, *, form: Form | None = None) -> None:
        """See `ports.Platform`: the words as they are now, marked; nothing if they are what they were."""
        if message not in self._stands:
            raise MessageGone(f"terminal: there is no message {plain(message)}")
        if self._stands[message] != "\n".join(shown(post)):
            self._print(message, post, f"[replaces message {message}]")

    def _print(self, message: str, post: Post, mark: str) -> None:
        lines = [*shown(post)]
        for line in (*([styled(mark, dim=True)] if mark else ()), *lines):
            click.echo(line, self._stream)
        keep(self._stands, message, "\n".join(lines), KEPT)


def shown(post: Post) -> Iterator[str]:
    """The lines of a post."""
    if post.image:
        yield styled(f"[picture: {plain(post.image)}]", dim=True)
    for line in post.lines:
        words = wrapped("".join(span.text for span in line))
        yield styled(words, bold=any(span.bold for span in line), struck=any(span.strike for span in line))
    for menu in post.menus:
        yield styled(f"{plain(menu.prompt)}: {_buttons(menu.choices)}", colour="cyan")
    for row in post.rows:
        yield styled(_buttons(row), colour="cyan")


def plain(text: str) -> str:
    """One line without anything a terminal would obey."""
    return " ".join(clean(text).split())


def width() -> int:
    """Columns to write in."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph; addresses are never broken."""
    return textwrap.fill(
        plain(text),
        width(),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def styled(text: str, *, bold: bool = False, dim: bool = False, struck: bool = False, colour: str | None = None) -> str:
    """A text with its style, which `click.echo` drops where it prints to no terminal."""
    style = bold or dim or struck or colour
    told = click.style(text, bold=bold or None, dim=dim or None, strikethrough=struck or None, fg=colour)
    return told if style else text


def _buttons(buttons: Iterable[Button]) -> str:
    return " ".join(f"[ {plain(button.label)} ]" for button in buttons)
