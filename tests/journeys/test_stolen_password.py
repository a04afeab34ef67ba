"""Somebody has Anna's password: she learns of it by letter, and puts him out."""

from tests.builders import PASSWORD
from tests.reader import Reader

FRESH = "seven-paper-lanterns-adrift"


def test_she_learns_of_a_thief_sees_his_device_and_puts_him_out(app, build, postbox):
    anna = build.client("Anna Kovalenko")
    reader = Reader(app).sign_in(anna)
    postbox.open()
    reader.press("Client area settings").press("Change when we mail you about sign-ins")
    reader.submit(login_mail="every")
    assert "Each time somebody signs in as me" in reader.text
    assert postbox.open() == []

    thief = Reader(app)
    thief.client.environ_base["REMOTE_ADDR"] = "198.51.100.66"
    thief.headers["User-Agent"] = "curl/8.14"
    thief.sign_in(anna)
    letter = postbox.only()
    assert letter.subject == "Sign-in from a new device"
    assert "198.51.100.66" in letter.text

    thief.open("/client-area-settings/login-mail/edit").submit(login_mail="off")
    last = postbox.only()
    assert last.subject == "Letters about sign-ins were switched off"
    assert "198.51.100.66" in last.text

    reader.open("/access")
    assert "This device and 1 other" in reader.text
    reader.press("Show the devices")
    assert "curl" in reader.text
    reader.submit(form="/access/sessions/2/end")
    assert "The device is signed out." in reader.text
    assert thief.open("/profile").address.startswith("/login")

    Reader(app).open(last.link("/not-me/").removeprefix("http://localhost:8000")).submit()
    assert reader.open("/profile").address.startswith("/login")
    (way_back,) = [one for one in postbox.open() if "/forgot/" in one.text]
    reader.open(way_back.link("/forgot/").removeprefix("http://localhost:8000"))
    reader.submit(password=FRESH, password_again=FRESH)
    thief.open("/login").submit(status=422, email=anna.email, password=PASSWORD)
    reader.open("/login").submit(email=anna.email, password=FRESH)
    assert reader.address == "/account"
