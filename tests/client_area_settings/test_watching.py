"""Owners who are mailed when somebody to whom they gave access is in their account."""

import pytest

from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import LoginMail, Membership, Role, User
from webapp.identity.permissions import READ_ONLY

EDIT = "/client-area-settings/login-mail/edit"


@pytest.fixture
def bert(build, anna):
    """Somebody with an account of his own and a seat on Anna's, who used hers last."""
    bert = build.client("Bert Baker", login_mail=LoginMail.OFF)
    build.seat(bert, anna, *READ_ONLY, used_at=now())
    return bert


@pytest.fixture
def watching(build, anna):
    """Anna wants to know."""
    build.change(User, anna.user_id, watches_seats=True)
    return anna


def test_an_owner_asks_for_it_on_her_page(reader, app, anna, bert, build, postbox):
    reader.sign_in(anna).open("/client-area-settings").press("Change when")
    reader.submit(login_mail="new", watches_seats="1")
    assert "Also when somebody to whom I gave access signs in" in reader.text
    postbox.open()
    Reader(app).sign_in(bert)
    letter = postbox.only()
    assert letter.to == anna.email
    assert letter.subject == "Bert Baker signed in to your account"
    for words in (
        "bert@example.com",
        "Anna Kovalenko",
        "IP address: 127.0.0.1",
        "Way in: Password",
    ):
        assert words in letter.text
    assert "/not-me/" not in letter.text + letter.html
    assert "/client-area-settings" in letter.text


def test_without_asking_nobody_is_told(app, anna, bert, postbox):
    Reader(app).sign_in(bert)
    assert postbox.open() == []


def test_switching_it_off_is_told_by_a_last_letter(app, watching, postbox):
    reader = Reader(app).sign_in(watching).open(EDIT)
    postbox.open()
    reader.submit(watches_seats=None)
    assert postbox.only().subject == "Letters about sign-ins of others were switched off"


def test_each_owner_who_watches_gets_a_letter_of_her_own(app, watching, bert, build, postbox):
    olga, otto = build.client("Olga", watches_seats=True), build.client("Otto")
    for owner in (olga, otto):
        build.seat(owner, watching, role=Role.OWNER)
    Reader(app).sign_in(bert)
    assert {letter.to for letter in postbox.open()} == {"anna@example.com", "olga@example.com"}
    assert postbox.told() == ["security.seat_sign_in"] * 2


def test_the_sign_ins_of_owners_are_their_own_affair(app, watching, build, postbox):
    olga = build.client("Olga", login_mail=LoginMail.OFF)
    build.seat(olga, watching, role=Role.OWNER, used_at=now())
    Reader(app).sign_in(olga)
    assert postbox.open() == []


@pytest.mark.parametrize("case", ["into his own account", "owner left", "seat gone"])
def test_what_does_not_concern_her_account_is_not_told(app, watching, bert, build, postbox, case):
    seats = {"into his own account": 2, "owner left": 1, "seat gone": 3}
    if case == "into his own account":
        build.change(Membership, 3, used_at=None)
    else:
        build.change(Membership, seats[case], disabled_at=now())
    Reader(app).sign_in(bert)
    assert postbox.open() == []


def test_who_comes_over_from_another_account_is_told_too_and_once_in_a_session(
    app, watching, bert, build, postbox
):
    build.change(Membership, 3, used_at=None)
    reader = Reader(app).sign_in(bert)
    assert postbox.open() == []
    for letters in (1, 0):
        for client_id in (watching.client_id, bert.client_id):
            token = reader.open("/switch").token
            reader.client.post("/switch", data={"csrf_token": token, "client_id": client_id})
        assert len(postbox.open()) == letters
    Reader(app).sign_in(bert)
    assert postbox.open() == []


def test_who_signs_in_there_and_comes_back_is_told_once(app, watching, bert, postbox):
    reader = Reader(app).sign_in(bert)
    assert len(postbox.open()) == 1
    for client_id in (bert.client_id, watching.client_id):
        token = reader.open("/switch").token
        reader.client.post("/switch", data={"csrf_token": token, "client_id": client_id})
    assert postbox.open() == []


def test_whoever_has_seats_but_is_watched_by_nobody_pays_nothing_for_it(app, anna, bert, queries):
    for most in (6, 5):
        reader = Reader(app).open("/login")
        fields = {"csrf_token": reader.token, "email": bert.email, "password": bert.password}
        with queries() as sent:
            assert reader.client.post("/login", data=fields).status_code == 303
        assert not [sql for sql in sent if "INSERT INTO notifications" in sql]
        assert len(sent) <= 6, (most, sent)
