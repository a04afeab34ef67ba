"""The headers that every answer carries, pages and files, fine and refused."""

import pytest

from tests.reader import Reader

pytestmark = pytest.mark.seldom_on_postgresql

ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ca-htmx"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
VARY = "Cookie, HX-Request, HX-Request-Type, Accept-Language"


def check(answer, *, kept_private: bool = True) -> None:
    """Each header is there once, with exactly this value."""
    has_secret = answer.request.path.startswith(("/forgot", "/not-me"))
    expected = {**ALWAYS, "Referrer-Policy": "strict-origin"} if has_secret else ALWAYS
    for name, value in expected.items():
        assert answer.headers.getlist(name) == [value]
    assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(answer.headers)
    if kept_private:
        assert answer.headers.getlist("Cache-Control") == ["private, no-store, no-cache"]
        assert answer.headers["Vary"] == VARY


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 303),
        ("GET", "/login", 200),
        ("HEAD", "/login", 200),
        ("OPTIONS", "/login", 200),
        ("GET", "/logout", 303),
        ("GET", "/profile", 303),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/nothing", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/forgot", 200),
        ("GET", "/forgot/0", 410),
        ("GET", "/not-me/0", 410),
        ("POST", "/login", 400),
        ("POST", "/profile", 405),
        ("DELETE", "/login", 405),
        ("BREW", "/login", 405),
    ],
)
def test_every_answer_to_a_stranger_has_them(app, method, path, status):
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    check(answer)


@pytest.mark.parametrize("path", ["/account", "/profile", "/profile/phone/edit", "/switch"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Request-Type": "partial"}])
def test_every_answer_to_a_signed_in_reader_has_them(app, build, path, headers):
    reader = Reader(app).sign_in(build.client("Anna"))
    first, second = (reader.client.get(path, headers=headers) for _ in range(2))
    for answer in (first, second):
        assert answer.status_code == 200
        check(answer)
    assert "Set-Cookie" not in second.headers, "reading writes no cookie"


@pytest.mark.parametrize("name", ["ca.css", "ca.js"])
@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("HEAD", {}, 200),
        ("GET", {"Accept-Encoding": "gzip"}, 200),
        ("GET", {"Accept-Encoding": "br"}, 200),
        ("GET", {"If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"}, 304),
        ("GET", {"Range": "bytes=0-9"}, 206),
        ("GET", {"Range": "bytes=9999999-"}, 416),
        ("POST", {}, 405),
        ("DELETE", {}, 405),
    ],
)
def test_every_file_has_them_and_may_be_kept_for_ever(app, name, method, headers, status):
    path = app.jinja_env.globals["asset"](name)
    answer = app.test_client().open(path, method=method, headers=headers, buffered=True)
    assert answer.status_code == status
    check(answer, kept_private=False)
    assert answer.headers.get("Content-Encoding") == headers.get("Accept-Encoding")
    if status == 200:
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.mimetype == {"ca.css": "text/css", "ca.js": "text/javascript"}[name]


@pytest.mark.parametrize(
    "path",
    [
        *("/static/../secret_key", "/static/%2e%2e/secret_key", "/static/..%2fsecret_key"),
        *("/static/manifest.json/", "/static/", "/static//etc/passwd", "/static/ca.css"),
        *("/static/%00", "/static/\\..\\..\\wsgi.py", "/static/theme/anything"),
    ],
)
def test_nothing_but_the_built_files_is_served(app, path):
    assert app.test_client().get(path).status_code == 404


def test_the_providers_colour_is_a_file_that_may_be_kept(make_app):
    client = make_app(migrated=False, brand_accent="#1a5fb4").test_client()
    page = client.get("/login").text
    address = page.rpartition('<link rel="stylesheet" href="')[2].partition('"')[0]
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert "--ca-accent:#1a5fb4" in answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    check(answer, kept_private=False)


@pytest.mark.parametrize(
    ("url", "seconds", "header"),
    [
        ("https://www.example.com", "300", "max-age=300"),
        ("https://www.example.com", "0", None),
        ("http://localhost", "300", None),
    ],
)
def test_strict_transport_is_said_only_under_tls_and_when_asked_for(make_app, url, seconds, header):
    app = make_app(migrated=False, public_url=url, hsts_seconds=seconds)
    for path in ("/login", "/healthz", "/nothing", app.jinja_env.globals["asset"]("ca.css")):
        answer = app.test_client().get(path, base_url=url, buffered=True)
        assert answer.headers.get("Strict-Transport-Security") == header


@pytest.mark.parametrize(
    ("url", "start", "flags"),
    [
        ("https://www.example.com/client", "__Host-clientarea=", {"Secure"}),
        ("http://localhost/client", "clientarea=", set()),
    ],
)
def test_the_cookie_is_for_this_host_for_http_and_for_our_own_pages(make_app, url, start, flags):
    client = make_app(migrated=False, public_url=url).test_client()
    for path in ("/login", "/login?lang=de"):
        answer = client.get(path, base_url=url.removesuffix("/client"))
        for cookie in answer.headers.getlist("Set-Cookie"):
            name, *attributes = cookie.split("; ")
            assert name.startswith(start) or name == f"{start[:-1]}-language=de"
            kept = {a for a in attributes if not a.startswith(("Expires", "Max-Age"))}
            assert kept == {"HttpOnly", "Path=/", "SameSite=Lax"} | flags
