"""The way back: a mailed link adds the address of whoever opens it, and signs nobody in."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine

from tests.access.lists import HOME, OFFICE, allow, at
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import AddressList

MOBILE = "198.51.100.20"


@pytest.fixture
def locked_out(reader, anna, build):
    """Anna, refused at sign-in since she is not at home."""
    allow(build, anna, HOME)
    return refused(at(reader, OFFICE), anna)


def refused(reader: Reader, someone) -> Reader:
    reader.open("/login")
    return reader.submit(email=someone.email, password=someone.password, status=403)


def asked(reader: Reader, postbox) -> str:
    """Ask for a link, and take it out of the letter."""
    reader.submit(form="/access/addresses/recovery")
    assert "A letter with a link is on its way" in reader.text
    (link,) = [
        letter.link("/recovery/") for letter in postbox.open() if "link to" in letter.subject
    ]
    return urlsplit(link).path


def test_she_gets_back_by_the_link(locked_out, anna, build, postbox):
    reader = locked_out.open(asked(locked_out, postbox))
    assert OFFICE in reader.text
    assert build.stored(AddressList, 1).kept == [[HOME, ""]], "looking changes nothing"
    reader.submit()
    assert reader.address.startswith("/login"), "it signs nobody in"
    assert "Your IP address was added to the list." in reader.text
    reader.open("/access")
    assert reader.address.startswith("/login")
    reader.submit(email=anna.email, password=anna.password)
    assert reader.address.startswith("/access")
    assert build.stored(AddressList, 1).kept == [[HOME, ""], [OFFICE, "Added by a mailed link"]]
    letter = postbox.open()[0]
    assert letter.subject == "An IP address was added by a mailed link"
    assert OFFICE in letter.text
    assert "access.addresses_changed" in build.events()


def test_with_a_session_no_password_is_needed_to_ask(reader, anna, build, postbox):
    at(reader, HOME).sign_in(anna)
    allow(build, anna, HOME)
    postbox.open()
    at(reader, OFFICE).open("/access", status=403)
    reader.open(asked(reader, postbox)).submit()
    assert reader.address.startswith("/account")
    assert "Your IP address was added" in reader.text


def test_a_link_works_once_and_for_a_quarter_of_an_hour(app, locked_out, postbox):
    link = asked(locked_out, postbox)
    with time_machine.travel(now() + timedelta(minutes=15, seconds=1)):
        at(Reader(app), OFFICE).open(link, status=410)
    open_twice = at(Reader(app), OFFICE).open(link)
    locked_out.open(link).submit()
    open_twice.submit(status=410)
    assert "Sign in to ask for a new link." in open_twice.text


def test_the_address_added_is_that_of_whoever_opens_the_link(app, locked_out, build, postbox):
    link = asked(locked_out, postbox)
    phone = at(Reader(app), MOBILE).open(link)
    assert f"asked for at another address, {OFFICE}" in phone.text
    phone.submit()
    assert build.stored(AddressList, 1).kept[1][0] == MOBILE


def test_a_list_on_trial_and_the_one_before_both_get_the_address(reader, anna, build, postbox):
    allow(build, anna, HOME, tried=["192.0.2.77"], until=now() + timedelta(minutes=9))
    refused(at(reader, OFFICE), anna)
    reader.open(asked(reader, postbox)).submit()
    row = build.stored(AddressList, 1)
    assert [row.kept[1][0], row.tried[1][0]] == [OFFICE, OFFICE]
    assert row.trial_until > now()


def test_a_full_list_takes_one_more(reader, anna, build, postbox):
    allow(build, anna, *[f"10.0.0.{number}" for number in range(100)])
    refused(at(reader, OFFICE), anna)
    reader.open(asked(reader, postbox)).submit()
    assert len(build.stored(AddressList, 1).kept) == 101


def test_a_list_that_was_cleared_meanwhile_stays_so(app, locked_out, anna, build, postbox):
    link = asked(locked_out, postbox)
    app.test_cli_runner().invoke(args=["account", "clear-allowlist", anna.email])
    locked_out.open(link).submit()
    assert build.stored(AddressList, 1).kept is None


def test_letters_are_counted(locked_out, postbox):
    form = locked_out.page.values(locked_out.page.form("/access/addresses/recovery"))
    for status in (303, 303, 303, 429):
        answer = locked_out.client.post("/access/addresses/recovery", data=form)
        assert answer.status_code == status
    assert int(answer.headers["Retry-After"]) > 800


def test_who_may_not_ask_is_led_to_sign_in(app, locked_out, plain, anna):
    for sent in ({}, {"token": "made up"}):
        stranger = Reader(app).open("/login")
        data = {"csrf_token": stranger.token, **sent}
        answer = stranger.client.post("/access/addresses/recovery", data=data)
        assert answer.headers["Location"] == "/login"
    form = locked_out.page.values(locked_out.page.form("/access/addresses/recovery"))
    with time_machine.travel(now() + timedelta(minutes=21)):
        answer = locked_out.client.post("/access/addresses/recovery", data=form)
        assert answer.headers["Location"] == "/login"


def test_who_is_not_refused_needs_no_link(reader, anna):
    at(reader, HOME).sign_in(anna)
    assert reader.open("/access/addresses/recovery").address.startswith("/account")


def test_the_page_to_ask_can_be_opened_by_itself(plain, anna, build, postbox):
    at(plain, HOME).sign_in(anna)
    allow(build, anna, HOME)
    postbox.open()
    at(plain, OFFICE).open("/access/addresses/recovery")
    assert plain.open(asked(plain, postbox)).response.headers["Referrer-Policy"] == "strict-origin"


def test_who_cannot_be_seen_adds_nothing(app, locked_out, build, postbox):
    link = asked(locked_out, postbox)
    at(Reader(app), "").open(link, status=422)
    assert build.stored(AddressList, 1).kept == [[HOME, ""]]


def test_the_provider_clears_a_list(app, reader, anna, build, postbox):
    at(reader, HOME).sign_in(anna)
    postbox.open()
    allow(build, anna, HOME, tried=[HOME], until=now() + timedelta(minutes=9))
    at(reader, OFFICE).open("/access", status=403)
    run = app.test_cli_runner().invoke
    done = run(args=["account", "clear-allowlist", anna.email.upper()])
    assert (done.exit_code, done.output.count("\n")) == (0, 1)
    assert reader.open("/access").response.status_code == 200
    assert "Your provider has removed the list" in postbox.only().text
    assert build.events()[-1] == "access.addresses_changed"
    for email, words in (
        (anna.email, "any address already"),
        ("nobody@example.com", "Nobody signs in with this e-mail address"),
        ("nonsense", "Nobody signs in with this e-mail address"),
    ):
        refused = run(args=["account", "clear-allowlist", email])
        assert refused.exit_code == 1
        assert words in refused.output
