"""Addresses that a reader may be sent to, and those that go into mails."""

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties import examples
from webapp.core.links import is_local, public_link, with_query

PIECES = [
    *("/", "//", "\\", "/\\", "?", "#", "&", "=", ":", "@", ".", "..", ";", "%"),
    *("%09", "%0a", "%5c", "%2f", "%00", "\t", "\n", "\r", "\x00", " ", "\x7f", "\xa0"),
    *("evil.example", "http:", "https:", "javascript:", "data:", "profile", "login"),
    *("\u2028", "\u3002", "\uff0f", "\u202e", "é", "[", "]", "[::1]", "user:pass@"),
]


def goes(address: str) -> str:
    """Where a browser goes from a page of ours (WHATWG URL: no tabs or line ends, \\ is /)."""
    text = "".join(c for c in address if c not in "\t\n\r").strip("".join(map(chr, range(33))))
    return urlsplit(urljoin("https://ours.example/login", text.replace("\\", "/"))).netloc


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/profile", "/profile/phone/edit?countries=all", "/client/account#state"),
        *("/login?next=https://evil.example", "/a//b", "/a:b@c", "/%09/evil.example", "/%5cevil"),
        "/" + "a" * 1999,
    ],
)
def test_a_path_of_this_site_is_local(address):
    assert is_local(address)
    assert goes(address) == "ours.example"


@pytest.mark.parametrize(
    "address",
    [
        *("", "profile", "?next=/", "#main", " /profile", "\t/profile"),
        *("//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil"),
        *("/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "/\x00/evil.example"),
        *("https:", "https://evil.example", "https:/evil.example", "http:evil.example"),
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "mailto:a@b.example"),
        *("/profile\r\nSet-Cookie: a=b", "/pro file", "/\x7f", "/\x1b[2J"),
        *("/é", "/\u2028/evil.example", "/\uff0fevil.example", "/\u202eelifo", "/\ud800"),
        *("/" + "a" * 2000, "//[", "/\\[::1"),
    ],
)
def test_anything_else_is_not(address):
    assert not is_local(address)


@examples(1500)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=7).map("".join))
@example("/[::1]/")
@example("/;//evil.example")
def test_whatever_is_called_local_stays_here(address):
    if is_local(address):
        assert goes(address) == "ours.example"
        assert goes("/." + address) == "ours.example"
        assert address.isprintable()


@examples(200)
@given(st.dictionaries(st.sampled_from("abc"), st.text(max_size=9), min_size=1), st.booleans())
def test_a_query_is_added_to_what_is_there(parameters, has_query):
    address = with_query("/login?x=1" if has_query else "/login", **parameters)
    expected = {name: [value] for name, value in parameters.items()}
    found = parse_qs(urlsplit(address).query, keep_blank_values=True)
    assert found == ({"x": ["1"]} if has_query else {}) | expected
    assert is_local(address)


def test_links_in_mails_come_from_the_public_address_alone(make_app):
    app = make_app(migrated=False, public_url="https://www.example.com/client/")
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    with app.test_request_context("/login", headers=headers):
        assert public_link("/login") == "https://www.example.com/client/login"
