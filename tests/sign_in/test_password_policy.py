"""Which passwords a link sets, and how those that it does not set are refused."""

from datetime import timedelta

import pytest

from tests.reader import Reader
from webapp.identity import client_ids
from webapp.identity.models import User
from webapp.identity.service import links

pytestmark = pytest.mark.seldom_on_postgresql

FRESH = "seven-paper-lanterns-adrift"


@pytest.fixture
def link(app, anna) -> str:
    """The address in a letter that Anna got."""
    with app.app_context():
        return f"/forgot/{links.issue(anna.user_id, links.PASSWORD, timedelta(minutes=30))}"


def stored_hash(build, anna) -> str:
    return build.stored(User, anna.user_id).password_hash


def send(reader: Reader, password: str = FRESH, status: int = 200) -> Reader:
    return reader.submit(status=status, password=password, password_again=password)


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("", "", "Enter a new password."),
        (None, None, "Enter a new password."),
        (FRESH, "", "Enter the same password twice."),
        (FRESH, None, "Enter the same password twice."),
        (FRESH, FRESH + " ", "Enter the same password twice."),
        (FRESH, FRESH.upper(), "Enter the same password twice."),
        ("short", "short", "at least 12 characters"),
        ("eleven char", "eleven char", "at least 12 characters"),
        ("password1234", "password1234", "harder to guess"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "harder to guess"),
        ("anna@example.com", "anna@example.com", "harder to guess"),
        ("AnnaKovalenko", "AnnaKovalenko", "harder to guess"),
        ("clientarea12", "clientarea12", "harder to guess"),
        ("x" * 1025, "x" * 1025, "at most 1,024 characters"),
        ("\ufdfa" * 60, "\ufdfa" * 60, "at most 1,024 characters"),
    ],
)
def test_a_refused_password_is_told_why_and_the_link_stays_good(
    reader, anna, link, build, password, again, words
):
    before = stored_hash(build, anna)
    reader.open(link).submit(status=422, password=password, password_again=again)
    assert words in reader.text
    assert reader.page.text("title").startswith("Error: Set your password")
    assert reader.page.by_id("username").get("value") == anna.email
    for name in ("password-new", "password-new-again"):
        assert reader.page.by_id(name).get("value") is None
    if password and len(password) > 11:
        assert password not in reader.response.text.replace(anna.email, "")
    assert stored_hash(build, anna) == before
    send(reader)
    assert "The new password is set." in reader.text


def test_ones_own_client_id_is_no_password(app, anna, link):
    for written in (anna.client_id * 2, client_ids.grouped(anna.client_id)):
        reader = Reader(app).open(link)
        assert "harder to guess" in send(reader, written, status=422).text


@pytest.mark.parametrize(
    ("password", "typed"),
    [
        ("тиха гавань і ліхтар 42", "тиха гавань і ліхтар 42"),
        ("  blanks count in seven  ", "  blanks count in seven  "),
        ("ﬁne-quiet-harbours-Å-42", "fine-quiet-harbours-A\u030a-42"),
        ("harbours \U0001f9ed and lanterns", "harbours \U0001f9ed and lanterns"),
        ("quiet\x00harbour-lantern", "quiet\x00harbour-lantern"),
        ("correct horse battery " * 46, "correct horse battery " * 46),
    ],
)
def test_any_characters_will_do_and_every_keyboard_types_them_alike(
    reader, anna, link, password, typed
):
    send(reader.open(link), password)
    reader.submit(email=anna.email, password=typed)
    assert reader.address == "/account"


@pytest.mark.parametrize("raw", ["%ED%A0%80" * 12, "%00" * 12, "%FF%FE" * 12, "%F4%90%80%80" * 6])
def test_bytes_that_are_no_text_are_answered_calmly(app, anna, link, raw):
    reader = Reader(app).open(link)
    answer = reader.client.post(
        link,
        data=f"password={raw}&password_again={raw}".encode(),
        content_type="application/x-www-form-urlencoded",
        headers={"X-CSRFToken": reader.token},
    )
    assert answer.status_code in (303, 422)
