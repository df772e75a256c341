"""Fakes with the ports' real APIs, and a loop whose time flies: what waits an hour is tested in no time, exactly."""

import asyncio
import functools
import selectors
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec

from bot.domain.errors import Missing, PictureRejected, Unreadable
from bot.domain.model import (
    NO_VALIDATORS,
    Entry,
    Feed,
    FeedLink,
    Form,
    Page,
    PageText,
    Place,
    Post,
    Receipt,
    Summary,
    Validators,
)

START = datetime(2026, 10, 6, 18, 0, tzinfo=UTC)
P = ParamSpec("P")


# --- time --------------------------------------------------------------------------------------------------


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that, with nothing left to do, is at once at the time of the next thing to do."""

    def __init__(self, selector: selectors.BaseSelector | None = None) -> None:
        self.elapsed = 0.0
        super().__init__(selector or _NoWaiting(self))

    def time(self) -> float:
        return self.elapsed


class _NoWaiting(selectors.SelectSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if ready := super().select(0):
            return ready
        if timeout is None:
            raise RuntimeError("every task waits for something that nothing will bring")
        self._loop.elapsed += timeout
        return []


def virtual(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Runs an async test in virtual time."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


def clock() -> datetime:
    """The port `Clock`: `START`, plus the running loop's time."""
    return START + timedelta(seconds=asyncio.get_running_loop().time())


class Hands:
    """The same, set forward or back by `off`."""

    def __init__(self) -> None:
        self.off = timedelta()

    def __call__(self) -> datetime:
        return clock() + self.off


def no_jitter() -> float:
    return 0.0


# --- reading -----------------------------------------------------------------------------------------------


@dataclass
class Site:
    """A web site: both `Fetcher` and `Reader`. What an address holds may be set and changed at any time.

    `feeds`, `homes`, `robots` and `articles` are what is there, by address; an address with an error in `broken`
    raises it; `slow` addresses take so many seconds; `moved` ones answer from elsewhere, for good; pages of
    `fresh` ones stay fresh for so many seconds.
    """

    feeds: dict[str, Feed] = field(default_factory=dict)
    homes: dict[str, tuple[FeedLink, ...]] = field(default_factory=dict)
    robots: dict[str, tuple[FeedLink, ...]] = field(default_factory=dict)
    articles: dict[str, PageText] = field(default_factory=dict)
    broken: dict[str, Exception] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    fresh: dict[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    submitted: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        self.asked.append(url)
        await asyncio.sleep(self.slow.get(url, 0.0))
        if error := self.broken.get(url):
            raise error
        at = self.moved.get(url, url)
        held = self.feeds.get(at) or self.homes.get(at) or self.robots.get(at) or self.articles.get(at)
        if held is None:
            raise Missing(f"{at} answered 404", status=404)
        etag = Validators(etag=f'"{hash(held)}"')
        page = Page(at, validators=etag, fresh_for=self.fresh.get(url), moved_to=self.moved.get(url, ""))
        return replace(page, not_modified=True) if validators == etag else replace(page, body=repr(held).encode())

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        self.submitted.append((url, form))
        return 202

    async def feed(self, page: Page) -> Feed:
        if page.url not in self.feeds:
            raise Unreadable("this is not a feed")
        return self.feeds[page.url]

    async def announced(self, page: Page) -> tuple[FeedLink, ...]:
        return self.homes.get(page.url, ())

    async def sitemaps(self, page: Page) -> tuple[FeedLink, ...]:
        return self.robots.get(page.url, ())

    async def article(self, page: Page) -> PageText:
        if page.url not in self.articles:
            raise Unreadable("there is no article text")
        return self.articles[page.url]


class FirstSentence:
    """The port `Summarizer`: the first sentence."""

    async def summarize(
        self, title: str, text: str, language: str, *, news: bool = True, known: Sequence[str] = ()
    ) -> Summary:
        first = text.split(". ")[0].rstrip(".")
        return Summary((f"{first}.",) if first else ())


def entry(number: int, *, published: datetime | None = START, **changes: Any) -> Entry:
    """An entry of its own."""
    plain = Entry(
        title=f"Ministers agree on bridge number {number}",
        url=f"https://news.example/post/a-bridge-is-agreed-{number}",
        guid=f"bridge-{number}",
        summary=f"The bridge with the number {number} opens in spring. The ministers said so on Tuesday.",
        published=published,
    )
    return replace(plain, **changes)


# --- platforms ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """What stands in a chat: `asked` and `answered` in the loop's time."""

    chat: str
    topic: str
    post: Post
    asked: float
    answered: float
    answers: str = ""
    picture: bytes | str = ""


class FakePlatform:
    """The port `Platform`. `refuse` lets a chat's next sends fail, in order; `ailing` fails all while set; pictures
    that are `unusable` by their address, or `spoilt` themselves, are refused in every chat."""

    name = "telegram"

    def __init__(self, latency: float = 0.06) -> None:
        self.latency = latency
        self.sent: list[Sent] = []
        self.asked: list[tuple[float, str]] = []
        self.named: list[str] = []  # tries to send, by the name of each
        self.ailing: Exception | None = None
        self.unusable: set[str] = set()
        self.spoilt: set[bytes | str] = set()
        self.edited: list[tuple[str, str, Post, Form | None]] = []
        self.now_sending = self.most_at_once = 0
        self._refusals: defaultdict[str, deque[Exception]] = defaultdict(deque)

    def refuse(self, chat: str, *errors: Exception) -> None:
        self._refusals[chat].extend(errors)

    async def send(
        self, place: Place, post: Post, *, answers: str = "", picture: bytes | str = "", once: str = ""
    ) -> Receipt:
        self.named.append(once)
        await self._asked_of(place)
        if post.image in self.unusable and not picture:
            raise PictureRejected("wrong type of the web page content")
        if picture in self.spoilt:
            raise PictureRejected("IMAGE_PROCESS_FAILED")
        now = asyncio.get_running_loop().time()
        self.sent.append(Sent(place.chat, place.topic, post, self.asked[-1][0], now, answers, picture))
        reference = f"file {len(self.sent)}" if isinstance(picture, bytes) else picture
        return Receipt((str(len(self.sent)),), "photo" if post.image else "text", reference)

    async def edit(self, place: Place, message: str, post: Post, *, form: Form | None = None) -> None:
        await self._asked_of(place)
        self.edited.append((place.chat, message, post, form))

    async def _asked_of(self, place: Place) -> None:
        asked = asyncio.get_running_loop().time()
        self.asked.append((asked, place.chat))
        self.now_sending += 1
        self.most_at_once = max(self.most_at_once, self.now_sending)
        try:
            await asyncio.sleep(self.latency)
        finally:
            self.now_sending -= 1
        if self.ailing:
            raise self.ailing
        if self._refusals[place.chat]:
            raise self._refusals[place.chat].popleft()

    def titles(self, chat: str) -> list[str]:
        return [each.post.lines[0][0].text for each in self.sent if each.chat == chat]


def in_any_window(moments: Iterable[float], seconds: float) -> int:
    """The most moments that any window of that length holds, its end left out."""
    ordered, most, first = sorted(moments), 0, 0
    for last, moment in enumerate(ordered):
        while ordered[first] <= moment - seconds + 1e-9:
            first += 1
        most = max(most, last - first + 1)
    return most
