"""The HTTP client: one aiohttp session, every request within limits of time, size, redirects and address."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.adapters.fetching import answers
from bot.adapters.fetching.addresses import parse, shown
from bot.adapters.fetching.failures import (
    BUSY,
    GONE,
    LOOK,
    blocked,
    checks_browsers,
    failure,
    gone_for_now,
    late,
    left_alone,
    refusal,
)
from bot.adapters.fetching.guard import Guard, GuardedResolver
from bot.adapters.fetching.inflate import UNDERSTOOD, Body, BrokenBody, TooLong
from bot.adapters.fetching.pauses import Pauses
from bot.adapters.fetching.room import SMALL, Room
from bot.domain.errors import FetchFailed, Forbidden, TooMuch, Unreachable
from bot.domain.model import NO_VALIDATORS, Page, Validators
from bot.services.turns import Turns

MAX_REDIRECTS = 5
MAX_CONNECTIONS = 128
KEEP_ALIVE = 15.0  # seconds: an article's page often follows its feed
REFUSAL = 65536  # bytes read of an answer that is no page, to tell why it is none
_REFUSAL_SECONDS = 3.0
_LONGEST_HEADER = 32768  # some sites send security policies of 20 kB
_MOST_HEADERS = 128
_ACCEPT = (
    "text/html, application/xhtml+xml, application/xml;q=0.9, application/rss+xml;q=0.9, application/atom+xml;q=0.9, "
    "application/feed+json;q=0.9, */*;q=0.5"
)
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))  # RFC 9110 §15.4.2, §15.4.9
_SAME_METHOD = frozenset((307, 308))  # §15.4.8, §15.4.9


@dataclass(frozen=True, slots=True)
class _Hop:
    """A redirect."""

    address: URL
    for_good: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an address answers, and the time that is left for it."""

    address: URL
    http: aiohttp.ClientResponse
    time: asyncio.Timeout


