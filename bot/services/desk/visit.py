"""What every command has at hand: the office (ports and facts that last) and the visit (who asks, where, now)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.domain.model import Address, Ask, Button, Line, Menu, Place, Post, Reply, Span
from bot.domain.text import filled
from bot.ports import (
    Addresses,
    Articles,
    Clock,
    Directory,
    Figures,
    Notebook,
    Outbox,
    Sources,
    Wording,
    Words,
)
from bot.services.archive import Archive
from bot.services.composer import Composer
from bot.services.desk.manners import Manners

Access = Literal["open", "admins"]
MAX_WORDS = 500  # characters of a query, a filter, a name


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Whose news this is. `links`: its own pages and apps, by the keys of the configuration."""

    name: str
    homepage: str
    language: str
    rights: str
    links: Mapping[str, str]
    timezone: str


@dataclass(frozen=True, slots=True)
class Office:
    """All that outlives a visit. `sections`: folded spelling → key; `admins`: ids of the operators; `burst`: more
    posts than this come as one digest (0: never); `keep_days`: for which a pause holds posts; `owed` is called when
    there is more to send; `in_line` is how the bot is written to in any chat ("@name"), "" where it is not."""

    addresses: Addresses
    articles: Articles
    sources: Sources
    notebook: Notebook
    figures: Figures
    directory: Directory
    wording: Wording
    clock: Clock
    composer: Composer
    site: SiteFacts
    sections: Mapping[str, str]
    version: str
    access: Access
    admins: frozenset[str]
    outbox: Outbox | None
    backfill: int
    burst: int
    keep_days: int
    owed: Callable[[], None]
    manners: Manners
    in_line: Callable[[], str]

    @property
    def archive(self) -> Archive:
        return Archive(self.articles, self.sources, self.sections, self.wording.languages)


class Declined(Exception):
    """A request that is turned down; `str` is what the person is told, in their language."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One command, press or message. `address` is None where nothing is stored about the place."""

    office: Office
    ask: Ask
    address: Address | None
    words: Words
    now: datetime

    @property
    def place(self) -> Place:
        return self.ask.place

    @property
    def reader(self) -> Address:
        """The place as an address to lay out for, stored or not, in the language of this visit."""
        address = self.address or Address(0, self.ask.place)
        return replace(address, language=self.words.language)

    @property
    def operator(self) -> bool:
        return self.ask.person.id in self.office.admins

    def fill(self, message: str, **values: str | int) -> str:
        """Put values into a translated message (see `text.filled`)."""
        return filled(message, **values)


def spoken_language(office: Office, ask: Ask, address: Address | None) -> str:
    """The place's own choice; a private chat without one: the person's, if there is a catalogue; the site's. What no
    one else is shown is in the person's, wherever it is asked."""
    if ask.alone and (own := own_language(office, ask)):
        return own
    if address is not None and address.language:
        return address.language
    return persons_language(office, ask) or office.site.language


def persons_language(office: Office, ask: Ask) -> str:
    """The language of the person's own chat, as their platform tells it; "" if there is no catalogue for it."""
    return own_language(office, ask) if ask.place.kind == "private" else ""


def own_language(office: Office, ask: Ask) -> str:
    """The person's language wherever they ask, for what nobody else is shown; "" if there is no catalogue for it."""
    primary = ask.person.language.replace("_", "-").split("-")[0].lower()
    return primary if primary in office.wording.languages else ""


async def require_manager(visit: Visit) -> None:
    """Raises `Declined` unless the person may change this place's settings."""
    if not await visit.office.directory.manages(visit.place, visit.ask.person):
        raise Declined(visit.words.gettext(visit.office.manners.change_here))


def outdated(visit: Visit) -> Declined:
    """For a button whose data say nothing (any more)."""
    return Declined(visit.words.gettext("This button is out of date. Please use a command, such as /help."))


def number(visit: Visit, text: str, highest: int) -> int:
    """A number from a button's data; raises `Declined` for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18 and int(text) <= highest):
        raise outdated(visit)
    return int(text)


def asked_number(words: Sequence[str], usual: int, most: int) -> tuple[int, list[str]]:
    """How many are asked for by the last or the first of a command's words, within 1 and `most`; the other words."""
    for end in (-1, 0):
        if words and words[end].isascii() and words[end].isdigit() and len(words[end]) <= 18:
            left = list(words)
            return min(most, max(1, int(left.pop(end)))), left
    return usual, list(words)


# --- saying it ---------------------------------------------------------------------------------------------


def line(text: str, *, bold: bool = False, url: str = "") -> Line:
    """A line in one style; an empty text is a blank line."""
    return (Span(text, bold=bold, url=url),) if text else ()


def say(*lines: str | Line, rows: tuple[tuple[Button, ...], ...] = (), menus: tuple[Menu, ...] = ()) -> Reply:
    """A reply of one message; empty rows of buttons are left out."""
    return Reply(posts=(message(*lines, rows=rows, menus=menus),))


def message(*lines: str | Line, rows: tuple[tuple[Button, ...], ...] = (), menus: tuple[Menu, ...] = ()) -> Post:
    """One message; a string is a plain line."""
    return Post(
        lines=tuple(line(each) if isinstance(each, str) else each for each in lines),
        rows=tuple(row for row in rows if row),
        menus=menus,
    )
