"""The terminal as a platform; its contract is in `tests/contracts/test_platforms.py`."""

import io

import pytest

from bot.adapters.terminal import Terminal
from bot.domain.errors import MessageGone
from bot.domain.model import Button, Menu, Place, Post, Span

HERE = Place("terminal", "here")
POST = Post(
    (
        (Span("Title", bold=True, url="https://a.example"),),
        (),
        (Span("World · "), Span("Site", url="https://a.example")),
    ),
    image="https://a.example/p.jpg",
    rows=((Button("X", url="https://x.com"), Button("Copy link", copy="c")),),
    menus=(Menu("Language", (Button("English", data="g:en"), Button("Русский", data="g:ru"))),),
)
PRINTED = [
    "[picture: https://a.example/p.jpg]",
    "Title",
    "",
    "World · Site",
    "Language: [ English ] [ Русский ]",
    "[ X ] [ Copy link ]",
]


class Screen(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def paper() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def terminal(paper: io.StringIO) -> Terminal:
    return Terminal(paper)


async def test_a_post_shows_its_picture_and_its_buttons(terminal: Terminal, paper: io.StringIO) -> None:
    await terminal.send(HERE, POST)
    assert paper.getvalue().splitlines() == PRINTED


async def test_receipts_are_numbered_and_replies_say_to_what(terminal: Terminal, paper: io.StringIO) -> None:
    assert [(await terminal.send(HERE, POST)).messages for _ in "12"] == [("1",), ("2",)]
    paper.truncate(paper.seek(0))
    await terminal.send(HERE, Post(((Span("And then"),),)), answers="2")
    await terminal.send(HERE, Post(((Span("To nobody"),),)), answers="77")
    assert paper.getvalue() == "[answers message 2]\nAnd then\nTo nobody\n"


async def test_an_edit_says_what_it_replaces(terminal: Terminal, paper: io.StringIO) -> None:
    (message,) = (await terminal.send(HERE, POST)).messages
    paper.truncate(paper.seek(0))
    for _ in "12":
        await terminal.edit(HERE, message, Post(((Span("New words"),),)))
    assert paper.getvalue() == "[replaces message 1]\nNew words\n"


async def test_what_was_struck_is_struck(terminal: Terminal) -> None:
    screen = Screen()
    await Terminal(screen).send(HERE, Post(((Span("Old news", bold=True, strike=True),),)))
    assert screen.getvalue() == "\x1b[1m\x1b[9mOld news\x1b[0m\n"


async def test_nothing_from_outside_steers_it() -> None:
    screen = Screen()
    evil = "a\x1b]8;;http://x\x07b\x1b[2J\u202e\u009b31m\r\n\ud800c"
    button, choice = Button(evil, data="x"), Button(evil, data="y")
    await Terminal(screen).send(
        HERE, Post(((Span(evil, outside=True),),), image=evil, rows=((button,),), menus=(Menu(evil, (choice,)),))
    )
    told = screen.getvalue()
    assert "\x1b[2J" not in told and not set(told) & set("\x07\r\u202e\u009b\ud800") and "\x1b]" not in told


async def test_what_is_kept_is_bounded(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.terminal.KEPT", 1)
    await terminal.send(HERE, POST, once="1")
    await terminal.send(HERE, POST, once="2")
    with pytest.raises(MessageGone):
        await terminal.edit(HERE, "1", POST)
    assert (await terminal.send(HERE, POST, once="2")).messages == ("2",)
    assert (await terminal.send(HERE, POST, once="1")).messages == ("3",)
