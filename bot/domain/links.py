"""Web addresses: canonical form, identity key, tracker removal, share links. Pure; nothing here raises for odd input.

Two forms of one address are kept apart on purpose:

- `canonical(url)` is what is stored and shown. It still opens the same page: RFC 3986 §6.2.2–6.2.3 normalisation
  (case, percent-encoding, dot segments, default port), the host in IDNA's A-labels (RFC 5890), neither credentials,
  trackers (`trackers`) nor fragment, and of an AMP cache's copy the page that was copied.
- `key(url)` is only ever compared. It also forgets what sites change without changing the article: http or https,
  "www.", the mobile and AMP twins (`twins`), a trailing slash, the order of the query.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

from bot.domain.trackers import tracks
from bot.domain.twins import is_site, original, plain_host, plain_path, plain_query

LONGEST = 4096  # characters; a longer address is no address

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?]*")
_TO_ENCODE = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")


class _Parts(NamedTuple):
    """A normalised web address."""

    scheme: str
    host: str  # lower case, A-labels, IPv6 in brackets
    port: int | None  # None: the scheme's own
    path: str  # begins with "/"
    query: str
    fragment: str


class Address(NamedTuple):
    """A web address, looked at once from all sides."""

    url: str  # canonical
    host: str  # without "www." and its mobile twin's prefix
    port: str  # such as ":8080"; "" for the web's own
    path: str  # what follows the host in the key: "" for a front page, else beginning with "/", "?" or "#"

    @property
    def key(self) -> str:
        """What all addresses of one page have in common."""
        return f"{self.host}{self.port}{self.path}"

    @property
    def is_home(self) -> bool:
        """Whether this is a front page: nothing but a host, or a host and a language ("/en/")."""
        return not self.path or (len(self.path) == 3 and self.path[1:].isalpha())


def address(url: str) -> Address | None:
    """`url` as a web address; None if it is none."""
    return _address(url) if len(url) <= LONGEST else None


def is_web(url: str) -> bool:
    """Whether `url` is an absolute http or https address with a usable host."""
    return address(url) is not None


def canonical(url: str) -> str:
    """The address to store and show; "" if `url` is no web address. Idempotent."""
    found = address(url)
    return found.url if found else ""


def key(url: str) -> str:
    """What two addresses of one page have in common; "" if `url` is no web address. Never shown, never fetched."""
    found = address(url)
    return found.key if found else ""


def host(url: str) -> str:
    """The host without "www." and its mobile twin's prefix; "" if `url` is no web address."""
    found = address(url)
    return found.host if found else ""


def front_page(url: str) -> str:
    """The address of its site's front page; "" if `url` is no web address."""
    found = address(url)
    return "/".join(found.url.split("/", 3)[:3]) + "/" if found else ""


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site, be it of two of its hosts ("www", "ru", "news")."""
    first, second = address(one), address(other)
    return first is not None and second is not None and _site(first) == _site(second)


def _site(found: Address) -> str:
    """The shortest part of a host that is a site's own name; of what is no name the host and the port."""
    name = found.host
    if not name.rpartition(".")[2].isalpha():
        return f"{name}{found.port}"
    while is_site(name.partition(".")[2]):
        name = name.partition(".")[2]
    return name


def is_home(url: str) -> bool:
    """Whether `url` is the address of a front page."""
    found = address(url)
    return found is not None and found.is_home


def share_link(target: str, url: str, title: str) -> str:
    """The address that opens `target`'s own "share this" form; empty for "copy", which has none.

    Forms: core.telegram.org/widgets/share, developer.x.com (web intents), developers.facebook.com (sharer),
    faq.whatsapp.com (click to chat), and the share pages of VK, LinkedIn and Reddit; RFC 6068 for mailto.
    Raises `KeyError` for a target that does not exist.
    """
    return _SHARE[target](_quoted(url), _quoted(title), _quoted(f"{title} {url}".strip()))


def with_campaign(url: str, campaign: str, homepage: str) -> str:
    """`url` with the query `campaign` (such as "utm_medium=bot") added, if it lives on the homepage's own host.

    Other sites' addresses, and parameters that are there already, are left alone.
    """
    home, there = host(homepage), host(url)
    if not campaign or not home or not (there == home or there.endswith(f".{home}")):
        return url
    address, hash_, fragment = url.partition("#")
    address, _, query = address.partition("?")
    fields = [field for field in query.split("&") if field]
    names = {field.partition("=")[0] for field in fields}
    added = [_encoded(field) for field in campaign.lstrip("?&").split("&") if field]
    fields += [field for field in added if field.partition("=")[0] not in names]
    return f"{address}?{'&'.join(fields)}{hash_}{fragment}"


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="ignore")


