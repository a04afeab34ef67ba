"""Every error as a page, a fragment and JSON; none of them tells what went wrong inside."""

import pytest
from flask import Flask, abort, request

from tests.html import parse_fragment, parse_page, words
from tests.reader import Reader
from webapp.core.access import public
from webapp.core.errors import DomainError, NotFound, Throttled

pytestmark = pytest.mark.seldom_on_postgresql

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
HEADINGS = {
    400: "We could not read that",
    403: "You cannot do this",
    404: "Page not found",
    405: "Page not found",
    409: "Something has changed meanwhile",
    410: "This link works no more",
    413: "That was too large",
    415: "We could not read that",
    416: "We could not read that",
    422: "This cannot be done",
    429: "Please wait a little",
    500: "Something went wrong on our side",
    503: "We will be back soon",
}


class Moved(DomainError):
    status = 409
    code = "moved-meanwhile"
    words = "You switched to another account <in> another window."


def fail(kind: str) -> None:
    """Views of a room that has nothing but trouble."""
    if kind == "crash":
        raise ValueError("the secret of the house")
    if kind == "refusal":
        raise Moved
    if kind == "throttled":
        raise Throttled(90)
    if kind == "missing":
        raise NotFound
    if kind == "body":
        request.get_json()
    abort(int(kind))


@pytest.fixture
def app(make_app) -> Flask:
    """An application with views that fail."""
    built = make_app()
    for path in ("/trouble/<kind>", "/api/trouble/<kind>"):
        built.add_url_rule(path, path, public(fail), methods=["GET", "POST"])
    return built


def check_silence(text: str) -> None:
    for secret in ("secret of the house", "Traceback", "ValueError", "line ", ".py", "werkzeug"):
        assert secret not in text


@pytest.mark.parametrize("status", HEADINGS)
def test_an_error_is_a_page_like_all_others(app, status):
    reader = Reader(app).open(f"/trouble/{status}", status=status)
    assert reader.page.text("h1") == HEADINGS[status]
    assert reader.page.find("html").get("lang") == "en"
    assert reader.page.link("Go to the start page").get("href") == "/"
    check_silence(reader.response.text)


@pytest.mark.parametrize("status", HEADINGS)
def test_an_error_is_a_fragment_for_htmx(app, status):
    headers = {**HTMX, "HX-Target": "div#phone"}
    answer = app.test_client().get(f"/trouble/{status}", headers=headers)
    assert answer.status_code == status
    assert 'id="phone"' in answer.text, "the panel can be replaced again"
    fragment = parse_fragment(answer.text)
    assert words(next(fragment.iter("h2"))) == HEADINGS[status]
    assert [div for div in fragment.iter("div") if "autofocus" in div.keys()]  # noqa: SIM118
    assert "<html" not in answer.text
    check_silence(answer.text)


@pytest.mark.parametrize("status", HEADINGS)
@pytest.mark.parametrize("headers", [{}, HTMX, {"Accept": "text/html"}])
def test_an_error_under_api_is_json_whoever_asks(app, status, headers):
    answer = app.test_client().get(f"/api/trouble/{status}", headers=headers)
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    assert set(answer.json) == {"error"}
    assert set(answer.json["error"]) == {"code", "message"}
    check_silence(answer.text)


@pytest.mark.parametrize("accept", ["application/json", "*/*", "image/png", "text/plain", ""])
def test_elsewhere_an_error_is_never_json(app, accept):
    answer = app.test_client().get("/nothing", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_or_restored_page_is_whole_even_when_it_is_an_error(app, header):
    answer = app.test_client().get("/nothing", headers={**HTMX, header: "true"})
    assert parse_page(answer.text).text("h1") == "Page not found"
    answer = app.test_client().get("/nothing", headers={**HTMX, "HX-Request-Type": "full"})
    assert parse_page(answer.text).text("h1") == "Page not found"


def test_a_crash_shows_a_number_to_quote_and_nothing_of_its_cause(app):
    reader = Reader(app).open("/trouble/crash", status=500)
    number = reader.text.partition("write to us: ")[2].split()[0]
    assert len(number) == 16
    assert int(number, 16)
    check_silence(reader.response.text)
    answer = app.test_client().get("/api/trouble/crash")
    assert answer.json["error"]["code"] == "internal-error"
    check_silence(answer.text)
    answer = app.test_client().get("/trouble/crash", headers=HTMX)
    assert "Something went wrong on our side" in answer.text
    check_silence(answer.text)


def test_a_crash_shows_nothing_of_its_cause_even_in_debug_mode(app):
    app.debug = True
    check_silence(Reader(app).open("/trouble/crash", status=500).response.text)


def test_a_refusal_speaks_for_itself(app):
    reader = Reader(app).open("/trouble/refusal", status=409)
    assert "You switched to another account <in> another window." in reader.text
    answer = app.test_client().get("/api/trouble/refusal")
    assert answer.status_code == 409
    assert answer.json["error"] == {"code": "moved-meanwhile", "message": str(Moved.words)}


def test_what_is_missing_and_what_is_a_strangers_look_the_same(app):
    missing = Reader(app).open("/trouble/missing", status=404)
    nothing = Reader(app).open("/no/such/page", status=404)
    assert missing.text == nothing.text


@pytest.mark.parametrize("path", ["/trouble/throttled", "/api/trouble/throttled"])
def test_who_must_wait_is_told_how_long(app, path):
    answer = app.test_client().get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "90")
    assert "Try again in 2 minutes." in answer.text


@pytest.mark.parametrize("language", ["de", "uk", "ar"])
def test_errors_speak_the_readers_language(app, language):
    for kind, status in (("crash", 500), ("404", 404), ("throttled", 429), ("403", 403)):
        reader = Reader(app, language=language).open(f"/trouble/{kind}", status=status)
        assert reader.page.find("html").get("lang") == language
        assert reader.page.text("h1") not in HEADINGS.values()


def test_a_large_body_is_refused_before_it_is_read(app):
    client = app.test_client()
    urlencoded, multipart = "application/x-www-form-urlencoded", "multipart/form-data"
    for kind, size in ((urlencoded, 300_000), (multipart, 300_000), (multipart, 140_000)):
        answer = client.post("/login", data={"email": "x" * size}, content_type=kind)
        assert answer.status_code == 413
        assert parse_page(answer.text).text("h1") == "That was too large"


def test_a_body_of_a_wrong_type_is_refused(app):
    reader = Reader(app).open("/login")
    headers = {"X-CSRFToken": reader.token, "Content-Type": "text/plain"}
    for path in ("/trouble/body", "/api/trouble/body"):
        answer = reader.client.post(path, data="{}", headers=headers)
        assert answer.status_code == 415
    answer = reader.client.post(
        "/trouble/body", data="{", headers=headers | {"Content-Type": "application/json"}
    )
    assert answer.status_code == 400


def test_a_signed_in_reader_keeps_his_menu_on_the_error_page(app):
    from tests.builders import Builder  # noqa: PLC0415 - one test alone needs people here

    reader = Reader(app).sign_in(Builder(app).client("Anna"))
    link = reader.open("/nothing", status=404).page.link("User settings")
    assert link.get("href") == "/profile"
    reader.open("/trouble/500", status=500)
    assert "Anna" not in reader.response.text
