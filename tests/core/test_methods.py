"""Methods and redirects: HEAD and OPTIONS answer, and nothing is ever sent on with 307 or 308."""

import re

import pytest

from tests.reader import Reader
from webapp.core.access import public

pytestmark = pytest.mark.seldom_on_postgresql

PAGES = ["/login", "/logout", "/switch", "/profile", "/account", "/profile/phone/edit", "/healthz"]
LINKS = ["/forgot", "/forgot/sent", "/forgot/1", "/not-me/1"]


@pytest.fixture
def client(app, build):
    return Reader(app).sign_in(build.client("Anna")).client


@pytest.mark.parametrize("path", [*PAGES, *LINKS, "/nothing"])
def test_head_says_what_get_would_say_without_saying_it(client, path):
    got, asked = client.get(path), client.head(path)
    assert asked.status_code == got.status_code
    assert asked.data == b""
    assert asked.headers["Content-Type"] == got.headers["Content-Type"]


@pytest.mark.parametrize("path", PAGES)
def test_options_names_the_methods(client, path):
    answer = client.options(path)
    assert answer.status_code == 200
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))
    assert answer.data == b""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_any_other_method_is_refused_as_a_page_and_told_which_are_there(client, path, method):
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "Page not found" in answer.text


def test_no_spelling_of_an_address_is_answered_with_307_or_308(client, app):
    rules = [re.sub("<.*?>", "1", rule.rule) for rule in app.url_map.iter_rules()]
    seen = set()
    for rule in rules:
        for path in (rule, f"{rule}/", f"/{rule}", f"{rule}//", rule.upper(), f"{rule}?a=b"):
            for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT"):
                seen.add(client.open(path, method=method).status_code)
    assert seen <= {200, 303, 400, 403, 404, 405, 410}
    assert {200, 404, 405} <= seen


@pytest.mark.parametrize("path", ["/room", "/room/", "/room/1", "//room/", "/room//2"])
def test_not_even_a_route_written_with_a_slash_is_sent_on(make_app, path):
    built = make_app(migrated=False)
    view = public(lambda number: f"room {number}")
    built.add_url_rule("/room/", "room", view, defaults={"number": 1})
    built.add_url_rule("/room/<int:number>", "room", view)
    answer = built.test_client().get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code in (200, 404)


def test_every_redirect_names_a_path_of_ours(client, app):
    for reader in (client, app.test_client()):
        for path in ("/", "/logout", *PAGES):
            answer = reader.get(path)
            if answer.status_code != 200:
                assert answer.status_code == 303
                assert answer.headers["Location"].startswith("/")
                assert not answer.headers["Location"].startswith("//")
