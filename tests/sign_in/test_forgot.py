"""Asking for a new password: the same answer to everybody, and a letter to whom it concerns."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from tests.builders import Someone
from tests.reader import Reader
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import Account, AccountState, Membership, User
from webapp.identity.service import users
from webapp.sign_in.models import ResetRequest
from webapp.sign_in.service import resetting

SENT = "/forgot/sent"
ADDRESSES = {
    "known": "known@example.com",
    "unknown": "nosuc@example.com",
    "no password": "blank@example.com",
    "no seat": "loser@example.com",
    "expired seat": "forme@example.com",
    "closed": "close@example.com",
    "enough links": "often@example.com",
    "no address": "not an e-mail add",
    "odd address": "päul@exämple.com",
}
ANSWERED = {"known", "no password", "closed"}


@pytest.fixture
def everybody(build, app) -> dict[str, Someone]:
    """A user for each case in which there is one."""
    cases = ("known", "no password", "no seat", "expired seat", "closed", "enough links")
    found = {case: build.client(case, email=ADDRESSES[case]) for case in cases}
    build.change(User, found["no password"].user_id, password_hash=None)
    build.change(Membership, found["no seat"].user_id, disabled_at=now())
    build.change(Membership, found["expired seat"].user_id, expires_at=now())
    build.change(Account, found["closed"].account_id, state=AccountState.CLOSED)
    return found


def waiting(app) -> int:
    with app.app_context(), db.write_connection() as connection:
        return connection.execute(select(func.count()).select_from(ResetRequest)).scalar()


def ask(app, email: str, headers: dict[str, str] | None = None):
    """Send the form; return what of the answer does not differ by chance."""
    reader = Reader(app).open("/forgot")
    fields = {"csrf_token": reader.token, "email": email}
    answer = reader.client.post("/forgot", data=fields, headers=headers)
    page = answer.text.replace(email, "")
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    kept = [(name, value) for name, value in answer.headers if name != "Set-Cookie"]
    page = page.replace(token, "") if token else page
    return answer.status_code, page, dict(kept) | {"Content-Length": None}


@pytest.mark.parametrize("case", ADDRESSES)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_answer_and_the_work_for_it_are_the_same_for_everybody(
    app, everybody, hasher, queries, postbox, case, headers
):
    if case == "enough links":
        for _ in range(resetting.MOST_LINKS):
            ask(app, ADDRESSES[case])
        postbox.open()
    with queries() as expected_work:
        expected = ask(app, "nobody@example.com", headers)
    with queries() as work:
        found = ask(app, ADDRESSES[case], headers)
    assert found == expected
    assert work == expected_work
    assert found[0] == (200 if headers else 303)
    assert found[2].get("Location", SENT) == SENT
    assert (hasher.verified, hasher.hashed) == (0, 0)
    told = [letter.to for letter in postbox.open()]
    assert told == ([ADDRESSES[case]] if case in ANSWERED else [])


def test_asking_takes_two_statements_and_none_of_them_looks_for_a_user(app, anna, queries):
    reader = Reader(app)
    with queries() as sent:
        reader.open("/forgot")
    assert sent == []
    fields = {"csrf_token": reader.token, "email": anna.email}
    with queries() as sent:
        assert reader.client.post("/forgot", data=fields).status_code == 303
        assert reader.client.get(SENT).status_code == 200
    assert len(sent) == 2
    assert not [sql for sql in sent if "users" in sql or "memberships" in sql]


@pytest.mark.parametrize("case", ADDRESSES)
def test_who_asks_too_often_must_wait_whomever_he_asks_for(app, everybody, case):
    with time_machine.travel(now(), tick=False):
        for _ in range(5):
            assert ask(app, ADDRESSES[case])[0] == 303
        found = [ask(app, email) for email in (ADDRESSES[case], "nobody@example.com")]
    assert found[0] == found[1]
    status, page, headers = found[0]
    assert (status, headers["Retry-After"]) == (429, "600")
    assert "There were too many attempts. Try again in 10 minutes." in page
    assert waiting(app) == 5


def test_a_request_is_gone_once_it_is_answered(app, anna, build, postbox):
    for email in (anna.email, "nobody@example.com"):
        ask(app, email)
    assert waiting(app) == 2
    assert len(postbox.open()) == 1
    assert waiting(app) == 0
    assert build.events() == ["sign_in.reset_asked"]
    assert postbox.open() == []


def test_two_workers_answer_a_request_once(app, anna, postbox):
    ask(app, anna.email)
    with app.app_context():
        resetting.answer(1)
        resetting.answer(1)
    assert len(postbox.open()) == 1


@pytest.mark.parametrize(
    "typed",
    [
        *("ANNA@EXAMPLE.COM", " anna@example.com ", "Anna@eXample.Com", "anna@example.com."),
        *("ａｎｎａ@example.com", "anna@ｅxample.com", "anna@example。com", "anna@еxample.com"),
        *(
            "ann\u0131@example.com",
            "anna@example.com,eve@evil.example",
            "anna@example.com\teve@x.y",
        ),
        *("anna@example.com eve@evil.example", '"anna"@example.com', "Anna <anna@example.com>"),
    ],
)
def test_a_letter_goes_to_the_address_we_know_and_never_to_what_was_typed(
    app, anna, postbox, typed
):
    status, *_ = ask(app, typed)
    assert status in (303, 422)
    assert {letter.to for letter in postbox.open()} <= {anna.email}


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Anna@Example.com", "anna@example.COM"),
        ("info@xn--bcher-kva.example", "INFO@Bücher.example"),
        ("info@bücher.example", "info@xn--bcher-kva.example"),
        ("kelvin@example.com", "\u212aelvin@example.com"),
        ("sam@example.com", "\u017fam@example.com"),
        ("strasse@example.com", "straße@example.com"),
    ],
)
def test_an_address_that_counts_as_the_same_gets_its_letter_as_it_is_stored(
    app, build, postbox, stored, typed
):
    build.client("Anna", email=stored)
    with app.app_context():
        build.change(User, 1, email_key=users.email_key(stored))
    ask(app, typed)
    local = stored.partition("@")[0]
    assert postbox.only().to.rpartition("@")[0].strip('"') == local


def test_no_more_than_three_links_work_at_a_time(app, anna, postbox):
    with time_machine.travel(now()) as clock:
        for _ in range(5):
            ask(app, anna.email)
        assert len(postbox.open()) == 3
        clock.shift(timedelta(minutes=29))
        ask(app, anna.email)
        assert postbox.open() == []
        clock.shift(timedelta(minutes=2))
        ask(app, anna.email)
        assert len(postbox.open()) == 1


def test_a_page_says_what_happens_now(reader, anna):
    reader.open("/login").press("Forgot your password?")
    assert reader.page.text("h1") == "Forgot your password?"
    assert reader.page.by_id("email").get("autocomplete") == "username"
    reader.submit(email=anna.email)
    assert reader.address == SENT
    assert reader.page.text("h1") == "Check your mailbox"
    assert "30 minutes" in reader.text
    assert anna.email not in reader.response.text
    assert reader.press("Try another address").address == "/forgot"
    assert reader.press("Back to sign-in").address == "/login"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter your e-mail address."),
        (None, "Enter your e-mail address."),
        ("  ", "Enter your e-mail address."),
        ("x" * 321, "at most 320 characters"),
        ("a\x00b@example.com", "invisible characters"),
        ("a@example.com\r\nBcc: eve@evil.example", "invisible characters"),
    ],
)
def test_what_no_address_can_look_like_is_said_beside_the_field(reader, app, typed, words):
    reader.open("/forgot").submit(status=422, email=typed)
    assert words in reader.text
    assert reader.page.text("title").startswith("Error: ")
    assert waiting(app) == 0


def test_the_letter_says_who_asked_and_holds_one_link(app, anna, postbox):
    reader = Reader(app).open("/forgot")
    reader.client.environ_base["REMOTE_ADDR"] = "2001:db8::7"
    reader.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Firefox/153.0"
    reader.submit(email=anna.email)
    letter = postbox.only()
    assert letter.link("/forgot/").startswith("http://localhost:8000/forgot/")
    assert "2001:db8::7" in letter.text
    assert "Firefox" in letter.text
    assert letter.link("/forgot/") in letter.html


def test_a_hostile_host_gets_into_no_letter(app, anna, postbox):
    reader = Reader(app).open("/forgot")
    hostile = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    fields = {"csrf_token": reader.token, "email": anna.email}
    assert reader.client.post("/forgot", data=fields, headers=hostile).status_code == 303
    assert postbox.only().link("/forgot/").startswith("http://localhost:8000/forgot/")
    answer = reader.client.post("/forgot", data=fields, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert postbox.open() == []
