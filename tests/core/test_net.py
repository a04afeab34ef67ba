"""The client's address: the rightmost hop that no trusted proxy vouches for."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import examples
from webapp.core.environment import load
from webapp.core.net import UNKNOWN, client_ip, is_in, read_address, throttled_network
from webapp.core.settings import Settings

NOWHERE = str(UNKNOWN)
NOBODY = load({})
ADDRESSES = st.ip_addresses()
JUNK = st.text(max_size=30).filter(lambda text: "," not in text)


def trusting(networks: str) -> Settings:
    return load({"CLIENTAREA_TRUSTED_PROXIES": networks})


def ip(settings: Settings, peer: str | None, *hops: str) -> str:
    environ = {} if peer is None else {"REMOTE_ADDR": peer}
    if hops:
        environ["HTTP_X_FORWARDED_FOR"] = ", ".join(hops)
    return str(client_ip(environ, settings))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7\t", "192.0.2.7"),
        ("192.0.2.7:4711", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("[::ffff:192.0.2.7]:80", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7"),
        ("fe80::7%eth0", "fe80::7"),
        ("[fe80::7%25eth0]:80", "fe80::7"),
        *((junk, None) for junk in ("", "unknown", "localhost", "_hidden", "192.0.2", "1.2.3.4.5")),
        *((junk, None) for junk in ("192.0.2.07", "192.0.2.256", "0x7f000001", "2130706433")),
        *((junk, None) for junk in ("١٩٢.0.2.7", "192.0.2.7/24", "[", "[]", "]", ":", "::1::")),
        *((junk, None) for junk in ("192.0.2.7\x00", "192.0.2.7 198.51.100.1", 'for="192.0.2.7"')),
    ],
)
def test_an_address_is_read_as_servers_and_proxies_write_it(text, address):
    assert read_address(text) == (address and ip_address(address))


@pytest.mark.parametrize(
    ("networks", "peer", "hops", "client"),
    [
        # nobody is trusted: the peer, whatever he says
        ("", "192.0.2.7", [], "192.0.2.7"),
        ("", "192.0.2.7", ["198.51.100.1"], "192.0.2.7"),
        ("", "127.0.0.1", ["198.51.100.1"], "127.0.0.1"),
        ("", "", ["198.51.100.1"], NOWHERE),
        ("", None, ["198.51.100.1"], NOWHERE),
        ("10.0.0.0/8", "192.0.2.7", ["198.51.100.1"], "192.0.2.7"),
        # a trusted peer: what it wrote, the rightmost
        ("10.0.0.0/8", "10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.0/8", "10.1.2.3", ["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.0/8", "10.1.2.3", ["203.0.113.9", "198.51.100.1", "10.9.9.9"], "198.51.100.1"),
        ("10.0.0.0/8", "10.1.2.3", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.0/8", "10.1.2.3", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ("10.0.0.0/8", "::ffff:10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.0/8", "10.1.2.3", ["198.51.100.1", "::ffff:10.9.9.9"], "198.51.100.1"),
        ("2001:db8::/32", "2001:db8::1", ["198.51.100.1"], "198.51.100.1"),
        # nothing readable: the last that is known
        ("10.0.0.0/8", "10.1.2.3", [], "10.1.2.3"),
        ("10.0.0.0/8", "10.1.2.3", [""], "10.1.2.3"),
        ("10.0.0.0/8", "10.1.2.3", ["198.51.100.1", "unknown"], "10.1.2.3"),
        ("10.0.0.0/8", "10.1.2.3", ["198.51.100.1", "unknown", "10.9.9.9"], "10.9.9.9"),
        ("10.0.0.0/8", "10.1.2.3", ["10.4.4.4", "10.9.9.9"], "10.4.4.4"),
        # unix sockets have no peer address
        ("unix", "", ["198.51.100.1"], "198.51.100.1"),
        ("unix", None, ["198.51.100.1"], "198.51.100.1"),
        ("unix", "localhost", ["198.51.100.1"], "198.51.100.1"),
        ("unix", "", [], NOWHERE),
        ("unix", "", ["junk"], NOWHERE),
        ("unix", "192.0.2.7", ["198.51.100.1"], "192.0.2.7"),
        ("unix", "fe80::7%eth0", ["198.51.100.1"], "fe80::7"),
        ("", "fe80::7%eth0", [], "fe80::7"),
        ("unix, 10.0.0.0/8", "", ["203.0.113.9", "198.51.100.1", "10.9.9.9"], "198.51.100.1"),
    ],
)
def test_the_client_is_whom_the_last_trusted_proxy_saw(networks, peer, hops, client):
    assert ip(trusting(networks), peer, *hops) == client


@examples(300)
@given(peer=ADDRESSES, hops=st.lists(ADDRESSES.map(str) | JUNK, max_size=5))
def test_by_default_no_header_changes_who_the_client_is(peer, hops):
    assert client_ip(
        {"REMOTE_ADDR": str(peer), "HTTP_X_FORWARDED_FOR": ",".join(hops)}, NOBODY
    ) == (getattr(peer, "ipv4_mapped", None) or peer)


@examples(300)
@given(
    spoofed=st.lists(ADDRESSES.map(str) | JUNK, max_size=30),
    client=ADDRESSES.filter(lambda a: not getattr(a, "ipv4_mapped", None)),
    proxies=st.lists(st.ip_addresses(network="10.0.0.0/8").map(str), max_size=5),
    blank=st.sampled_from(["", " ", "\t"]),
)
def test_nothing_left_of_the_client_counts(spoofed, client, proxies, blank):
    settings = trusting("10.0.0.0/8")
    if is_in(client, settings.proxies):
        return
    header = f",{blank}".join([*spoofed, str(client), *proxies])
    environ = {"REMOTE_ADDR": "10.255.0.1", "HTTP_X_FORWARDED_FOR": header}
    assert client_ip(environ, settings) == client


@examples(500)
@given(peer=JUNK, header=st.text(), networks=st.sampled_from(["", "unix", "0.0.0.0/0 ::/0 unix"]))
def test_junk_is_survived(peer, header, networks):
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": header}
    assert client_ip(environ, trusting(networks)).version in (4, 6)


def test_ten_thousand_hops_are_not_read():
    settings = trusting("10.0.0.0/8")
    hops = ["10.0.0.1"] * 10_000
    assert ip(settings, "10.1.2.3", "198.51.100.1", *hops) == "10.0.0.1"
    assert ip(settings, "10.1.2.3", *hops, "198.51.100.1", "10.0.0.1") == "198.51.100.1"
    assert ip(settings, "10.1.2.3", "," * 100_000) == "10.1.2.3"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
    ],
)
def test_one_client_is_an_address_or_a_64(address, network):
    assert throttled_network(ip_address(address)) == network


def test_nobody_has_an_address_that_belongs_to_no_one():
    assert UNKNOWN.is_unspecified
