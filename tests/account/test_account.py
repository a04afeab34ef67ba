"""The account at a glance: what it shows, to whom, and what it costs."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.html import words
from tests.reader import Reader
from tests.weight import check_page_weight
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.identity import client_ids
from webapp.identity.models import Account, Membership
from webapp.identity.permissions import FULL_ACCESS, Permission
from webapp.identity.service.sessions import SEEN_EVERY


@pytest.fixture
def anna(build):
    return build.client("Anna Kovalenko", time_zone="Europe/Kyiv")


def facts(reader: Reader) -> dict[str, str]:
    """Each term with its value."""
    terms = [words(term) for term in reader.page.all("dt")]
    return dict(zip(terms, [words(value) for value in reader.page.all("dd")], strict=True))


def test_it_shows_name_id_state_and_dates(reader, anna, build):
    build.change(Account, anna.account_id, created_at=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    reader.sign_in(anna)
    assert reader.page.text("h1") == "Account information"
    assert facts(reader) == {
        "Account name": "Anna Kovalenko",
        "Client ID": client_ids.grouped(anna.client_id),
        "State": "Active",
        "Client since": "March 2, 2026",
        "Last login": "You have not signed in before.",
        "Activity": "Show who did what in this account",
    }


def test_the_id_can_be_copied_and_is_read_from_left_to_right(reader, anna):
    reader.sign_in(anna)
    (element,) = [e for e in reader.page.root.iter() if e.get("data-ca-copy")]
    assert words(element) == client_ids.grouped(anna.client_id)
    assert element.get("dir") == "ltr"
    assert element.get("data-ca-copy") == "Copy|Copied"


@pytest.mark.parametrize("state", ["active", "suspended", "closed"])
def test_the_state_is_said_in_words(reader, anna, build, state):
    build.change(Account, anna.account_id, state=state)
    assert facts(reader.sign_in(anna))["State"] == state.capitalize()


def test_panels_of_other_rooms_stand_in_their_order(reader, anna):
    reader.sign_in(anna)
    ids = [div.get("id") for div in reader.page.all("div") if "ca-panel" in div.get("class", "")]
    assert ids == ["account-name", "client-id", "state", "client-since", "last-sign-in", "activity"]


@pytest.mark.parametrize("permission", Permission)
def test_a_seat_needs_the_right_to_read_it(app, anna, build, permission):
    trusted = build.client("Bert")
    build.seat(trusted, anna, permission)
    build.change(Membership, trusted.user_id, disabled_at=datetime(2026, 1, 1, tzinfo=UTC))
    may = permission is Permission.PROFILE_READ
    reader = Reader(app)
    reader.open("/login").client.get("/")
    fields = {"csrf_token": reader.token, "email": trusted.email, "password": trusted.password}
    reader.client.post("/login", data=fields)
    reader.open("/account", status=200 if may else 403)
    assert (anna.client_id in reader.page.text("main").replace(" ", "")) is may
    entries = [link.get("href") for link in reader.page.find("nav").iter("a")]
    assert ("/account" in entries) is may
    assert "/profile" in entries


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_stranger_sees_nothing_of_it(app, anna, headers):
    answer = app.test_client().get("/account", headers=headers)
    assert answer.status_code == (401 if headers else 303)
    assert anna.client_id not in answer.text


@pytest.mark.parametrize("seats", [1, 50])
def test_it_takes_three_statements(app, anna, build, queries, seats):
    for number in range(1, seats):
        build.seat(anna, build.client(f"Client{number}"), *FULL_ACCESS)
    reader = Reader(app).sign_in(anna)
    with time_machine.travel(now() + SEEN_EVERY), queries() as sent:
        assert reader.client.get("/account").status_code == 200
    assert len(sent) <= 3, sent


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_light_in_every_language(app, build, language):
    reader = Reader(app).sign_in(build.client("Anna", language=language))
    check_page_weight(app, reader.open("/account").response)
