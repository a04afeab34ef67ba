""" "This was not me": a signed link in security letters that signs a user out everywhere."""

from datetime import timedelta

import pytest
import time_machine
from flask import current_app
from itsdangerous import URLSafeTimedSerializer

from tests.builders import Someone
from tests.instances import KEY
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.errors import LinkUsedUp
from webapp.identity.models import Device, Membership, OneTimeLink
from webapp.identity.service import links, users
from webapp.messaging import not_me

DONE = "All your devices are signed out."
HOST = "http://localhost:8000"


@pytest.fixture
def link(app, anna) -> str:
    """The address in a letter to Anna."""
    return make_link(app, anna)


def make_link(app, someone: Someone) -> str:
    with app.app_context():
        return not_me.link_for(someone.user_id).removeprefix(HOST)


def signed(app, content: object, salt: str = "not-me", key: str | None = None) -> str:
    """A link that is signed, but not as ours are."""
    with app.app_context():
        key = key or current_app.config["SECRET_KEY"]
        return f"/not-me/{URLSafeTimedSerializer(key, salt=salt).dumps(content)}"


def test_the_button_signs_out_everywhere_and_a_letter_brings_a_link(
    reader, app, anna, link, build, postbox
):
    devices = [Reader(app).sign_in(anna) for _ in range(2)]
    postbox.open()
    reader.open(link)
    assert reader.page.text("h1") == "Was this not you?"
    reader.submit()
    assert reader.address.startswith("/login?ok=disowned&t=")
    assert DONE in reader.text
    for device in devices:
        assert device.open("/profile").address.startswith("/login")
    letters = {letter.subject: letter for letter in postbox.open()}
    assert {letter.to for letter in letters.values()} == {anna.email}
    assert postbox.told()[2:] == ["security.sessions_ended", "confirm.reset"]
    assert build.events()[2:] == [
        *("sign_in.ended", "sign_in.ended", "sign_in.disowned", "sign_in.reset_asked")
    ]
    with_link = [letter for letter in letters.values() if "/forgot/" in letter.text]
    assert len(with_link) == 1
    Reader(app).open(with_link[0].link("/forgot/"))


@pytest.mark.parametrize("headers", [{}, {"Sec-Purpose": "prefetch"}, {"HX-Request": "true"}])
def test_looking_at_it_does_nothing_and_asks_no_database(
    app, anna, link, build, queries, postbox, headers
):
    reader, client = Reader(app).sign_in(anna), app.test_client()
    postbox.open()
    with queries() as sent:
        for method in ("HEAD", "GET", "OPTIONS", "GET"):
            assert client.open(link, method=method, headers=headers).status_code == 200
    assert sent == []
    assert reader.open("/profile").address == "/profile"
    assert postbox.open() == []
    assert build.events() == ["sign_in.succeeded"]


def test_it_works_again_and_again_for_seven_days(app, anna, postbox):
    with time_machine.travel(now()) as clock:
        link = make_link(app, anna)
        for _ in range(2):
            clock.shift(timedelta(days=3, hours=11))
            thief = Reader(app).sign_in(anna)
            assert DONE in Reader(app).open(link).submit().text
            assert thief.open("/profile").address.startswith("/login")
        reader = Reader(app).open(link)
        clock.shift(timedelta(hours=3))
        reader.submit(status=410)
        shown = Reader(app).open(link, status=410)
        assert shown.page.link("Ask for a new link").get("href") == "/forgot"


@pytest.mark.parametrize(
    "case", ["altered", "user", "salt", "key", "unsigned", "junk", "huge", "bytes"]
)
def test_a_link_that_is_not_ours_is_answered_like_one_that_is_too_old(app, anna, link, build, case):
    address = {
        "altered": link[:-2] + ("A" if link[-2] != "A" else "B") + link[-1],
        "user": "/not-me/" + "Mg" + link.removeprefix("/not-me/")[2:],
        "salt": signed(app, anna.user_id, salt="cookie-session"),
        "key": signed(app, anna.user_id, key="another key that is long enough"),
        "unsigned": "/not-me/1",
        "junk": "/not-me/%3Cscript%3E.x.y",
        "huge": "/not-me/" + "x" * 60_000,
        "bytes": "/not-me/%FF%00.%ED%A0%80.x",
    }[case]
    reader = Reader(app).sign_in(anna)
    shown = Reader(app).open(address, status=410)
    assert shown.page.text("h1") == "This link works no more"
    answer = reader.client.post(address, data={"csrf_token": reader.open("/logout").token})
    assert answer.status_code == 410
    assert reader.open("/profile").address == "/profile"
    assert build.events() == ["sign_in.succeeded"]


def test_somebody_else_who_is_signed_in_here_stays_so(reader, app, anna, link, build):
    bert = build.client("Bert")
    thief = Reader(app).sign_in(anna)
    reader.sign_in(bert).open(link).submit()
    assert reader.address.startswith("/account?ok=other-disowned")
    assert "All devices of the other user are signed out, yours are not." in reader.text
    assert reader.open("/profile").address == "/profile"
    assert thief.open("/profile").address.startswith("/login")


def test_who_is_signed_in_herself_is_signed_out_too(reader, anna, link):
    reader.sign_in(anna).open(link).submit()
    assert DONE in reader.text
    assert reader.open("/profile").address.startswith("/login")


