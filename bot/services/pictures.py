"""How a picture gets into chats, learnt once for all of them: a thousand need not each be offered what no one can take.

by its address ──► fetched here and uploaded ──► by the platform's reference to what was uploaded
                               └───────────────► not at all: the post goes as text
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from urllib.parse import urlsplit

KEPT = 256  # addresses remembered: those heard of last
UPLOADS = 2  # tries, where the platform says nothing of the picture
MEMORY = timedelta(hours=1)  # after that the site may have mended it
NO_PICTURES = (".svg", ".svgz")  # drawings, which no messenger shows


class Way(Enum):
    """How a picture goes."""

    ADDRESS = auto()  # the platform fetches it
    UPLOAD = auto()
    REFERENCE = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a picture. `reference`: of way `REFERENCE`. `lost`: uploads in a row that came to nothing."""

    since: datetime
    way: Way = Way.ADDRESS
    reference: str = ""
    lost: int = 0


class Pictures:
    """Remembers what became of pictures, by their addresses. `uploads`: can they be uploaded at all?"""

    def __init__(self, *, uploads: bool) -> None:
        self._next = {Way.ADDRESS: Way.UPLOAD} if uploads else {}
        self._known: dict[str, Known] = {}  # what was heard of longest ago comes first

    def known(self, url: str, now: datetime) -> Known:
        """The way that is worth trying, as far as is known."""
        known = self._known.get(url)
        if known is None or now >= known.since + MEMORY:
            drawing = urlsplit(url).path.lower().endswith(NO_PICTURES)
            known = Known(now, Way.NONE if drawing else Way.ADDRESS)
        return known

    def refused(self, url: str, tried: Way, now: datetime) -> Way:
        """The platform cannot use it in that way. Returns the one that is worth trying now."""
        known = self.known(url, now)
        if known.way is tried:  # else another chat has learnt it before
            known = Known(known.since, self._next.get(tried, Way.NONE))
            self._keep(url, known)
        return known.way

    def uploaded(self, url: str, reference: str, now: datetime) -> None:
        """The platform has it; without a `reference` the next chat needs it uploaded again."""
        known = self.known(url, now)
        self._keep(url, Known(known.since, Way.REFERENCE, reference) if reference else replace(known, lost=0))

    def upload_lost(self, url: str, now: datetime) -> None:
        """An upload broke off, or the platform failed over it: a picture must not hold up its post for long."""
        known = self.known(url, now)
        if known.way is Way.UPLOAD:
            lost = known.lost + 1
            self._keep(url, replace(known, way=Way.UPLOAD if lost < UPLOADS else Way.NONE, lost=lost))

    def _keep(self, url: str, known: Known) -> None:
        self._known.pop(url, None)
        self._known[url] = known
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
