"""How IP networks are read: strictly, with what was meant offered, and written in one way."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import examples
from webapp.access.errors.addresses import (
    LONGEST_NOTE,
    MOST_NETWORKS,
    EveryAddress,
    LineRefused,
    NetworkMeant,
    NetworkScoped,
    NotANetwork,
    NoteTooLong,
    OneNetworkALine,
    TooManyNetworks,
)
from webapp.access.service.networks import (
    Entry,
    as_text,
    covers,
    merged,
    read_list,
    read_network,
    read_note,
)
from webapp.core.errors import DomainError

READ = {
    "203.0.113.7": "203.0.113.7",
    " 203.0.113.7\t": "203.0.113.7",
    "203.0.113.7/32": "203.0.113.7",
    "192.0.2.0/24": "192.0.2.0/24",
    "192.0.2.0/024": "192.0.2.0/24",
    "2001:DB8:0:0::1": "2001:db8::1",
    "2001:db8::1/128": "2001:db8::1",
    "2001:0db8:0012::/48": "2001:db8:12::/48",
    "::1": "::1",
    "::ffff:192.0.2.1": "192.0.2.1",
    "::FFFF:c000:0201": "192.0.2.1",
    "::ffff:192.0.2.0/120": "192.0.2.0/24",
}
MEANT = {
    "192.0.2.1/24": "192.0.2.0/24",
    "10.1.2.3/8": "10.0.0.0/8",
    "2001:db8::1/64": "2001:db8::/64",
    "::ffff:192.0.2.5/120": "192.0.2.0/24",
    "192.0.2.*": "192.0.2.0/24",
    "10.*": "10.0.0.0/8",
    "10.*.*.*": "10.0.0.0/8",
    "172.16.*.*": "172.16.0.0/16",
    "192.0.2.0/255.255.255.0": "192.0.2.0/24",
    "192.0.2.0/0.0.0.255": "192.0.2.0/24",
    "192.0.2.7/255.255.255.0": "192.0.2.0/24",
}
REFUSED = {
    "": NotANetwork,
    "office": NotANetwork,
    "example.com": NotANetwork,
    "192.0.2": NotANetwork,
    "192.0.2.256": NotANetwork,
    "192.0.02.1": NotANetwork,
    "0xc0000201": NotANetwork,
    "3221225985": NotANetwork,
    "192.0.2.0/33": NotANetwork,
    "192.0.2.0/": NotANetwork,
    "192.0.2.0/-8": NotANetwork,
    "192.0.2.0/24/24": NotANetwork,
    "192.0.2.0/٢٤": NotANetwork,
    "192.0.2.0/255.0.255.0": NotANetwork,
    "192.0.2.1-192.0.2.9": NotANetwork,
    "192.0.2.1:443": NotANetwork,
    "[2001:db8::1]": NotANetwork,
    "2001:db8:::1": NotANetwork,
    "2001:db8::/129": NotANetwork,
    "*": NotANetwork,
    "*.2.0.192": NotANetwork,
    "999.*": NotANetwork,
    "0.0.0.0": NotANetwork,  # noqa: S104 - nobody's address
    "::": NotANetwork,
    "fe80::1%eth0": NetworkScoped,
    "fe80::%eth0/64": NetworkScoped,
    "0.0.0.0/0": EveryAddress,
    "10.0.0.0/0": EveryAddress,
    "::/0": EveryAddress,
    "::ffff:0:0/96": EveryAddress,
    "0.0.0.0/0.0.0.0": EveryAddress,
}


@pytest.mark.parametrize(("text", "spelt"), READ.items())
def test_a_network_has_one_spelling(text, spelt):
    assert read_network(text) == spelt


@pytest.mark.parametrize(("text", "meant"), MEANT.items())
def test_what_was_meant_is_offered(app, text, meant):
    with app.test_request_context(), pytest.raises(NetworkMeant) as refused:
        read_network(text)
    with app.test_request_context():
        assert str(refused.value) == f"Did you mean {meant}? Then enter it like that."
    assert read_network(meant) == meant


@pytest.mark.parametrize(("text", "refusal"), REFUSED.items())
def test_what_is_no_network_is_refused(text, refusal):
    with pytest.raises(NotANetwork) as refused:
        read_network(text)
    assert type(refused.value) is refusal


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("203.0.113.7 Office", Entry("203.0.113.7", "Office")),
        ("203.0.113.7\tthe  office ", Entry("203.0.113.7", "the office")),
        ("203.0.113.7, office", Entry("203.0.113.7", "office")),
        ("203.0.113.7 # office", Entry("203.0.113.7", "office")),
        ("203.0.113.7 - office - home", Entry("203.0.113.7", "office - home")),
        ("203.0.113.7 #1", Entry("203.0.113.7", "#1")),
        ("203.0.113.7 cafe\u0301", Entry("203.0.113.7", "caf\u00e9")),
    ],
)
def test_a_note_stands_behind_its_network(text, entry):
    assert read_list(text) == [entry]


@pytest.mark.parametrize(
    "text",
    [
        "192.0.2.0 /24",
        "192.0.2.0 255.255.255.0",
        "192.0.2.1 - 192.0.2.9",
        "192.0.2.1, 192.0.2.2",
        "192.0.2.1 2001:db8::1 office",
    ],
)
def test_what_may_be_two_networks_is_refused(text):
    with pytest.raises(LineRefused):
        read_list(text)
    with pytest.raises(OneNetworkALine):
        read_note(text.partition(" ")[2])


def test_a_refused_line_is_named(app):
    with app.test_request_context(), pytest.raises(LineRefused) as refused:
        read_list("203.0.113.7\n\n192.0.2.1/24 home\n")
    with app.test_request_context():
        assert str(refused.value).startswith("Line 3: Did you mean 192.0.2.0/24?")


def test_doubles_are_merged_and_neighbours_are_not():
    text = "192.0.2.0/25 a\n192.0.2.128/25\n192.0.2.0/25 b\n192.0.2.0/25 a\n::ffff:192.0.2.0/121"
    assert read_list(text) == [Entry("192.0.2.0/25", "a; b"), Entry("192.0.2.128/25")]


def test_a_note_that_finds_no_room_is_left_out_when_doubles_are_merged():
    long, short = "x" * LONGEST_NOTE, "y"
    entries = [Entry("203.0.113.7", long), Entry("203.0.113.7", short)]
    assert merged(entries) == [Entry("203.0.113.7", long)]


def test_a_list_and_a_note_have_their_measure():
    lines = [f"192.0.2.{number}" for number in range(MOST_NETWORKS)]
    assert len(read_list("\n".join(lines))) == MOST_NETWORKS
    with pytest.raises(TooManyNetworks):
        read_list("\n".join([*lines, "203.0.113.7"]))
    assert read_note("x" * LONGEST_NOTE)
    with pytest.raises(NoteTooLong):
        read_note("x" * (LONGEST_NOTE + 1))


@pytest.mark.parametrize(
    ("wider", "other", "does"),
    [
        (None, ["203.0.113.7"], True),
        (["203.0.113.7"], None, False),
        (["192.0.2.0/24"], ["192.0.2.9"], True),
        (["192.0.2.9"], ["192.0.2.0/24"], False),
        (["192.0.2.0/25", "192.0.2.128/25"], ["192.0.2.0/24"], True),
        (["192.0.2.0/24"], ["192.0.2.0/24", "2001:db8::1"], False),
        (["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"], None, True),
        (["0.0.0.0/1", "128.0.0.0/1"], None, False),
    ],
)
def test_a_list_covers_another(wider, other, does):
    def rows(networks):
        return None if networks is None else [[network, ""] for network in networks]

    assert covers(rows(wider), rows(other)) is does


notes = st.text(max_size=60)
networks = st.one_of(
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(str),
    st.tuples(st.ip_addresses(v=4), st.integers(1, 32)).map(
        lambda made: str(ip_network(made, strict=False))
    ),
    st.tuples(st.ip_addresses(v=6), st.integers(1, 128)).map(
        lambda made: str(ip_network(made, strict=False))
    ),
)


@given(st.lists(st.tuples(networks, notes), max_size=20))
@examples(200)
def test_a_list_that_is_written_reads_the_same(rows):
    entries = []
    for network, note in rows:
        try:
            entries.append(Entry(read_network(network), read_note(note)))
        except DomainError:
            continue
    entries = merged(entries)
    assert read_list(as_text(entries)) == entries


@given(st.text(max_size=200))
@examples(300)
def test_any_text_is_read_or_refused(text):
    try:
        entries = read_list(text)
    except DomainError:
        return
    assert read_list(as_text(entries)) == entries


@given(
    st.one_of(
        st.text("0123456789.:/*%abcdefx-", max_size=40),
        st.from_regex(r"\d{1,3}(\.\d{1,3}){3}(/\d{1,2})?", fullmatch=True),
        st.from_regex(r"(::ffff:)?\d{1,3}(\.\d{1,3}){3}(/\d{1,3})?", fullmatch=True),
    )
)
@examples(300)
def test_what_looks_like_a_network_is_read_or_refused(text):
    try:
        spelt = read_network(text)
    except NotANetwork:
        return
    assert read_network(spelt) == spelt


@given(networks)
@examples(200)
def test_a_network_contains_what_it_was_made_of(text):
    try:
        spelt = ip_network(read_network(text))
    except NotANetwork:
        return
    made = ip_network(text)
    mapped = getattr(made.network_address, "ipv4_mapped", None)
    if made.version == spelt.version:
        assert spelt == made
    else:
        assert spelt.network_address == mapped
