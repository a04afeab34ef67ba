"""What signing in costs: few statements, few bytes, whoever comes."""

from datetime import timedelta

import pytest

from tests.builders import PASSWORD
from tests.reader import Reader
from tests.weight import check_header_weight, check_page_weight
from webapp.core.i18n import LANGUAGES
from webapp.identity.service import links
from webapp.messaging import not_me

FRESH = "seven-paper-lanterns-adrift"


def sign_in(reader: Reader, email: str, password: str = PASSWORD):
    fields = {"csrf_token": reader.open("/login").token, "email": email, "password": password}
    return lambda: reader.client.post("/login", data=fields)


@pytest.mark.parametrize("seats", [1, 50])
def test_signing_in_takes_six_statements_and_one_more_in_a_new_browser(
    app, anna, build, queries, seats
):
    for number in range(1, seats):
        build.seat(anna, build.client(f"Client{number}"))
    reader = Reader(app)
    for most in (7, 6):
        act = sign_in(reader, anna.email)
        with queries() as sent:
            assert act().status_code == 303
        assert len(sent) <= most, sent
        reader.open("/logout").submit()


@pytest.mark.parametrize("email", ["anna@example.com", "nobody@example.com"])
def test_a_refusal_takes_three(app, anna, queries, email):
    act = sign_in(Reader(app), email, "wrong")
    with queries() as sent:
        assert act().status_code == 422
    assert len(sent) <= 3, sent


def test_the_sign_in_page_asks_no_database(app, queries):
    with queries() as sent:
        assert app.test_client().get("/login").status_code == 200
        assert app.test_client().get("/login?lang=de&next=/profile").status_code == 200
    assert sent == []


@pytest.mark.parametrize("seats", [2, 50])
def test_the_list_of_accounts_takes_two_statements(app, anna, build, queries, seats):
    for number in range(1, seats):
        build.seat(anna, build.client(f"Client{number}"))
    reader = Reader(app).sign_in(anna)
    with queries() as sent:
        assert reader.client.get("/switch").text.count("<li>") >= seats
    assert len(sent) <= 2, sent


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/login", "/forgot", "/forgot/sent", "/forgot/x", "/not-me/x"])
def test_the_pages_of_strangers_are_light(app, language, path):
    status = 410 if path.endswith("/x") else 200
    reader = Reader(app, language=language).open(path, status=status)
    check_page_weight(app, reader.response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_behind_mailed_links_are_light(app, anna, language):
    with app.app_context():
        token = links.issue(anna.user_id, links.PASSWORD, timedelta(minutes=30))
        disown = not_me.link_for(anna.user_id).rpartition("/")[2]
    for path in (f"/forgot/{token}", f"/not-me/{disown}"):
        check_page_weight(app, Reader(app, language=language).open(path).response)


@pytest.mark.parametrize("devices", [1, 20])
def test_mailed_links_take_few_statements_however_many_devices_there_are(
    app, anna, build, queries, devices
):
    def disown() -> str:
        return f"/not-me/{not_me.link_for(anna.user_id).rpartition('/')[2]}"

    def forgot() -> str:
        return f"/forgot/{links.issue(anna.user_id, links.PASSWORD, timedelta(minutes=30))}"

    for address, most in ((disown, 12), (forgot, 16)):
        with app.app_context():
            path = address()
        for _ in range(devices):
            Reader(app).sign_in(anna)
        reader = Reader(app).open(path)
        fields = {"csrf_token": reader.token, "password": FRESH, "password_again": FRESH}
        with queries() as sent:
            assert reader.client.post(path, data=fields).status_code == 303
        assert len(sent) <= most, sent


def test_the_answers_to_signing_in_and_out_are_light(app, anna):
    reader = Reader(app)
    check_header_weight(sign_in(reader, anna.email)())
    reader.open("/logout")
    check_page_weight(app, reader.response)
    check_header_weight(reader.client.post("/logout", data={"csrf_token": reader.token}))
