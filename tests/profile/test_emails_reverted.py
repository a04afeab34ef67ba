"""A change of address taken back by the old mailbox: whatever happened since."""

from datetime import timedelta

import pytest
import time_machine

from tests.builders import PASSWORD
from tests.profile.mailboxes import REVERT, ask, confirm_link, opened
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import Membership, OneTimeLink, User
from webapp.identity.service import links, users

FIRST, SECOND = "thief@example.org", "thief@example.net"


def change(app, postbox, signed_in: Reader, old: str, new: str) -> str:
    """Change an address and confirm it; return the path by which the old mailbox takes it back."""
    Reader(app).open(ask(signed_in, postbox, new)).submit()
    return opened(postbox, old, REVERT)


def elsewhere(app, postbox, signed_in: Reader, old: str, new: str) -> str:
    """Do the same with where notifications go."""
    postbox.open()
    signed_in.open("/profile/notification-email/edit").submit(use="other", address=new)
    Reader(app).open(confirm_link(postbox.open(), new, "notification-email")).submit()
    return opened(postbox, old, REVERT)


@pytest.fixture
def thief(app, anna, postbox) -> Reader:
    """The browser of somebody who has got hold of Anna's session."""
    signed_in = Reader(app).sign_in(anna)
    postbox.open()
    return signed_in


def addresses(build, someone) -> tuple[str, str | None]:
    stored = build.stored(User, someone.user_id)
    assert stored.email_key == stored.email.lower()
    return stored.email, stored.notification_email


def test_it_locks_out_whoever_did_it(app, anna, build, postbox, thief):
    back = change(app, postbox, thief, anna.email, FIRST)
    waiting = ask(thief, postbox, SECOND)
    Reader(app).open(back)
    assert addresses(build, anna)[0] == FIRST
    reader = Reader(app).open(back).submit()
    assert reader.address.startswith("/login?ok=email-reverted")
    assert addresses(build, anna) == (anna.email, None)
    assert build.stored(User, anna.user_id).password_hash is None
    assert thief.open("/account").address.startswith("/login")
    Reader(app).open("/login").submit(status=422, email=anna.email, password=PASSWORD)
    for path in (waiting, back):
        Reader(app).open(path, 410)
    assert [one for one in build.events() if one.startswith(("profile.", "sign_in.ended"))] == [
        "profile.email_change_asked",
        "profile.email_changed",
        "profile.email_change_asked",
        "sign_in.ended",
        "profile.email_reverted",
    ]
    told = sorted((one.to, one.subject) for one in postbox.open())
    taken_back = "The change of your e-mail address was taken back"
    assert told == [
        (anna.email, taken_back),
        (anna.email, "Your link to set a new password"),
        (FIRST, taken_back),
    ]


def test_the_first_who_lost_it_wins_over_all_who_came_later(app, anna, build, postbox, thief):
    hers = change(app, postbox, thief, anna.email, FIRST)
    his = change(app, postbox, thief, FIRST, SECOND)
    Reader(app).open(his).submit()
    assert addresses(build, anna)[0] == FIRST
    postbox.open()
    Reader(app).open(hers).submit()
    assert addresses(build, anna)[0] == anna.email
    for path in (his, hers):
        Reader(app).open(path, 410)


def test_a_later_link_is_dead_once_an_earlier_one_was_used(app, anna, build, postbox, thief):
    hers = change(app, postbox, thief, anna.email, FIRST)
    his = change(app, postbox, thief, FIRST, SECOND)
    Reader(app).open(hers).submit()
    Reader(app).open(his, 410)
    assert addresses(build, anna)[0] == anna.email


def test_both_addresses_come_back_as_they_were(app, anna, build, postbox, thief):
    build.change(User, anna.user_id, notification_email="bills@example.com")
    hers = change(app, postbox, thief, anna.email, FIRST)
    elsewhere(app, postbox, thief, "bills@example.com", SECOND)
    assert addresses(build, anna) == (FIRST, SECOND)
    Reader(app).open(hers).submit()
    assert addresses(build, anna) == (anna.email, "bills@example.com")


def test_where_notifications_went_is_taken_back_alone(app, anna, build, postbox, thief):
    theirs = elsewhere(app, postbox, thief, anna.email, "bills@example.com")
    change(app, postbox, thief, anna.email, FIRST)
    reader = Reader(app).open(theirs)
    assert "The e-mail address for notifications was changed" in reader.text
    reader.submit()
    assert addresses(build, anna) == (FIRST, None)
    assert thief.open("/account").address.startswith("/login")


def test_a_new_password_does_not_stop_it(app, anna, build, postbox, thief):
    back = change(app, postbox, thief, anna.email, FIRST)
    with app.app_context():
        users.store_hash(anna.user_id, build.stored(User, anna.user_id).password_hash)
        links.void(anna.user_id)
    Reader(app).open(back).submit()
    assert addresses(build, anna)[0] == anna.email


@pytest.mark.parametrize(("hours", "status"), [(71, 200), (73, 410)])
def test_it_can_be_done_for_three_days(app, anna, postbox, thief, hours, status):
    back = change(app, postbox, thief, anna.email, FIRST)
    with time_machine.travel(now() + timedelta(hours=hours)):
        Reader(app).open(back, status)


def test_an_address_that_is_another_users_by_now_does_not_come_back(
    app, anna, build, postbox, thief
):
    back = change(app, postbox, thief, anna.email, FIRST)
    build.client("Bert", email=anna.email)
    reader = Reader(app).open(back).submit(status=409)
    assert "now belongs to another sign-in here" in reader.text
    assert addresses(build, anna)[0] == FIRST
    assert build.stored(User, anna.user_id).password_hash
    Reader(app).open(back)


def test_who_has_no_seat_any_more_gets_his_address_back_and_no_link(
    app, anna, build, postbox, thief
):
    back = change(app, postbox, thief, anna.email, FIRST)
    build.change(Membership, 1, disabled_at=now())
    Reader(app).open(back).submit()
    assert addresses(build, anna)[0] == anna.email
    assert not [one for one in postbox.open() if "/forgot/" in one.text]


def test_its_secret_is_stored_nowhere(app, anna, build, postbox, thief):
    token = change(app, postbox, thief, anna.email, FIRST).rpartition("/")[2]
    assert token not in str(build.stored(OneTimeLink, 2))
    assert build.stored(OneTimeLink, 2).purpose == links.REVERT
