"""Sockets: what is bound, what is taken, what can never be."""

import errno
import socket
from contextlib import closing

import pytest

from bot.domain.errors import BadConfig
from bot.web.listening import PortTaken, address, listen, listen_near, url


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def test_a_socket_listens_without_blocking() -> None:
    with closing(listen("127.0.0.1", 0)) as listener:
        assert not listener.getblocking()
        with closing(socket.create_connection(("127.0.0.1", port_of(listener)), 5)):
            pass  # accepted by the kernel before anything is served


def test_a_taken_port_is_told_with_the_remedy() -> None:
    with closing(listen("127.0.0.1", 0)) as first:
        port = port_of(first)
        with pytest.raises(PortTaken, match=rf"^port {port} of 127.0.0.1 is taken .*; stop it, or set web.port"):
            listen("127.0.0.1", port)
    listen("127.0.0.1", port).close()  # at once: nothing lingers


def test_names_and_both_families() -> None:
    with closing(listen("localhost", 0)) as named:
        assert named.family == socket.AF_INET
        assert address(named) == f"http://127.0.0.1:{port_of(named)}"
    try:
        six = listen("::", 0)
    except BadConfig:
        pytest.skip("no IPv6 here")
    with closing(six), closing(socket.create_connection(("127.0.0.1", port_of(six)), 5)):
        assert address(six) == f"http://[::1]:{port_of(six)}"


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "a..b", "2001:db8::1"])
def test_an_impossible_host_is_a_mistake_in_the_settings(host: str) -> None:
    with pytest.raises(BadConfig, match="^web.host = .*not an address of this machine; write 127.0.0.1"):
        listen(host, 0)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM])
def test_a_forbidden_port_is_a_mistake_in_the_settings(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def forbidden(self: socket.socket, address: object) -> None:  # root may bind every port
        raise PermissionError(number, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", forbidden)
    with pytest.raises(BadConfig, match="^web.port = 80: this user may not listen there; write 1024 or more"):
        listen("127.0.0.1", 80)


def test_near_a_taken_port_is_the_next_free_one() -> None:
    with closing(listen("127.0.0.1", 0)) as first, closing(listen_near("127.0.0.1", port_of(first))) as second:
        assert port_of(first) < port_of(second) <= port_of(first) + 20


def test_where_all_are_taken_any_will_do() -> None:
    with closing(listen("127.0.0.1", 0)) as first, closing(listen_near("127.0.0.1", port_of(first), 0)) as second:
        assert port_of(second) not in (0, port_of(first))


def test_near_the_last_port_there_is() -> None:
    with closing(listen_near("127.0.0.1", 65535)) as first, closing(listen_near("127.0.0.1", 65535)) as second:
        assert port_of(first) != port_of(second)


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "http://127.0.0.1:80"), ("::1", "http://[::1]:80"), ("news.local", "http://news.local:80")],
)
def test_addresses_are_those_to_open(host: str, address: str) -> None:
    assert url(host, 80) == address
