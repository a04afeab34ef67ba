"""Signing in: the right pair, the page one wanted, and a browser that stays signed in."""

import re

import pytest
from argon2 import PasswordHasher

from tests.builders import PASSWORD
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import BrowserSession, User

ANEW = re.compile(r"(?P<page>.*)[?&]t=[0-9a-f]{8}")
WRONG = "This e-mail address and password do not belong together. Check both."


def test_the_right_pair_leads_to_the_account(reader, anna, build):
    reader.sign_in(anna)
    assert reader.address == "/account"
    assert "Anna Kovalenko" in reader.page.text("header")
    assert build.events() == ["sign_in.succeeded"]


@pytest.mark.parametrize("typed", ["ANNA@EXAMPLE.COM", " anna@example.com ", "Anna@eXample.com"])
def test_the_address_may_be_typed_carelessly(reader, anna, typed):
    reader.open("/login").submit(email=typed, password=anna.password)
    assert reader.address == "/account"


def test_an_international_address_is_the_same_in_both_writings(reader, build):
    build.client("Jörg", email="jörg@xn--bcher-kva.example")
    reader.open("/login").submit(email="JÖRG@Bücher.example", password=PASSWORD)
    assert reader.address == "/account"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("anna@example.com", "quiet-harbour-lantern-43"),
        ("anna@example.com", "Quiet-harbour-lantern-42"),
        ("anna@example.com", "quiet-harbour-lantern-42 "),
        ("anna@example.com", "quiet-harbour-lantern-42\x00"),
        ("anna@example.co", PASSWORD),
        ("anna", PASSWORD),
        ("anna@example.com' OR '1'='1", PASSWORD),
        ("<script>alert(1)</script>", PASSWORD),
    ],
)
def test_a_wrong_pair_is_refused_and_the_address_kept(reader, anna, build, email, password):
    reader.open("/login").submit(status=422, email=email, password=password)
    assert WRONG in reader.text
    assert reader.page.text("title").startswith("Error: Sign in")
    assert reader.page.by_id("email").get("value") == email
    assert reader.page.by_id("password").get("value") is None
    assert password not in reader.response.text
    assert reader.open("/profile").address.startswith("/login")
    assert build.events() == ["sign_in.refused"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "", "password": PASSWORD}, ["Enter your e-mail address."]),
        ({"email": "a@b.example", "password": ""}, ["Enter your password."]),
        ({"email": "", "password": ""}, ["Enter your e-mail address.", "Enter your password."]),
        ({"email": None, "password": None}, ["Enter your e-mail address."]),
        ({"email": "a\x00b@c.example", "password": PASSWORD}, ["invisible characters"]),
        ({"email": "x" * 321, "password": PASSWORD}, ["at most 320 characters"]),
        ({"email": "a@b.example", "password": "x" * 1025}, ["at most 1,024 characters"]),
    ],
)
def test_what_is_missing_or_too_long_is_said_before_anything_is_counted(
    reader, anna, hasher, build, fields, words
):
    reader.open("/login").submit(status=422, **fields)
    for sentence in words:
        assert sentence in reader.text
    assert hasher.verified == 0
    assert build.events() == []


def test_a_password_with_blanks_and_any_letters_is_taken_as_typed(reader, build):
    password = "  тиха гавань і ліхтар 42  "
    anna = build.client("Anna", password_hash=PasswordHasher(1, 8, 1).hash(password))
    reader.open("/login").submit(email=anna.email, password=password)
    assert reader.address == "/account"


@pytest.mark.parametrize(
    "goal", ["/profile", "/profile/phone/edit?countries=all", "/profile?a=1&b=2#x"]
)
def test_one_gets_where_one_wanted_to_go(reader, anna, goal):
    reader.open("/login?next=" + goal.replace("&", "%26").replace("#", "%23"))
    reader.submit(status=422, email=anna.email, password="wrong")
    reader.submit(email=anna.email, password=anna.password)
    assert re.sub("&t=[0-9a-f]{8}$", "", reader.address) == goal.partition("#")[0]


