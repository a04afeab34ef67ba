"""The log: one JSON line for each request, and nothing that people wrote."""

import json

import pytest

from tests.builders import Builder
from tests.reader import Reader
from webapp.core.access import public


@pytest.fixture
def app(make_app):
    """An application that logs each request, and one view that crashes."""
    built = make_app(log_level="INFO", trusted_proxies="127.0.0.1")

    def crash() -> None:
        raise ValueError("what went wrong")

    built.add_url_rule("/crash", "crash", public(crash))
    return built


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line(app, capsys):
    app.test_client().get("/profile?secret=word")
    (line,) = lines(capsys)
    assert line.pop("ms") >= 0
    assert len(line.pop("request_id")) == 16
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "profile.index",
        "status": 303,
        "user": None,
    }


def test_nothing_that_people_wrote_or_who_they_are_is_in_it(app, capsys):
    anna = Builder(app).client("Anna Kovalenko")
    reader = Reader(app).open("/login?next=/profile?token=geheim")
    reader.client.set_cookie("other", "cookie-value")
    token = reader.token
    reader.submit(status=422, email=anna.email, password="wrong-harbour-lantern")
    reader.open("/login").submit(email=anna.email, password=anna.password)
    reader.open("/profile/phone/edit").submit(number="+44 20 7946 0018")
    reader.open("/no/such/page/geheim", status=404)
    reader.client.get("/profile", headers={"X-Forwarded-For": "198.51.100.1", "User-Agent": "Me"})
    cookie = reader.client.get_cookie("clientarea").value
    shown = capsys.readouterr().err
    for secret in (anna.email, anna.password, "Kovalenko", "harbour", "7946", "geheim", "next="):
        assert secret not in shown
    for secret in ("cookie-value", cookie, token, "198.51.100.1", '"Me"', "clientarea="):
        assert secret not in shown
    assert f'"user": {anna.user_id}' in shown


def test_a_crash_is_logged_with_its_trace_under_the_number_the_reader_was_told(app, capsys):
    text = app.test_client().get("/crash").text
    crash, request = lines(capsys)
    assert crash["event"] == "crash"
    assert crash["route"] == "crash"
    assert crash["exception"][0]["exc_type"] == "ValueError"
    assert crash["request_id"] == request["request_id"]
    assert crash["request_id"] in text
    assert request["status"] == 500


def test_the_variables_of_a_crash_are_not_logged(app, capsys):
    def crash() -> None:
        password = "quiet-harbour-lantern-42"
        raise ValueError(len(password))

    app.add_url_rule("/crash-with-secret", "crash_with_secret", public(crash))
    app.test_client().get("/crash-with-secret")
    assert "quiet-harbour" not in capsys.readouterr().err.replace('password = "quiet', "")


def test_files_and_quiet_levels_log_nothing(app, capsys, make_app):
    app.test_client().get(app.jinja_env.globals["asset"]("ca.css"), buffered=True)
    assert lines(capsys) == []
    make_app(migrated=False, log_level="warning").test_client().get("/login")
    assert lines(capsys) == []