_SHARE: dict[str, Callable[[str, str, str], str]] = {
    "telegram": lambda url, title, both: f"https://t.me/share/url?url={url}&text={title}",
    "x": lambda url, title, both: f"https://x.com/intent/post?url={url}&text={title}",
    "facebook": lambda url, title, both: f"https://www.facebook.com/sharer/sharer.php?u={url}",
    "whatsapp": lambda url, title, both: f"https://wa.me/?text={both}",
    "vk": lambda url, title, both: f"https://vk.com/share.php?url={url}",
    "linkedin": lambda url, title, both: f"https://www.linkedin.com/sharing/share-offsite/?url={url}",
    "reddit": lambda url, title, both: f"https://www.reddit.com/submit?url={url}&title={title}",
    "email": lambda url, title, both: f"mailto:?subject={title}&body={both}",
    "copy": lambda url, title, both: "",
}


# --- normalisation -----------------------------------------------------------------------------------------


@lru_cache(maxsize=256)  # a feed's entry names its address twice or thrice
def _address(url: str) -> Address | None:
    parts = _parsed(url)
    if parts is None:
        return None
    query = parts.query and "&".join(field for field in parts.query.split("&") if field and not tracks(field))
    # A fragment is a place in a page — but for "#!/…" and "#/…", with which a script chooses the page itself.
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    authority = parts.host if parts.port is None else f"{parts.host}:{parts.port}"
    found = Address(
        f"{parts.scheme}://{authority}{parts.path}{'?' * bool(query)}{query}{fragment}",
        plain_host(parts.host),
        "" if parts.port in (None, 80, 443) else f":{parts.port}",
        plain_path(parts.path) + plain_query(query) + fragment,
    )
    return found if len(found.url) <= LONGEST else None  # encoding makes it longer


def _parsed(url: str) -> _Parts | None:
    """The parts of an address; of what an AMP cache shows, those of the page that it shows."""
    parts = _split(url)
    while parts and (page := original(parts.host, parts.path)):
        shown = _split(page)
        if shown is None:
            break
        parts = shown._replace(query=parts.query, fragment=parts.fragment)
    return parts


def _split(url: str) -> _Parts | None:
    try:
        split = urlsplit(url.strip())
        name, port = _host_and_port(split.netloc)
    except ValueError:  # brackets that do not match, a port that is no number
        return None
    scheme = split.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not name or port == 0:
        return None
    return _Parts(
        scheme,
        name,
        None if port == _DEFAULT_PORTS[scheme] else port,
        _without_dots(_encoded(split.path)),
        _encoded(split.query),
        _encoded(split.fragment),
    )


@lru_cache(maxsize=256)  # a feed's addresses share one or two
def _host_and_port(authority: str) -> tuple[str, int | None]:
    """The host in lower-case A-labels, or "" if no DNS name or address literal looks like that."""
    split = SplitResult("", authority, "", "", "")
    raw, port = split.hostname or "", split.port
    if "\\" in authority:  # browsers read it as "/", urllib does not: two hosts in one address
        return "", port
    if ":" in raw:
        return f"[{raw}]" if _HOST.fullmatch(f"[{raw}]") else "", port
    plain = unicodedata.normalize("NFKC", raw).replace("。", ".").lower().rstrip(".")
    labels = [_a_label(label) for label in plain.split(".")]
    name = ".".join(labels)
    return name if len(name) <= 253 and max(map(len, labels)) <= 63 and _HOST.fullmatch(name) else "", port


def _a_label(label: str) -> str:
    """RFC 3492. Not Python's "idna" codec: that is IDNA 2003, which makes another host of "straße"."""
    return label if label.isascii() else "xn--" + label.encode("punycode", "ignore").decode("ascii")


def _encoded(text: str) -> str:
    """RFC 3986 §6.2.2.2: what need not be encoded is not, what must be is, hexadecimals in upper case."""
    return text if _PLAIN.fullmatch(text) else _TO_ENCODE.sub(_encode, text)


def _encode(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) == 1:
        return quote(found, safe="", errors="ignore")
    char = chr(int(found[1:], 16))
    return char if char in _UNRESERVED else found.upper()


def _without_dots(path: str) -> str:
    """RFC 3986 §5.2.4."""
    if path and "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
