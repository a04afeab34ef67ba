"""The cookie: a token and a secret, signed, and nothing that tells who it is."""

import pytest
from itsdangerous import BadSignature

from tests.reader import Reader
from webapp.core.tokens import digest
from webapp.identity.models import BrowserSession


def inside(reader: Reader, app) -> dict:
    serializer = app.session_interface.get_signing_serializer(app)
    return serializer.loads(reader.client.get_cookie("clientarea").value)


@pytest.fixture
def anna(build):
    return build.client("Anna")


@pytest.mark.parametrize(("stay", "more"), [(None, set()), ("1", {"_permanent"})])
def test_it_holds_the_token_and_the_secret_of_forms_alone(app, anna, build, stay, more):
    reader = Reader(app).sign_in(anna, stay=stay).open("/profile/name/edit")
    held = inside(reader, app)
    assert set(held) == {"_user_id", "csrf_token"} | more
    assert digest(held["_user_id"]) == build.stored(BrowserSession, 1).token_digest
    assert len(held["_user_id"]) == 43
    cookie = reader.client.get_cookie("clientarea")
    assert (cookie.expires is not None) is bool(stay)
    assert len(cookie.value) < 300


def test_before_sign_in_it_holds_no_more_than_the_secret_of_forms(app):
    assert set(inside(Reader(app).open("/login"), app)) == {"csrf_token"}


@pytest.mark.parametrize("stay", [None, "1"])
def test_reading_never_writes_it_again(app, anna, stay):
    reader = Reader(app).sign_in(anna, stay=stay).open("/profile/name/edit")
    for path in ("/account", "/profile", "/profile/name/edit", "/profile/phone", "/logout"):
        assert "Set-Cookie" not in reader.client.get(path).headers


def test_a_page_without_a_form_sets_none(app):
    client = app.test_client()
    for path in ("/", "/profile", "/nothing", "/healthz", "/logout"):
        assert "Set-Cookie" not in client.get(path).headers


def test_sign_in_changes_both_and_sign_out_leaves_neither(app, anna):
    reader = Reader(app).open("/login")
    before = inside(reader, app)
    reader.submit(email=anna.email, password=anna.password)
    first = inside(reader.open("/profile/name/edit"), app)
    assert before["csrf_token"] != first["csrf_token"]
    reader.open("/logout").submit()
    after = inside(reader, app)
    assert set(after) == {"csrf_token"}
    assert after["csrf_token"] not in (before["csrf_token"], first["csrf_token"])
    second = inside(reader.sign_in(anna).open("/profile/name/edit"), app)
    assert second["_user_id"] != first["_user_id"]


def test_what_an_attacker_planted_before_sign_in_is_gone_afterwards(app, anna):
    attacker = Reader(app).open("/login")
    planted = attacker.client.get_cookie("clientarea").value
    victim = Reader(app)
    victim.client.set_cookie("clientarea", planted)
    victim.sign_in(anna)
    assert victim.client.get_cookie("clientarea").value != planted
    assert attacker.open("/profile").address.startswith("/login")


def test_a_planted_session_of_the_attacker_ends_with_the_victims_sign_in(app, anna, build):
    attacker = Reader(app).sign_in(build.client("Eve")).open("/profile/name/edit")
    victim = Reader(app)
    victim.client.set_cookie("clientarea", attacker.client.get_cookie("clientarea").value)
    victim.open("/profile").open("/logout").submit()
    victim.sign_in(anna)
    assert "Anna" in victim.page.text("header")
    assert attacker.open("/profile").address.startswith("/login")


@pytest.mark.parametrize(
    "value",
    [
        *("", "x", ".", "..", "a.b.c", "eyJfdXNlcl9pZCI6IjEifQ.x.y", "\x80\xff", "x" * 8000),
        *('"', "a=b; c=d", ".eJwrSS0uUSguKcpMzUvMVUhMz0xOBQBDsQYm.x.y"),
    ],
)
def test_a_cookie_that_we_did_not_sign_is_a_stranger(app, value):
    client = app.test_client(use_cookies=False)
    answer = client.get("/profile", headers={"Cookie": f"clientarea={value}"})
    assert answer.status_code == 303
    assert client.get("/login", headers={"Cookie": f"clientarea={value}"}).status_code == 200


@pytest.mark.parametrize("name", ["remember_token", "session"])
def test_cookies_of_libraries_mean_nothing(app, anna, name):
    reader = Reader(app).sign_in(anna)
    value = reader.client.get_cookie("clientarea").value
    stranger = Reader(app)
    stranger.client.set_cookie(name, value)
    assert stranger.open("/profile").address.startswith("/login")


def test_a_changed_cookie_is_refused(app, anna):
    reader = Reader(app).sign_in(anna)
    value = reader.client.get_cookie("clientarea").value
    serializer = app.session_interface.get_signing_serializer(app)
    for place in range(0, len(value), 7):
        changed = value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1 :]
        with pytest.raises(BadSignature):
            serializer.loads(changed)
