"""What the user settings cost: few statements and few bytes, with 1 seat and with 50."""

import pytest
import time_machine

from tests.reader import Reader
from tests.weight import HTMX, check_fragment_weight, check_page_weight
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.identity.service.sessions import SEEN_EVERY

pytestmark = pytest.mark.seldom_on_postgresql

PANELS = ["name", "avatar", "email", "notification-email", "phone", "language", "time-zone"]
SAVES = [
    ("phone", {"number": "+44 20 7946 0018"}),
    ("time-zone", {"time_zone": "Europe/Kyiv"}),
    ("name", {"name": "Anna K."}),
    ("language", {"language": "de"}),
]


@pytest.fixture(params=[1, 50])
def signed_in(request, app, anna, build) -> Reader:
    """The browser of somebody with few or many seats."""
    for number in range(1, request.param):
        build.seat(anna, build.client(f"Client{number}"))
    return Reader(app).sign_in(anna)


@pytest.mark.parametrize("path", ["/profile", *(f"/profile/{p}/edit" for p in PANELS)])
def test_a_page_takes_three_statements_even_when_it_notes_the_visit(signed_in, queries, path):
    with queries() as sent:
        assert signed_in.client.get(path).status_code == 200
    assert len(sent) <= 2, sent
    with time_machine.travel(now() + SEEN_EVERY), queries() as sent:
        assert signed_in.client.get(path).status_code == 200
    assert len(sent) <= 3, sent


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(("panel", "fields"), SAVES)
def test_a_change_takes_six_statements_with_its_event(signed_in, queries, panel, fields, headers):
    token = signed_in.open(f"/profile/{panel}/edit").token
    with time_machine.travel(now() + SEEN_EVERY), queries() as sent:
        answer = signed_in.client.post(
            f"/profile/{panel}/edit", data={"csrf_token": token, **fields}, headers=headers
        )
        assert answer.status_code in (200, 303)
    assert len(sent) <= 6, sent
    assert len([sql for sql in sent if "activity_events" in sql]) == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("panel", ["email", "notification-email"])
def test_asking_for_an_address_takes_ten_statements_with_its_two_letters(
    signed_in, queries, panel, headers
):
    token = signed_in.open(f"/profile/{panel}/edit").token
    fields = {"csrf_token": token, "use": "other", "address": "anna@kovalenko.example"}
    with time_machine.travel(now() + SEEN_EVERY), queries() as sent:
        answer = signed_in.client.post(f"/profile/{panel}/edit", data=fields, headers=headers)
        assert answer.status_code in (200, 303)
    assert len(sent) <= 10 + bool(headers), sent


def test_a_page_is_light_in_every_language(app, build):
    for language in LANGUAGES:
        someone = build.client(
            "Anna-Luise Käßmann-Kovalenko",
            email=f"{language}@example.com",
            language=language,
            phone="+442079460018",
            time_zone="America/Argentina/ComodRivadavia",
            notification_email="rechnungen-und-mahnungen@example.com",
        )
        reader = Reader(app).sign_in(someone).open("/profile/email/edit")
        reader.submit(address=f"{language}@kovalenko.example")
        for path in ("/profile", *(f"/profile/{panel}/edit" for panel in PANELS)):
            check_page_weight(app, reader.open(path).response)


@pytest.mark.parametrize("phone", [None, "+442079460018"])
def test_the_phone_fragment_is_light(app, build, phone):
    reader = Reader(app).sign_in(build.client("Anna", phone=phone))
    reader.client.get("/profile/phone/edit")
    for path in ("/profile/phone/edit", "/profile/phone"):
        answer = reader.client.get(path, headers=HTMX)
        assert "<html" not in answer.text
        check_fragment_weight(answer)


def test_the_answer_to_a_saved_phone_is_light(app, anna):
    reader = Reader(app).sign_in(anna).open("/profile/phone/edit")
    fields = {"csrf_token": reader.token, "number": "+44 20 7946 0018"}
    answer = reader.client.post("/profile/phone/edit", data=fields, headers=HTMX)
    assert "Phone number saved." in answer.text
    check_fragment_weight(answer)


@pytest.mark.parametrize("area", ["America", "Europe", "Asia"])
def test_even_the_list_of_cities_keeps_to_the_budget_of_a_page(app, anna, area):
    reader = Reader(app).sign_in(anna)
    check_page_weight(app, reader.open(f"/profile/time-zone/edit?area={area}").response)


def test_every_country_of_the_world_keeps_to_the_budget_of_a_page(app, build):
    for language in LANGUAGES:
        someone = build.client("Anna", email=f"{language}@example.com", language=language)
        reader = Reader(app).sign_in(someone)
        check_page_weight(app, reader.open("/profile/phone/edit?countries=all").response)
