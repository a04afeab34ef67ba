"""The e-mail addresses of a user: asked for, confirmed, withdrawn, refused."""

import threading
from datetime import timedelta

import pytest
import time_machine

from tests.html import parse_page
from tests.profile.mailboxes import REVERT, ask, confirm_link, opened
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.errors import LinkUsedUp
from webapp.identity.models import BrowserSession, User
from webapp.identity.service import links, users
from webapp.profile.errors import EmailTaken
from webapp.profile.kinds import Kind
from webapp.profile.service import emails

NEW = "anna@kovalenko.example"


def test_nothing_changes_before_the_link_is_used(reader, anna, build, postbox):
    reader.sign_in(anna)
    link = ask(reader, postbox, NEW)
    for address in (link, f"{link}?lang=de"):
        assert Reader(reader.client.application).client.get(address).status_code == 200
        assert Reader(reader.client.application).client.head(address).status_code == 200
    assert build.stored(User, anna.user_id).email == anna.email
    assert build.events()[-1] == "profile.email_change_asked"


def test_an_address_that_waits_can_be_mailed_again_and_withdrawn(reader, anna, build, postbox):
    reader.sign_in(anna)
    first = ask(reader, postbox, NEW)
    reader.open("/profile").submit(form="/profile/email", again="Send it again")
    assert "A letter is on its way" in reader.text
    second = confirm_link(postbox.open(), NEW)
    Reader(reader.client.application).open(first, 410)
    reader.submit(form="/profile/email", withdraw="Withdraw")
    assert "The new address is withdrawn." in reader.text
    assert "Waiting" not in reader.text
    Reader(reader.client.application).open(second, 410)
    assert build.events()[-1] == "profile.email_change_withdrawn"


def test_what_waits_no_more_is_not_mailed_again(reader, anna, postbox):
    reader.sign_in(anna)
    ask(reader, postbox, NEW)
    reader.open("/profile")
    fields = {"csrf_token": reader.token, "again": ""}
    with reader.client.application.app_context():
        links.void(anna.user_id)
    answer = reader.client.post("/profile/email", data=fields)
    assert answer.status_code == 409
    assert "No e-mail address is waiting any more." in answer.text


def test_an_address_waits_for_an_hour(reader, anna, postbox):
    reader.sign_in(anna)
    link = ask(reader, postbox, NEW)
    stranger = Reader(reader.client.application)
    with time_machine.travel(now() + timedelta(minutes=59)):
        stranger.open(link)
    with time_machine.travel(now() + timedelta(minutes=61)):
        stranger.submit(status=410)
        assert "This link works no more" in stranger.text


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "anna", "anna@", "@example.com", "anna@localhost", "a@b@example.com"),
        *("anna@example.com\r\nBcc: all@example.com", "anna\x00@example.com", "anna@exa\tmple.com"),
        *("x" * 250 + "@example.com", "a@" + "x" * 300 + ".com", "x" * 5000, "anna@[127.0.0.1]"),
        *(
            "anna <anna@example.com>",
            "anna@example.com, bert@example.com",
            "\u202eanna@example.com",
        ),
    ],
)
def test_what_is_no_address_is_refused_beside_the_field(app, anna, build, typed):
    reader = Reader(app).sign_in(anna).open("/profile/email/edit")
    reader.submit(status=422, address=typed)
    assert reader.page.by_id("address-error") is not None
    assert build.events()[-1] != "profile.email_change_asked"


