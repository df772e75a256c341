"""The HTTP client: one aiohttp session, every request within limits of time, size, redirects and address."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDictProxy
from yarl import URL

from bot.adapters.fetching.failures import failure, refusal, shown
from bot.adapters.fetching.guard import Guard, GuardedResolver
from bot.adapters.fetching.inflate import UNDERSTOOD, BrokenBody, Inflater
from bot.domain.errors import Forbidden, TooMuch, Unreachable
from bot.domain.model import NO_VALIDATORS, Page, Validators

MAX_REDIRECTS = 5
MAX_CONNECTIONS = 128
KEEP_ALIVE = 15.0  # seconds: an article's page often follows its feed
_LONGEST_HEADER = 32768  # some sites send security policies of 20 kB
_LONGEST_VALIDATOR = 1024
_MOST_LINKS = 20
_ACCEPT = (
    "text/html, application/xhtml+xml, application/xml;q=0.9, application/rss+xml;q=0.9, application/atom+xml;q=0.9, "
    "application/feed+json;q=0.9, */*;q=0.5"
)
_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_REUSE = re.compile(r"no-(?:store|cache)", re.IGNORECASE)


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Turns:
    """One at a time per server. The table holds only servers that are being asked or waited for."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def turn(self, server: str) -> AsyncIterator[None]:
        """Wait for the turn at `server` (host and port), and hold it."""
        queue = self._queues.setdefault(server, _Queue())
        queue.length += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.length -= 1
            if not queue.length:
                del self._queues[server]


class HttpFetcher:
    """The port `Fetcher` on aiohttp. Use it as an async context manager.

    `timeout_seconds` bounds a whole fetch, redirects and slow drips included, but not the wait for the turn at a
    server; `max_bytes` bounds a body after decompression. Through a `proxy` names are resolved by the proxy; a name
    that resolves here to a private address is refused all the same.
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
    ) -> None:
        """`resolver` asks for addresses in place of the system's."""
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
        self._timeout = timeout_seconds
        self._max_bytes = max_bytes
        self._guard = Guard(allow_private_hosts)
        self._proxy = URL(proxy) if proxy else None
        self._inner_resolver = resolver
        self._turns = Turns()
        self._resolver: GuardedResolver | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
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
            read_bufsize=65536,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
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
        address = _address(url)
        left = self._timeout
        clock = asyncio.get_running_loop().time
        for _ in range(MAX_REDIRECTS + 1):
            async with self._turns.turn(f"{address.raw_host}:{address.port}"):
                started = clock()
                answer = await self._ask(address, validators, left)
                left -= clock() - started
            if isinstance(answer, Page):
                return answer
            address = answer
        raise Forbidden(f"{shown(_address(url))} leads from redirect to redirect, more than {MAX_REDIRECTS} times")

    async def _ask(self, address: URL, validators: Validators, seconds: float) -> Page | URL:
        """One request: the page, or where it redirects to. The only place where aiohttp's errors are caught."""
        assert self._session is not None, "use the fetcher as a context manager"  # noqa: S101
        self._guard.check(address)
        answered = False
        try:
            async with asyncio.timeout(seconds):
                await self._check_proxied(address)
                async with self._session.get(
                    address, headers=_conditions(validators), allow_redirects=False
                ) as response:
                    answered = True
                    return await self._take(response, address, validators)
        except TimeoutError as error:
            if answered:
                raise TooMuch(f"{shown(address)} took longer than {self._timeout:g} s and was cut off") from error
            raise Unreachable(f"{shown(address)} did not answer within {self._timeout:g} s") from error
        except (aiohttp.ClientError, OSError) as error:
            raise failure(error, address) from error
        except BrokenBody as error:
            raise Unreachable(f"{shown(address)}: {error}") from error

    async def _check_proxied(self, address: URL) -> None:
        """Behind a proxy nobody else looks at a name's address. One that only the proxy can resolve is its business."""
        if self._proxy is None or self._resolver is None:
            return
        try:
            await self._resolver.resolve(address.raw_host or "", address.port or 0)
        except OSError:
            return

    async def _take(self, response: aiohttp.ClientResponse, address: URL, validators: Validators) -> Page | URL:
        headers = response.headers
        if response.status in _REDIRECTS and "Location" in headers:
            return _address(headers["Location"], address)
        if response.status == 304 and validators != NO_VALIDATORS:
            return _page(address, headers, b"", _validators(headers, validators), not_modified=True)
        if not 200 <= response.status < 300:
            raise refusal(response.status, headers, address)
        body = await self._body(response, address)
        return _page(address, headers, body, _validators(headers, NO_VALIDATORS))

    async def _body(self, response: aiohttp.ClientResponse, address: URL) -> bytes:
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in UNDERSTOOD:
            raise Unreachable(f"{shown(address)} sends an encoding nobody asked for ({_printable(encoding, 40)})")
        inflater = Inflater(encoding)
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += inflater.feed(chunk, self._max_bytes + 1 - len(body))
            if len(body) > self._max_bytes:
                raise TooMuch(f"{shown(address)} is larger than {self._max_bytes:,} bytes and was cut off")
        return bytes(body + inflater.finish())


def _address(url: str, base: URL | None = None) -> URL:
    """The address to ask: resolved, without credentials and fragment. Raises `Forbidden` if it is none."""
    try:
        address = URL(url.strip())
        address = base.join(address) if base is not None else address
        _ = address.raw_host, address.port
        return address.with_user(None).with_fragment(None) if address.absolute else address
    except (ValueError, TypeError) as error:
        raise Forbidden("the address is malformed" if base is None else f"{shown(base)} leads nowhere") from error


def _conditions(validators: Validators) -> dict[str, str]:
    """RFC 9110 §13.1.2–3: both may be sent; the entity tag has precedence."""
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def _validators(headers: Mapping[str, str], known: Validators) -> Validators:
    etag = _printable(headers.get("ETag", ""), _LONGEST_VALIDATOR)
    modified = _printable(headers.get("Last-Modified", ""), _LONGEST_VALIDATOR)
    return Validators(etag or known.etag, modified or known.last_modified)


def _page(
    address: URL, headers: CIMultiDictProxy[str], body: bytes, validators: Validators, *, not_modified: bool = False
) -> Page:
    return Page(
        url=str(address),
        body=body,
        content_type=_printable(headers.get("Content-Type", ""), 200),
        validators=validators,
        not_modified=not_modified,
        link_headers=tuple(
            filter(None, (_printable(value, 4096) for value in headers.getall("Link", [])[:_MOST_LINKS]))
        ),
        fresh_for=_max_age(headers.get("Cache-Control", "")),
    )


def _printable(value: str, longest: int) -> str:
    """A header's value if it can be stored and sent again as it is, else ""."""
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _max_age(cache_control: str) -> float | None:
    """RFC 9111 §5.2.2.1, in seconds."""
    found = _MAX_AGE.search(cache_control)
    return float(found[1]) if found and not _NO_REUSE.search(cache_control) else None
