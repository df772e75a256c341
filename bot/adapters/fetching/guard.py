"""Keeps requests away from private networks, wherever their addresses come from.

An address is judged at the last moment there is: a literal one before the request, a name's when it has been resolved,
on the very answer that is connected to. There is no cache between the judgement and the connection, so a name that
changes its mind (DNS rebinding) is judged anew. Every hop of a redirect passes here again. Behind a proxy it is the
proxy that connects, by an answer of its own: a name is refused if any answer given here is private, or if it is unknown
here and a name of private networks. More cannot be known: a proxy that reaches private networks has to guard them.

Public means: an address that IANA's registries (RFC 6890 and its successors) call globally reachable, on port 80, 443
or any that needs no privileges (1024 and above: many small sites serve there, while mail, remote shells and file
shares live below). What the operator allows by name, address or network is public on any port.
"""

import re
import socket
from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.domain.errors import Forbidden

_REMEMBERED = 4096  # verdicts on literal addresses, which never change; names are not remembered
_WEB_PORTS = (80, 443)
_FIRST_UNPRIVILEGED = 1024
_NUMERIC = re.compile(r"(?:^|\.)(?:0x[0-9a-f]*|\d+)$")  # "ends in a number": the WHATWG's test for an IPv4 address
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")  # what IDNA (RFC 5891) and RFC 3986 §3.2.2 leave; %00 is for proxies
_UNICAST = IPv6Network("2000::/3")  # RFC 4291 §2.4: all that has been given out
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_RELAYS = (  # addresses that only wrap others, or document
    IPv6Network("2002::/16"),  # 6to4, RFC 3056
    IPv6Network("2001::/23"),  # Teredo, ORCHID, benchmarks: RFC 2928
    IPv6Network("3fff::/20"),  # RFC 9637
)
_LOCAL_NAME = re.compile(
    r"^[^.]+$|\.(?:local|localhost|internal|intranet|lan|home|corp|home\.arpa)$"
)  # RFC 6762, app. G
_IPV4_RELAY = ip_network("192.88.99.0/24")  # 6to4's anycast, RFC 7526


class Guard:
    """Decides which hosts, addresses and ports may be connected to."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """`allowed`: host names, addresses or networks (CIDR) that may be fetched from though not public."""
        self._names: set[str] = set()
        self._networks = []
        for text in allowed:
            try:
                self._networks.append(ip_network(text.strip("[]"), strict=False))
            except ValueError:
                self._names.add(_plain(text))

    def check(self, url: URL) -> None:
        """Raise `Forbidden` for what can be told from the address alone: its scheme, or a literal host."""
        if url.scheme not in ("http", "https"):
            raise Forbidden(f"{url.scheme or 'no'}:// is not fetched, only http and https")
        host = _plain(url.raw_host or "")
        if not _HOST.fullmatch(host):
            raise Forbidden("the address names a host that cannot be" if host else "the address names no host")
        if ":" in host or _NUMERIC.search(host):
            self.admit(host, [host], url.port or 0)

    def admit(self, host: str, addresses: Sequence[str], port: int) -> list[str]:
        """Those of a host's addresses that may be connected to. Raises `Forbidden` if there is none."""
        if self._names and _plain(host) in self._names:
            return list(addresses)
        within = [address for address in addresses if self._allowed(address)] if self._networks else []
        public = [address for address in addresses if is_public(address)]
        if not within and not public:
            raise _private(host)
        if not within:
            _check_port(host, port)
        return within or public

    def vouch(self, host: str, addresses: Sequence[str], port: int) -> None:
        """Raise `Forbidden` unless a proxy may be asked for `host`; `addresses` are those known here, perhaps none."""
        if _plain(host) in self._names:
            return
        for address in addresses:
            self.admit(host, [address], port)
        if not addresses:
            if _LOCAL_NAME.search(_plain(host)):
                raise _private(host)
            _check_port(host, port)

    def _allowed(self, address: str) -> bool:
        literal = _literal(address)
        return literal is not None and any(literal in network for network in self._networks)


class GuardedResolver(AbstractResolver):
    """Resolves names by another resolver and lets pass only the addresses that the guard admits."""

    def __init__(self, inner: AbstractResolver, guard: Guard, *, trusted: str = "") -> None:
        """`trusted`: the one host, the operator's proxy, that may live anywhere."""
        self._inner = inner
        self._guard = guard
        self._trusted = trusted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The admitted addresses. Raises `Forbidden` if there is none, `OSError` if the name is unknown."""
        answers = await self._inner.resolve(host, port, family)
        if host == self._trusted:
            return answers
        admitted = set(self._guard.admit(host, [answer["host"] for answer in answers], port))
        return [answer for answer in answers if answer["host"] in admitted]

    async def vouch(self, host: str, port: int) -> None:
        """Raise `Forbidden` unless a proxy may be asked for `host`. The operator's trust is in the proxy alone."""
        try:
            answers = await self._inner.resolve(host, port)
        except OSError:
            answers = []  # a name that only the proxy can resolve
        self._guard.vouch(host, [answer["host"] for answer in answers], port)

    async def close(self) -> None:
        """Release the inner resolver."""
        await self._inner.close()


@lru_cache(maxsize=_REMEMBERED)
def is_public(address: str) -> bool:
    """Whether `address` is a literal, canonical IP address that anyone on the Internet may be sent to."""
    literal = _literal(address)
    if literal is None:
        return False
    return _public6(literal) if isinstance(literal, IPv6Address) else _public4(literal)


@lru_cache(maxsize=_REMEMBERED)
def _literal(address: str) -> IPv4Address | IPv6Address | None:
    """None for decimal, octal and hexadecimal spellings, and for zones (RFC 4007), which name a machine's own links."""
    try:
        return None if "%" in address else ip_address(address)
    except ValueError:
        return None


def _public4(address: IPv4Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address in _IPV4_RELAY)


def _public6(address: IPv6Address) -> bool:
    if address.ipv4_mapped is not None:
        return _public4(address.ipv4_mapped)
    if address in _NAT64:  # what DNS64 answers for public names on networks without IPv4
        return _public4(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _UNICAST and address.is_global and not any(address in relay for relay in _RELAYS)


def _private(host: str) -> Forbidden:
    return Forbidden(
        f"{_plain(host)} is not a public address; list it in fetch.allow_private_hosts if it may be fetched"
    )


def _check_port(host: str, port: int) -> None:
    if port not in _WEB_PORTS and port < _FIRST_UNPRIVILEGED:
        raise Forbidden(
            f"port {port} of {_plain(host)} is no web server's; only 80, 443 and those from 1024 up are fetched"
        )


def _plain(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()
