"""Sockets to listen on: bound before anything is served, so that what is wrong is told in our own words."""

import errno
import os
import socket
from contextlib import suppress

from bot.domain.errors import BadConfig, CrierError

BACKLOG = 128  # connections that wait to be accepted
HIGHEST = 65535
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - and where such a listener is met on this machine


class PortTaken(CrierError):
    """Another program listens there."""


def listen(host: str, port: int) -> socket.socket:
    """A non-blocking socket that listens on `host` (an address or a name of this machine) and `port` (0: any free one).

    Raises `PortTaken`, and `BadConfig` for a host that is not this machine's and a port that is forbidden.
    """
    try:
        family, kind, protocol, _, address = _resolved(host, port)
        listener = socket.socket(family, kind, protocol)
        try:
            _prepare(listener, host)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            raise
    except (OSError, UnicodeError) as error:
        raise _named(error, host, port) from error
    listener.setblocking(False)
    return listener


def listen_near(host: str, port: int, tries: int = 20) -> socket.socket:
    """`listen` on `port`, else on the next free one of the `tries` that follow, else on any. Raises `BadConfig`."""
    for candidate in range(port, min(port + tries, HIGHEST) + 1):
        with suppress(PortTaken):
            return listen(host, candidate)
    return listen(host, 0)


def address(listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    return url(*listener.getsockname()[:2])


def url(host: str, port: int) -> str:
    """The same for a `host` that is listened on."""
    reached = EVERYWHERE.get(host, host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _resolved(host: str, port: int) -> tuple[int, int, int, str, tuple[object, ...]]:
    """The first address of a host; IPv4 before IPv6, since "localhost" is both and people type 127.0.0.1."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return min(found, key=lambda each: each[0] != socket.AF_INET)


def _prepare(listener: socket.socket, host: str) -> None:
    if os.name == "posix":  # a port whose last connections linger (TIME_WAIT) is free; elsewhere it would be shared
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if listener.family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host != "::"))  # "::": IPv4 as well


def _named(error: OSError | UnicodeError, host: str, port: int) -> PortTaken | BadConfig:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return PortTaken(f"port {port} of {host} is taken by another program; stop it, or set web.port to a free one")
    if number in (errno.EACCES, errno.EPERM):
        return BadConfig(f"web.port = {port}: this user may not listen there; write 1024 or more, such as 8080")
    return BadConfig(
        f'web.host = "{host}": not an address of this machine; write 127.0.0.1 (to be reached from this machine alone) '
        "or 0.0.0.0 (from everywhere)"
    )
