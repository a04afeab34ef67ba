"""What a thief with password and session adds for himself: gone when the owner takes over again."""

from datetime import timedelta

import pytest
import time_machine

from tests.access.authenticator import App, set_up
from tests.access.passkeys import add, owned, sign_in
from tests.authenticators import SoftKey
from tests.builders import Someone
from tests.profile.mailboxes import REVERT, ask, opened
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import User
from webapp.messaging import not_me

NEW = "quiet otters paint seven lanterns"


@pytest.fixture
def thief(app, anna) -> Reader:
    """The browser of somebody who knows Anna's password."""
    return Reader(app).sign_in(anna)


@pytest.fixture
def link(app, anna) -> str:
    """The address of *This was not me* in a letter to Anna."""
    with app.app_context():
        return "/not-me/" + not_me.link_for(anna.user_id).rpartition("/")[2]


def take_over(app, postbox, anna: Someone) -> Reader:
    """Set a new password by letter and sign in with it."""
    path = opened(postbox, anna.email, "/forgot/")
    Reader(app).open(path).submit(password=NEW, password_again=NEW)
    return Reader(app).open("/login").submit(email=anna.email, password=NEW)


def test_not_me_takes_new_passkeys_and_tells_of_it(app, anna, thief, link, postbox):
    key = SoftKey()
    add(thief, key)
    postbox.open()
    Reader(app).open(link).submit()
    postbox.open()
    assert "security.passkey_removed" in postbox.told()
    sign_in(Reader(app), key, 422)


def test_the_letter_about_a_reset_counts_the_passkeys_that_are_left(app, anna, plain, postbox):
    for _ in range(2):
        owned(app, anna)
    postbox.open()
    plain.open("/forgot").submit(email=anna.email)
    path = opened(postbox, anna.email, "/forgot/")
    Reader(app).open(path).submit(password=NEW, password_again=NEW)
    assert "2 passkeys still sign you in." in postbox.only().text


def test_not_me_takes_a_new_second_factor(app, anna, thief, link, postbox, build):
    set_up(thief)
    postbox.open()
    Reader(app).open(link).submit()
    assert build.stored(User, anna.user_id).second_factor_at is None
    assert "access.two_factor_off" in build.events()
    assert take_over(app, postbox, anna).address == "/account"


def test_not_me_leaves_what_she_had_for_long(app, anna, link, build):
    with time_machine.travel(now() - timedelta(days=8), tick=False):
        key = owned(app, anna)
        set_up(Reader(app).sign_in(anna))
    Reader(app).open(link).submit()
    assert build.stored(User, anna.user_id).second_factor_at
    assert sign_in(Reader(app), key).address == "/account"


def test_the_old_mailbox_takes_them_too(app, anna, thief, postbox):
    key = SoftKey()
    add(thief, key)
    set_up(thief)
    postbox.open()
    Reader(app).open(ask(thief, postbox, "thief@example.org")).submit()
    back = opened(postbox, anna.email, REVERT)
    Reader(app).open(back).submit()
    sign_in(Reader(app), key, 422)
    assert take_over(app, postbox, anna).address == "/account"


def test_a_password_set_by_letter_makes_no_browser_a_second_factor(app, anna, postbox, build):
    with time_machine.travel(now() - timedelta(days=1), tick=False):
        phone: App = set_up(Reader(app).sign_in(anna))[0]
    browser = Reader(app).open("/login").submit(email=anna.email, password=anna.password)
    browser.submit(code=phone.code(), remember="1")
    assert browser.address == "/account"
    postbox.open()
    Reader(app).open("/forgot").submit(email=anna.email)
    path = opened(postbox, anna.email, "/forgot/")
    Reader(app).open(path).submit(password=NEW, password_again=NEW)
    browser.client.delete_cookie("clientarea")
    browser.open("/login").submit(email=anna.email, password=NEW)
    assert browser.address == "/access/second-step"
