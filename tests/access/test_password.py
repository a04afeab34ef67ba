"""One's own password: changed by who knows it, and all other devices are out."""

from datetime import timedelta

import pytest

from tests.builders import PASSWORD
from tests.reader import Reader
from webapp.access.service import password as service
from webapp.core.clock import now
from webapp.identity.errors import ProofOutdated
from webapp.identity.models import BrowserSession, Device, User
from webapp.identity.service import users

FRESH = "seven-paper-lanterns-adrift"
CHANGE = {"current": PASSWORD, "password": FRESH, "password_again": FRESH}


@pytest.fixture
def anna(build):
    """A client who knows her password."""
    return build.client("Anna Kovalenko")


def test_she_changes_it_and_only_the_new_one_lets_her_in(app, reader, anna):
    reader.sign_in(anna).open("/access").press("Change your password").submit(**CHANGE)
    assert "The new password is set." in reader.text
    assert "Changed on" in reader.text
    elsewhere = Reader(app).open("/login")
    elsewhere.submit(email=anna.email, password=PASSWORD, status=422)
    elsewhere.submit(email=anna.email, password=FRESH)
    assert elsewhere.address == "/account"


def test_her_other_devices_are_out_and_this_one_has_another_id(app, reader, anna):
    elsewhere = Reader(app).sign_in(anna)
    reader.sign_in(anna).open("/access/password/edit")
    before = reader.client.get_cookie("clientarea").value
    reader.submit(**CHANGE).open("/profile")
    assert "User settings" in reader.page.text("h1")
    assert elsewhere.open("/profile").address.startswith("/login")
    thief = Reader(app)
    thief.client.set_cookie("clientarea", before)
    assert thief.open("/profile").address.startswith("/login")


def test_she_is_told_by_letter(app, plain, anna, build, postbox):
    plain.sign_in(anna)
    postbox.open()
    plain.open("/access/password/edit").submit(**CHANGE)
    letter = postbox.only()
    assert letter.subject == "Your password was changed"
    assert "/not-me/" in letter.text
    assert "access.password_changed" in build.events()


def test_a_wrong_current_password_changes_nothing_and_is_logged(reader, anna, build):
    reader.sign_in(anna).open("/access/password/edit")
    reader.submit(**{**CHANGE, "current": "wrong"}, status=422)
    assert "This is not your password." in reader.text
    assert build.events()[-1] == "sign_in.proof_refused"
    reader.submit(**CHANGE).open("/profile")
    assert build.events()[-1] == "access.password_changed"


def test_wrong_current_passwords_are_counted(reader, anna):
    reader.sign_in(anna).open("/access/password/edit")
    for _ in range(10):
        reader.submit(**{**CHANGE, "current": "wrong"}, status=422)
    reader.submit(**CHANGE, status=429)
    assert "too many attempts" in reader.text


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("short", "at least 12 characters"),
        ("aaaaaaaaaaaaaaaa", "harder to guess"),
        ("anna@example.com", "your own details"),
        (PASSWORD, "This is your password already"),
    ],
)
def test_a_weak_one_is_refused_with_the_reason(reader, anna, build, new, words):
    before = build.stored(User, anna.user_id).password_hash
    reader.sign_in(anna).open("/access/password/edit")
    reader.submit(current=PASSWORD, password=new, password_again=new, status=422)
    assert words in reader.text
    assert build.stored(User, anna.user_id).password_hash == before


def test_links_that_were_mailed_before_work_no_more(app, plain, anna, postbox):
    Reader(app).open("/forgot").submit(email=anna.email)
    link = postbox.only().link("/forgot/")
    plain.sign_in(anna).open("/access/password/edit").submit(**CHANGE)
    Reader(app).open(link, status=410)


def test_of_two_who_change_it_at_once_one_is_told(app, plain, anna, build):
    plain.sign_in(anna)
    with app.app_context():
        before = users.password_hash_of(anna.user_id)
        service._set(anna.user_id, 1, before, "$new")
        with pytest.raises(ProofOutdated, match="changed meanwhile"):
            service._set(anna.user_id, 1, before, "$other")
    assert build.stored(User, anna.user_id).password_hash == "$new"


def test_a_session_that_was_ended_meanwhile_changes_nothing(app, reader, anna, build):
    reader.sign_in(anna).open("/access/password/edit")
    before = build.stored(User, anna.user_id).password_hash
    build.change(BrowserSession, 1, ended_at=now())
    reader.submit(**CHANGE)
    assert reader.address.startswith("/login")
    assert build.stored(User, anna.user_id).password_hash == before


def test_a_trusted_browser_is_trusted_no_more(app, plain, anna, build):
    plain.sign_in(anna)
    build.change(Device, 1, trusted_until=now() + timedelta(days=30))
    plain.open("/access/password/edit").submit(**CHANGE)
    assert build.stored(Device, 1).trusted_until is None


def test_the_page_says_since_when(reader, anna, build):
    reader.sign_in(anna).open("/access")
    assert "Changed on" not in reader.text
    reader.open("/access/password/edit").submit(**CHANGE).open("/access")
    assert "Changed on" in reader.text