def test_afterwards_a_thief_cannot_come_back_unnoticed(app, anna, link, postbox):
    thief = Reader(app).sign_in(anna)
    assert len(postbox.open()) == 1
    Reader(app).open(link).submit()
    postbox.open()
    thief.sign_in(anna)
    postbox.open()
    assert postbox.told()[-1] == "security.sign_in"


def test_no_browser_counts_as_a_second_factor_any_more(app, anna, link, build):
    reader = Reader(app).sign_in(anna)
    build.change(Device, 1, trusted_until=now() + timedelta(days=30))
    known = reader.client.get_cookie("clientarea-device").value
    with app.app_context():
        assert users.newcomer(anna.user_id, known, way="password").trusted_until
        Reader(app).open(link).submit()
        assert users.newcomer(anna.user_id, known, way="password").trusted_until is None


@pytest.mark.parametrize("purpose", [links.SIGN_IN, links.PASSWORD, "email", links.REVERT])
def test_what_was_on_its_way_is_void_but_for_links_that_take_changes_back(
    app, anna, link, build, purpose
):
    bert = build.client("Bert")
    with app.app_context():
        hers, his = (links.issue(one.user_id, purpose, timedelta(hours=1)) for one in (anna, bert))
        Reader(app).open(link).submit()
        assert links.owner(his, purpose) == bert.user_id
        if purpose == links.REVERT:
            assert links.owner(hers, purpose) == anna.user_id
        else:
            with pytest.raises(LinkUsedUp):
                links.owner(hers, purpose)


def test_it_stays_good_after_a_new_password(app, anna, link, postbox):
    thief = Reader(app).sign_in(anna).open("/access/password/edit")
    new = "seven-paper-lanterns-adrift"
    thief.submit(current=anna.password, password=new, password_again=new)
    postbox.open()
    assert DONE in Reader(app).open(link).submit().text
    assert thief.open("/profile").address.startswith("/login")
    way_back = [letter for letter in postbox.open() if "/forgot/" in letter.text]
    Reader(app).open(way_back[0].link("/forgot/"))


def test_it_does_not_use_the_way_back_up(app, anna, link, build, postbox):
    for _ in range(5):
        Reader(app).open(link).submit()
    postbox.open()
    assert postbox.told().count("confirm.reset") == 3
    assert build.stored(OneTimeLink, 1).used_at is None


def test_who_presses_it_too_often_is_asked_to_wait(app, anna, link, build):
    readers = [Reader(app).open(link) for _ in range(6)]
    for reader in readers[:5]:
        reader.submit()
    readers[5].submit(status=429)
    assert "There were too many attempts." in readers[5].text
    assert readers[5].response.headers["Retry-After"]
    bert = build.client("Bert")
    assert DONE in Reader(app).open(make_link(app, bert)).submit().text
    assert Reader(app).open("/forgot").submit(email=anna.email).address == "/forgot/sent"


def test_strangers_who_ask_for_passwords_do_not_block_it(app, anna, link):
    reader = Reader(app).open("/forgot")
    fields = {"csrf_token": reader.token, "email": "nobody@example.com"}
    found = [reader.client.post("/forgot", data=fields).status_code for _ in range(6)]
    assert found[-1] == 429
    assert DONE in Reader(app).open(link).submit().text


@pytest.mark.parametrize(
    ("headers", "token", "status"),
    [
        ({}, None, 400),
        ({}, "c3BvaWxlZA==", 400),
        ({"Origin": "https://evil.example"}, "right", 403),
        ({"Sec-Fetch-Site": "cross-site"}, "right", 403),
        ({"Sec-Fetch-Site": "same-site"}, "right", 403),
    ],
)
def test_another_site_cannot_press_it(app, anna, link, headers, token, status):
    victim = Reader(app).sign_in(anna)
    reader = Reader(app).open(link)
    fields = {"csrf_token": reader.token if token == "right" else token or ""}
    assert reader.client.post(link, data=fields, headers=headers).status_code == status
    assert victim.open("/profile").address == "/profile"


@pytest.mark.parametrize("case", ["no seat", "nobody"])
def test_for_a_user_who_has_no_way_in_it_is_calm_and_writes_no_letter(
    app, anna, link, build, postbox, case
):
    if case == "no seat":
        build.change(Membership, 1, disabled_at=now())
    address = signed(app, 4711) if case == "nobody" else link
    assert DONE in Reader(app).open(address).submit().text
    assert postbox.open() == []


def test_links_stay_good_when_the_key_is_changed_as_the_manual_says(make_app):
    old, new = make_app(migrated=False), "a-newer-key-that-is-long-enough-for-anyone"
    with old.app_context():
        link = not_me.link_for(1).removeprefix(HOST)
    rotated = make_app(migrated=False, secret_key=f"{new} {KEY}")
    forgotten = make_app(migrated=False, secret_key=new)
    assert rotated.test_client().get(link).status_code == 200
    assert forgotten.test_client().get(link).status_code == 410
    with rotated.app_context():
        fresh = not_me.link_for(1).removeprefix(HOST)
    assert forgotten.test_client().get(fresh).status_code == 200
    assert old.test_client().get(fresh).status_code == 410
