"""Filling: once, whole, the same each time, and never over anybody's data."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import event, func, select

from tests.postbox import Postbox
from tests.reader import Reader
from webapp.core import db
from webapp.demo import service
from webapp.demo.clients import CLIENTS
from webapp.demo.people import MAYA
from webapp.identity.models import Account, User
from webapp.messaging.models import State

MOST_STATEMENTS = 60
CHANCE = {
    "users": {"password_hash", "avatar"},
    "avatars": {"name"},
    "sessions": {"token_digest"},
    "devices": {"token_digest"},
    "email_messages": {"message_id"},
    "notifications": {"sealed_facts"},
    "one_time_links": {"token_digest"},
}
"""Columns of keys, hashes and tokens, which nobody may foretell."""

MOMENTS = [
    datetime(2026, 11, 22, 14, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 0, 0, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 3, 1, 3, 4, tzinfo=UTC),
]


def demo(app):
    return app.test_cli_runner().invoke(args=["demo"])


def dump(app) -> dict[str, list[tuple]]:
    with app.app_context(), db.write_connection() as connection:
        found = {}
        for table in db.Base.metadata.sorted_tables:
            kept = [c for c in table.columns if c.name not in CHANCE.get(table.name, ())]
            found[table.name] = connection.execute(select(*kept).order_by(*table.primary_key)).all()
        return found


def count(app, model) -> int:
    with app.app_context(), db.write_connection() as connection:
        return connection.scalar(select(func.count()).select_from(model))


@pytest.mark.seldom_on_postgresql
def test_the_first_line_is_annas_pair_and_each_pair_says_what_it_is_good_for(app):
    first, *lines = demo(app).stdout.splitlines()
    assert first == ("Sign in with anna@demo.example and the password quiet-harbour-lantern-42")
    assert all(line.startswith("    ") for line in lines[::2])
    assert all(re.search(r"\S+@\S+\.example", line) for line in lines[1::2])


def test_a_second_call_changes_nothing_and_prints_the_same(app):
    printed = demo(app).stdout
    before = dump(app)
    again = demo(app)
    assert (again.exit_code, again.stdout) == (0, printed)
    assert dump(app) == before


@pytest.mark.seldom_on_postgresql
def test_the_demo_is_known_after_people_changed_their_data(app, build):
    demo(app)
    with app.app_context():
        user_id = db.session().scalar(select(User.id).where(User.email == "anna@demo.example"))
        account_id = db.session().scalar(
            select(Account.id).where(Account.client_id == CLIENTS[0].client_id)
        )
    build.change(User, user_id, email="a@b.example", email_key="a@b.example", name="Ann")
    build.change(Account, account_id, name="Renamed", state="closed")
    build.client("Newcomer")
    before = dump(app)
    again = demo(app)
    assert again.exit_code == 0
    assert "Sign in with anna@demo.example" in again.stdout
    assert dump(app) == before


def test_data_of_others_is_left_as_it_is(app, build):
    build.client("Real")
    before = dump(app)
    refused = demo(app)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "left as it is" in refused.stderr
    assert dump(app) == before


def test_the_demo_is_refused_in_production(make_app):
    app = make_app(public_url="https://www.example.com")
    refused = demo(app)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "this machine only" in refused.stderr
    assert count(app, User) == 0


@pytest.mark.parametrize("table", ["memberships", "notifications", "deliveries"])
@pytest.mark.seldom_on_postgresql
def test_a_fill_that_dies_leaves_nothing_and_can_be_repeated(app, table):
    def die(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith(f"INSERT INTO {table}"):
            raise KeyboardInterrupt

    with app.app_context():
        engine = db.db.engine
        event.listen(engine, "before_cursor_execute", die)
        try:
            with pytest.raises(KeyboardInterrupt):
                service.fill()
        finally:
            event.remove(engine, "before_cursor_execute", die)
    assert not any(dump(app).values())
    assert demo(app).exit_code == 0
    assert count(app, Account) == len(CLIENTS)


def test_a_fill_needs_few_statements(app, queries):
    with app.app_context(), queries() as sent:
        service.fill()
    assert len(sent) <= MOST_STATEMENTS


def test_two_databases_filled_at_the_same_moment_are_alike(make_app):
    with time_machine.travel(MOMENTS[0], tick=False):
        one, two = make_app(), make_app()
        for app in (one, two):
            assert demo(app).exit_code == 0
        assert dump(one) == dump(two)


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_whenever_it_is_filled_nothing_lies_ahead_and_every_state_is_there(make_app, moment):
    with time_machine.travel(moment, tick=False):
        app = make_app()
        assert demo(app).exit_code == 0
        found = dump(app)
        states = {row.state for row in found["email_messages"]}
    assert states == set(State)
    assert 400 <= len(found["notifications"]) <= 600
    happened = [row.created_at for row in (*found["notifications"], *found["users"])]
    happened += [row.happened_at for row in (*found["deliveries"], *found["activity_events"])]
    happened += [row.settled_at for row in found["email_messages"] if row.settled_at]
    assert max(happened) <= moment
    told = [row.created_at for row in found["notifications"]]
    assert told == sorted(told), "the archive reads by id"


def test_what_waits_at_the_moment_of_filling_is_delivered_and_nothing_else(make_app):
    app = make_app()
    demo(app)
    waiting = [row for row in dump(app)["email_messages"] if row.state is State.QUEUED]
    fresh = {row.id for row in waiting if row.tries == 0}
    assert fresh
    letters = Postbox(app).open()
    assert len(letters) == len(fresh) + 1, "and the link of the newest owner"
    states = {row.id: row.state for row in dump(app)["email_messages"]}
    assert {states[number] for number in fresh} == {State.SENT}
    assert {states[row.id] for row in waiting if row.tries} == {State.QUEUED}


def test_who_has_no_password_sets_it_with_the_link_in_the_mail(make_app):
    app = make_app()
    demo(app)
    (letter,) = [one for one in Postbox(app).open() if one.to == MAYA.email]
    password = "gentle-kiln-glaze-willow-9"
    reader = Reader(app).open(letter.link("/forgot/"))
    reader.submit(password=password, password_again=password)
    reader.open("/login").submit(email=MAYA.email, password=password)
    assert "Tidewell Ceramics" in reader.text
