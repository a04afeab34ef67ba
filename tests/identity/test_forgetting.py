"""What identity forgets, and what is not old enough for that."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, insert, select

from webapp.core import db
from webapp.identity.models import ActivityEvent, BrowserSession, Device, OneTimeLink, User
from webapp.identity.service import devices, events, forgetting, links, sessions, users
from webapp.messaging import jobs

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(app):
    with app.app_context(), time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def anna(build, clock):
    return build.client("Anna Kovalenko")


def count(model: type[db.Base]) -> int:
    with db.write_connection() as connection:
        return connection.scalar(select(func.count()).select_from(model)) or 0


def sign_in(anna, *, stay: bool = False) -> int:
    sessions.open_session(users.newcomer(anna.user_id, "", way="password"), stay=stay)
    with db.write_connection() as connection:
        return connection.scalar(select(func.max(BrowserSession.id))) or 0


@db.operation
def note(anna) -> None:
    events.record_event("test.done", user_id=anna.user_id)


@pytest.mark.parametrize("stay", [True, False])
def test_a_session_is_forgotten_90_days_after_it_ran_out(clock, anna, stay):
    sign_in(anna, stay=stay)
    lasted = sessions.STAY_ABSOLUTE if stay else sessions.ABSOLUTE
    clock.move_to(START + lasted + 90 * DAY)
    assert forgetting.sessions() == 0
    clock.shift(SECOND)
    assert forgetting.sessions() == 1
    assert count(BrowserSession) == 0


def test_a_session_that_was_ended_is_forgotten_90_days_after_that(clock, anna):
    sessions.end_session(sign_in(anna, stay=True), reason="sign-out")
    sign_in(anna, stay=True)
    clock.move_to(START + 90 * DAY)
    assert forgetting.sessions() == 0
    clock.shift(SECOND)
    assert forgetting.sessions() == 1
    assert count(BrowserSession) == 1


@pytest.mark.parametrize("is_used", [True, False])
def test_a_link_is_forgotten_a_week_after_it_worked_last(clock, anna, is_used):
    token = links.issue(anna.user_id, links.PASSWORD, timedelta(hours=72))
    if is_used:
        links.use(token, links.PASSWORD)
    clock.move_to(START + (0 * DAY if is_used else 3 * DAY) + 7 * DAY)
    assert forgetting.links() == 0
    clock.shift(SECOND)
    assert forgetting.links() == 1
    assert count(OneTimeLink) == 0


def test_a_browser_is_forgotten_after_400_days_without_a_sign_in(clock, anna):
    assert devices.meet(anna.user_id, "one")
    assert devices.meet(anna.user_id, "other")
    clock.shift(400 * DAY)
    assert not devices.meet(anna.user_id, "other")
    assert forgetting.devices() == 0
    clock.shift(SECOND)
    assert forgetting.devices() == 1
    assert not devices.meet(anna.user_id, "other")
    assert devices.meet(anna.user_id, "one")


def test_what_was_done_is_known_for_two_years(clock, anna):
    note(anna)
    clock.shift(730 * DAY)
    note(anna)
    assert forgetting.events() == 0
    clock.shift(SECOND)
    assert forgetting.events() == 1
    assert count(ActivityEvent) == 1


def test_500_rows_are_forgotten_at_a_time(clock, anna):
    row = {"type": "test.done", "user_id": anna.user_id}
    with db.write_connection() as connection:
        connection.execute(insert(ActivityEvent), [row] * 1100)
    clock.shift(731 * DAY)
    assert [forgetting.events() for _ in range(4)] == [500, 500, 100, 0]


def test_the_worker_sweeps_all_of_it_and_leaves_people_alone(clock, anna):
    sign_in(anna)
    note(anna)
    devices.meet(anna.user_id, "one")
    links.issue(anna.user_id, links.PASSWORD, DAY)
    jobs.sweep()
    tables = [BrowserSession, Device, OneTimeLink, ActivityEvent]
    assert [count(table) for table in tables] == [1, 1, 1, 2]
    clock.shift(800 * DAY)
    jobs.sweep()
    assert [count(table) for table in tables] == [0, 0, 0, 0]
    assert count(User) == 1
