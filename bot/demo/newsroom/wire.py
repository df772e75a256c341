"""The wire: a small agency that tells in English what the newsroom has told, in its own words as far as it has any.

It has its own addresses, its own feed (Atom) and its own name, so that whoever reads both is told one event twice by
two sources. Of a report it keeps the beginning, says who had it first, and changes a phrase of the title. What it
tells of itself stands there from the start; the newsroom's archive it leaves alone, or it might be read there first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import urlsplit

NAME: Final = "Lirna Wire"
TAGLINE: Final = "What the papers of Ordania tell, in short"
SOURCE: Final = "the Demo Herald"
MOST_NOTES: Final = 60  # kept; the oldest go
_KEPT = 4  # paragraphs of a report, of the last only its first sentence
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_PHRASES = (  # of titles, and what the wire says; the first that is there
    (" returns after ", " is back after "), (" reopens ", " is open again "), (" opens with ", " starts with "),
    (" to build ", " will build "), (" to fly ", " will fly "), (" to visit ", " will visit "),
    (" opens its dome on ", " opens its dome for "), (" opens its season ", " begins its season "),
    (" attracts ", " draws "), (" shows ", " puts on show "), (" orders ", " is buying "),
    (" lends ", " now lends "), (" choose ", " have chosen "), (" votes ", " has voted "), (" wins ", " has won "),
    (" agree ", " have agreed "), (" reach ", " have reached "), (" opens ", " has opened "),
    (" gives ", " has given "),
)  # fmt: skip
_OWN_TITLE = "Two editors and a kettle: how the Lirna Wire works"
_OWN = (
    "The Lirna Wire is kept by two editors, who read every paper in the valley before breakfast and pass on what "
    "others may have missed. They work above a bakery, next to the only telephone that always works in winter.",
    "A note on the wire says in its second line who had the news first. Whoever wants the whole of it is asked to "
    "read it there, since the wire keeps no more than the beginning.",
    "The service is free for anyone, the editors say, and so is the advice that comes with it: put the kettle on.",
)


class Report(Protocol):
    """What the newsroom tells."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def section_label(self) -> str: ...
    @property
    def paragraphs(self) -> tuple[str, ...]: ...
    @property
    def picture(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Note:
    """What stands on the wire. `picture` is a picture's name."""

    slug: str
    title: str
    section: str
    published: datetime
    paragraphs: tuple[str, ...]
    picture: str


class Wire:
    """Its pages stand under `base_url` (no slash at its end), one from `opened` on. `on_reprint` hears of others."""

    name = NAME

    def __init__(self, base_url: str, opened: datetime) -> None:
        self.base_url = base_url
        self.mount = urlsplit(base_url).path
        self.on_reprint: Callable[[Note], None] | None = None
        self._notes: dict[str, Note] = {}  # oldest first
        self._keep(Note("about-us", _OWN_TITLE, "Society", opened, _OWN, "city"))

    def reprint(self, report: Report, now: datetime) -> Note:
        """Tell what the newsroom has told."""
        note = Note(
            f"r-{report.slug}", _retold(report.title), report.section_label, now, _trimmed(report), report.picture
        )
        self._keep(note)
        if self.on_reprint:
            self.on_reprint(note)
        return note

    def _keep(self, note: Note) -> None:
        self._notes[note.slug] = note
        if len(self._notes) > MOST_NOTES:
            del self._notes[next(iter(self._notes))]

    @property
    def home(self) -> str:
        """The address of the front page."""
        return f"{self.base_url}/"

    @property
    def feed(self) -> str:
        """The address of the feed."""
        return f"{self.base_url}/feed.atom"

    def address(self, note: Note) -> str:
        """Where a note stands."""
        return f"{self.base_url}/{note.slug}"

    def latest(self) -> tuple[Note, ...]:
        """All notes, newest first."""
        return tuple(reversed(self._notes.values()))

    def find(self, slug: str) -> Note | None:
        """The note of a slug; None if there is none, or it is too old."""
        return self._notes.get(slug)


def _retold(title: str) -> str:
    for theirs, ours in _PHRASES:
        if theirs in title:
            return title.replace(theirs, ours, 1)
    return f"{title}, {SOURCE} reports"


def _trimmed(report: Report) -> tuple[str, ...]:
    """The beginning, and behind its first paragraph who had it first."""
    first, *others = report.paragraphs[:_KEPT]
    if others:
        others[-1] = _SENTENCE.split(others[-1], maxsplit=1)[0]
    return (first, f"The news was first told by {SOURCE}.", *others)
