"""Strangers who guess at a password do not lock out the browsers that its user knows."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.builders import PASSWORD
from tests.reader import Reader

START = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
HOME, CAFE = "192.0.2.7", "198.51.100.1"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def known(app, anna) -> Reader:
    """A browser in which Anna signed in before."""
    reader = Reader(app)
    reader.client.environ_base["REMOTE_ADDR"] = HOME
    return reader.sign_in(anna).open("/logout").submit()


def attempt(reader: Reader, email: str, password: str = "wrong"):
    fields = {"csrf_token": reader.open("/login").token, "email": email, "password": password}
    return reader.client.post("/login", data=fields)


def guess(app, email: str, times: int, address: str = HOME) -> list[int]:
    """Guess as a stranger, each time with a new browser."""
    found = []
    for _ in range(times):
        reader = Reader(app)
        reader.client.environ_base["REMOTE_ADDR"] = address
        found.append(attempt(reader, email).status_code)
    return found


def test_who_shares_her_network_with_a_guesser_gets_in_where_she_is_known(app, anna, known):
    assert guess(app, anna.email, 6) == [422] * 5 + [429]
    assert guess(app, "bert@example.com", 5) == [422] * 5
    assert guess(app, "carl@example.com", 5) == [422] * 5
    assert guess(app, "dora@example.com", 6) == [422] * 5 + [429], "the whole network waits"
    assert attempt(known, anna.email, PASSWORD).status_code == 303


def test_a_known_browser_has_the_same_limits_on_its_own(app, anna, known, clock):
    assert [attempt(known, anna.email).status_code for _ in range(6)] == [422] * 5 + [429]
    known.client.environ_base["REMOTE_ADDR"] = CAFE
    answer = attempt(known, anna.email, PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert guess(app, anna.email, 1) == [422], "strangers have lost nothing by it"
    clock.shift(timedelta(minutes=15))
    assert attempt(known, anna.email, PASSWORD).status_code == 303


def test_a_browser_known_to_her_is_a_stranger_to_everybody_else(app, anna, known, build):
    bert = build.client("Bert")
    assert guess(app, bert.email, 5) == [422] * 5
    assert attempt(known, bert.email, PASSWORD).status_code == 429


def test_a_made_up_device_is_a_stranger(app, anna, known):
    reader = Reader(app)
    reader.client.environ_base["REMOTE_ADDR"] = HOME
    reader.client.set_cookie("clientarea-device", "A" * 43)
    assert guess(app, anna.email, 5) == [422] * 5
    assert attempt(reader, anna.email, PASSWORD).status_code == 429


def test_a_reset_in_a_known_browser_forgives_what_was_guessed_in_it(app, anna, known, postbox):
    for _ in range(5):
        attempt(known, anna.email)
    assert attempt(known, anna.email, PASSWORD).status_code == 429
    known.open("/forgot").submit(email=anna.email)
    (link,) = [letter.link("/forgot/") for letter in postbox.open() if "/forgot/" in letter.text]
    fresh = "seven-paper-lanterns-adrift"
    known.open(link).submit(password=fresh, password_again=fresh)
    assert attempt(known, anna.email, fresh).status_code == 303


@pytest.mark.parametrize("email", ["anna@example.com", "nobody@example.com"])
def test_the_work_does_not_tell_a_known_browser_from_a_stranger(app, anna, known, queries, email):
    """Whoever tries the cookie of somebody's browser learns nothing while he guesses."""
    stranger, work = Reader(app), []
    for reader in (known, stranger):
        reader.open("/login")
        fields = {"csrf_token": reader.token, "email": email, "password": "wrong"}
        with queries() as sent:
            answer = reader.client.post("/login", data=fields)
        work.append((answer.status_code, list(sent)))
    assert work[0] == work[1]


def test_who_must_wait_costs_one_statement_and_no_write(app, anna, known, queries):
    guess(app, anna.email, 5)
    reader = Reader(app).open("/login")
    reader.client.environ_base["REMOTE_ADDR"] = HOME
    fields = {"csrf_token": reader.token, "email": anna.email, "password": PASSWORD}
    with queries() as sent:
        assert reader.client.post("/login", data=fields).status_code == 429
    assert len(sent) == 1
    assert sent[0].startswith("SELECT")
