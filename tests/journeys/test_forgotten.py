"""A forgotten password and a stranger in the house: whole stories, letters included."""

import re

import pytest

from tests.builders import PASSWORD, Builder
from tests.postbox import Postbox
from tests.reader import Reader

FRESH = "seven-paper-lanterns-adrift"


def follow(reader: Reader, address: str, home: str, status: int = 200) -> Reader:
    """Open an address of a letter in the reader's browser."""
    assert address.startswith(f"{home}/")
    return reader.open("/" + address.partition("//")[2].partition("/")[2], status)


@pytest.mark.parametrize("start", ["", "/client"])
def test_anna_forgets_her_password_and_sets_a_new_one(make_app, kind, start):
    home = f"http://localhost{start}"
    app = make_app(public_url=home)
    anna, postbox = Builder(app).client("Anna Kovalenko"), Postbox(app)
    reader = Reader(app, kind).open(f"{start}/profile/phone/edit")
    reader.press("Forgot your password?").submit(email="ANNA@example.com")
    assert reader.address == f"{start}/forgot/sent"
    letter = postbox.only()
    assert letter.to == anna.email

    follow(reader, letter.link("/forgot/"), home)
    reader.submit(status=422, password="anna", password_again="anna")
    reader.submit(status=422, password=FRESH, password_again=FRESH[1:])
    reader.submit(password=FRESH, password_again=FRESH)
    assert reader.address.startswith(f"{start}/login?ok=password-set")
    follow(Reader(app, kind), letter.link("/forgot/"), home, status=410)

    reader.submit(email=anna.email, password=FRESH)
    assert reader.address == f"{start}/account"
    postbox.open()
    assert postbox.told() == ["confirm.reset", "security.password_reset", "security.sign_in"]


def test_a_stranger_signs_in_and_anna_throws_him_out(app, kind, build, postbox):
    anna = build.client("Anna Kovalenko")
    at_home = Reader(app, kind).sign_in(anna)
    postbox.open()

    stranger = Reader(app)
    stranger.client.environ_base["REMOTE_ADDR"] = "198.51.100.66"
    stranger.sign_in(anna)
    letter = postbox.only()
    assert "198.51.100.66" in letter.text

    on_the_phone = Reader(app, kind)
    follow(on_the_phone, letter.link("/not-me/"), "http://localhost:8000").submit()
    assert "All your devices are signed out." in on_the_phone.text
    for reader in (stranger, at_home):
        assert reader.open("/account").address.startswith("/login")

    letters = postbox.open()
    (link,) = [one.link("/forgot/") for one in letters if re.search("/forgot/.{43}", one.text)]
    follow(on_the_phone, link, "http://localhost:8000")
    on_the_phone.submit(password=FRESH, password_again=FRESH)
    on_the_phone.submit(email=anna.email, password=FRESH)
    assert on_the_phone.address == "/account"

    stranger.open("/login").submit(status=422, email=anna.email, password=PASSWORD)
    assert postbox.told()[-2:] == ["security.sessions_ended", "confirm.reset"]
