"""Which addresses the server takes for links, and how it rewrites them.

The rules of TDLib's link check: `http` unless a protocol is named, `https` and `tg` besides, a host with a dot in
it (so `http://localhost/` is refused), a port from 1 to 65535; the host comes back in lower case, an empty path as
`/`, blanks and control characters percent-encoded.
"""

import re
from functools import lru_cache

_PARTS = re.compile(r"(?:([^:/?#]*)://)?([^/?#]*)(.*)", re.DOTALL)
_BLANK = re.compile(r"[\x00-\x20]")
_BAD_HOST = re.compile(r"[\x00-\x20<>\"'`{}|\\^%]")


class BadLink(ValueError):
    """Not a link; `str` is the server's reason."""


@lru_cache(maxsize=4096)
def check_link(url: str, *, https_only: bool = False) -> str:
    """Return `url` as the server stores it. Raises `BadLink`."""
    if url[:3].lower() == "tg:" and not https_only:
        if len(url) > len("tg://"):
            return url
        raise BadLink("Wrong tg URL")
    return _check_web(url, https_only)


def _check_web(url: str, https_only: bool) -> str:
    match = _PARTS.fullmatch(url)
    if match is None:  # pragma: no cover - the pattern takes every text
        raise BadLink("Wrong HTTP URL")
    scheme, authority, rest = (match[1] or "http").lower(), match[2], match[3]
    if https_only and scheme != "https":
        raise BadLink("Only HTTPS links are allowed")
    if scheme not in {"http", "https"}:
        raise BadLink("Unsupported URL protocol")
    credentials, at, place = authority.rpartition("@")
    host, port = _split_port(place)
    if not host:
        raise BadLink("URL host is empty")
    if _BAD_HOST.search(host) or ("." not in host and not host.startswith("[")):
        raise BadLink("Wrong HTTP URL")
    path = rest if rest.startswith("/") else "/" + rest
    return f"{scheme}://{credentials}{at}{host.lower()}{port}" + _BLANK.sub(lambda m: f"%{ord(m[0]):02X}", path)


def _split_port(place: str) -> tuple[str, str]:
    host, colon, port = place.rpartition(":")
    if not colon or place.endswith("]"):
        return place, ""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise BadLink("Wrong port number specified in the URL")
    return host, f":{int(port)}"