@pytest.mark.parametrize(
    ("typed", "kept", "key"),
    [
        (" anna@bücher.example ", "anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("päul@exämple.com", "päul@exämple.com", "päul@xn--exmple-cua.com"),
        ("ANNA@example.com", "ANNA@example.com", "anna@example.com"),
        ("Anna.K+x@EXAMPLE.com", "Anna.K+x@EXAMPLE.com", "anna.k+x@example.com"),
        ("аня@приклад.укр", "аня@приклад.укр", "аня@xn--80aikifvh.xn--j1amh"),
    ],
)
def test_an_address_is_shown_as_it_was_typed_and_compared_by_its_key(
    app, anna, build, postbox, typed, kept, key
):
    """That its letters alone are others needs the link, too: who knows whose mailbox that is."""
    reader = Reader(app).sign_in(anna)
    reader.open("/profile/email/edit").submit(address=typed)
    (waiting,) = [letter for letter in postbox.open() if "/confirm/" in letter.text]
    Reader(app).open(waiting.link("/email/confirm/").removeprefix("http://localhost:8000")).submit()
    stored = build.stored(User, anna.user_id)
    assert (stored.email, stored.email_key) == (kept, key)
    assert Reader(app).open("/login").submit(email=kept, password=anna.password)


@pytest.mark.parametrize("panel", ["email", "notification-email"])
def test_ones_own_address_is_no_new_one(reader, anna, build, panel):
    build.change(User, anna.user_id, notification_email="bills@example.com")
    own = {"email": anna.email, "notification-email": "bills@example.com"}[panel]
    reader.sign_in(anna).open(f"/profile/{panel}/edit")
    for _time in range(7):  # and does not count
        reader.submit(status=422, address=own, **({"use": "other"} if panel != "email" else {}))
    assert "This is your address already. Enter another one." in reader.text


def test_the_sixth_time_in_a_day_is_once_too_often(reader, anna, postbox):
    reader.sign_in(anna)
    for number in range(5):
        reader.open("/profile/email/edit").submit(address=f"anna{number}@example.com")
    reader.open("/profile/notification-email/edit")
    reader.submit(status=429, use="other", address="bills@example.com")
    assert "There were too many attempts." in reader.text
    assert int(reader.response.headers["Retry-After"]) > 80_000
    assert len({letter.to for letter in postbox.open()}) == 6
    answer = reader.client.post("/profile/email", data={"csrf_token": reader.token, "again": ""})
    assert answer.status_code == 429


@pytest.mark.parametrize("panel", ["email", "notification-email"])
def test_the_password_is_asked_for_anew_and_what_was_typed_goes_on(reader, anna, build, panel):
    reader.sign_in(anna).open(f"/profile/{panel}/edit")
    build.change(BrowserSession, 1, proved_at=now() - timedelta(minutes=16))
    reader.submit(address=NEW, **({"use": "other"} if panel != "email" else {}))
    assert "Confirm that it is you" in reader.text
    assert build.events()[-1] == "sign_in.succeeded"
    reader.submit(proof_password=anna.password)
    assert f"link that we sent to {NEW}" in reader.text


def test_a_link_is_used_once_by_two_who_press_at_once(app, anna, postbox, build):
    reader = Reader(app).sign_in(anna)
    token = ask(reader, postbox, NEW).rpartition("/")[2]
    outcomes = at_once(app, [lambda: emails.confirm(token, Kind.SIGN_IN)] * 4)
    assert sorted(map(str, outcomes)) == ["1", *["LinkUsedUp"] * 3]
    assert build.events().count("profile.email_changed") == 1
    assert len([one for one in postbox.open() if REVERT in one.text]) == 1


def test_two_users_who_confirm_one_address_at_once_do_not_share_it(app, anna, build, postbox):
    bert = build.client("Bert")
    tokens = []
    for someone in (anna, bert):
        reader = Reader(app).sign_in(someone)
        tokens.append(ask(reader, postbox, NEW).rpartition("/")[2])
    acts = [lambda token=token: emails.confirm(token, Kind.SIGN_IN) for token in tokens]
    outcomes = at_once(app, acts)
    assert sorted(type(one).__name__ for one in outcomes) == ["int", "str"]
    assert "EmailTaken" in outcomes
    kept = [build.stored(User, one.user_id).email for one in (anna, bert)]
    assert kept.count(NEW) == 1
    assert build.events().count("profile.email_changed") == 1
    loser = tokens[outcomes.index("EmailTaken")]
    late = Reader(app).open(f"/profile/email/confirm/{loser}").submit(status=409)
    assert "Nothing was changed" in late.page.text("h1")


def at_once(app, acts) -> list[object]:
    """What came of acts of several threads at the same time: a value, or the name of an error."""
    gate, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                outcomes[number] = acts[number]()
            except (LinkUsedUp, EmailTaken) as refusal:
                outcomes[number] = type(refusal).__name__

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_new_password_makes_waiting_addresses_void(app, anna, build, postbox):
    reader = Reader(app).sign_in(anna)
    link = ask(reader, postbox, NEW)
    with app.app_context():
        users.store_hash(anna.user_id, build.stored(User, anna.user_id).password_hash)
    Reader(app).open(link, 410)
    assert "Waiting" not in reader.open("/profile").text


def test_who_says_that_it_was_not_him_makes_waiting_addresses_void(app, anna, build, postbox):
    reader = Reader(app).sign_in(anna)
    reader.open("/profile/email/edit").submit(address=NEW)
    letters = postbox.open()
    (notice,) = [one for one in letters if one.subject == "A new e-mail address was asked for"]
    assert notice.to == anna.email
    Reader(app).open(notice.link("/not-me/").removeprefix("http://localhost:8000")).submit()
    Reader(app).open(confirm_link(letters, NEW), 410)
    assert build.stored(User, anna.user_id).email == anna.email


def test_a_changed_address_makes_links_in_the_old_mailbox_void(app, anna, postbox):
    Reader(app).open("/forgot").submit(email=anna.email)
    reset = opened(postbox, anna.email, "/forgot/")
    reader = Reader(app).sign_in(anna)
    Reader(app).open(ask(reader, postbox, NEW)).submit()
    Reader(app).open(reset, 410)


def test_notifications_go_elsewhere_once_that_mailbox_was_opened(reader, anna, build, postbox):
    reader.sign_in(anna).open("/profile").press("Change your notification e-mail address")
    reader.submit(use="other", address="bills@example.com")
    assert "link that we sent to bills@example.com" in reader.text
    letters = postbox.open()
    link = confirm_link(letters, "bills@example.com", "notification-email")
    Reader(reader.client.application).open(link.replace("notification-", ""), 410)
    reader.open(link).submit()
    assert reader.address.startswith("/profile?ok=notification-email-confirmed")
    assert "bills@example.com" in reader.text
    stored = build.stored(User, anna.user_id)
    assert (stored.email, stored.notification_email) == (anna.email, "bills@example.com")
    told = {letter.to: letter for letter in postbox.open()}
    assert REVERT in told[anna.email].text
    assert REVERT not in told["bills@example.com"].text

    reader.press("Change your notification e-mail address").submit(use="sign-in")
    assert "Notifications go to the sign-in e-mail address." in reader.text
    assert build.stored(User, anna.user_id).notification_email is None
    told = {letter.to: letter for letter in postbox.open()}
    assert REVERT not in told[anna.email].text
    assert REVERT in told["bills@example.com"].text
    reader.press("Change your notification e-mail address").submit(use="sign-in")
    assert postbox.open() == []


def test_the_address_for_both_is_noted_once(app, anna, build, postbox):
    build.change(User, anna.user_id, notification_email=NEW)
    reader = Reader(app).sign_in(anna)
    Reader(app).open(ask(reader, postbox, NEW)).submit()
    stored = build.stored(User, anna.user_id)
    assert (stored.email, stored.notification_email) == (NEW, None)
    reader.open("/profile/notification-email/edit").submit(use="other", address=NEW)
    assert "Notifications go to the sign-in e-mail address." in reader.text


def test_somebody_else_who_is_signed_in_where_a_link_is_opened_stays_so(app, anna, build, postbox):
    link = ask(Reader(app).sign_in(anna), postbox, NEW)
    other = Reader(app).sign_in(build.client("Bert")).open(link).submit()
    assert other.address.startswith("/account?ok=email-confirmed")
    assert "The new e-mail address is confirmed." in other.text


def test_pages_of_links_tell_nobody_their_address(app, anna, postbox):
    link = ask(Reader(app).sign_in(anna), postbox, NEW)
    for path in (link, "/profile/email/revert/x", "/profile/notification-email/confirm/x"):
        answer = Reader(app).client.get(path)
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer.headers["Cache-Control"]
    page = parse_page(Reader(app).client.get(link).text)
    assert [one.get("action") for one in page.all("form") if link in one.get("action")] == [link]
