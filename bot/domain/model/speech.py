"""What is said: posts, buttons, questions and replies, blind to platforms."""

from dataclasses import dataclass

from bot.domain.model.chats import Place


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `text` is plain; platforms escape it.

    `outside`: it is quoted, so platforms let nothing in it be a mention or a command.
    """

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""
    outside: bool = False
    strike: bool = False


Line = tuple[Span, ...]  # an empty tuple is a blank line


@dataclass(frozen=True, slots=True)
class Button:
    """Exactly one of `url`, `copy` (text put on the clipboard) and `data` (comes back as a press, ≤ 64 bytes)."""

    label: str
    url: str = ""
    copy: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One message, platform-blind. With `image` a captioned picture; else `preview` is shown large above."""

    lines: tuple[Line, ...]
    image: str = ""
    preview: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. Nothing of it is stored but where the person's private chat is an address."""

    id: str
    language: str = ""  # as the platform tells it (IETF tag)


@dataclass(frozen=True, slots=True)
class Ask:
    """A command, a press or a plain message from a person in a place."""

    place: Place
    person: Person
    command: str = ""  # without slash, lower case; "" for a plain message
    words: str = ""  # what stood after the command; a press's data; a message's text


@dataclass(frozen=True, slots=True)
class Reply:
    """The desk's answer."""

    posts: tuple[Post, ...] = ()
    alert: str = ""  # shown to the person who pressed, not to the chat
    edits: bool = False  # the (single) post replaces the message whose button was pressed
    asks: bool = False  # the person's next message is the answer (shown as a reply field in groups)
    to_person: bool = False  # goes to the person's private chat, never into the place
