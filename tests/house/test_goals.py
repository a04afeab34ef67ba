"""Goals of docs/performance.md that come out the same on every machine."""

import pytest
from sqlalchemy import event

from tests.reader import Reader
from tests.weight import HTMX, check_fragment_weight
from webapp.core import db

PAGE = 3
SAVE = 6
PHONE = {"number": "+44 20 7946 0018"}


@pytest.fixture
def signed_in(app, build) -> Reader:
    """Somebody in front of the form for his phone number, where a token is."""
    return Reader(app).sign_in(build.client()).open("/profile/phone/edit")


@pytest.fixture
def borrowed(app):
    """The connections that are taken from the pool from now on."""
    taken = []
    with app.app_context():
        engine = db.db.engine

    def note(*_facts: object) -> None:
        taken.append("taken")

    event.listen(engine, "checkout", note)
    yield taken
    event.remove(engine, "checkout", note)


def save(reader: Reader):
    answer = reader.client.post(
        "/profile/phone/edit", data={"csrf_token": reader.token, **PHONE}, headers=HTMX
    )
    assert "Phone number saved." in answer.text
    return answer


@pytest.mark.parametrize("path", ["/profile", "/account", "/profile/phone/edit"])
def test_a_page_takes_three_statements_on_one_connection(signed_in, queries, borrowed, path):
    with queries() as sent:
        assert signed_in.client.get(path).status_code == 200
    assert 1 <= len(sent) <= PAGE, sent
    assert len(borrowed) == 1


def test_a_save_takes_six_statements_on_one_connection(signed_in, queries, borrowed):
    with queries() as sent:
        save(signed_in)
    assert len([sql for sql in sent if sql.startswith("INSERT")]) == 2, "its event, its notice"
    assert len(sent) <= SAVE, sent
    assert len(borrowed) == 1


def test_what_a_save_answers_is_light(signed_in):
    check_fragment_weight(save(signed_in))
