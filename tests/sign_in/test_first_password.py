"""Accounts opened without a password: a letter brings the link to set the first one."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from tests.builders import PASSWORD
from tests.postbox import Postbox
from tests.reader import Reader
from webapp.core import db, passwords
from webapp.core.clock import now
from webapp.identity.models import Account, Membership, OneTimeLink, User
from webapp.messaging.models import Notification
from webapp.sign_in.service import opening

NEW = ("account", "create", "--name", "Bakery <Anna>", "--email", "Anna@Example.com")
TABLES = (User, Account, Membership, OneTimeLink, Notification)


def run(app, *more: str, **options: str):
    result = app.test_cli_runner().invoke(args=[*NEW, *more], **options)
    assert "Traceback" not in result.output
    return result


def rows(app) -> list[int]:
    with app.app_context(), db.write_connection() as connection:
        counts = (select(func.count()).select_from(table) for table in TABLES)
        return [connection.execute(count).scalar() for count in counts]


def test_a_new_owner_sets_his_first_password_with_the_link_in_a_letter(app, kind, build, postbox):
    assert run(app).stdout.startswith("Client ID ")
    assert build.stored(User, 1).password_hash is None
    letter = postbox.only()
    assert letter.to == "Anna@example.com"
    assert postbox.told() == ["confirm.password"]
    assert "Bakery <Anna>" in letter.text
    assert "Bakery &lt;Anna&gt;" in letter.html

    reader = Reader(app, kind).open("/login")
    reader.submit(status=422, email="anna@example.com", password=PASSWORD)
    assert "do not belong together" in reader.text
    link = letter.link("/forgot/")
    reader.open(link.removeprefix("http://localhost:8000"))
    reader.submit(password=PASSWORD, password_again=PASSWORD)
    reader.submit(email="anna@example.com", password=PASSWORD)
    assert reader.address == "/account"
    assert build.events()[0] == "account.created"


def test_the_link_works_for_three_days(app, postbox):
    with time_machine.travel(now()) as clock:
        run(app)
        link = postbox.only().link("/forgot/").removeprefix("http://localhost:8000")
        clock.shift(timedelta(hours=71, minutes=59))
        Reader(app).open(link)
        clock.shift(timedelta(minutes=2))
        Reader(app).open(link, status=410)


def test_whoever_lets_it_grow_old_asks_for_another(app, postbox):
    with time_machine.travel(now()) as clock:
        run(app)
        postbox.open()
        clock.shift(timedelta(hours=73))
        reader = Reader(app).open("/forgot").submit(email="anna@example.com")
        reader.open(postbox.only().link("/forgot/").removeprefix("http://localhost:8000"))
        reader.submit(password=PASSWORD, password_again=PASSWORD)
        assert "The new password is set." in reader.text


def test_a_known_email_gets_another_account_and_no_letter(app, build, postbox):
    build.client("Anna")
    assert run(app).exit_code == 0
    assert rows(app) == [1, 2, 2, 0, 0]
    assert postbox.open() == []


@pytest.mark.parametrize("way", ["--password", "--password-stdin"])
def test_who_gets_a_password_gets_no_letter(app, postbox, way):
    more = (way, PASSWORD) if way == "--password" else (way,)
    assert run(app, *more, input=PASSWORD).exit_code == 0
    assert rows(app) == [1, 1, 1, 0, 0]
    assert postbox.open() == []


@pytest.mark.parametrize("step", ["letter", "account", "end"])
def test_when_something_breaks_there_is_neither_account_nor_letter(app, monkeypatch, postbox, step):
    def break_down(*_args: object, **_options: object) -> None:
        raise OSError(28, "no space left on device")

    place = {
        "letter": "webapp.sign_in.service.resetting.notify",
        "account": "webapp.identity.service.accounts._with_free_client_id",
        "end": "webapp.identity.service.accounts.record_event",
    }[step]
    monkeypatch.setattr(place, break_down)
    with app.app_context(), pytest.raises(OSError, match="no space"):
        opening.open_account(name="Anna", email="anna@example.com", password=None)
    assert rows(app) == [0, 0, 0, 0, 0]
    assert postbox.open() == []


def test_a_user_without_a_password_is_refused_like_anybody(app, build, hasher):
    build.client("Anna", password_hash=None)
    for typed in ("", PASSWORD, "None", "\x00"):
        reader = Reader(app).open("/login")
        reader.submit(status=422, email="anna@example.com", password=typed)
    assert not passwords.verify(None, PASSWORD)


def test_the_link_is_under_the_public_address_even_from_a_terminal(make_app):
    app = make_app(public_url="https://www.example.com/my/area")
    postbox = Postbox(app)
    assert run(app).exit_code == 0
    start = "https://www.example.com/my/area/forgot/"
    assert postbox.only().link("/forgot/").startswith(start)
