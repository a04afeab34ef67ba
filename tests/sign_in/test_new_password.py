"""Setting a password with the link of a letter: shown often, used once, dead after a while."""

import threading
from datetime import timedelta

import pytest
import time_machine

from tests.builders import PASSWORD, Someone
from tests.reader import Reader
from webapp.core import limits, passwords
from webapp.core.clock import now
from webapp.core.limits import Rule
from webapp.core.tokens import new_token
from webapp.identity.models import BrowserSession, Membership, OneTimeLink, User
from webapp.identity.service import links
from webapp.messaging import not_me
from webapp.sign_in.service import resetting

FRESH = "seven-paper-lanterns-adrift"
WRONG = "do not belong together"


@pytest.fixture
def link(app, anna) -> str:
    """The address in a letter that Anna got."""
    return make_link(app, anna)


def make_link(app, someone: Someone, purpose: str = links.PASSWORD) -> str:
    with app.app_context():
        return f"/forgot/{links.issue(someone.user_id, purpose, timedelta(minutes=30))}"


def stored_hash(build, anna: Someone) -> str:
    return build.stored(User, anna.user_id).password_hash


def send(reader: Reader, password: str = FRESH, status: int = 200) -> Reader:
    return reader.submit(status=status, password=password, password_again=password)


def test_the_link_sets_a_password_that_signs_in_while_the_old_one_does_not(
    reader, anna, link, build, postbox
):
    reader.open(link)
    assert reader.page.text("h1") == "Set your password"
    assert reader.page.by_id("username").get("value") == anna.email
    assert [
        reader.page.by_id(name).get("autocomplete") for name in ("username", "password-new")
    ] == [
        "username",
        "new-password",
    ]
    send(reader)
    assert reader.address.startswith("/login?ok=password-set&t=")
    assert "The new password is set." in reader.text
    assert reader.open("/profile").address.startswith("/login"), "nobody is signed in by a link"
    assert WRONG in reader.submit(status=422, email=anna.email, password=PASSWORD).text
    reader.submit(email=anna.email, password=FRESH)
    assert reader.address == "/profile"
    assert build.events()[:1] == ["sign_in.password_reset"]
    letters = postbox.open()
    assert {letter.to for letter in letters} == {anna.email}
    assert postbox.told() == ["security.password_reset", "security.sign_in"]
    assert "/not-me/" in letters[0].text
    assert FRESH not in "".join(letter.text + letter.html for letter in letters)


@pytest.mark.parametrize("headers", [{}, {"Sec-Purpose": "prefetch"}, {"HX-Request": "true"}])
def test_looking_at_a_link_changes_nothing(app, anna, link, build, queries, headers):
    client = app.test_client()
    with queries() as sent:
        for method in ("HEAD", "GET", "OPTIONS", "GET", "GET"):
            assert client.open(link, method=method, headers=headers).status_code == 200
    assert not [sql for sql in sent if not sql.startswith("SELECT")]
    assert len(sent) == 8
    assert build.stored(OneTimeLink, 1).used_at is None
    send(Reader(app).open(link))
    assert build.stored(OneTimeLink, 1).used_at is not None


def test_a_link_works_for_half_an_hour_and_once(app, anna, build, postbox):
    with time_machine.travel(now()) as clock:
        Reader(app).open("/forgot").submit(email=anna.email)
        link = postbox.only().link("/forgot/").removeprefix("http://localhost:8000")
        clock.shift(timedelta(minutes=29, seconds=50))
        reader = Reader(app).open(link)
        clock.shift(timedelta(seconds=20))
        before = stored_hash(build, anna)
        send(reader, status=410)
        assert Reader(app).open(link, status=410)
        assert stored_hash(build, anna) == before


def is_the_page(reader: Reader) -> bool:
    assert reader.page.text("h1") == "This link works no more"
    assert reader.page.link("Ask for a new link").get("href") == "/forgot"
    return "anna" not in reader.response.text.lower()


@pytest.mark.parametrize(
    "case",
    ["used", "expired", "unknown", "other purpose", "no seat", "junk", "huge", "bytes", "not me"],
)
def test_whatever_is_wrong_with_a_link_the_page_is_the_same(app, anna, link, build, case):
    if case == "used":
        send(Reader(app).open(link))
    if case == "expired":
        build.change(OneTimeLink, 1, expires_at=now())
    if case == "no seat":
        build.change(Membership, 1, disabled_at=now())
    with app.app_context():
        other = not_me.link_for(anna.user_id).rpartition("/")[2]
    address = {
        "unknown": f"/forgot/{new_token()}",
        "other purpose": make_link(app, anna, "email"),
        "junk": "/forgot/%3Cscript%3E' OR '1'='1",
        "huge": "/forgot/" + "x" * 60_000,
        "bytes": "/forgot/%FF%00%ED%A0%80",
        "not me": f"/forgot/{other}",
    }.get(case, link)
    before, events = stored_hash(build, anna), build.events()
    shown = Reader(app).open(address, status=410)
    assert is_the_page(shown)
    reader = Reader(app).open("/forgot")
    fields = {"csrf_token": reader.token, "password": FRESH, "password_again": FRESH}
    answer = reader.client.post(address, data=fields)
    assert answer.status_code == 410
    assert answer.text == shown.response.text
    assert stored_hash(build, anna) == before
    assert build.events() == events


