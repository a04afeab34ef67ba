"""The account's activity: what everybody did in it, for whoever may read that."""

import pytest

from tests.happenings import told
from tests.reader import Reader
from webapp.identity.models import Account, AccountState, ActivityEvent
from webapp.identity.permissions import FINANCE, READ_ONLY


@pytest.fixture
def anna(build):
    """The owner of an account."""
    return build.client("Anna")


@pytest.fixture
def bert(build, anna):
    """Somebody with a seat on her account, who works for himself, too."""
    bert = build.client("Bert")
    build.seat(bert, anna, *READ_ONLY)
    return bert


def test_the_owner_reads_who_signed_in_to_his_account(reader, app, anna, bert):
    visit = Reader(app).sign_in(bert).open("/switch")
    visit.submit(client_id=anna.client_id)
    reader.sign_in(anna).open("/account")
    reader.press("Show who did what in this account")
    assert reader.page.text("h1") == "Activity in this account"
    assert [list(row[:2]) for row in told(reader)] == [
        ["Signed in", "Anna"],
        ["Entered this account", "Bert"],
    ]


def test_what_is_somebodys_own_and_what_was_done_elsewhere_stays_there(reader, anna, bert, build):
    for columns in (
        {"type": "profile.phone_changed", "user_id": bert.user_id},
        {"type": "sign_in.succeeded", "user_id": bert.user_id, "account_id": bert.account_id},
        {"type": "access.password_changed", "user_id": anna.user_id},
    ):
        build.add(ActivityEvent(**columns))
    build.add(ActivityEvent(type="account.suspended", account_id=anna.account_id))
    reader.sign_in(anna).open("/account/activity")
    assert [list(row[:2]) for row in told(reader)] == [
        ["Signed in", "Anna"],
        ["Account suspended by the provider", "Client area"],
    ]


def test_a_seat_without_the_right_does_not_read_it(reader, anna, build):
    carl = build.client("Carl")
    build.seat(carl, anna, *FINANCE)
    reader.sign_in(carl).open("/switch").submit(client_id=anna.client_id)
    reader.open("/account")
    assert "Show who did what" not in reader.text
    reader.open("/account/activity", status=403)
    reader.open("/access/activity")
    assert told(reader), "his own he may read"


def test_a_seat_with_the_right_takes_it_away_and_both_logs_say_so(app, anna, bert, postbox):
    reader = Reader(app).sign_in(bert).open("/switch").submit(client_id=anna.client_id)
    postbox.open()
    reader.open("/account/activity")
    form = reader.page.form("Download the table")
    answer = reader.client.post(form.get("action"), data=reader.page.values(form))
    assert "Entered this account" in answer.text
    assert "Signed in" not in answer.text
    assert [letter.to for letter in postbox.open()] == [bert.email]
    for someone, address in ((bert, "/access/activity"), (anna, "/account/activity")):
        visit = Reader(app).sign_in(someone).open(address)
        assert ["Activity log downloaded", "Bert"] in [list(row[:2]) for row in told(visit)]


def test_a_closed_account_can_be_read(reader, anna, build):
    reader.sign_in(anna)
    build.change(Account, anna.account_id, state=AccountState.CLOSED)
    reader.open("/account/activity")
    assert len(told(reader)) == 1
    assert "Download the table" not in reader.response.text
