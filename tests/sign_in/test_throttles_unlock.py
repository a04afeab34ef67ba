"""After a hundred failures in a row strangers need a mailed link; whoever is known gets in."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select

from tests.builders import PASSWORD, Someone
from tests.reader import Reader
from webapp.core import db, passwords
from webapp.core.limits import Attempts, Rule
from webapp.identity.models import Membership, OneTimeLink
from webapp.identity.service import links
from webapp.sign_in.service import resetting, throttling, unlocking

START = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
WORDS = "For safety this sign-in needs a link that we mail to you."
LETTER = "/login/unlock/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def guessed_at(app):
    """Let an e-mail address be guessed at a hundred times."""

    @db.operation
    def guess(email: str) -> None:
        key = Rule(throttling.FAILURES, "100 per 365 days", email).key
        until = int((START + timedelta(days=365)).timestamp())
        db.session().merge(Attempts(key=key, count=100, expires_at=until))

    def guess_in_context(email: str) -> None:
        with app.app_context():
            guess(email)

    return guess_in_context


def streak(app, email: str) -> int:
    key = Rule(throttling.FAILURES, "100 per 365 days", email).key
    with app.app_context(), db.write_connection() as connection:
        return connection.execute(select(Attempts.count).where(Attempts.key == key)).scalar() or 0


def refused(app, email: str, password: str = PASSWORD):
    """Sign in; return what of the answer does not differ by chance."""
    reader = Reader(app).open("/login")
    fields = {"csrf_token": reader.token, "email": email, "password": password}
    answer = reader.client.post("/login", data=fields)
    page = answer.text.replace(email, "")
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    kept = [(name, value) for name, value in answer.headers if name != "Set-Cookie"]
    return answer.status_code, page.replace(token, ""), dict(kept) | {"Content-Length": None}


def link_for(app, someone: Someone) -> str:
    with app.app_context():
        return LETTER + links.issue(someone.user_id, links.UNLOCK, timedelta(minutes=30))


def test_after_a_hundred_failures_from_everywhere_the_right_password_is_not_enough(
    app, build, clock, monkeypatch
):
    cheap = PasswordHasher(1, 8, 1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    anna = build.client("Anna", password_hash=cheap.hash(PASSWORD))
    reader, found = Reader(app).open("/login"), []
    for number in range(101):
        fields = {"csrf_token": reader.token, "email": anna.email, "password": "wrong"}
        peer = {"REMOTE_ADDR": f"198.51.100.{number // 5}"}
        found.append(reader.client.post("/login", data=fields, environ_overrides=peer).status_code)
    assert found == [422] * 100 + [403]
    assert refused(app, anna.email)[0] == 403
    assert WORDS in refused(app, anna.email)[1]


def test_the_answer_is_the_same_for_an_address_that_nobody_has(
    app, anna, guessed_at, hasher, queries
):
    answers, work = [], []
    for email in (anna.email, "nobody@example.com"):
        guessed_at(email)
        for password in (PASSWORD, "wrong"):
            with queries() as sent:
                answers.append(refused(app, email, password))
            work.append(list(sent))
    assert answers == [answers[0]] * 4
    assert work == [work[0]] * 4
    assert len(work[0]) == 1
    assert hasher.verified == 0
    assert answers[0][0] == 403


def test_where_she_is_known_she_gets_in_and_strangers_still_do_not(app, anna, guessed_at):
    known = Reader(app).sign_in(anna).open("/logout").submit()
    guessed_at(anna.email)
    assert known.sign_in(anna).address == "/account"
    assert refused(app, anna.email)[0] == 403, "they go on guessing while she works"


def test_the_way_back_in_with_a_new_browser(reader, app, anna, guessed_at, postbox, build):
    guessed_at(anna.email)
    reader.open("/login").submit(status=403, email=anna.email, password=PASSWORD)
    assert WORDS in reader.text
    assert reader.page.text("h1") == "Sign in with a link"
    reader.submit()
    assert reader.address == "/login/unlock/sent"
    link = postbox.only().link(LETTER)
    reader.open(link)
    assert anna.email in reader.text
    assert refused(app, anna.email)[0] == 403, "looking at the link changes nothing"
    reader.submit()
    assert reader.address.startswith("/login?ok=unlocked&t=")
    assert "This browser is known now." in reader.text
    assert reader.open("/profile").address.startswith("/login"), "nobody is signed in by a link"
    reader.sign_in(anna)
    assert reader.address == "/account"
    assert refused(app, anna.email)[0] == 403, "nobody else's browser is known by it"
    assert build.events()[:3] == ["sign_in.unlock_asked", "sign_in.unlocked", "sign_in.succeeded"]


def test_a_link_works_once_and_for_half_an_hour(app, anna, clock):
    link = link_for(app, anna)
    Reader(app).open(link).submit()
    assert "works no more" in Reader(app).open(link, status=410).text
    late = link_for(app, anna)
    clock.shift(timedelta(minutes=30))
    Reader(app).open(late, status=410).press("Ask for a new link")


def test_a_link_for_something_else_unlocks_nothing(app, anna):
    with app.app_context():
        other = links.issue(anna.user_id, links.PASSWORD, timedelta(minutes=30))
    Reader(app).open(LETTER + other, status=410)
    Reader(app).open(link_for(app, anna).replace(LETTER, "/forgot/"), status=410)


def test_who_lost_his_seat_meanwhile_has_no_use_of_it(app, anna, build):
    link = link_for(app, anna)
    build.change(Membership, 1, disabled_at=START)
    Reader(app).open(link, status=410)
    assert build.stored(OneTimeLink, 1).used_at is None


def test_a_browser_known_by_link_that_guesses_too_often_waits_and_no_other(app, anna, guessed_at):
    guessed_at(anna.email)
    reader = Reader(app).open(link_for(app, anna)).submit()
    for _ in range(5):
        reader.submit(status=422, email=anna.email, password="wrong")
    reader.submit(status=429, email=anna.email, password=PASSWORD)
    reader.open(link_for(app, anna)).submit()
    assert reader.sign_in(anna).address == "/account", "a new letter forgives it"


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_only_a_success_ends_the_count(app, anna, password):
    for _ in range(4):
        refused(app, anna.email, "wrong")
    assert streak(app, anna.email) == 4
    refused(app, anna.email, password)
    assert streak(app, anna.email) == (0 if password == PASSWORD else 5)


def test_who_comes_while_all_places_are_taken_ends_no_count(app, anna, monkeypatch):
    refused(app, anna.email, "wrong")

    def busy(*_pair: object) -> bool:
        raise passwords.Busy

    monkeypatch.setattr(passwords, "verify", busy)
    assert refused(app, anna.email)[0] == 429
    assert streak(app, anna.email) == 1


def test_a_new_password_by_letter_ends_the_count(app, anna, guessed_at):
    guessed_at(anna.email)
    with app.app_context():
        link = links.issue(anna.user_id, links.PASSWORD, timedelta(minutes=30))
    fresh = "seven-paper-lanterns-adrift"
    Reader(app).open(f"/forgot/{link}").submit(password=fresh, password_again=fresh)
    assert streak(app, anna.email) == 0
    assert refused(app, anna.email, fresh)[0] == 303


@pytest.mark.parametrize("email", ["anna@example.com", "nobody@example.com"])
def test_asking_for_a_link_is_answered_alike_and_throttled(app, anna, queries, postbox, email):
    reader = Reader(app)
    for _ in range(5):
        with queries() as sent:
            reader.open("/login/unlock").submit(email=email)
        assert len(sent) == 2
        assert not [sql for sql in sent if "users" in sql]
        assert "Check your mailbox" in reader.text
    reader.open("/login/unlock").submit(status=429, email=email)
    assert reader.response.headers["Retry-After"] == "600"
    assert "Try again in 10 minutes." in reader.text
    letters = postbox.open()
    most = resetting.MOST_LINKS if email == anna.email else 0
    assert [letter.to for letter in letters] == [anna.email] * most


def test_a_letter_that_waits_does_not_stand_in_the_way_of_a_reset(app, anna, postbox):
    for path in ("/login/unlock", "/forgot"):
        Reader(app).open(path).submit(email=anna.email)
    assert len(postbox.open()) == 2


def test_two_at_once_use_a_link_once(app, anna):
    link = link_for(app, anna).removeprefix(LETTER)
    with app.app_context():
        unlocking.unlock(link, "x")
        with pytest.raises(unlocking.LinkUsedUp):
            unlocking.unlock(link, "y")


def test_the_secret_in_the_address_stays_there(app, anna):
    link = link_for(app, anna)
    reader = Reader(app).open(link)
    assert reader.response.headers["Referrer-Policy"] == "strict-origin"
    answer = reader.client.post(link, data={"csrf_token": reader.token})
    assert link.removeprefix(LETTER) not in str(answer.headers)
    assert reader.client.get_cookie("clientarea-device"), "this browser is known by it"
