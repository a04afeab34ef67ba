"""What two-factor sign-in costs: few statements, few bytes, in every language."""

import pytest
import time_machine

from tests.access.authenticator import enrolled, set_up
from tests.reader import Reader
from tests.weight import HTMX, check_fragment_weight, check_page_weight, packed
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.identity.service.sessions import SEEN_EVERY

EDIT = "/access/two-factor/edit"
KEPT = [EDIT, "/access/two-factor/off", "/access/two-factor/devices", "/access/recovery-codes"]
LARGEST_SET_UP = 2 * 1024
"""Of the panel alone, packed: half of it is the QR code, which no compression makes smaller."""


def signed_in(app, someone, **options: str) -> tuple[Reader, object]:
    """The browser of somebody who has it on, and his app."""
    phone, _codes = enrolled(app, someone)
    reader = Reader(app, **options).open("/login")
    reader.submit(email=someone.email, password=someone.password)
    return reader.submit(code=phone.code(), remember="y"), phone


@pytest.mark.parametrize("path", ["/access/two-factor", *KEPT])
def test_a_page_takes_two_statements_and_one_to_note_the_visit(app, anna, queries, path):
    reader, _phone = signed_in(app, anna)
    with queries() as sent:
        assert reader.client.get(path).status_code == 200
    assert len(sent) <= 2, sent
    with time_machine.travel(now() + SEEN_EVERY), queries() as sent:
        assert reader.client.get(path).status_code == 200
    assert len(sent) <= 3, sent


def test_the_key_is_drawn_once_and_then_read(app, anna, queries):
    reader = Reader(app).sign_in(anna)
    for most in (6, 2):
        with queries() as sent:
            assert reader.client.get(EDIT).status_code == 200
        assert len(sent) <= most, sent


def test_pages_are_light_in_every_language(app, build):
    for language in LANGUAGES:
        someone = build.client(
            "Anna-Luise Käßmann-Kovalenko",
            email=f"anna-luise.{language}@example.com",
            language=language,
        )
        reader = Reader(app, language=language).sign_in(someone)
        check_page_weight(app, reader.open(EDIT).response)
        assert packed(reader.client.get(EDIT, headers=HTMX).data) <= LARGEST_SET_UP
        check_fragment_weight(reader.client.get("/access/two-factor", headers=HTMX))
        set_up(reader)
        check_page_weight(app, reader.response)
        for path in KEPT:
            check_page_weight(app, reader.open(path).response)
        reader.open("/logout").submit()
        reader.submit(email=someone.email, password=someone.password)
        check_page_weight(app, reader.response)


@pytest.mark.parametrize("devices", [1, 20])
def test_acts_take_few_statements_and_one_more_for_each_device(app, anna, queries, devices):
    for _ in range(devices):
        Reader(app).sign_in(anna)
    reader, phone = signed_in(app, anna)
    acts = [
        ("/access/recovery-codes", {}, 8),
        ("/access/two-factor/devices", {}, 3),
        ("/access/two-factor/off", {"code": phone.later()}, 12),
    ]
    for path, fields, most in acts:
        token = reader.open(path).token
        with queries() as sent:
            answer = reader.client.post(path, data={"csrf_token": token, **fields})
            assert answer.status_code in (200, 303)
        assert len(sent) <= most, sent
