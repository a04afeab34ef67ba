"""Forms of other websites: refused by token, by Sec-Fetch-Site and by Origin."""

import base64

import pytest

from tests.html import parse_page
from tests.reader import Reader
from webapp.identity.models import User

pytestmark = pytest.mark.seldom_on_postgresql

PHONE = "/profile/phone/edit"
NUMBER = "+44 20 7946 0018"


@pytest.fixture
def anna(build):
    return build.client("Anna")


@pytest.fixture
def signed_in(app, anna) -> Reader:
    """Anna's browser, which shows the form for her phone number."""
    return Reader(app).sign_in(anna).open(PHONE)


def send(reader: Reader, token: str | None, headers: dict[str, str] | None = None) -> int:
    fields = {"number": NUMBER} | ({} if token is None else {"csrf_token": token})
    return reader.client.post(PHONE, data=fields, headers=headers).status_code


def changed(build, anna) -> bool:
    return build.stored(User, anna.user_id).phone is not None


def masked(secret: bytes, pad: bytes) -> str:
    return base64.urlsafe_b64encode(
        pad + bytes(a ^ b for a, b in zip(pad, secret, strict=True))
    ).decode()


def test_the_token_of_this_page_is_accepted(signed_in, build, anna):
    assert send(signed_in, signed_in.token) == 303
    assert changed(build, anna)


def test_the_token_may_come_in_a_header(signed_in, build, anna):
    assert send(signed_in, None, {"X-CSRFToken": signed_in.token}) == 303
    assert changed(build, anna)


@pytest.mark.parametrize(
    "token",
    [
        *(None, "", "x", "not base64 !", "é", "\x00", "=", "a" * 55, "A" * 56, "A" * 10_000),
        *(masked(b"\x00" * 20, b"\x00" * 20), masked(b"\x01" * 20, b"\x02" * 20)),
    ],
)
def test_a_missing_or_wrong_token_is_refused(signed_in, build, anna, token):
    assert send(signed_in, token) == 400
    assert not changed(build, anna)


def test_no_part_of_the_right_token_is_enough(signed_in, build, anna):
    raw = base64.urlsafe_b64decode(signed_in.token)
    secret = bytes(a ^ b for a, b in zip(raw[:20], raw[20:], strict=True))
    for wrong in (raw[:20], raw[20:], raw[:39], secret, secret + secret, raw[20:] + raw[20:]):
        assert send(signed_in, base64.urlsafe_b64encode(wrong).decode()) == 400
    assert not changed(build, anna)


def test_the_token_of_another_browser_is_refused(signed_in, app, build, anna):
    stranger = Reader(app).open("/login")
    same_person = Reader(app).sign_in(anna).open(PHONE)
    for other in (stranger, same_person):
        assert send(signed_in, other.token) == 400
    assert not changed(build, anna)


def test_the_token_from_before_sign_in_is_dead_afterwards(app, build, anna):
    reader = Reader(app).open("/login")
    before = reader.token
    reader.submit(email=anna.email, password=anna.password)
    assert send(reader, before) == 400
    assert not changed(build, anna)


def test_the_token_looks_different_in_every_answer_and_stays_good(signed_in, build, anna):
    tokens = [signed_in.open(PHONE).token for _ in range(5)]
    assert len(set(tokens)) == 5
    assert [send(signed_in, token) for token in tokens] == [303] * 5


def test_without_our_cookie_nothing_is_done(app, signed_in, build, anna):
    token = signed_in.token
    signed_in.client.delete_cookie("clientarea")
    assert send(signed_in, token) == 303, "a stranger is asked to sign in"
    assert not changed(build, anna)


def test_who_lost_his_token_is_told_why_and_keeps_what_he_typed(signed_in):
    signed_in.submit(
        status=400, csrf_token="old", number="<b>+44</b>", password="secret-word", unknown="words"
    )
    assert "Your browser did not send our cookie" in signed_in.text
    assert "<b>+44</b>" in signed_in.text
    assert "secret-word" not in signed_in.response.text
    assert signed_in.page.link("Open the page again").get("href") == PHONE


def test_what_another_website_typed_is_not_shown(signed_in):
    answer = signed_in.client.post(
        PHONE, data={"number": "call our fine scammers"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "scammers" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "HTTP://LOCALHOST"}, 303),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://localhost:8001"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"}, 403),
        ({"Referer": "http://evil.example/"}, 303),
    ],
)
def test_even_with_the_token_a_form_of_another_website_is_refused(
    signed_in, build, anna, headers, status
):
    assert send(signed_in, signed_in.token, headers) == status
    assert changed(build, anna) is (status == 303)


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://www.example.com", 422),
        ("https://WWW.example.com", 422),
        ("http://www.example.com", 403),
        ("https://example.com", 403),
        ("https://www.example.com:8443", 403),
        ("https://www.example.com/client", 403),
        ("http://localhost", 403),
    ],
)
def test_behind_a_public_address_its_origin_alone_is_ours(make_app, origin, status):
    client = make_app(public_url="https://www.example.com/client").test_client()
    client.get("/login", base_url="https://www.example.com")
    page = client.get("/login", base_url="https://www.example.com").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post(
        "/client/login",
        data={"csrf_token": token},
        headers={"Origin": origin},
        base_url="https://www.example.com",
    )
    assert answer.status_code == status


@pytest.mark.parametrize("path", ["/login", "/logout", "/switch", "/profile/name/edit"])
def test_every_form_needs_the_token(signed_in, path):
    assert signed_in.client.post(path, data={"name": "Eve"}).status_code == 400
    assert signed_in.open("/profile").address == "/profile"


def test_reading_needs_no_token_and_no_origin(signed_in):
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for method in ("GET", "HEAD", "OPTIONS"):
        assert signed_in.client.open("/profile", method=method, headers=headers).status_code == 200


def test_two_forms_opened_at_once_are_both_good(app, anna):
    reader = Reader(app).sign_in(anna)
    cookie = {"Cookie": f"clientarea={reader.client.get_cookie('clientarea').value}"}
    browser = app.test_client(use_cookies=False)
    first, second = (browser.get(PHONE, headers=cookie) for _ in range(2))
    for answer in (first, second):
        token = parse_page(answer.text).values(parse_page(answer.text).form())["csrf_token"]
        data = {"csrf_token": token, "number": "+442079460018"}
        assert browser.post(PHONE, data=data, headers=cookie).status_code == 303
