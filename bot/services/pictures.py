"""Which pictures a platform cannot use: a thousand chats need not each be offered the same broken one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = 256  # addresses remembered: those heard of last
MEMORY = timedelta(hours=1)  # after that the site may have mended it
DOUBT = 3  # chats that refuse a picture before it counts as unusable: one or two may only lack the right to pictures


@dataclass(frozen=True, slots=True)
class _Fame:
    since: datetime
    accepted: bool = False
    refused_by: frozenset[str] = frozenset()


class Pictures:
    """Remembers what became of pictures, by their addresses. One that any chat has taken is good: who refuses it then
    shows no pictures at all."""

    def __init__(self) -> None:
        self._known: dict[str, _Fame] = {}  # what was heard of longest ago comes first

    def usable(self, url: str, now: datetime) -> bool:
        """Is it worth sending, as far as is known?"""
        fame = self._fame(url, now)
        return fame.accepted or len(fame.refused_by) < DOUBT

    def accepted(self, url: str, now: datetime) -> None:
        """A chat has got it."""
        self._keep(url, _Fame(self._fame(url, now).since, accepted=True))

    def refused(self, url: str, chat: str, now: datetime) -> None:
        """The platform would not send it to this chat."""
        fame = self._fame(url, now)
        if not fame.accepted and len(fame.refused_by) < DOUBT:
            self._keep(url, _Fame(fame.since, refused_by=fame.refused_by | {chat}))

    def _fame(self, url: str, now: datetime) -> _Fame:
        fame = self._known.get(url)
        return fame if fame and now < fame.since + MEMORY else _Fame(now)

    def _keep(self, url: str, fame: _Fame) -> None:
        self._known.pop(url, None)
        self._known[url] = fame
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
