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

LONGEST = 2000  # characters
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)(:(?!\d+(?:/|$))/*|//)([^/].*)", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?:[a-z][a-z0-9+.-]*:/*)?[^/?#]*@", re.IGNORECASE)
_OWN = re.compile(r"localhost|.*\.local|[\d.]+|\[[\da-f:.]+\]", re.IGNORECASE)


class WebAddress(click.ParamType):
    """A type of parameter: the address of a page, a feed or a site."""

    name = "url"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """See `click.ParamType`. Fails, with the remedy, for what is no web address."""
        text = value.strip()
        if len(text) > LONGEST or not text or any(letter.isspace() or not letter.isprintable() for letter in text):
            shown = f"{text[:40]}…" if len(text) > LONGEST else text
            self.fail(f"{shown!r} is no address: write one such as https://caliber.az/", param, ctx)
        if _CREDENTIALS.match(text):
            self.fail("an address with a name or a password in it is not fetched: leave out what is before @", param, ctx)
        whole = self._with_scheme(text, param, ctx)
        try:
            parts = urlsplit(whole)
            usable = bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            self.fail(f"{text!r} names no host: write a whole address, such as https://caliber.az/", param, ctx)
        return whole

    def _with_scheme(self, text: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        written = _SCHEME.fullmatch(text)
        if written is None and text.endswith((":", ":/", "//")):
            self.fail(f"{text!r} names no host: write a whole address, such as https://caliber.az/", param, ctx)
        if written is None:
            if _is_file(text):
                self.fail(f"{text} is a file: {_file_remedy(text)}", param, ctx)
            host = text.removeprefix("//").partition("/")[0]
            own = _OWN.fullmatch(host.rpartition(":")[0] if re.search(r":\d+$", host) else host)
            return f"{'http' if own else 'https'}://{text.removeprefix('//')}"
        scheme, between, rest = written[1].lower(), written[2], written[3]
        if scheme in {"http", "https"} and between == "://":
            return text
        if scheme == "feed":
            return self._with_scheme(rest, param, ctx)
        if scheme == "file":
            self.fail(f"{text} is a file: {_file_remedy(text.removeprefix('file://'))}", param, ctx)
        near = get_close_matches(scheme, ("https", "http"), 1, 0.6)
        remedy = f"did you mean {near[0]}://{rest}?" if near else "only http and https are fetched"
        return self.fail(f"{text!r} is no web address: {remedy}", param, ctx)


def _is_file(text: str) -> bool:
    """A path by its looks, or one of a file that is there: "feed.xml" may be either."""
    try:
        return text.startswith(("/", "./", "../", "~")) and not text.startswith("//") or Path(text).is_file()
    except (OSError, ValueError):
        return False


def _file_remedy(path: str) -> str:
    if path.lower().endswith(".opml"):
        return f"crier sources import {path} reads it"
    return "only addresses are fetched; python3 -m http.server in its folder serves it at http://127.0.0.1:8000/"
