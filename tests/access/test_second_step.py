"""The second step of a sign-in: asked of whoever has only a password, passed with one code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine

from tests.access.authenticator import App, enrolled, set_up, wrong
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import BrowserSession, Device

STEP = "/access/second-step"


@pytest.fixture
def phone(app, anna) -> App:
    """Her authenticator app, in use since yesterday."""
    found, _codes = enrolled(app, anna)
    return found


def half_way(app, anna, **fields: str) -> Reader:
    """A browser in which the password was right."""
    reader = Reader(app).open(fields.pop("at", "/login"))
    return reader.submit(email=anna.email, password=anna.password, **fields)


def test_a_password_alone_lets_nobody_in(app, anna, phone):
    reader = half_way(app, anna)
    assert reader.address == STEP
    assert "Confirm your sign-in" in reader.text
    assert reader.open("/profile").address.startswith("/login")


def test_the_code_of_the_app_lets_her_in(app, anna, phone, build):
    reader = half_way(app, anna).submit(code=phone.code())
    assert reader.address == "/account"
    assert build.events()[-1] == "sign_in.succeeded"
    assert build.stored(BrowserSession, 2).second_factor == "totp"


def test_where_she_wanted_to_go_and_to_stay_survive_the_step(app, anna, phone, build):
    reader = half_way(app, anna, at="/profile/phone/edit", stay="1").submit(code=phone.code())
    assert reader.address == "/profile/phone/edit"
    assert build.stored(BrowserSession, 2).stay


def test_no_code_is_taken_twice(app, anna, phone):
    code = phone.code()
    half_way(app, anna).submit(code=code)
    again = half_way(app, anna).submit(code=code, status=422)
    assert "used already" in again.text
    again.submit(code=phone.later(-1), status=422)
    again.submit(code=phone.later())
    assert again.address == "/account"


def test_the_code_that_switched_it_on_lets_nobody_in(app, plain, anna):
    with time_machine.travel(now(), tick=False):
        found, _codes = set_up(plain.sign_in(anna))
        half_way(app, anna).submit(code=found.code(), status=422)


@pytest.mark.parametrize(
    ("seconds", "status"), [(-90, 422), (-30, 200), (0, 200), (30, 200), (90, 422)]
)
def test_a_clock_may_be_off_by_half_a_minute(app, anna, phone, seconds, status):
    with time_machine.travel(now(), tick=False):
        reader = half_way(app, anna)
        reader.submit(code=phone.code(now() + timedelta(seconds=seconds)), status=status)


def test_of_those_who_send_one_code_at_once_one_gets_in(app, anna, phone):
    doors = [half_way(app, anna) for _ in range(6)]
    code, together = phone.code(), Barrier(len(doors))
    bodies = [{"csrf_token": door.token, "code": code} for door in doors]

    def knock(number: int) -> int:
        together.wait()
        return doors[number].client.post(STEP, data=bodies[number]).status_code

    with ThreadPoolExecutor(len(doors)) as pool:
        answers = sorted(pool.map(knock, range(len(doors))))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 410, 422, 429}


def test_a_wrong_code_changes_nothing_and_is_logged(app, anna, phone, build):
    reader = half_way(app, anna).submit(code=wrong(phone), status=422)
    assert "This code does not fit." in reader.text
    assert "sign_in.second_factor_refused" in build.events()
    assert wrong(phone) not in reader.response.text
    assert reader.submit(code=phone.code()).address == "/account"


@pytest.mark.parametrize("typed", ["", " ", "0", "abc", "\u0130" * 6, "1" * 101, "é" * 16])
def test_whatever_is_typed_gets_a_sentence(app, anna, phone, typed):
    for path in (STEP, f"{STEP}?by=recovery-code"):
        reader = half_way(app, anna).open(path).submit(code=typed, status=422)
        assert "There is a problem" in reader.text


def test_wrong_codes_are_counted_whatever_ticket_they_come_with(app, anna, phone):
    for _ in range(5):
        half_way(app, anna).submit(code=wrong(phone), status=422)
    reader = half_way(app, anna).submit(code=phone.code(), status=429)
    assert "too many attempts" in reader.text
    assert 0 < int(reader.response.headers["Retry-After"]) <= 600
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert reader.submit(code=phone.code()).address == "/account"


def test_right_codes_are_not_counted(app, anna, phone):
    for step in range(7):
        with time_machine.travel(now() + timedelta(seconds=60 * step)):
            assert half_way(app, anna).submit(code=phone.code()).address == "/account"


def test_the_first_wrong_code_tells_her_once(app, anna, phone, postbox, build):
    postbox.open()
    reader = half_way(app, anna)
    for _ in range(3):
        reader.submit(code=wrong(phone), status=422)
    assert postbox.only().subject == "A sign-in was not finished"
    assert build.events().count("sign_in.second_factor_refused") == 3
    assert build.events().count("sign_in.stopped") == 1
    with time_machine.travel(now() + timedelta(hours=2)):
        assert postbox.open() == []


def test_a_sign_in_that_is_given_up_tells_her_from_where(app, anna, phone, postbox):
    postbox.open()
    half_way(app, anna)
    assert postbox.open() == []
    with time_machine.travel(now() + timedelta(minutes=21)):
        letter = postbox.only()
        assert postbox.open() == []
    assert letter.subject == "A sign-in was not finished"
    assert "127.0.0.1" in letter.text


def test_one_that_was_finished_later_tells_nobody(app, anna, phone, postbox):
    half_way(app, anna)
    half_way(app, anna).submit(code=phone.code())
    postbox.open()
    with time_machine.travel(now() + timedelta(minutes=21)):
        assert postbox.open() == []


def test_after_twenty_minutes_she_begins_again(app, anna, phone):
    reader = half_way(app, anna)
    with time_machine.travel(now() + timedelta(minutes=21)):
        reader.submit(code=phone.code(), status=410)
        assert "This sign-in is over" in reader.text
        reader.press("Sign in again")
    assert reader.address == "/login"


def test_who_is_not_half_way_is_sent_to_the_beginning(app, anna, phone):
    assert Reader(app).open(STEP).address == "/login"
    reader = half_way(app, anna).submit(code=phone.code())
    assert reader.open(STEP).address == "/account"


def test_a_password_changed_meanwhile_ends_the_attempt(app, anna, phone, plain):
    reader = half_way(app, anna)
    plain.open("/login").submit(email=anna.email, password=anna.password)
    plain.submit(code=phone.code())
    fresh = "seven-paper-lanterns-adrift"
    plain.open("/access/password/edit")
    plain.submit(current=anna.password, password=fresh, password_again=fresh)
    reader.submit(code=phone.later(), status=410)


def test_a_remembered_device_is_not_asked_for_thirty_days(app, anna, phone, build):
    reader = half_way(app, anna).submit(code=phone.code(), remember="1")
    reader.open("/logout").submit()
    reader.submit(email=anna.email, password=anna.password)
    assert reader.address == "/account"
    assert half_way(app, anna).address == STEP, "another device is asked"
    with time_machine.travel(now() + timedelta(days=31)):
        reader.open("/login").submit(email=anna.email, password=anna.password)
        assert reader.address == STEP


def test_one_that_is_not_ticked_is_asked_each_time(app, anna, phone):
    reader = half_way(app, anna).submit(code=phone.code())
    reader.open("/logout").submit()
    reader.submit(email=anna.email, password=anna.password)
    assert reader.address == STEP


def test_devices_are_forgotten_at_the_press_of_a_button(app, anna, phone, build):
    reader = half_way(app, anna).submit(code=phone.code(), remember="1")
    reader.open("/access/two-factor/edit")
    reader.press("Forget 1 remembered device").submit()
    assert "The next sign-in on each device asks for a code." in reader.text
    assert build.events()[-1] == "access.devices_forgotten"
    assert build.stored(Device, 2).trusted_until is None
    reader.open("/logout").submit()
    reader.submit(email=anna.email, password=anna.password)
    assert reader.address == STEP


def test_a_device_that_one_user_trusts_is_asked_for_another(app, anna, phone, build):
    reader = half_way(app, anna).submit(code=phone.code(), remember="1")
    reader.open("/logout").submit()
    boris = build.client("Boris")
    enrolled(app, boris)
    reader.submit(email=boris.email, password=boris.password)
    assert reader.address == STEP


def test_a_wrong_password_is_answered_as_for_anybody(app, anna, phone, build):
    boris = build.client("Boris")
    answers = []
    for person in (anna, boris):
        reader = Reader(app).open("/login")
        reader.submit(email=person.email, password="wrong", status=422)
        answers.append(reader.text.replace(person.email, ""))
    assert answers[0] == answers[1]
    assert reader.open(STEP).address == "/login"


@pytest.mark.parametrize("language", ["de", "uk", "ar"])
def test_the_step_speaks_as_the_browser_does(app, anna, phone, language):
    reader = Reader(app, language=language).open("/login")
    reader.submit(email=anna.email, password=anna.password)
    assert reader.page.find("html").get("lang") == language
    assert "Confirm your sign-in" not in reader.text


@pytest.mark.parametrize("seats", [1, 50])
def test_the_step_costs_few_statements(app, anna, phone, build, queries, seats):
    for number in range(1, seats):
        build.seat(anna, build.client(f"Client{number}"))
    reader = half_way(app, anna)
    with queries() as sent:
        assert reader.client.get(STEP).status_code == 200
    assert len(sent) <= 3, sent
    body = {"csrf_token": reader.token, "code": phone.code()}
    with queries() as sent:
        assert reader.client.post(STEP, data=body).status_code == 303
    assert len(sent) <= 13, sent


def test_who_signs_out_half_way_leaves_no_sign_in_behind(app, anna, phone):
    reader = half_way(app, anna)
    token = reader.token
    reader.client.post("/logout", data={"csrf_token": token})
    assert reader.open(STEP).address == "/login"
