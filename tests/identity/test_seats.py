"""Seats: rights are read anew at each request, and a lost seat is left at once."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.reader import Reader
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.guard import may
from webapp.identity.models import Account, BrowserSession, Membership
from webapp.identity.permissions import FINANCE, FULL_ACCESS, Permission, pack


@pytest.fixture
def anna(build):
    return build.client("Anna")


@pytest.fixture
def acme(build):
    return build.client("Acme")


def seat_of(app, user, account) -> int:
    with app.app_context(), db.write_connection() as connection:
        return connection.execute(
            select(Membership.id).where(
                Membership.user_id == user.user_id, Membership.account_id == account.account_id
            )
        ).scalar_one()


LOST = [
    ("disabled", lambda: {"disabled_at": now()}),
    ("expired", lambda: {"expires_at": now() - timedelta(seconds=1)}),
]


@pytest.mark.parametrize(("_how", "columns"), LOST)
def test_who_loses_one_seat_of_two_is_in_the_other_at_the_next_request(
    app, build, anna, acme, _how, columns
):
    build.seat(anna, acme, *FULL_ACCESS)
    reader = Reader(app).sign_in(anna)
    assert "Anna" in reader.text
    build.change(Membership, seat_of(app, anna, anna), **columns())
    reader.open("/account")
    assert acme.client_id in reader.text.replace(" ", "")
    assert build.stored(BrowserSession, 1).account_id == acme.account_id
    assert "Switch account" not in reader.page.text("header")


@pytest.mark.parametrize(("_how", "columns"), LOST)
def test_who_loses_his_last_seat_is_out_at_the_next_request(app, build, anna, _how, columns):
    reader = Reader(app).sign_in(anna)
    build.change(Membership, seat_of(app, anna, anna), **columns())
    assert reader.open("/profile").address.startswith("/login")
    assert build.stored(BrowserSession, 1).ended_at is not None
    assert build.events()[-1] == "sign_in.ended"
    build.change(Membership, seat_of(app, anna, anna), disabled_at=None, expires_at=None)
    assert reader.open("/profile").address.startswith("/login")


def test_a_seat_that_was_deleted_is_lost_too(app, build, anna, acme):
    build.seat(anna, acme, Permission.PROFILE_READ)
    reader = Reader(app).sign_in(anna)
    seat = seat_of(app, anna, anna)
    with app.app_context(), db.write_connection() as connection:
        connection.execute(delete(Membership).where(Membership.id == seat))
    assert acme.client_id in reader.open("/account").text.replace(" ", "")


def test_a_seat_lasts_until_its_last_second(app, build, anna):
    reader = Reader(app).sign_in(anna)
    build.change(Membership, seat_of(app, anna, anna), expires_at=now() + timedelta(hours=1))
    assert reader.open("/profile").address == "/profile"


def test_rights_are_read_anew_at_each_request(app, build, anna, acme):
    build.seat(anna, acme, *FINANCE)
    build.change(Membership, seat_of(app, anna, anna), disabled_at=now())
    reader = Reader(app).sign_in(anna)
    reader.open("/account")
    seat = seat_of(app, anna, acme)
    build.change(Membership, seat, permissions=pack(FINANCE - {Permission.PROFILE_READ}))
    reader.open("/account", status=403)
    assert "Account information" not in reader.page.text("nav")
    assert "Ask the owner of the account." in reader.text
    build.change(Membership, seat, permissions="profile.read")
    assert reader.open("/account").page.link("Account information") is not None


def test_an_owner_has_every_right_whatever_is_stored(app, build, anna):
    build.change(Membership, seat_of(app, anna, anna), permissions="")
    assert Reader(app).sign_in(anna).open("/account").address == "/account"


def test_ones_own_settings_need_no_right(app, build, anna, acme):
    build.seat(anna, acme)
    build.change(Membership, seat_of(app, anna, anna), disabled_at=now())
    reader = Reader(app)
    reader.open("/login?next=/profile").submit(email=anna.email, password=anna.password)
    assert reader.address == "/profile"
    reader.press("Change your name").submit(name="Anna K.")
    assert "Name saved." in reader.text


@pytest.mark.parametrize(("state", "shown"), [("suspended", "Suspended"), ("closed", "Closed")])
def test_a_suspended_or_closed_account_can_still_be_read(app, build, anna, state, shown):
    build.change(Account, anna.account_id, state=state)
    reader = Reader(app).sign_in(anna)
    assert shown in reader.text
    reader.open("/profile").press("Change your name").submit(name="Anna K.")
    assert "Name saved." in reader.text


def test_nothing_of_a_closed_account_can_be_changed(app, build, anna, make_app):
    own = make_app(database_url=app.config["SQLALCHEMY_DATABASE_URI"], migrated=False)
    view = may(Permission.PROFILE_READ)(lambda: "changed")
    own.add_url_rule("/paint", "paint", view, methods=["GET", "POST"])
    reader = Reader(own).sign_in(anna).open("/profile/name/edit")
    post = {"csrf_token": reader.token}
    assert reader.client.post("/paint", data=post).text == "changed"
    build.change(Account, anna.account_id, state="closed")
    answer = reader.client.post("/paint", data=post)
    assert answer.status_code == 403
    assert "This account is closed." in answer.text
    assert reader.client.get("/paint").text == "changed"