def test_of_two_who_send_it_at_once_one_wins(app, anna, link, build, postbox):
    at_once = threading.Barrier(2)
    readers = [Reader(app).open(link) for _ in range(2)]
    found = []

    def race(reader: Reader, password: str) -> None:
        fields = {"csrf_token": reader.token, "password": password, "password_again": password}
        at_once.wait()
        found.append(reader.client.post(link, data=fields).status_code)

    words = [FRESH, FRESH.upper()]
    threads = [
        threading.Thread(target=race, args=pair) for pair in zip(readers, words, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [303, 410]
    assert build.events() == ["sign_in.password_reset"]
    assert len(postbox.open()) == 1


@pytest.mark.parametrize("is_outdated", [False, True])
def test_a_password_that_is_replaced_while_it_is_compared_lets_nobody_in(
    app, anna, link, build, monkeypatch, is_outdated
):
    intruder, compare = Reader(app).open("/login"), passwords.verify

    def reset_meanwhile(stored: str | None, password: str) -> bool:
        is_right = compare(stored, password)
        monkeypatch.undo()
        with app.test_request_context():
            resetting.set_password(link.rpartition("/")[2], FRESH)
        return is_right

    monkeypatch.setattr(passwords, "needs_rehash", lambda _stored: is_outdated)
    monkeypatch.setattr(passwords, "verify", reset_meanwhile)
    intruder.submit(status=422, email=anna.email, password=PASSWORD)
    assert WRONG in intruder.text
    assert intruder.open("/profile").address.startswith("/login")
    assert build.events() == ["sign_in.password_reset", "sign_in.refused"]
    assert Reader(app).open("/login").submit(email=anna.email, password=FRESH)
    Reader(app).open("/login").submit(status=422, email=anna.email, password=PASSWORD)


def test_all_other_links_die_with_the_first_that_is_used(app, anna, link, build):
    second, strangers = make_link(app, anna), make_link(app, build.client("Bert"))
    send(Reader(app).open(link))
    assert is_the_page(Reader(app).open(second, status=410))
    Reader(app).open(strangers)


def test_all_devices_are_signed_out_at_their_next_request(app, anna, link, build):
    bert = build.client("Bert")
    one, two, other = (
        Reader(app).sign_in(anna),
        Reader(app).sign_in(anna),
        Reader(app).sign_in(bert),
    )
    send(Reader(app).open(link))
    for reader in (one, two):
        assert reader.open("/profile").address.startswith("/login")
    assert other.open("/profile").address == "/profile"
    assert build.stored(BrowserSession, 1).ended_at is not None
    assert build.events().count("sign_in.ended") == 2


@pytest.mark.parametrize("who", ["herself", "somebody else"])
def test_a_browser_in_which_somebody_is_signed_in_can_use_a_link(reader, anna, link, build, who):
    bert = build.client("Bert")
    reader.sign_in(anna if who == "herself" else bert).open(link)
    send(reader)
    assert "The new password is set. You can sign in with it now." in reader.text
    if who == "herself":
        assert reader.address.startswith("/login")
    else:
        assert reader.address.startswith("/account")
        assert "Bert" in reader.page.text("header")


def test_when_too_many_hash_at_once_one_is_asked_to_wait_and_the_link_stays_good(
    reader, anna, link, build
):
    reader.open(link)
    for _ in range(passwords.PLACES):
        assert passwords._places.acquire(blocking=False)
    try:
        send(reader, status=429)
    finally:
        passwords._places.release(passwords.PLACES)
    assert reader.response.headers["Retry-After"] == "1"
    assert "Try again in a moment." in reader.text
    assert build.stored(OneTimeLink, 1).used_at is None
    send(reader)
    assert "The new password is set." in reader.text


def test_who_guessed_too_often_before_asking_need_not_wait_with_the_new_password(
    app, anna, link, build
):
    reader = Reader(app).open("/login")
    for _ in range(5):
        reader.submit(status=422, email=anna.email, password="wrong")
    reader.submit(status=429, email=anna.email, password=PASSWORD)
    reader.open(link)
    send(reader)
    reader.submit(email=anna.email, password=FRESH)
    assert reader.address == "/account"


def test_guesses_from_elsewhere_stay_counted(app, anna, link):
    elsewhere = Rule("sign-in", "5 per 15 minutes", f"{anna.email} 198.51.100.0/32")
    with app.app_context():
        limits.hit([elsewhere])
        send(Reader(app).open(link))
        limits.hit([elsewhere])
        assert limits._count([elsewhere], 0)[elsewhere.key][0] == 3


@pytest.mark.parametrize("fields", [{}, {"csrf_token": "c3BvaWxlZA=="}])
def test_a_form_without_our_token_sets_nothing_and_shows_no_secret(app, anna, link, build, fields):
    reader, before = Reader(app).open(link), stored_hash(build, anna)
    typed = {"password": FRESH, "password_again": FRESH, **fields}
    answer = reader.client.post(link, data=typed)
    assert answer.status_code == 400
    assert FRESH not in answer.text
    assert stored_hash(build, anna) == before


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_cannot_send_it(app, anna, link, build, headers):
    reader, before = Reader(app).open(link), stored_hash(build, anna)
    typed = {"csrf_token": reader.token, "password": FRESH, "password_again": FRESH}
    assert reader.client.post(link, data=typed, headers=headers).status_code == 403
    assert stored_hash(build, anna) == before
