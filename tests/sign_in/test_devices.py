"""New devices: a letter at the first sign-in in a browser, and a cookie that knows it again."""

import pytest

from tests.builders import Builder
from tests.reader import Reader
from webapp.core.tokens import new_token
from webapp.identity import guard
from webapp.identity.models import Device

COOKIE = "clientarea-device"


def leave(reader: Reader) -> Reader:
    return reader.open("/logout").submit()


def device_of(reader: Reader) -> str:
    cookie = reader.client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def test_the_first_sign_in_in_a_browser_is_told_and_the_second_is_not(reader, anna, postbox):
    reader.client.environ_base["REMOTE_ADDR"] = "2001:db8::7"
    reader.headers["User-Agent"] = "Mozilla/5.0 (iPhone) <b>Safari/1"
    reader.sign_in(anna)
    letter = postbox.only()
    assert letter.to == anna.email
    assert "2001:db8::7" in letter.text
    assert "Safari" in letter.text
    assert "<b>" not in letter.html
    assert "/not-me/" in letter.text
    leave(reader).sign_in(anna)
    assert postbox.open() == []
    assert postbox.told() == ["security.sign_in"]


def test_another_browser_is_told_again(app, anna, postbox):
    for _ in range(2):
        Reader(app).sign_in(anna)
        assert postbox.only().to == anna.email


def test_another_user_of_the_same_browser_is_told_and_both_are_known_then(
    reader, anna, build, postbox
):
    bert = build.client("Bert")
    for someone in (anna, bert):
        leave(reader.sign_in(someone))
        assert postbox.only().to == someone.email
    for someone in (anna, bert):
        leave(reader.sign_in(someone))
        assert postbox.open() == []


def test_the_cookie_is_a_secret_of_this_site_that_survives_signing_out(app, anna):
    reader = Reader(app).sign_in(anna)
    cookie = reader.client.get_cookie(COOKIE)
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert cookie.max_age == 400 * 24 * 3600
    assert leave(reader).client.get_cookie(COOKIE).value == cookie.value


def test_the_cookie_under_tls_belongs_to_this_host_alone(make_app):
    app = make_app(public_url="https://www.example.com")
    anna = Builder(app).client("Anna")
    client = app.test_client()
    home = {"base_url": "https://www.example.com"}
    page = client.get("/login", **home).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    fields = {"csrf_token": token, "email": anna.email, "password": anna.password}
    answer = client.post("/login", data=fields, **home)
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if "-device=" in c]
    assert cookie.startswith("__Host-clientarea-device=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert f"; {part}" in cookie
    assert "Domain" not in cookie


def test_two_instances_on_one_host_keep_their_own_cookies(make_app):
    app = make_app(migrated=False, cookie_name="second")
    with app.test_request_context("/login"):
        assert guard._device_cookie() == "second-device"


@pytest.mark.parametrize(
    "value",
    ["", "x", "x" * 42, "x" * 44, "é" * 43, "%00" * 43, "x" * 8000, "a b", '"', new_token()],
)
def test_a_cookie_that_is_not_ours_is_harmless(app, anna, build, postbox, value):
    reader = Reader(app).open("/login")
    session = reader.client.get_cookie("clientarea").value
    fields = {"csrf_token": reader.token, "email": anna.email, "password": anna.password}
    sent = {"HTTP_COOKIE": f"clientarea={session}; {COOKIE}={value}"}
    client = app.test_client(use_cookies=False)
    answer = client.post("/login", data=fields, environ_overrides=sent)
    assert answer.status_code == 303
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith(COOKIE)]
    assert len(cookie.partition("=")[2].partition(";")[0]) == 43
    assert len(build.stored(Device, 1).token_digest) == 32
    assert len(postbox.open()) == 1


def test_the_cookie_of_one_browser_tells_nothing_about_another_user(app, anna, queries):
    """Whoever holds Anna's device learns nothing by trying it with wrong passwords."""
    known = Reader(app).sign_in(anna)
    stranger = Reader(app).open("/login")
    found = []
    for reader in (leave(known), stranger):
        reader.open("/login")
        fields = {"csrf_token": reader.token, "email": anna.email, "password": "wrong"}
        with queries() as sent:
            answer = reader.client.post("/login", data=fields)
        cookies = [c for c in answer.headers.getlist("Set-Cookie") if COOKIE in c]
        found.append((answer.status_code, list(sent), cookies))
    assert found[0] == found[1]
    assert found[0][0] == 422
    assert found[0][2] == []
    assert device_of(stranger) == ""


def test_a_refused_sign_in_makes_no_device_known(app, anna, postbox):
    reader = Reader(app).open("/login")
    reader.submit(status=422, email=anna.email, password="wrong")
    assert device_of(reader) == ""
    reader.submit(email=anna.email, password=anna.password)
    assert len(postbox.open()) == 1


def test_the_token_is_not_stored_but_its_digest(app, anna, build):
    reader = Reader(app).sign_in(anna)
    assert device_of(reader).encode() not in build.stored(Device, 1).token_digest


def test_signing_in_waits_for_no_mail(app, anna):
    """The way out for letters is opened by the worker alone."""
    app.extensions.pop("clientarea.carrier", None)
    assert Reader(app).sign_in(anna).address == "/account"
    assert "clientarea.carrier" not in app.extensions
