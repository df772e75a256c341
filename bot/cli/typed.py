"""An address as a person types it → one that can be fetched, or a line that says what was meant.

Left out: a scheme ("caliber.az"), which is https unless the host is this machine's own network (localhost, a literal
address), where there is rarely a certificate. Mistyped: "htp://", "http//", "https:/", "http:host". Another program's:
"feed://" and "feed:https://" (the browsers' old scheme for feeds). Names in any script are addresses (RFC 5891).
"""

import re
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

import click

from bot.domain.errors import Refused

LONGEST = 2000  # characters
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)(:(?!\d+(?:/|$))/*|//)([^/].*)", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?:[a-z][a-z0-9+.-]*:/*)?[^/?#]*@", re.IGNORECASE)
_OWN = re.compile(r"localhost|.*\.local|[\d.]+|\[[\da-f:.]+\]", re.IGNORECASE)


class Mistyped(Refused):
    """What was typed is no web address; `str` says what was meant, or what to write."""


def web_address(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """The callback of a parameter. Raises `Mistyped`, with the remedy, for what is no web address."""
    return address(value)


def address(typed: str) -> str:
    """A whole http or https address. Raises `Mistyped`, with the remedy, for what cannot be one."""
    text = typed.strip()
    if len(text) > LONGEST or not text or any(letter.isspace() or not letter.isprintable() for letter in text):
        shown = f"{text[:40]}…" if len(text) > LONGEST else text
        raise Mistyped(f"{shown!r} is no address: write one such as https://caliber.az/")
    if _CREDENTIALS.match(text):
        raise Mistyped("an address with a name or a password in it is not fetched: leave out what is before @")
    whole = _with_scheme(text)
    try:
        parts = urlsplit(whole)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _no_host(text)
    return whole


def _with_scheme(text: str) -> str:
    written = _SCHEME.fullmatch(text)
    if written is None:
        return _completed(text)
    scheme, between, rest = written[1].lower(), written[2], written[3]
    if scheme in {"http", "https"} and between == "://":
        return text
    if scheme == "feed":
        return _with_scheme(rest)
    if scheme == "file":
        raise _a_file(text.removeprefix("file://"))
    near = get_close_matches(scheme, ("https", "http"), 1, 0.6)
    remedy = f"did you mean {near[0]}://{rest}?" if near else "only http and https are fetched"
    raise Mistyped(f"{text!r} is no web address: {remedy}")


def _completed(text: str) -> str:
    if text.endswith((":", ":/", "//")):
        raise _no_host(text)
    if _is_file(text):
        raise _a_file(text)
    host = text.removeprefix("//").partition("/")[0]
    own = _OWN.fullmatch(re.sub(r":\d+$", "", host))
    return f"{'http' if own else 'https'}://{text.removeprefix('//')}"


def _no_host(text: str) -> Mistyped:
    return Mistyped(f"{text!r} names no host: write a whole address, such as https://caliber.az/")


def _is_file(text: str) -> bool:
    """A path by its looks, or one of a file that is there: "feed.xml" may be either."""
    try:
        return text.startswith(("/", "./", "../", "~")) and not text.startswith("//") or Path(text).is_file()
    except (OSError, ValueError):
        return False


def _a_file(path: str) -> Mistyped:
    if path.lower().endswith(".opml"):
        return Mistyped(f"{path} is a file: crier sources import {path} reads it")
    served = "python3 -m http.server in its folder serves it at http://127.0.0.1:8000/"
    return Mistyped(f"{path} is a file: only addresses are fetched; {served}")
