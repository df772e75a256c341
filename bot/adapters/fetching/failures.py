"""What aiohttp and HTTP say when a page does not come, said in Crier's own errors and words."""

import os
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from bot.adapters.fetching.addresses import shown
from bot.domain.barriers import barrier
from bot.domain.errors import Blocked, FetchFailed, Forbidden, Missing, Unreachable

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
            return Unreachable(f"{where}: there is no server of this name, or the name server does not answer")
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Unreachable(f"{where}: no secure connection ({_reason(error)})")
        case aiohttp.ClientConnectorError():
            return Unreachable(f"{where}: cannot connect ({_cause(error.os_error)})")
        case aiohttp.ClientPayloadError() | aiohttp.ServerDisconnectedError() | OSError():
            return Unreachable(f"{where}: the connection broke off")
        case _:
            return Unreachable(f"{where}: the answer is not HTTP")


def checks_browsers(headers: Mapping[str, str]) -> bool:
    """Whether the headers alone say that the body is a check of browsers, whatever its status.

    https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
    """
    return headers.get("cf-mitigated", "").strip().lower() == "challenge" or "x-sucuri-block" in headers


def blocked(url: URL, how: str) -> Blocked:
    """The error for a site that lets browsers in and this server not."""
    return Blocked(
        f"{shown(url)}: the site blocks this server ({how}); ask the site to let its user agent in, or set fetch.proxy"
    )


def refusal(status: int, headers: Mapping[str, str], url: URL, body: bytes) -> FetchFailed:
    """The error for an answer that brings no page; `body` is the beginning of what it brings instead."""
    where = shown(url)
    if checks_browsers(headers) or barrier(body.decode("utf-8", "replace")) == "challenge":
        return blocked(url, f"{status}, with a page that checks browsers")
    if status == 403:
        return blocked(url, "403")
    if status == 429:
        return Unreachable(f"{where} asks for fewer requests (429)", retry_after=retry_after(headers))
    if 400 <= status < 500:
        return Missing(f"{where} answers {status}: {_CLIENT.get(status, 'refused')}", status=status)
    if status >= 500:
        return Unreachable(f"{where} is out of order ({status})", retry_after=retry_after(headers))
    return Unreachable(f"{where} answers {status}, which brings no page")


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


_CLIENT = {
    401: "it wants a login",
    402: "it wants to be paid",
    404: "there is no such page",
    410: "the page is gone for good",
    451: "the page is blocked by law",
}


def _cause(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else "no route"


def _reason(error: Exception) -> str:
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return str(getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or "handshake failed")
