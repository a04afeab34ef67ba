"""Browser sessions: how long they last, and that what is over stays over."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.reader import Reader
from webapp.identity.models import BrowserSession, User

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def anna(clock, build):
    return build.client("Anna")


def is_in(reader: Reader) -> bool:
    return reader.open("/profile").address == "/profile"


@pytest.mark.parametrize(("stay", "idle"), [(None, 30 * MINUTE), ("1", 14 * DAY)])
def test_who_does_nothing_is_signed_out_on_time(app, clock, anna, stay, idle):
    reader = Reader(app).sign_in(anna, stay=stay)
    clock.shift(idle - timedelta(seconds=1))
    assert is_in(reader)
    clock.shift(idle)
    assert not is_in(reader)


@pytest.mark.parametrize(
    ("stay", "step", "absolute"), [(None, 29 * MINUTE, 12 * HOUR), ("1", 13 * DAY, 30 * DAY)]
)
def test_who_is_busy_is_signed_out_in_the_end(app, clock, anna, stay, step, absolute):
    reader = Reader(app).sign_in(anna, stay=stay)
    passed = timedelta()
    while passed + step < absolute:
        clock.shift(step)
        passed += step
        assert is_in(reader)
    clock.shift(absolute - passed - timedelta(seconds=1))
    assert is_in(reader)
    clock.shift(1)
    assert not is_in(reader)


def test_a_session_that_is_over_stays_over_when_clocks_go_back(app, clock, anna, build):
    reader = Reader(app).sign_in(anna)
    reader.open("/logout").submit()
    clock.move_to(START)
    assert not is_in(reader)


def test_it_is_noted_at_most_once_a_minute_that_a_session_is_used(app, clock, anna, build, queries):
    reader = Reader(app).sign_in(anna)
    for seconds, writes in ((0, 0), (59, 0), (1, 1), (0, 0), (59, 0), (61, 1)):
        clock.shift(seconds)
        with queries() as sent:
            reader.open("/profile")
        assert len([sql for sql in sent if sql.startswith("UPDATE")]) == writes
    assert build.stored(BrowserSession, 1).seen_at == START + timedelta(seconds=180)


def test_a_session_remembers_where_it_was_opened(app, anna, build):
    reader = Reader(app)
    reader.headers["User-Agent"] = "Lynx/\x1b2.9 " + "x" * 300
    reader.sign_in(anna)
    stored = build.stored(BrowserSession, 1)
    assert stored.address == "127.0.0.1"
    assert stored.agent == "Lynx/2.9 " + "x" * 191
    assert (stored.way, stored.stay) == ("password", False)
    assert (stored.started_at, stored.expires_at) == (START, START + 12 * HOUR)


def test_after_sign_out_the_old_cookie_is_dead(app, anna, build):
    reader = Reader(app).sign_in(anna)
    cookie = reader.client.get_cookie("clientarea").value
    reader.open("/logout").submit()
    assert reader.address.startswith("/login")
    assert "You are signed out." in reader.response.text
    assert build.stored(BrowserSession, 1).ended_at == START
    assert build.events()[-1] == "sign_in.ended"
    thief = Reader(app)
    thief.client.set_cookie("clientarea", cookie)
    assert not is_in(thief)


def test_signing_out_in_one_browser_leaves_the_other_alone(app, anna):
    one, two = Reader(app).sign_in(anna), Reader(app).sign_in(anna)
    one.open("/logout").submit()
    assert not is_in(one)
    assert is_in(two)


def test_signing_in_again_ends_the_session_before(app, anna, build):
    reader = Reader(app).sign_in(anna)
    before = reader.client.get_cookie("clientarea").value
    stranger = Reader(app).open("/login")
    page = reader.client.get("/profile/name/edit").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    fields = {"csrf_token": token, "email": anna.email, "password": anna.password}
    assert reader.client.post("/login", data=fields).status_code == 303
    assert is_in(reader)
    stranger.client.set_cookie("clientarea", before)
    assert not is_in(stranger)
    assert build.events().count("sign_in.ended") == 1


def test_a_session_ended_elsewhere_is_over_at_the_next_request(app, anna, build):
    reader = Reader(app).sign_in(anna)
    build.change(BrowserSession, 1, ended_at=START)
    assert not is_in(reader)


@pytest.mark.parametrize("path", ["/profile", "/profile/phone/edit", "/account", "/switch"])
def test_who_is_no_longer_signed_in_is_led_back_afterwards(app, clock, anna, kind, path):
    reader = Reader(app, kind).sign_in(anna)
    clock.shift(HOUR)
    address = f"{path}?countries=all"
    answer = reader.client.get(address, headers=reader._htmx() if kind == "htmx" else {})
    target = answer.headers["HX-Redirect" if kind == "htmx" else "Location"]
    assert answer.status_code == (401 if kind == "htmx" else 303)
    assert answer.data == b"" or kind == "plain"
    reader.open(target).submit(email=anna.email, password=anna.password)
    assert re.sub("&t=[0-9a-f]{8}$", "", reader.address) == address


def test_a_form_sent_too_late_leads_to_sign_in_and_changes_nothing(app, clock, anna, build):
    reader = Reader(app).sign_in(anna).open("/profile/phone/edit")
    clock.shift(HOUR)
    reader.submit(number="+44 20 7946 0018")
    assert reader.address.startswith("/login?next=")
    assert build.stored(User, anna.user_id).phone is None
