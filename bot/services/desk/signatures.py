"""Every chat command in one table: from it come the menu, the help, and the commands of platforms that ask for
parameters by name, so that a command is on all of them or on none.

What a person gives becomes an `Ask`: text and number parameters are its `words`, in their order, with a space between
them; a place is what it is `about`; roles (by id) and flags ("true", "false") are its `options`, by their names.
"""

from dataclasses import dataclass
from typing import Literal

from bot.domain.style import Gettext
from bot.ports import Words

ParameterKind = Literal["text", "number", "place", "role", "flag"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """`name` is the same in every language, `shown` and `description` (≤ 100 characters) are not. `suggests`: the desk
    knows what it may be (`Desk.suggest`); `least` and `most` bound a number."""

    name: str
    shown: str
    description: str
    kind: ParameterKind = "text"
    required: bool = False
    suggests: bool = False
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A command. `shown` is its name in the reader's language (lower case, ≤ 32 characters, without slash); a
    `description` has 100 at most; `usage` and `example` are for the help."""

    name: str
    shown: str
    description: str
    parameters: tuple[Parameter, ...] = ()
    usage: str = ""
    example: str = ""
    changes: bool = False  # what the place gets: for those who manage it
    public: bool = False  # its answer concerns everybody in the place, not the asker alone
    for_operators: bool = False


def signatures(words: Words) -> tuple[Signature, ...]:
    """All commands in one language, in the order in which people need them, those for operators last."""
    _ = words.gettext
    return (*_reading(_), *_subscribing(_), *_choosing(_), *_telling(_), *_for_operators(_))


def commands(words: Words) -> tuple[tuple[str, str], ...]:
    """The commands of the menu with their descriptions."""
    return tuple((each.name, each.description) for each in signatures(words) if not each.for_operators)


def _reading(_: Gettext) -> tuple[Signature, ...]:
    show = Parameter("show", _("show"), _("show the answer to everybody here"), "flag")
    section = Parameter("section", _("section"), _("only of this section"), suggests=True)
    count = Parameter("count", _("number"), _("how many, 5 if left out"), "number", least=1, most=20)
    few = Parameter("count", _("number"), _("how many, 5 if left out"), "number", least=1, most=10)
    query = Parameter(
        "words", _("words"), _("what to look for, also: -not, section:world, after:7d"), required=True, suggests=True
    )
    return (
        Signature(
            "latest", _shown(_("/latest")), _("the newest items"), (section, count, show),
            _("[section] [number]"), "/latest world 10",
        ),
        Signature(
            "top", _shown(_("/top")), _("the stories most covered in the last 24 hours"), (few, show),
            _("[number]"), "/top 10",
        ),
        Signature(
            "search", _shown(_("/search")), _("search the archive"), (query, show),
            _("words"), '/search "rail corridor" -freight section:world after:7d',
        ),
    )  # fmt: skip


def _subscribing(_: Gettext) -> tuple[Signature, ...]:
    what = Parameter("what", _("what"), _("a section, source, author or words; everything if left out"), suggests=True)
    dropped = Parameter("what", _("what"), _("one of the subscriptions; all if left out"), suggests=True)
    mention = Parameter("mention", _("mention"), _("a role that its posts call"), "role")
    crosspost = Parameter(
        "crosspost", _("crosspost"), _("publish what is posted in an announcement channel to its followers"), "flag"
    )
    webhook = Parameter("webhook", _("webhook"), _("post under the name and picture of the newsroom"), "flag")
    return (
        Signature(
            "subscribe", _shown(_("/subscribe")), _("get news in this chat"),
            (what, _channel(_), mention, crosspost, webhook),
            _("[section, source, author or words]"), "/subscribe world", changes=True, public=True,
        ),
        Signature(
            "unsubscribe", _shown(_("/unsubscribe")), _("stop getting news"), (dropped, _channel(_)),
            _("[what|all]"), "/unsubscribe world", changes=True, public=True,
        ),
        Signature("subscriptions", _shown(_("/subscriptions")), _("what this chat gets"), (_channel(_),)),
    )  # fmt: skip


def _choosing(_: Gettext) -> tuple[Signature, ...]:
    choice = Parameter("choice", _("choice"), _("a setting and what it shall be, such as: layout brief"), suggests=True)
    time = Parameter("time", _("time"), _("how long, such as 3d or 12h; without an end if left out"), suggests=True)
    return (
        Signature(
            "settings", _shown(_("/settings")), _("language, layout, pictures, sound, time zone"),
            (choice, _channel(_)), _("[setting value]"), "/settings layout brief",
        ),
        Signature(
            "pause", _shown(_("/pause")), _("nothing for a while"), (time, _channel(_)),
            _("[how long]"), "/pause 3d", changes=True, public=True,
        ),
        Signature("resume", _shown(_("/resume")), _("end the pause"), (_channel(_),), changes=True, public=True),
    )  # fmt: skip


def _telling(_: Gettext) -> tuple[Signature, ...]:
    item = Parameter("what", _("what"), _("words of its title; the newest if left out"), suggests=True)
    return (
        Signature(
            "share", _shown(_("/share")), _("the address of an item, to copy"), (item,),
            _("[words]"), "/share rail corridor",
        ),
        Signature("about", _shown(_("/about")), _("the site, its sources and rules")),
        Signature("privacy", _shown(_("/privacy")), _("what is stored about this chat")),
        Signature("forget", _shown(_("/forget")), _("erase what is stored"), (_channel(_),), changes=True),
        Signature("help", _shown(_("/help")), _("all commands")),
        Signature("start", _shown(_("/start")), _("the beginning, and the language")),
    )  # fmt: skip


def _for_operators(_: Gettext) -> tuple[Signature, ...]:
    return (
        Signature("stats", _shown(_("/stats")), _("figures"), for_operators=True),
        Signature("sources", _shown(_("/sources")), _("the sources and how they are"), for_operators=True),
    )


def _channel(_: Gettext) -> Parameter:
    return Parameter("channel", _("channel"), _("another channel of this server; this one if left out"), "place")


def _shown(command: str) -> str:
    return command.removeprefix("/")
