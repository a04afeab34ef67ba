"""The database is down: pages that need it say so, and all others are served."""

import pytest
from flask import Flask

from tests.html import parse_page
from tests.reader import Reader

NOBODY = "postgresql://nobody@127.0.0.1:1/nothing"


def cookie(app: Flask) -> dict[str, str]:
    """The cookie of somebody who signed in before the outage."""
    serializer = app.session_interface.get_signing_serializer(app)
    value = serializer.dumps({"_user_id": "token", "csrf_token": "00" * 20})
    return {"Cookie": f"clientarea={value}"}


@pytest.fixture(params=["postgresql", "sqlite"])
def down(request, make_app, tmp_path) -> Flask:
    """An application whose database does not answer."""
    (tmp_path / "folder.sqlite3").mkdir()
    url = NOBODY if request.param == "postgresql" else f"sqlite:///{tmp_path}/folder.sqlite3"
    app = make_app(migrated=False, database_url=url)
    app.testing = False  # errors while errors are answered are answered, too
    return app


@pytest.mark.parametrize("path", ["/profile", "/account", "/login", "/", "/profile/phone/edit"])
def test_a_signed_in_reader_is_asked_to_come_again(down, path):
    answer = down.test_client(use_cookies=False).get(path, headers=cookie(down))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    page = parse_page(answer.text)
    assert page.text("h1") == "We will be back soon"
    for secret in ("127.0.0.1", "sqlite", "psycopg", "SELECT", "Traceback"):
        assert secret not in answer.text


def test_his_language_is_the_browsers_for_the_time_being(down):
    headers = {**cookie(down), "Accept-Language": "de", "HX-Request": "true"}
    answer = down.test_client(use_cookies=False).get("/profile", headers=headers)
    assert answer.status_code == 503
    assert "Wir sind bald wieder da" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/profile/nothing", "/api/nothing", "/brand/x.css"])
def test_an_address_that_does_not_exist_is_never_a_crash(down, path):
    answer = down.test_client(use_cookies=False).get(path, headers=cookie(down))
    assert answer.status_code in (200, 404, 503)
    assert "Content-Security-Policy" in answer.headers


def test_a_form_sent_meanwhile_is_not_a_crash(down):
    reader = Reader(down).open("/login")
    reader.submit(status=503, email="anna@example.com", password="quiet-harbour-lantern-42")
    assert "We will be back soon" in reader.text


def test_strangers_load_balancers_and_files_do_not_notice(down):
    client = down.test_client()
    assert client.get("/login").status_code == 200
    assert client.get("/nothing").status_code == 404
    assert client.get("/profile").status_code == 303
    assert client.get("/healthz").json == {"status": "ok"}
    assert down.test_client(use_cookies=False).get("/healthz", headers=cookie(down)).json
    css = down.jinja_env.globals["asset"]("ca.css")
    assert client.get(css, buffered=True).status_code == 200


def test_a_load_balancer_is_told_that_we_cannot_serve(down):
    answer = down.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "unavailable", "database": False, "schema": False}


def test_ready_means_database_and_schema(make_app):
    empty = make_app(migrated=False).test_client().get("/readyz")
    assert empty.status_code == 503
    assert empty.json == {"status": "unavailable", "database": True, "schema": False}
    ready = make_app().test_client().get("/readyz")
    assert ready.status_code == 200
    assert ready.json == {"status": "ok", "database": True, "schema": True}


def test_alive_asks_no_database(app, queries):
    with queries() as sent:
        assert app.test_client().get("/healthz").json == {"status": "ok"}
    assert sent == []
