"""What the section costs: few statements and few bytes, in every language."""

import pytest
import time_machine

from tests.builders import PASSWORD
from tests.reader import Reader
from tests.weight import HTMX, check_fragment_weight, check_page_weight
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.identity.service.sessions import SEEN_EVERY

PAGES = ["/access", "/access/password", "/access/password/edit"]
CHANGE = {
    "current": PASSWORD,
    "password": "seven-paper-lanterns",
    "password_again": "seven-paper-lanterns",
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_two_statements_and_one_to_note_the_visit(app, build, queries, path):
    reader = Reader(app).sign_in(build.client())
    with queries() as sent:
        assert reader.client.get(path).status_code == 200
    assert len(sent) <= 2, sent
    with time_machine.travel(now() + SEEN_EVERY), queries() as sent:
        assert reader.client.get(path).status_code == 200
    assert len(sent) <= 3, sent


def test_a_page_is_light_in_every_language(app, build):
    for language in LANGUAGES:
        someone = build.client("Anna", email=f"{language}@example.com", language=language)
        reader = Reader(app).sign_in(someone)
        for path in PAGES:
            check_page_weight(app, reader.open(path).response)


def test_the_reading_fragment_is_light(app, build):
    reader = Reader(app).sign_in(build.client())
    check_fragment_weight(reader.client.get("/access/password", headers=HTMX))


def test_a_new_password_takes_the_same_statements_with_one_device_and_with_twenty(
    app, build, queries
):
    counts = []
    for devices in (1, 20):
        anna = build.client(f"Anna{devices}")
        for _device in range(devices):
            Reader(app).sign_in(anna)
        reader = Reader(app).sign_in(anna).open("/access/password/edit")
        with queries() as sent:
            answer = reader.client.post(
                "/access/password/edit", data={"csrf_token": reader.token, **CHANGE}
            )
            assert answer.status_code == 303
        counts.append(len([sql for sql in sent if "activity_events" not in sql]))
    assert counts[0] == counts[1] <= 16
