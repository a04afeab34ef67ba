"""Without JavaScript: a password is changed on one device, and the others learn of it."""

from datetime import timedelta

import time_machine

from tests.builders import PASSWORD
from tests.reader import Reader
from webapp.core.clock import now

FRESH = "seven-paper-lanterns-adrift"
STRANGER = "drop-the-seven-paper-boats"


def test_a_client_changes_her_password_and_puts_a_thief_out(app, build, postbox):
    anna = build.client("Anna")
    thief = Reader(app).sign_in(anna)
    hers = Reader(app).sign_in(anna)
    postbox.open()

    hers.press("Password and access").press("Change your password")
    hers.submit(current="mistyped", password=FRESH, password_again=FRESH, status=422)
    assert "This is not your password." in hers.text
    hers.submit(current=PASSWORD, password=FRESH, password_again="seven-paper", status=422)
    assert "Enter the same password twice." in hers.text
    hers.submit(current=PASSWORD, password=FRESH, password_again=FRESH)
    assert "Your other devices are signed out." in hers.text

    assert thief.open("/profile").address == "/login?next=/profile"
    thief.submit(email=anna.email, password=PASSWORD, status=422)
    hers.open("/profile")
    assert hers.address == "/profile"


def test_a_thief_who_changed_it_is_put_out_by_the_letter(app, build, postbox):
    anna = build.client("Anna")
    Reader(app).sign_in(anna)
    thief = Reader(app).sign_in(anna).open("/access/password/edit")
    thief.submit(current=PASSWORD, password=STRANGER, password_again=STRANGER)
    told = next(letter for letter in postbox.open() if "password was changed" in letter.subject)

    with time_machine.travel(now() + timedelta(days=2)):
        hers = Reader(app).open(told.link("/not-me/")).submit()
        reset = next(letter for letter in postbox.open() if "/forgot/" in letter.text)
        hers.open(reset.link("/forgot/")).submit(password=FRESH, password_again=FRESH)
        assert thief.open("/profile").address.startswith("/login")
        hers.open("/login").submit(email=anna.email, password=FRESH)
        assert hers.address == "/account"
