"""Text for people: wrapped to the terminal, aligned, coloured only on one; nothing from outside can steer it."""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

import click

from bot.adapters.terminal import plain, styled, width, wrapped
from bot.domain.found import Found
from bot.domain.model import Item
from bot.domain.passages import PASSAGE, Piece
from bot.domain.post import TITLE_UNITS

__all__ = [
    "beside", "entry", "found", "hanging", "item", "labelled", "note", "plain", "rule", "say", "short", "table", "when",
    "width", "wrapped",
]  # fmt: skip

COLUMN = 24  # columns of the terminal that a text needs to be read beside another
GAP, NARROWEST_CELL = 2, 12  # between two columns of a table; of its first column


def short(text: str, most: int) -> str:
    """One line of at most so many characters, the last "…" where it was cut."""
    line = plain(text[: most * 4])
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def say(text: str = "", *, bold: bool = False, dim: bool = False, colour: str | None = None) -> None:
    """A line on stdout; click drops the style where it is no terminal."""
    click.echo(styled(text, bold=bold, dim=dim, colour=colour))


def note(text: str) -> None:
    """A line on stderr."""
    click.echo(text, err=True)


def when(moment: datetime | None, zone: str, now: datetime) -> str:
    """A time in the site's zone: the date only if it is not today."""
    if moment is None:
        return "never"
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b %H:%M}" if local.year == today.year else f"{local.day} {local:%b %Y}"


def entry(name: str, status: str, about: str, *, colour: str) -> None:
    """The heading of something that has a status; where it is too long for a line, the name has one of its own."""
    parts = click.style(plain(name), bold=True), click.style(plain(status), fg=colour), click.style(about, dim=True)
    told = [part for part in parts if click.unstyle(part)]
    line = " · ".join(told)
    click.echo(line if len(click.unstyle(line)) <= width() else f"{told[0]}\n  {' · '.join(told[1:])}")


def labelled(label: str, text: str, indent: int) -> None:
    """A paragraph beside its label; without one it continues the paragraph above."""
    first, *more = wrapped(text, " " * indent).splitlines() or [""]
    click.echo("\n".join([click.style(f"{'  ' + label:{indent}}", dim=True) + first[indent:], *more]))


def hanging(bullet: str, text: str) -> str:
    """A paragraph behind a bullet."""
    return bullet + wrapped(text, " " * len(bullet))[len(bullet) :]


def rule(text: str) -> None:
    """A line across, with words in it."""
    words = short(text, width() - 6)
    say(f"── {words} {'─' * max(2, width() - len(words) - 4)}", dim=True)


def item(value: Item, zone: str, now: datetime) -> None:
    """An item of a list."""
    _entry(styled(wrapped(value.title), bold=True), value, wrapped(" ".join(value.summary)), zone, now)


def found(each: Found, zone: str, now: datetime) -> None:
    """An item that a search has found: its title, and a passage, with the words that were looked for."""
    if each.passage is None:
        item(each.item, zone, now)
    else:
        _entry(_marked(each.title.within(TITLE_UNITS)), each.item, _marked(each.passage.within(PASSAGE)), zone, now)


def _marked(pieces: Sequence[Piece]) -> str:
    """A paragraph; to wrap it, spaces (they are single) become line ends, so that each piece is found again."""
    left = wrapped("".join(piece.text for piece in pieces))
    told = ""
    for piece in pieces:
        words, left = left[: len(piece.text)], left[len(piece.text) :]
        told += styled(words, bold=True, colour="yellow") if piece.matched else words
    return told


def _entry(title: str, value: Item, text: str, zone: str, now: datetime) -> None:
    section, moment = value.section_label or value.section, when(value.published, zone, now)
    others = (credit.name for credit in value.credits)
    facts = (str(value.article_id), section, *value.authors, moment, value.source_id, *others)
    click.echo(title)
    say(wrapped(" · ".join(fact for fact in facts if fact)), dim=True)
    if text:
        click.echo(text)
    if value.url:
        say(plain(value.url), colour="blue")
    say()


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Aligned columns; the last takes the rest of the line, or where that is too short for it, a paragraph below. The
    first is cut where the columns would not fit."""
    cells = [list(headings), *([plain(cell) for cell in row] for row in rows)]
    most = max(NARROWEST_CELL, width() - sum(_widths(cells)[1:-1]) - GAP * (len(headings) - 2))
    cells = [[short(row[0], most), *row[1:]] for row in cells]
    widths = _widths(cells)
    below = sum(widths) + GAP * len(widths[1:]) > width()
    for number, row in enumerate(cells):
        padded = [cell.ljust(size) for cell, size in zip(row[:-1], widths[:-1], strict=True)]
        say((" " * GAP).join([*padded, *([] if below else row[-1:])]).rstrip(), dim=number == 0)
        if below and number:
            say(wrapped(row[-1], " " * GAP), dim=True)


def beside(texts: Sequence[tuple[str, str]]) -> None:
    """Texts in columns under their headings; where the terminal is too narrow for that, one below the other."""
    each = (width() - GAP * (len(texts) - 1)) // len(texts)
    if each < COLUMN:
        for heading, text in texts:
            say(plain(heading), dim=True)
            say(wrapped(text, "  "))
        return
    columns = [[short(heading, each), *textwrap.wrap(plain(text), each)] for heading, text in texts]
    for number, row in enumerate(zip_longest(*columns, fillvalue="")):
        say((" " * GAP).join(cell.ljust(each) for cell in row).rstrip(), dim=number == 0)


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*cells, strict=True)]
