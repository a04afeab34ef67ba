"""The demo's people: every printed pair does what it says."""

import phonenumbers
import pytest
from sqlalchemy import select

from tests.reader import Reader
from webapp.core import db, passwords
from webapp.core.i18n import LANGUAGES
from webapp.demo import pictures
from webapp.demo.clients import CLIENTS
from webapp.demo.people import INGRID, MAYA, PEOPLE, PRIYA, TOMASZ
from webapp.demo.seats import SEATS
from webapp.identity.models import AccountState, Role, User
from webapp.identity.permissions import FINANCE, READ_ONLY, SYSTEM_ADMINISTRATOR
from webapp.profile.phones import read_phone

pytestmark = pytest.mark.seldom_on_postgresql

ENTERING = [person for person in PEOPLE if person.password and person.can_sign_in]
TURNED_AWAY = [person for person in PEOPLE if person.password and not person.can_sign_in]


def clients_of(person) -> set[str]:
    return {seat.client.name for seat in SEATS if seat.person == person}


def enter(app, person, status=200) -> Reader:
    reader = Reader(app).open("/login")
    return reader.submit(status, email=person.email, password=person.password)


@pytest.mark.parametrize("person", ENTERING, ids=lambda person: person.email)
def test_a_printed_pair_opens_the_right_account_in_the_right_language(filled, person):
    reader = enter(filled, person)
    assert reader.address == "/account"
    assert any(name in reader.text for name in clients_of(person))
    assert reader.page.find("html").get("lang") == person.language


@pytest.mark.parametrize("person", TURNED_AWAY, ids=lambda person: person.email)
def test_who_has_no_seat_left_is_turned_away(filled, person):
    assert "do not belong together" in enter(filled, person, 422).text


@pytest.mark.parametrize("person", [person for person in ENTERING if len(clients_of(person)) > 1])
def test_who_has_several_seats_finds_them_all(filled, person):
    reader = enter(filled, person).open("/switch")
    assert all(name in reader.text for name in clients_of(person))


def test_the_accountant_sits_on_three_accounts_and_the_administrator_on_two():
    for person, preset, accounts in (
        (INGRID, FINANCE, 3),
        (TOMASZ, SYSTEM_ADMINISTRATOR, 2),
        (PRIYA, READ_ONLY, 1),
    ):
        mine = [seat for seat in SEATS if seat.person == person]
        assert len(mine) == accounts
        assert {seat.permissions for seat in mine} == {preset}


def test_the_last_login_is_told(filled):
    reader = enter(filled, ENTERING[0])
    assert "You have not signed in before" not in reader.text
    assert "from" in reader.page.by_id("last-sign-in").find(".//span").text


def test_passwords_are_those_that_we_would_take(filled):
    with filled.app_context():
        for person in PEOPLE:
            if person.password:
                named = [seat.client.name for seat in SEATS if seat.person == person]
                passwords.check(person.password, [person.email, person.name, *named])
    assert MAYA.password is None


def test_people_have_their_pictures(filled):
    with filled.app_context():
        query = select(User.email).where(User.avatar.is_not(None))
        shown = set(db.session().scalars(query))
    assert shown == {person.email for person in pictures.LOOKS}
    assert len(PEOPLE) > len(shown) >= 10


def test_there_are_accounts_of_every_kind():
    assert len(CLIENTS) >= 9
    assert {client.state for client in CLIENTS} == set(AccountState)
    assert {client.language for client in CLIENTS} == set(LANGUAGES)
    assert len({client.currency for client in CLIENTS}) >= 5
    assert len({client.client_id for client in CLIENTS}) == len(CLIENTS)
    assert max(client.days for client in CLIENTS) > 1000
    assert {seat.role for seat in SEATS} == set(Role)
    assert len({person.time_zone for person in PEOPLE}) >= 8


def test_telephone_numbers_and_addresses_are_nobodys():
    stories = ("+442079460", "+493023125", "+498999998", "+1312555", "+3319900")
    for person in PEOPLE:
        assert person.email.endswith(".example")
        if person.phone:
            assert person.phone.startswith(stories)
            assert read_phone(person.phone) == person.phone
            assert phonenumbers.is_possible_number(phonenumbers.parse(person.phone))
