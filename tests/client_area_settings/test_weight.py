"""What the client area settings cost: few statements and few bytes."""

import pytest
import time_machine

from tests.reader import Reader
from tests.weight import HTMX, check_fragment_weight, check_page_weight
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.identity.service.sessions import SEEN_EVERY

PAGES = ("", "/login-mail", "/login-mail/edit")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_three_statements_even_when_it_notes_the_visit(app, anna, queries, path):
    reader = Reader(app).sign_in(anna)
    with time_machine.travel(now() + SEEN_EVERY), queries() as sent:
        assert reader.client.get(f"/client-area-settings{path}").status_code == 200
    assert len(sent) <= 3, sent


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_change_takes_six_statements_and_two_for_each_letter(app, anna, queries, headers):
    reader = Reader(app).sign_in(anna)
    address = "/client-area-settings/login-mail/edit"
    for choice, most in (("every", 5), ("off", 6)):
        fields = {"csrf_token": reader.open(address).token, "login_mail": choice}
        with queries() as sent:
            answer = reader.client.post(address, data=fields, headers=headers)
            assert answer.status_code in (200, 303)
        assert len(sent) <= most, sent


def test_pages_and_fragments_are_light_in_every_language(app, build):
    for language in LANGUAGES:
        someone = build.client("Anna", email=f"{language}@example.com", language=language)
        reader = Reader(app).sign_in(someone)
        for path in PAGES:
            check_page_weight(app, reader.open(f"/client-area-settings{path}").response)
        check_fragment_weight(reader.client.get("/client-area-settings/login-mail", headers=HTMX))
