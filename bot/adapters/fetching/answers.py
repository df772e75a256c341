"""What an answer's headers say: validators, freshness, links. All of it is data that will be stored and sent again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from multidict import CIMultiDictProxy
from yarl import URL

from bot.domain.model import NO_VALIDATORS, Page, Validators

_LONGEST_VALIDATOR = 1024
_LONGEST_LINK = 4096
_MOST_LINKS = 20
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,10})\"?\s*(?:,|$)", re.IGNORECASE)
_NO_REUSE = re.compile(r"(?:^|,)\s*no-(?:store|cache)\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\\]*\"")  # a field list, which may hold commas
_LONGEST_AGE = 2**31  # RFC 9111 §1.2.2


def page(address: URL, headers: CIMultiDictProxy[str], body: bytes, *, moved_to: str = "") -> Page:
    """A page that came."""
    return Page(
        url=str(address),
        body=body,
        content_type=printable(headers.get("Content-Type", ""), 200),
        validators=_validators(headers, NO_VALIDATORS),
        link_headers=_links(headers),
        fresh_for=fresh_for(headers),
        moved_to=moved_to,
    )


def unchanged(address: URL, headers: CIMultiDictProxy[str], known: Validators, *, moved_to: str = "") -> Page:
    """A page that is as it was (304); what the answer does not say of its validators stays as `known`."""
    return Page(
        url=str(address),
        content_type=printable(headers.get("Content-Type", ""), 200),
        validators=_validators(headers, known),
        not_modified=True,
        link_headers=_links(headers),
        fresh_for=fresh_for(headers),
        moved_to=moved_to,
    )


def conditions(known: Validators) -> dict[str, str]:
    """RFC 9110 §13.1.2–3: both may be sent; the entity tag has precedence."""
    headers = {}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def fresh_for(headers: CIMultiDictProxy[str], now: datetime | None = None) -> float | None:
    """Seconds until the answer is stale (RFC 9111 §4.2.1), or None where nothing is said or reuse is forbidden.

    max-age goes before Expires, and s-maxage is for shared caches. Age, the time spent in caches on the way, is taken
    off. An Expires that is no date means "already stale" (§5.3).
    """
    if "Cache-Control" in headers:
        control = ",".join(headers.getall("Cache-Control"))
        control = _QUOTED.sub(_plain, control) if '"' in control else control
        if _NO_REUSE.search(control):
            return None
        if found := _MAX_AGE.search(control):
            return max(min(float(found[1]), _LONGEST_AGE) - _age(headers), 0.0)
        if "max-age" in control.lower():
            return None
    if "Expires" not in headers:
        return None
    expires = _moment(headers["Expires"])
    if expires is None:
        return 0.0
    date = _moment(headers.get("Date", "")) or now or datetime.now(UTC)
    return min(max((expires - date).total_seconds() - _age(headers), 0.0), _LONGEST_AGE)


def _plain(quoted: re.Match[str]) -> str:
    return quoted[0] if quoted[0][1:-1].isdigit() else ""


def _age(headers: Mapping[str, str]) -> float:
    text = headers.get("Age", "").strip()
    return float(text[:10]) if text.isascii() and text.isdigit() else 0.0


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _validators(headers: Mapping[str, str], known: Validators) -> Validators:
    etag = printable(headers.get("ETag", ""), _LONGEST_VALIDATOR)
    modified = printable(headers.get("Last-Modified", ""), _LONGEST_VALIDATOR)
    return Validators(etag or known.etag, modified or known.last_modified)


def _links(headers: CIMultiDictProxy[str]) -> tuple[str, ...]:
    if "Link" not in headers:
        return ()
    return tuple(filter(None, (printable(value, _LONGEST_LINK) for value in headers.getall("Link")[:_MOST_LINKS])))


def printable(value: str, longest: int) -> str:
    """A header's value if it can be stored and sent again as it is, else ""."""
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""
