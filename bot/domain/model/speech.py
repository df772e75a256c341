"""What is said: posts, buttons, questions and replies, blind to platforms."""

from dataclasses import dataclass
from datetime import datetime

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
    hint: str = ""  # more words for the same, where there is room for them


@dataclass(frozen=True, slots=True)
class Menu:
    """A choice of one: a list that unfolds, where the platform has such, else buttons. Each of `choices` has `data`."""

    prompt: str
    choices: tuple[Button, ...]
    below: bool = False  # the rows, where it is buttons


@dataclass(frozen=True, slots=True)
class Card:
    """What a post of one item says, part by part, for platforms that lay it out themselves. "": not known.

    `notes` are lines of their own below the text (a correction, the chat's footer, links to share with).
    """

    title: Span
    text: str
    site: str
    attribution: Span  # always a link
    section: str = ""
    section_key: str = ""
    byline: str = ""
    published: datetime | None = None
    notes: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One message, platform-blind. With `image` a captioned picture; else `preview` is shown large above."""

    lines: tuple[Line, ...]
    image: str = ""
    preview: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    menus: tuple[Menu, ...] = ()  # above the rows, unless they say otherwise
    card: Card | None = None  # the same as `lines`; None: it is no item's
    mentions: tuple[str, ...] = ()  # roles to be called
    branded: bool = False  # comes under the newsroom's own name and picture, where the platform can do that


@dataclass(frozen=True, slots=True)
class Pick:
    """An item that a person may send into any chat: offered as title, passage and picture, sent as `post`. `id` (≤ 64
    bytes) is the same whenever the same is offered."""

    id: str
    title: str
    passage: str
    image: str
    post: Post


@dataclass(frozen=True, slots=True)
class Picks:
    """What is offered to one person. With `offset` there is more to be asked for; for `seconds` a platform may offer
    the same to that person again. `note` is said above it, and opens the person's own chat with the bot, where /start
    gets the `payload`."""

    picks: tuple[Pick, ...] = ()
    offset: str = ""
    seconds: int = 0
    note: str = ""
    payload: str = ""


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
    about: Place | None = None  # the place it speaks of, where it named another and the platform has found it
    options: tuple[tuple[str, str], ...] = ()  # what else was asked for, by the names of a command's parameters
    alone: bool = False  # nobody else is shown the answer
    message: str = ""  # of a press: the one its button stands under, as far as the platform's reference is known
    refused: tuple[str, ...] = ()  # parameters for which the platform grants this person no right

    def option(self, name: str) -> str:
        """One of `options`; "" if it was not given."""
        return dict(self.options).get(name, "")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the words of a command may be: `label` for people, `value` to be sent. Both ≤ 100 characters."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The desk's answer."""

    posts: tuple[Post, ...] = ()
    alert: str = ""  # shown to the person who pressed, not to the chat
    edits: bool = False  # the (single) post replaces the message whose button was pressed
    asks: bool = False  # the person's next message is the answer (shown as a reply field in groups)
    to_person: bool = False  # for the asker alone: in the private chat or shown to nobody else, never into the place
