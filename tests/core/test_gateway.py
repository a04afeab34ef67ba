"""The gateway: scheme, host and path come from PUBLIC_URL, whatever the headers say."""

import pytest
from werkzeug.test import Client, EnvironBuilder

from webapp.core.environment import load
from webapp.core.net import FOREIGN_HOST, Gateway

PUBLIC = "https://www.example.com/client"
EVIL = {
    "Script-Name": "//evil.example",
    "X-Script-Name": "//evil.example",
    "X-Forwarded-Prefix": "//evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "javascript",
    "X-Forwarded-Port": "666",
    "X-Original-Url": "//evil.example",
    "X-Rewrite-Url": "//evil.example",
    "Forwarded": "for=evil;host=evil.example;proto=http",
}


def passed_on(public_url: str, **environ: str) -> dict:
    """What the gateway hands to the application behind it."""
    found = {}
    settings = load({"CLIENTAREA_PUBLIC_URL": public_url})
    sent = {**EnvironBuilder("/").get_environ(), "HTTP_HOST": "www.example.com", **environ}
    Gateway(lambda inner, _start: found.update(inner) or [], settings)(sent, lambda *_: None)
    return found


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ("/client/login", "/login"),
        ("/login", "/login"),
        ("/client", "/"),
        ("/client/", "/"),
        ("/", "/"),
        ("", "/"),
        ("login", "/login"),
        ("/clientele", "/clientele"),
        ("/client.html", "/client.html"),
        ("/Client/login", "/Client/login"),
        ("/client/client/login", "/client/login"),
        ("/client//evil.example", "//evil.example"),
        ("//client/login", "//client/login"),
    ],
)
def test_the_prefix_is_taken_off_when_it_is_there(sent, path):
    found = passed_on(PUBLIC, PATH_INFO=sent, SCRIPT_NAME="//evil.example")
    assert (found["SCRIPT_NAME"], found["PATH_INFO"]) == ("/client", path)


def test_without_a_prefix_the_path_stays_as_it_is():
    found = passed_on("http://localhost:8000", PATH_INFO="/client/login", SCRIPT_NAME="/client")
    assert (found["SCRIPT_NAME"], found["PATH_INFO"]) == ("", "/client/login")


def test_scheme_and_host_are_those_of_the_public_address():
    found = passed_on(
        PUBLIC,
        **{"wsgi.url_scheme": "http"},
        HTTP_HOST="WWW.example.com:80",
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_X_FORWARDED_PREFIX="//evil.example",
        HTTP_FORWARDED="host=evil.example",
    )
    assert (found["wsgi.url_scheme"], found["HTTP_HOST"]) == ("https", "www.example.com")
    assert not any("evil" in str(value) for value in found.values())
    assert not found[FOREIGN_HOST]


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "www.example.com.evil.example", "evil-www.example.com", "example.com"),
        *("www.example.com@evil.example", "evil.example:443", "", "[::1]", "www.example.com."),
        *("www.example.com/", "www.example.com\x00", " www.example.com", "localhost", "["),
    ],
)
def test_a_foreign_host_is_marked_and_forgotten(host):
    found = passed_on(PUBLIC, HTTP_HOST=host)
    assert found[FOREIGN_HOST]
    assert found["HTTP_HOST"] == "www.example.com"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000"])
def test_on_this_machine_each_name_of_loopback_is_ours(host):
    found = passed_on("http://localhost:8000", HTTP_HOST=host)
    assert (found[FOREIGN_HOST], found["HTTP_HOST"]) == (False, host)
    assert passed_on("http://localhost:8000", HTTP_HOST="evil.example")[FOREIGN_HOST]


@pytest.mark.parametrize(
    ("raw", "escaped"),
    [("\xff", "%FF"), ("a=\xc3&b=\x80", "a=%C3&b=%80"), ("lang=\xe4", "lang=%E4")],
)
def test_raw_bytes_in_the_query_reach_us_escaped(raw, escaped):
    assert passed_on(PUBLIC, QUERY_STRING=raw)["QUERY_STRING"] == escaped
    assert passed_on(PUBLIC, QUERY_STRING="a=%ff&b=+c")["QUERY_STRING"] == "a=%ff&b=+c"


@pytest.fixture
def browser(make_app) -> Client:
    """A browser of an application under a prefix."""
    return make_app(public_url=PUBLIC).test_client()


@pytest.mark.parametrize("path", ["/client/login", "/login"])
def test_a_page_is_the_same_whether_the_proxy_strips_the_prefix(browser, path):
    answer = browser.get(path, base_url="https://www.example.com")
    assert answer.status_code == 200
    assert 'action="/client/login"' in answer.text
    assert 'src="/client/static/' in answer.text
    assert 'href="/client/static/' in answer.text


@pytest.mark.parametrize("path", ["/client", "/client/", "/", "/client/profile", "/profile"])
def test_redirects_stay_under_the_prefix_without_naming_a_host(browser, path):
    answer = browser.get(path, base_url="https://www.example.com")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/client/login")


@pytest.mark.parametrize("path", ["/clientele", "/client/nothing", "/client/client/login"])
def test_what_only_resembles_the_prefix_is_not_found(browser, path):
    assert browser.get(path, base_url="https://www.example.com").status_code == 404


@pytest.mark.parametrize("path", ["/client/login", "/client/profile", "/client/nothing"])
def test_no_header_moves_us_elsewhere(browser, path):
    answer = browser.get(
        path,
        base_url="https://www.example.com",
        headers=EVIL,
        environ_overrides={"SCRIPT_NAME": "//evil.example"},
    )
    assert "evil" not in answer.text
    assert "evil" not in str(answer.headers)
    fair = browser.get(path, base_url="https://www.example.com")
    assert (answer.status_code, len(answer.data)) == (fair.status_code, len(fair.data))


def test_a_foreign_host_gets_a_page_that_says_so_but_load_balancers_an_answer(browser):
    for path in ("/client/login", "/client/profile", "/client/nothing"):
        answer = browser.get(path, base_url="https://evil.example")
        assert answer.status_code == 400
        assert "not known under the address that your browser asked for" in answer.text
        assert "evil" not in answer.text
        assert "Content-Security-Policy" in answer.headers
    for path in ("/healthz", "/readyz", "/client/healthz"):
        assert browser.get(path, base_url="http://10.0.0.5:8000").status_code == 200


def test_without_a_host_there_is_no_page(browser):
    assert browser.get("/client/login", environ_overrides={"HTTP_HOST": ""}).status_code == 400
    assert browser.get("/healthz", environ_overrides={"HTTP_HOST": ""}).status_code == 200


@pytest.mark.parametrize("path", ["/client/login/", "/login/", "/client//login", "/client/./login"])
def test_other_spellings_of_an_address_are_never_sent_on_with_307_or_308(browser, path):
    assert browser.get(path, base_url="https://www.example.com").status_code in (200, 404)
    assert browser.post(path, base_url="https://www.example.com").status_code in (400, 404)
