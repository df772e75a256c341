"""What a page may ask by POST: JSON from our own pages, read strictly, not too often.

A browser says where a request comes from (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/; the Origin header,
RFC 6454 §7), and sends JSON to another site only after asking it; so another site's page can do nothing here.
"""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot.demo.botapi.markup import tidy, units
from bot.ports import Wording, Words

PER_SECOND = 10.0
BURST = 20.0
LONGEST = 4096  # UTF-16 units of a message: core.telegram.org/bots/api#sendmessage
_TAG = 35  # characters of a language tag


class Declined(Exception):  # noqa: N818 - not an error of ours
    """What is asked for cannot be done; `str` is one kind line for the person."""

    def __init__(self, line: str, status: int = 400) -> None:
        super().__init__(line)
        self.status = status


@dataclass(slots=True)
class Bucket:
    """A token bucket: `rate` a second over all, `burst` at once."""

    rate: float = PER_SECOND
    burst: float = BURST
    clock: Callable[[], float] = time.monotonic
    _left: float = field(init=False)
    _seen: float = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._seen = self.burst, self.clock()

    def take(self) -> bool:
        """Take one; False if there is none."""
        now = self.clock()
        self._left = min(self.burst, self._left + (now - self._seen) * self.rate)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page sent, and the words in which to answer."""

    values: Mapping[str, Any]
    words: Words

    def text(self, name: str) -> str:
        """What a person wrote, cleaned as Telegram does. Raises `Declined` for nothing, or too much."""
        _ = self.words.gettext
        value = self.values.get(name)
        if not isinstance(value, str):
            raise self.odd()
        text = tidy(value.encode("utf-8", "ignore").decode(), []).text  # halves of characters go
        if not text:
            raise Declined(_("There is nothing to send."))
        if units(text) > LONGEST:
            raise Declined(_("This is too long: {count} characters at most.").format(count=LONGEST))
        return text

    def line(self, name: str, longest: int) -> str:
        """A short text that may be empty. Raises `Declined`."""
        value = self.values.get(name, "")
        if not isinstance(value, str) or len(value) > longest:
            raise self.odd()
        return " ".join(value.encode("utf-8", "ignore").decode().split())

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number, which may come as text. Raises `Declined`."""
        value = self.values.get(name, default)
        if isinstance(value, str) and len(value) <= 20 and value.removeprefix("-").isdecimal():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.odd()
        return value

    def odd(self) -> Declined:
        """No page of ours asks like that."""
        return Declined(self.words.gettext("This page is out of date. Please reload it."))


Act = Callable[[Wish], Awaitable[Response]]


class Gate:
    """Where POSTs come in: whoever may not ask is refused, the others get what their act answers."""

    def __init__(self, wording: Wording, bucket: Bucket) -> None:
        self._wording, self._bucket = wording, bucket

    def route(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of an act."""

        async def endpoint(request: Request) -> Response:
            try:
                return await act(await self._read(request))
            except Declined as error:
                headers = {"Retry-After": "1"} if error.status == 429 else None
                return JSONResponse({"error": str(error)}, error.status, headers)

        return endpoint

    async def _read(self, request: Request) -> Wish:
        plain = Wish({}, self._wording.words("en"))
        if not own(request):
            raise Declined("Only this site's own pages may ask for this.", 403)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Declined("Please send JSON (Content-Type: application/json).", 415)
        try:
            values = json.loads(await request.body())
        except (ValueError, RecursionError, ClientDisconnect):
            raise plain.odd() from None
        if not isinstance(values, dict):
            raise plain.odd()
        tag = values.get("language", "")
        wish = Wish(values, self._wording.words(tag if isinstance(tag, str) and len(tag) <= _TAG else ""))
        if not self._bucket.take():
            raise Declined(wish.words.gettext("That was too fast. Please wait a moment."), 429)
        return wish


def own(request: Request) -> bool:
    """Does the request come from a page of this very address, or from no page at all?"""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    return origin in (None, f"http://{host}", f"https://{host}")
