"""Which addresses are public, and what the operator may allow besides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.adapters.fetching.guard import Guard, is_public
from bot.domain.errors import Forbidden


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2a00:1450:4001:82b::200e", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    """0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
    192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
    255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b:1::808:808
    100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1
    ff02::1 2130706433 0x7f000001 0177.0.0.1 127.1 localhost caliber.az""".split(),  # noqa: SIM905
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@given(
    st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="fc00::/7") | st.ip_addresses(network="ff00::/8")
)
def test_no_private_address_is_public(address: object) -> None:
    assert not is_public(str(address))


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("10.0.0.0/8", "10.20.30.40"),
        ("10.0.0.1/8", "10.20.30.40"),
        ("::1", "::1"),
        ("[fd00::1]", "fd00::1"),
        ("fd00::/8", "fd00::1"),
        ("News.LAN.", "news.lan"),
    ],
)
def test_what_is_allowed_is_admitted_on_any_port(allowed: str, host: str) -> None:
    address = host if host != "news.lan" else "192.168.7.7"
    assert Guard((allowed,)).admit(host, [address], 25) == [address]
    with pytest.raises(Forbidden, match="not a public address"):
        Guard().admit(host, [address], 80)


def test_an_allowed_network_does_not_open_another() -> None:
    guard = Guard(("10.0.0.0/8", "news.lan"))
    for host in ("192.168.0.1", "::1", "11.0.0.1"):
        if not is_public(host):
            with pytest.raises(Forbidden):
                guard.admit(host, [host], 80)
    with pytest.raises(Forbidden):
        guard.admit("other.lan", ["192.168.0.1"], 80)


@pytest.mark.parametrize(
    ("port", "open_"), [(80, True), (443, True), (8080, True), (1024, True), (22, False), (25, False), (0, False)]
)
def test_ports_of_public_hosts(port: int, open_: bool) -> None:
    if open_:
        assert Guard().admit("caliber.az", ["8.8.8.8"], port) == ["8.8.8.8"]
    else:
        with pytest.raises(Forbidden, match=f"port {port}"):
            Guard().admit("caliber.az", ["8.8.8.8"], port)


def test_of_a_mixed_answer_only_the_public_part_is_taken() -> None:
    assert Guard().admit("caliber.az", ["10.0.0.1", "8.8.8.8", "::1"], 443) == ["8.8.8.8"]
    with pytest.raises(Forbidden):
        Guard().admit("caliber.az", [], 443)


@pytest.mark.parametrize(
    "url",
    ["ftp://caliber.az/", "file:///etc/passwd", "//caliber.az/", "http:///x", "http://1.2.3/", "http://0x8.0x8.8.8/"],
)
def test_what_an_address_alone_gives_away(url: str) -> None:
    with pytest.raises(Forbidden):
        Guard().check(URL(url))


@pytest.mark.parametrize(
    "url", ["http://caliber.az/", "https://caliber.az:8443/", "http://8.8.8.8/", "http://1.example/"]
)
def test_names_and_public_literals_pass_so_far(url: str) -> None:
    Guard().check(URL(url))
