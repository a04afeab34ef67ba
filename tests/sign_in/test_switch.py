"""Several accounts: the list, and moving between them."""

import pytest

from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import BrowserSession, Membership
from webapp.identity.permissions import FULL_ACCESS


@pytest.fixture
def acme(build, anna):
    """An account whose owner trusts Anna."""
    found = build.client("Acme & Söhne")
    build.seat(anna, found, *FULL_ACCESS)
    return found


def shown(reader: Reader) -> str:
    """The account in the header."""
    return reader.page.text("header")


def test_who_has_two_accounts_moves_between_them(reader, anna, acme, build):
    reader.sign_in(anna)
    assert "Anna Kovalenko" in shown(reader)
    reader.press("Switch account")
    assert "You are in this account now." in reader.text
    assert reader.page.find("button").text.startswith("Switch")
    reader.submit()
    assert reader.address.startswith("/account?ok=")
    assert "You are now in another account." in reader.text
    assert "Acme & Söhne" in shown(reader)
    assert build.stored(BrowserSession, 1).account_id == acme.account_id
    assert build.events()[-1] == "account.switched"
    reader.press("Switch account").submit()
    assert anna.client_id in reader.text.replace(" ", "")


def test_the_next_sign_in_enters_the_account_used_last(app, anna, acme):
    Reader(app).sign_in(anna).press("Switch account").submit()
    assert "Acme & Söhne" in shown(Reader(app).sign_in(anna))


def test_two_browsers_may_stand_in_two_accounts(app, anna, acme):
    one, two = Reader(app).sign_in(anna), Reader(app).sign_in(anna)
    one.press("Switch account").submit()
    assert "Acme & Söhne" in shown(one.open("/profile"))
    assert "Acme & Söhne" not in shown(two.open("/profile"))


def test_who_has_one_account_is_offered_no_other(reader, anna, build):
    build.client("Stranger")
    reader.sign_in(anna)
    assert "Switch account" not in reader.response.text
    reader.open("/switch")
    assert "Stranger" not in reader.text
    assert not reader.page.all("form")


@pytest.mark.parametrize("case", ["stranger", "disabled", "expired", "junk", "none", "nul", "many"])
def test_an_account_without_a_seat_is_not_there(app, anna, acme, build, case):
    stranger = build.client("Stranger")
    reader = Reader(app).sign_in(anna).press("Switch account")
    seat = 3  # Anna's on Acme's account
    if case == "disabled":
        build.change(Membership, seat, disabled_at=now())
    if case == "expired":
        build.change(Membership, seat, expires_at=now())
    chosen = {
        "stranger": stranger.client_id,
        "disabled": acme.client_id,
        "expired": acme.client_id,
        "junk": "1 OR 1=1",
        "none": None,
        "nul": "\x00",
        "many": "0" * 100_000,
    }[case]
    assert build.stored(Membership, seat).account_id == acme.account_id
    reader.submit(status=404, client_id=chosen)
    assert "There is no such account." in reader.text
    assert build.stored(BrowserSession, 1).account_id == anna.account_id


def test_the_page_lists_each_account_with_its_id_and_state(reader, anna, acme, build):
    reader.sign_in(anna).open("/switch")
    assert len(reader.page.all("strong")) == 2
    assert reader.text.count("Client ID") == 2
    assert reader.text.count("Active") == 2