@pytest.mark.parametrize(
    "goal",
    [
        *("//evil.example", "/\\evil.example", "https://evil.example", "/%0d%0aSet-Cookie:a=b\r\n"),
        *("javascript:alert(1)", "profile", "", "/\t/evil.example", "/é", "/" + "x" * 2000),
    ],
)
def test_nobody_is_sent_to_another_site(app, anna, goal):
    reader = Reader(app)
    reader.client.get("/login", query_string={"next": goal})
    reader.open("/login")
    fields = {"csrf_token": reader.token, "email": anna.email, "password": anna.password}
    answer = reader.client.post("/login", data={**fields, "next": goal})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/account"
    cookies = [line.partition("=")[0] for line in answer.headers.getlist("Set-Cookie")]
    assert sorted(cookies) == ["clientarea", "clientarea-device"]
    answer = reader.client.get("/login", query_string={"next": goal})
    assert answer.headers["Location"] == "/account"


def test_who_is_signed_in_already_is_led_on(app, anna):
    reader = Reader(app).sign_in(anna)
    for method in ("GET", "HEAD"):
        answer = reader.client.open("/login?next=/profile", method=method)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/profile")
        assert reader.client.open("/", method=method).headers["Location"] == "/account"


def test_the_page_after_signing_in_is_never_one_that_a_browser_kept(app, anna):
    """links2 keeps redirects: the one that led to the sign-in page would lead there again."""
    goals = set()
    for _ in range(2):
        reader = Reader(app)
        reader.open("/login?next=/profile%3Fa%3Db")
        fields = {"csrf_token": reader.token, "email": anna.email, "password": anna.password}
        answer = reader.client.post("/login", data={**fields, "next": "/profile?a=b"})
        goals.add(answer.headers["Location"])
    assert len(goals) == 2
    assert all(ANEW.fullmatch(goal)["page"] == "/profile?a=b" for goal in goals)


@pytest.mark.parametrize(("stay", "is_kept"), [(None, False), ("1", True)])
def test_the_browser_is_asked_to_keep_the_cookie_only_if_one_wants_to_stay(
    reader, anna, build, stay, is_kept
):
    reader.sign_in(anna, stay=stay)
    cookie = reader.client.get_cookie("clientarea")
    assert (cookie.expires is not None) is is_kept
    stored = build.stored(BrowserSession, 1)
    assert stored.stay is is_kept
    assert (stored.expires_at - stored.started_at).days == (30 if is_kept else 0)


def test_an_old_hash_is_made_anew_at_sign_in(app, build, hasher):
    old = PasswordHasher(1, 8, 1).hash(PASSWORD)
    anna = build.client("Anna", password_hash=old)
    Reader(app).open("/login").submit(status=422, email=anna.email, password="wrong")
    assert build.stored(User, anna.user_id).password_hash == old
    Reader(app).sign_in(anna)
    fresh = build.stored(User, anna.user_id).password_hash
    assert fresh != old
    assert fresh.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.hashed == 1
    Reader(app).sign_in(anna)
    assert build.stored(User, anna.user_id).password_hash == fresh


def test_the_account_says_when_and_from_where_one_was_here_last(app, anna):
    first = Reader(app)
    first.client.environ_base["REMOTE_ADDR"] = "2001:db8::7"
    assert "You have not signed in before." in first.sign_in(anna).text
    assert "from 2001:db8::7" in Reader(app).sign_in(anna).text


def test_signing_out_asks_first_and_says_when_it_is_done(reader, anna):
    reader.sign_in(anna).press("Sign out")
    assert reader.address == "/logout"
    assert "You will be signed out in this browser." in reader.text
    assert reader.page.form() is not None
    reader.submit()
    assert reader.address.startswith("/login")
    assert "You are signed out." in reader.text
    assert reader.open("/logout").address.startswith("/login")


def test_who_was_signed_out_meanwhile_can_still_press_the_button(app, anna, build):
    reader = Reader(app).sign_in(anna).open("/logout")
    build.change(BrowserSession, 1, ended_at=now())
    reader.submit()
    assert "You are signed out." in reader.text