class HttpFetcher:
    """The port `Fetcher` on aiohttp. Use it as an async context manager.

    `timeout_seconds` bounds a whole fetch: every read, redirects and slow drips included, but not the wait for the turn
    at a server, nor a large page's wait for `Room`. `max_bytes` bounds a body, as it arrives and after decompression,
    and `Room` all that are large, until nobody holds their pages any more. Through a `proxy` names are resolved
    by the proxy; a name that resolves here to a private address is refused all the same. A host that asked to wait is
    asked nothing until then: see `pauses`.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        timeout_seconds: float,
        max_bytes: int,
        allow_private_hosts: tuple[str, ...],
        proxy: str = "",
        resolver: AbstractResolver | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """In place of the system's: `resolver` asks for addresses; of the loop's: `clock` times hosts' pauses."""
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
        self._timeout = timeout_seconds
        self._max_bytes = max_bytes
        self._guard = Guard(allow_private_hosts)
        self._proxy = URL(proxy) if proxy else None
        self._inner_resolver = resolver
        self._turns = Turns()
        self._pauses = Pauses(clock or _loop_time)
        self._room: Room | None = None
        self._resolver: GuardedResolver | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._room = Room(self._max_bytes)
        self._resolver = GuardedResolver(
            self._inner_resolver or aiohttp.ThreadedResolver(),
            self._guard,
            trusted=(self._proxy.raw_host or "") if self._proxy else "",
        )
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._resolver, use_dns_cache=False, limit=MAX_CONNECTIONS, keepalive_timeout=KEEP_ALIVE
            ),
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            proxy=self._proxy,
            auto_decompress=False,
            read_bufsize=32768,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            max_headers=_MOST_HEADERS,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
        if self._resolver is not None:
            await self._resolver.close()

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        """Fetch `url`, following redirects. Raises a branch of `FetchFailed`; cancelling closes the connection."""
        address = parse(url)
        headers = answers.conditions(validators)
        for_good = True
        hops = 0
        left = self._timeout
        clock = asyncio.get_running_loop().time
        while hops <= MAX_REDIRECTS:
            async with self._turns.turn(_server(address)):
                started = clock()
                async with self._asked("GET", address, left, headers=headers) as answer:
                    moved_to = str(address) if hops and for_good else ""
                    if answer.http.status == GONE and not for_good:
                        raise gone_for_now(answer.address)
                    taken = await self._take(answer, validators, moved_to)
                left -= clock() - started
            if isinstance(taken, Page):
                return taken
            address = taken.address
            for_good = for_good and taken.for_good
            hops += 1
        raise _endless(url)

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        """POST `form`; the 2xx status of the answer, whose body is not read. Raises as `get`.

        It is sent again to where 307 and 308 lead (W3C WebSub §5.1.2); other redirects would make another request of it
        and are refused.
        """
        address = parse(url)
        for _ in range(1 + MAX_REDIRECTS):
            async with (
                self._turns.turn(_server(address)),
                self._asked("POST", address, self._timeout, data=dict(form)) as answer,
            ):
                status = answer.http.status
                if 200 <= status < 300:
                    return status
                if status not in _SAME_METHOD or "Location" not in answer.http.headers:
                    raise await self._refusal(answer)
                address = parse(answer.http.headers["Location"], address)
        raise _endless(url)

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        address: URL,
        seconds: float,
        *,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> AsyncIterator[_Answer]:
        """One request and what is done with its answer. The only place where aiohttp's errors are caught."""
        assert self._session is not None, "use the fetcher as a context manager"  # noqa: S101
        self._guard.check(address)
        if pause := self._pauses.at(_server(address)):
            raise left_alone(address, *pause)
        answered = False
        try:
            async with asyncio.timeout(seconds) as time:
                if self._proxy is not None and self._resolver is not None:
                    await self._resolver.vouch(address.raw_host or "", address.port or 0)
                async with self._session.request(
                    method, address, headers=headers, data=data, allow_redirects=False
                ) as response:
                    answered = True
                    yield _Answer(address, response, time)
        except TimeoutError as error:
            raise late(address, self._timeout, answered=answered) from error
        except (aiohttp.ClientError, OSError) as error:
            raise failure(error, address) from error
        except BrokenBody as error:
            raise Unreachable(f"{shown(address)}: {error}; {LOOK}") from error

    async def _take(self, answer: _Answer, validators: Validators, moved_to: str) -> Page | _Hop:
        headers, status, address = answer.http.headers, answer.http.status, answer.address
        if status == 304 and validators != NO_VALIDATORS:
            return answers.unchanged(address, headers, validators, moved_to=moved_to)
        if status in _REDIRECTS and "Location" in headers:
            return _Hop(parse(headers["Location"], address), status in _FOR_GOOD)
        if not 200 <= status < 300:
            raise await self._refusal(answer)
        if checks_browsers(headers):
            raise blocked(address, f"{status}, with a page that checks browsers")
        return await self._page(answer, moved_to)

    async def _refusal(self, answer: _Answer) -> FetchFailed:
        """The error for an answer that is no page. What cannot be read of its body says nothing."""
        encoding = _encoding(answer.http)
        body = Body(encoding if encoding in UNDERSTOOD else "", REFUSAL)
        with suppress(aiohttp.ClientError, OSError, BrokenBody, TooLong):  # a TimeoutError is an OSError
            async with asyncio.timeout(min(_REFUSAL_SECONDS, self._timeout / 4)):
                async for chunk in answer.http.content.iter_any():
                    body.feed(chunk)
        error = refusal(answer.http.status, answer.http.headers, answer.address, body.so_far())
        status = answer.http.status
        if status in BUSY and isinstance(error, Unreachable) and error.retry_after is not None:
            self._pauses.keep(_server(answer.address), error.retry_after, status)
        return error

    async def _page(self, answer: _Answer, moved_to: str) -> Page:
        """The page, whose room is given back with its end."""
        assert self._room is not None, "use the fetcher as a context manager"  # noqa: S101
        where = shown(answer.address)
        body, large = Body(_understood(answer), self._max_bytes), False
        try:
            body.expect(answer.http.content_length or 0)
            async for chunk in answer.http.content.iter_any():
                for length in body.unwrap(chunk):
                    if length > SMALL and not large:
                        await self._wait_for_room(answer)
                        large = True
            page = answers.page(answer.address, answer.http.headers, body.finish(), moved_to=moved_to)
        except BaseException as error:
            body.drop()  # before the error, which holds these frames, is done with
            if large:
                self._room.give_back(self._max_bytes)
            if isinstance(error, TooLong):
                more = "raise fetch.max_bytes if it may be so large"
                raise TooMuch(f"{where} is larger than {self._max_bytes:,} bytes and was cut off; {more}") from error
            raise
        if large:
            self._room.keep(page)
        return page

    async def _wait_for_room(self, answer: _Answer) -> None:
        """Meanwhile the answer's own time stands still."""
        assert self._room is not None  # noqa: S101
        clock = asyncio.get_running_loop().time
        ends, since = answer.time.when(), clock()
        answer.time.reschedule(None)
        try:
            await self._room.take()
        except TimeoutError as error:
            where = shown(answer.address)
            raise Unreachable(f"{where} is large, and waited too long for others; it is tried again later") from error
        answer.time.reschedule(ends + clock() - since if ends is not None else None)


def _server(address: URL) -> str:
    """Whose turn it is: a host, whatever its ports and schemes."""
    return (address.raw_host or "").rstrip(".")


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


def _endless(url: str) -> Forbidden:
    where = shown(parse(url))
    return Forbidden(f"{where} leads from redirect to redirect, more than {MAX_REDIRECTS} times; give where they end")


def _understood(answer: _Answer) -> str:
    encoding = _encoding(answer.http)
    if encoding not in UNDERSTOOD:
        name = answers.printable(encoding, 40)
        raise Unreachable(f"{shown(answer.address)} sends an encoding nobody asked for ({name}); {LOOK}")
    return encoding


def _encoding(response: aiohttp.ClientResponse) -> str:
    return response.headers.get("Content-Encoding", "").strip().lower()
