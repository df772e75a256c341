"""What aiohttp and HTTP say when a page does not come, said in Crier's own errors and words: what, and what to do.

The remedy follows the first semicolon: lists of sources, notices and previews tell it as it stands.
"""

import os
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil

import aiohttp
from yarl import URL

from bot.adapters.fetching.addresses import shown
from bot.domain import barriers
from bot.domain.errors import Blocked, FetchFailed, Forbidden, Missing, TooMuch, Unreachable

LOOK = "look whether a browser on this machine opens it"
LONGEST_WAIT = 7 * 86400.0  # seconds; a longer Retry-After is a mistake


def failure(error: Exception, url: URL) -> FetchFailed:
    """The error for what went wrong on the way."""
    where = shown(url)
    match error:
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return Forbidden(f"{where} is not a web address")
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return Unreachable(f"{where}: the proxy does not let it through; check fetch.proxy")
        case aiohttp.ClientConnectorDNSError():
            return Unreachable(
                f"{where}: there is no server of this name, or the name server does not answer; "
                "check how the name is spelled, and whether this machine finds others"
            )
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Unreachable(
                f"{where}: no secure connection ({_reason(error)}); "
                "if a browser warns too, the site has to mend it, else check this machine's clock and certificates"
            )
        case aiohttp.ClientConnectorError():
            return Unreachable(f"{where}: cannot connect ({_cause(error.os_error)}); {LOOK}")
        case aiohttp.ClientPayloadError() | aiohttp.ServerDisconnectedError() | OSError():
            return Unreachable(f"{where}: the connection broke off; {LOOK}")
        case _:
            return Unreachable(f"{where}: the answer is not HTTP; check the scheme and the port of the address")


def late(url: URL, seconds: float, *, answered: bool) -> FetchFailed:
    """The error for a site that needs longer than it may."""
    remedy = "raise fetch.timeout_seconds if it is merely slow"
    if answered:
        return TooMuch(f"{shown(url)} took longer than {seconds:g} s and was cut off; {remedy}")
    return Unreachable(f"{shown(url)} did not answer within {seconds:g} s; {remedy}")


def checks_browsers(headers: Mapping[str, str]) -> bool:
    """Whether the headers alone say that the body is a check of browsers, whatever its status.

    https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
    """
    return headers.get("cf-mitigated", "").strip().lower() == "challenge" or "x-sucuri-block" in headers


def blocked(url: URL, how: str) -> Blocked:
    """The error for a site that lets browsers in and this server not."""
    return barriers.blocked(shown(url), how)


def gone_for_now(url: URL) -> Unreachable:
    """The error for what is gone (410) behind a redirect that is not for good: the address asked for stays valid
    (RFC 9110 §15.4.3), and may lead elsewhere tomorrow."""
    return Unreachable(f"{shown(url)}, where the address leads for now, is gone ({GONE}); {_COPY} if this goes on")


def left_alone(url: URL, seconds: float, status: int) -> Unreachable:
    """The error for an address that is not asked: its host answered `status` and asked to wait, for so long yet."""
    rest = f"{ceil(seconds / 60)} min" if seconds > 60 else f"{ceil(seconds)} s"
    wish = f"{url.host} answered {status} and asked to wait, for another {rest}"
    return Unreachable(f"{shown(url)} was not asked: {wish}; {BUSY[status]}", retry_after=seconds)


def refusal(status: int, headers: Mapping[str, str], url: URL, body: bytes) -> FetchFailed:
    """The error for an answer that brings no page; `body` is the beginning of what it brings instead."""
    where = shown(url)
    if checks_browsers(headers) or barriers.barrier(body.decode("utf-8", "replace")) == "challenge":
        return blocked(url, f"{status}, with a page that checks browsers")
    if status == 403:
        return blocked(url, "403")
    if status == 407:
        return Unreachable(f"{where}: the proxy wants a name and a password; write them into fetch.proxy")
    if status == 429:
        return Unreachable(f"{where} asks for fewer requests (429); {_FEWER}", retry_after=retry_after(headers))
    if 400 <= status < 500:
        return Missing(f"{where} answers {status}: {_CLIENT.get(status, _REFUSED)}", status=status)
    if status >= 500:
        return Unreachable(f"{where} is out of order ({status}); {_MEND}", retry_after=retry_after(headers))
    return Unreachable(f"{where} answers {status}, which brings no page; {_COPY}")


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds to wait, from Retry-After (RFC 9110 §10.2.3: seconds or a date); None where there is none."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # the latter: a year of twenty digits
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)


GONE = 410
_FEWER = "raise the poll_seconds of its sources if this goes on"
_MEND = "the site has to mend it, and is asked again meanwhile"
BUSY = {429: _FEWER, 503: _MEND}  # whose Retry-After is the host's wish, and the remedy
_COPY = "open the site in a browser and copy the address from there"
_REFUSED = "it refuses the request; ask the site why"
_CLIENT = {
    401: "it wants a login; ask the site for a public feed",
    402: "it wants to be paid; ask the site for a public feed",
    404: f"there is no such page; {_COPY}",
    410: f"the page is gone for good; {_COPY}",
    451: "the page is blocked by law; fetch.proxy may lead there from another country",
}


def _cause(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else "no route"


def _reason(error: Exception) -> str:
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return str(getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or "handshake failed")
