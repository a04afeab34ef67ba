"""Guessing: counted before hashing, by e-mail and by network, and never a lock-out for long."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from argon2 import PasswordHasher

from tests.builders import PASSWORD
from tests.reader import Reader
from webapp.core import passwords
from webapp.core.passwords import PLACES

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def from_address(app, clock):
    """Try a pair from an address; return the status."""

    def attempt(address: str, email: str, password: str = "wrong") -> int:
        reader = Reader(app)
        reader.client.environ_base["REMOTE_ADDR"] = address
        page = reader.client.get("/login").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        fields = {"csrf_token": token, "email": email, "password": password}
        answer = reader.client.post("/login", data=fields)
        assert ("Retry-After" in answer.headers) is (answer.status_code == 429)
        return answer.status_code

    return attempt


def test_after_five_wrong_guesses_even_the_right_one_must_wait(from_address, anna, hasher, clock):
    found = [from_address("192.0.2.7", anna.email) for _ in range(5)]
    assert found == [422] * 5
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 429
    assert hasher.verified == 5
    clock.shift(15 * MINUTE)
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 303


def test_guesses_from_elsewhere_do_not_lock_her_out(from_address, anna):
    for _ in range(7):
        from_address("198.51.100.1", anna.email)
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 303


def test_other_spellings_of_the_address_count_together(from_address, anna):
    for email in ("anna@example.com", "ANNA@example.com", " Anna@Example.com", "anna@EXAMPLE.COM"):
        assert from_address("192.0.2.7", email) == 422
    assert from_address("192.0.2.7", anna.email) == 422
    assert from_address("192.0.2.7", "aNNa@example.com", PASSWORD) == 429


def test_a_network_has_twenty_tries_in_five_minutes(from_address, anna, hasher, clock):
    found = [from_address("192.0.2.7", f"user{n}@example.com") for n in range(20)]
    assert found == [422] * 20
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 429
    assert hasher.verified == 20
    assert from_address("192.0.2.8", anna.email, PASSWORD) == 303
    clock.shift(5 * MINUTE)
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 303


def test_a_network_has_a_hundred_tries_a_day(from_address, anna, clock, monkeypatch):
    monkeypatch.setattr(passwords, "_DUMMY", PasswordHasher(1, 8, 1).hash("nobody"))
    found = []
    for hour in range(5):
        clock.move_to(START + timedelta(hours=hour))
        found += [from_address("192.0.2.7", f"user{hour}-{n}@example.com") for n in range(20)]
    assert found == [422] * 100
    clock.shift(timedelta(hours=1))
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 429
    clock.move_to(START + timedelta(days=1))
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 303


def test_of_ipv6_a_64_is_one_network(from_address, anna):
    found = [from_address(f"2001:db8:1:2::{n:x}", anna.email) for n in range(5)]
    assert found == [422] * 5
    assert from_address("2001:db8:1:2:ffff::1", anna.email, PASSWORD) == 429
    assert from_address("2001:db8:1:3::1", anna.email, PASSWORD) == 303


@pytest.mark.parametrize("address", ["::ffff:192.0.2.7", "192.0.2.7:4711", "192.0.2.7"])
def test_writings_of_one_address_count_together(from_address, anna, address):
    for _ in range(5):
        from_address("192.0.2.7", anna.email)
    assert from_address(address, anna.email, PASSWORD) == 429


@pytest.mark.parametrize("address", ["", "unix:", "x" * 300, "fe80::1%eth0"])
def test_odd_peers_can_sign_in_and_are_throttled_too(from_address, anna, address):
    assert from_address(address, anna.email, PASSWORD) == 303
    for _ in range(5):
        from_address(address, anna.email)
    assert from_address(address, anna.email, PASSWORD) == 429


def test_a_forged_header_opens_no_fresh_counter(app, anna, clock):
    reader = Reader(app)
    for number in range(6):
        reader.headers["X-Forwarded-For"] = f"198.51.100.{number}"
        reader.open("/login").submit(
            status=422 if number < 5 else 429, email=anna.email, password="wrong"
        )


def test_success_gives_its_count_back(from_address, anna):
    for _ in range(30):
        assert from_address("192.0.2.7", anna.email, PASSWORD) == 303
    assert [from_address("192.0.2.7", anna.email) for _ in range(5)] == [422] * 5
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 429


def test_success_forgives_no_failures(from_address, anna):
    for _ in range(4):
        from_address("192.0.2.7", anna.email)
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 303
    assert from_address("192.0.2.7", anna.email) == 422
    assert from_address("192.0.2.7", anna.email, PASSWORD) == 429


def test_who_must_wait_reads_how_long_and_keeps_what_he_typed(reader, anna, clock):
    reader.open("/login")
    for _ in range(5):
        reader.submit(status=422, email=anna.email, password="wrong")
    clock.shift(5 * MINUTE)
    reader.submit(status=429, email=anna.email, password=PASSWORD)
    assert reader.response.headers["Retry-After"] == "600"
    assert "There were too many attempts. Try again in 10 minutes." in reader.text
    assert reader.page.by_id("email").get("value") == anna.email
    assert reader.page.text("title").startswith("Error: Sign in")


def test_who_comes_while_all_places_are_taken_is_not_counted(reader, anna, clock, queries):
    for _ in range(PLACES):
        passwords._places.acquire()
    try:
        reader.open("/login")
        with queries() as sent:
            for _ in range(7):
                reader.submit(status=429, email=anna.email, password="wrong")
                assert reader.response.headers["Retry-After"] == "1"
        assert sent == [], "his thread would wait for the database"
    finally:
        for _ in range(PLACES):
            passwords._places.release()
    assert "Many people are signing in right now. Try again in a moment." in reader.text
    reader.submit(email=anna.email, password=PASSWORD)
    assert reader.address == "/account"
