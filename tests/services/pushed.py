"""The port `Pushes` in memory, and what else those who are told need: sources, a hub's form, a reader."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import FetchFailed, Unreadable
from bot.domain.hubs import may_ask
from bot.domain.model import Feed, Found, Page, Push, Source, SourceHealth
from tests.fakes import START, Site
from tests.memory import MemorySources

HUB, TOPIC = "https://hub.example/", "https://news.example/rss.xml"


class Watch:
    """The port `Clock`; `moment` may be set."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def later(self, **span: float) -> None:
        self.moment += timedelta(**span)


class MemoryPushes:
    """The port `Pushes`. `offers`: source → hub and topic."""

    def __init__(self, *source_ids: str) -> None:
        self.offers = dict.fromkeys(source_ids, (HUB, TOPIC))
        self.rows: dict[str, Push] = {}
        self.known: dict[str, set[str]] = {}  # source → keys
        self.broken: list[Exception] = []  # raised by the next `store`s

    async def wanted(self, now: datetime, *, again: timedelta, ahead: timedelta) -> tuple[Push, ...]:
        offered = [self.rows.get(each) or Push(each, *offer) for each, offer in self.offers.items()]
        return tuple(push for push in offered if may_ask(push, now, again=again, ahead=ahead))

    async def unwanted(self, now: datetime) -> tuple[Push, ...]:
        ended = [replace(push, active=False) for each, push in self.rows.items() if each not in self.offers]
        return tuple(push for push in ended if push.until and push.until > now)

    async def asked(self, push: Push, now: datetime) -> None:
        self.rows[push.source_id] = replace(push, asked=now, tries=push.tries + 1)

    async def confirmed(self, source_id: str, until: datetime, now: datetime) -> None:
        self.rows[source_id] = replace(self.rows[source_id], until=until, tries=0)

    async def denied(self, source_id: str, now: datetime) -> None:
        self.rows[source_id] = replace(self.rows[source_id], until=None)

    async def get(self, source_id: str) -> Push | None:
        push = self.rows.get(source_id)
        return replace(push, active=source_id in self.offers) if push else None

    async def store(self, source_id: str, found: Sequence[Found], now: datetime) -> int:
        if self.broken:
            raise self.broken.pop(0)
        known = self.known.setdefault(source_id, set())
        new = [each for each in found if known.isdisjoint(each.keys)]
        known.update(key for each in found for key in each.keys)
        return len(new)


class ToldSources(MemorySources):
    """The port `Sources`: `known` is what it tells; `hastened` was."""

    def __init__(self, *sources: SourceHealth) -> None:
        super().__init__()
        self.known = sources or (SourceHealth(Source("news", "https://news.example/"), "ok", feed_url=TOPIC),)
        self.hastened: list[tuple[str, datetime]] = []

    async def hasten(self, source_id: str, now: datetime) -> bool:
        self.hastened.append((source_id, now))
        return True

    async def health(self, *, counted: bool = True) -> tuple[SourceHealth, ...]:
        return self.known


class Web(Site):
    """The ports `Fetcher` and `Reader`: hubs take forms; what documents hold is told by their bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Mapping[str, str]]] = []
        self.refusal: FetchFailed | None = None
        self.documents: dict[bytes, Feed] = {}

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        self.forms.append((url, form))
        if self.refusal:
            raise self.refusal
        return 202

    async def feed(self, page: Page) -> Feed:
        if page.body not in self.documents:
            raise Unreadable("this is not a feed")
        return self.documents[page.body]
