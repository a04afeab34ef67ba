"""Closed accounts stay readable for 90 days; then everything about the client is gone."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from tests.reader import Reader
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.errors import NoSuchAccount
from webapp.identity.models import (
    Account,
    AddressList,
    Authenticator,
    LoginMail,
    Membership,
    NetworkVisit,
    Passkey,
    RecoveryCode,
    User,
)
from webapp.identity.permissions import Permission
from webapp.identity.service import accounts
from webapp.identity.service.erasing import READABLE, erase_closed_account
from webapp.messaging import jobs

SOON_ERASED = READABLE + timedelta(minutes=1)


@pytest.fixture
def closed(app, build):
    """Anna's account, closed just now; she has signed in and changed her phone before."""
    anna = build.client("Anna Kovalenko", phone="+442079460018")
    Reader(app).sign_in(anna).open("/profile/phone/edit").submit(number="+442079460019")
    with app.app_context():
        accounts.close(anna.client_id)
    return anna


def erased(app) -> int:
    with app.app_context():
        return erase_closed_account()


def everything(app) -> str:
    """All that the database holds, as one text."""
    with app.app_context(), db.write_connection() as connection:
        rows = [
            row
            for table in db.Base.metadata.sorted_tables
            for row in connection.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608
        ]
    return " ".join(str(value) for row in rows for value in row)


def test_an_account_is_not_erased_before_its_time(app, closed):
    assert erased(app) == 0
    with time_machine.travel(now() + READABLE - timedelta(minutes=1)):
        assert erased(app) == 0
    assert "Anna Kovalenko" in everything(app)


def test_an_account_that_lives_is_never_erased(app, build):
    build.client("Bert")
    with time_machine.travel(now() + timedelta(days=4000)):
        assert erased(app) == 0


def test_an_account_that_was_opened_again_is_not_erased(app, closed):
    with app.app_context():
        accounts.resume(closed.client_id)
    with time_machine.travel(now() + SOON_ERASED):
        assert erased(app) == 0


def test_nothing_of_the_client_is_left_but_the_number(app, build, closed):
    with app.app_context():
        jobs.drain()
    assert "Hello Anna Kovalenko" in everything(app)
    with time_machine.travel(now() + SOON_ERASED), app.app_context():
        jobs.sweep()
    account = build.stored(Account, closed.account_id)
    assert (account.client_id, account.name) == (closed.client_id, "")
    user = build.stored(User, closed.user_id)
    assert (user.name, user.phone, user.password_hash) == ("", None, None)
    left = everything(app)
    for word in ("Anna", "Kovalenko", closed.email, "account.closed", "sign_in.succeeded"):
        assert word not in left, word


def test_nothing_that_guarded_the_user_is_left(app, build, closed):
    user_id = closed.user_id
    build.change(
        User,
        user_id,
        password_set_at=now(),
        second_factor_at=now(),
        passkey_handle=b"handle",
        notification_email="kovalenko@example.org",
        login_mail=LoginMail.EVERY,
        watches_seats=True,
    )
    rows = [
        AddressList(user_id=user_id, kept=[["203.0.113.7", "Kovalenko"]], version=1),
        NetworkVisit(user_id=user_id, network="203.0.113.7"),
        Authenticator(user_id=user_id, sealed_seed=b"seed"),
        RecoveryCode(user_id=user_id, digest=b"digest"),
        Passkey(
            user_id=user_id,
            credential_id=b"id",
            public_key=b"key",
            sign_count=0,
            transports="",
            is_backed_up=False,
            name="Kovalenko",
        ),
    ]
    for row in rows:
        build.add(row)
    with time_machine.travel(now() + SOON_ERASED):
        assert erased(app) == 1
    with app.app_context(), db.write_connection() as connection:
        for model in (AddressList, NetworkVisit, Authenticator, RecoveryCode, Passkey):
            assert connection.execute(select(model)).all() == [], model.__tablename__
    user = build.stored(User, user_id)
    blank = (user.password_set_at, user.second_factor_at, user.passkey_handle)
    assert (*blank, user.notification_email) == (None, None, None, None)
    assert (user.login_mail, user.watches_seats) == (LoginMail.NEW_DEVICES, False)


def test_an_erased_account_cannot_be_opened_again(app, closed):
    with time_machine.travel(now() + SOON_ERASED), app.app_context():
        assert erase_closed_account() == 1
        with pytest.raises(NoSuchAccount):
            accounts.resume(closed.client_id)
    assert "resumed" not in everything(app)


def test_whoever_has_another_seat_stays(app, build, closed):
    bert = build.client("Bert Meier")
    build.seat(bert, closed)
    build.seat(closed, bert, Permission.PROFILE_READ)
    with time_machine.travel(now() + SOON_ERASED):
        assert erased(app) == 1
    assert build.stored(User, bert.user_id).name == "Bert Meier"
    assert build.stored(User, closed.user_id).name == "Anna Kovalenko"
    reader = Reader(app).sign_in(closed)
    assert bert.client_id[:3] in reader.open("/account").text


def test_the_erased_cannot_sign_in_and_their_address_is_free(app, build, closed):
    with time_machine.travel(now() + SOON_ERASED):
        erased(app)
    reader = Reader(app).open("/login")
    reader.submit(status=422, email=closed.email, password=closed.password)
    reader.submit(status=422, email=f"erased-{closed.user_id}", password=closed.password)
    again = build.client("Anna Kovalenko", email=closed.email)
    assert again.user_id != closed.user_id
    Reader(app).sign_in(again)


def test_an_erasure_that_fails_leaves_all_as_it_was(app, build, closed, monkeypatch):
    before = everything(app)
    monkeypatch.setattr("webapp.identity.service.erasing._erase_if_seatless", 1 / 1)
    with time_machine.travel(now() + SOON_ERASED), pytest.raises(TypeError):
        erased(app)
    assert everything(app) == before
    assert build.stored(Membership, 1).user_id == closed.user_id
