"""Two-factor sign-in: set up with an app, looked after, switched off."""

from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from tests.access.authenticator import KEY, app_for, enrolled, set_up, wrong
from tests.reader import Reader
from webapp.access import qr
from webapp.access.service import two_factor
from webapp.core.clock import now
from webapp.core.sealing import SealBroken, unseal
from webapp.identity.models import Authenticator, BrowserSession, User

EDIT, OFF = "/access/two-factor/edit", "/access/two-factor/off"
OLD = timedelta(minutes=16)


def test_she_switches_it_on_with_the_first_code_of_her_app(reader, anna, build):
    reader.sign_in(anna).open("/access").press("Set up two-factor sign-in")
    assert build.stored(User, anna.user_id).second_factor_at is None
    reader.submit(code=app_for(reader).code())
    assert "Two-factor sign-in is on." in reader.text
    assert "Your recovery codes" in reader.text
    reader.press("I have kept them")
    assert "On since" in reader.text
    assert "10 recovery codes left" in reader.text
    assert build.events()[-1] == "access.two_factor_on"


def test_blanks_and_the_digits_of_other_scripts_do_not_matter(plain, anna):
    app = app_for(plain.sign_in(anna).open(EDIT))
    arabic = app.code().translate({48 + digit: 0x660 + digit for digit in range(10)})
    plain.submit(code=f" {arabic[:3]} {arabic[3:]} ")
    assert "Your recovery codes" in plain.text


@pytest.mark.parametrize("typed", ["", "000", "no code", "1" * 101, "\u0661" * 6, "12345²"])
def test_another_code_is_refused_and_the_key_stays(reader, anna, build, typed):
    reader.sign_in(anna).open("/access").press("Set up two-factor sign-in")
    app = app_for(reader)
    key = KEY.search(reader.text).group()
    reader.submit(code=typed if typed != "000" else wrong(app), status=422)
    assert key in reader.text
    assert build.stored(User, anna.user_id).second_factor_at is None
    reader.submit(code=app.code())
    assert "Your recovery codes" in reader.text


def test_the_picture_the_link_and_the_key_say_the_same(plain, anna):
    plain.sign_in(anna).open(EDIT)
    address = plain.page.link("Open the app").get("href")
    asked = parse_qs(urlsplit(address).query)
    assert asked["secret"] == [KEY.search(plain.text).group().replace(" ", "")]
    assert asked["issuer"] == ["Client area"]
    assert unquote(urlsplit(address).path) == "/Client area:anna@example.com"
    assert pyotp.parse_uri(address).now()
    picture = plain.page.find("img")
    assert picture.get("src") == qr.picture(address)
    assert picture.get("src").startswith("data:image/png;base64,")
    assert "QR code" in picture.get("alt")


def test_the_key_is_the_same_when_the_page_is_loaded_again(plain, anna):
    plain.sign_in(anna)
    assert app_for(plain.open(EDIT)).code() == app_for(plain.open(EDIT)).code()


def test_a_key_that_another_session_has_seen_is_never_confirmed(app, plain, anna):
    thief = Reader(app).sign_in(anna).open(EDIT)
    key = KEY.search(thief.text).group()
    plain.sign_in(anna).open(EDIT)
    assert KEY.search(plain.text).group() != key
    thief.submit(code=app_for(thief).code(), status=422)


def test_the_key_is_sealed_and_for_nothing_else(app, plain, anna, build):
    plain.sign_in(anna).open(EDIT)
    key = KEY.search(plain.text).group().replace(" ", "").encode()
    sealed = build.stored(Authenticator, anna.user_id).sealed_seed
    assert key not in sealed
    with app.app_context():
        assert key in unseal(sealed, two_factor.PURPOSE)
        with pytest.raises(SealBroken):
            unseal(sealed, "notification")


def test_her_other_devices_are_out_and_this_one_has_another_id(app, plain, anna):
    elsewhere = Reader(app).sign_in(anna)
    plain.sign_in(anna)
    before = plain.client.get_cookie("clientarea").value
    set_up(plain)
    assert plain.open("/profile").address == "/profile"
    assert elsewhere.open("/profile").address.startswith("/login")
    thief = Reader(app)
    thief.client.set_cookie("clientarea", before)
    assert thief.open("/profile").address.startswith("/login")


def test_who_proved_himself_long_ago_is_asked_before_he_sees_a_key(plain, anna, build):
    plain.sign_in(anna)
    build.change(BrowserSession, 1, proved_at=now() - OLD)
    plain.open(EDIT)
    assert "Confirm that it is you" in plain.text
    assert not KEY.search(plain.text)
    plain.submit(proof_password=anna.password)
    assert KEY.search(plain.text)


def test_a_code_that_comes_too_late_is_typed_again(plain, anna, build):
    app = app_for(plain.sign_in(anna).open(EDIT))
    build.change(BrowserSession, 1, proved_at=now() - OLD)
    code = app.code()
    plain.submit(code=code)
    assert "Confirm that it is you" in plain.text
    assert code not in plain.response.text
    plain.submit(proof_password=anna.password)
    plain.submit(code=app.code())
    assert "Your recovery codes" in plain.text


def test_a_second_window_that_comes_too_late_leads_to_what_is_there(app, plain, anna):
    plain.sign_in(anna).open(EDIT)
    other = Reader(app)
    other.client.set_cookie("clientarea", plain.client.get_cookie("clientarea").value)
    code = app_for(plain).code()
    other.open(EDIT)
    plain.submit(code=code)
    other.client.set_cookie("clientarea", plain.client.get_cookie("clientarea").value)
    other.submit(code=code)
    assert "On since" in other.text


def test_she_switches_it_off_with_a_code(app, reader, anna, build):
    phone, _codes = enrolled(app, anna)
    reader.open("/login").submit(email=anna.email, password=anna.password)
    reader.submit(code=phone.code())
    reader.open("/access").press("Change two-factor sign-in").press("Switch off")
    reader.submit(code=wrong(phone), status=422)
    assert "This code does not fit." in reader.text
    reader.submit(code=phone.later())
    assert "Two-factor sign-in is off." in reader.text
    assert build.events()[-1] == "access.two_factor_off"
    assert "sign_in.second_factor_refused" in build.events()
    assert build.stored(User, anna.user_id).second_factor_at is None
    elsewhere = Reader(app).sign_in(anna)
    assert elsewhere.address == "/account"


def test_a_recovery_code_switches_it_off_as_well(app, plain, anna):
    _phone, codes = enrolled(app, anna)
    plain.open("/login").submit(email=anna.email, password=anna.password)
    plain.submit(code=codes[0])
    plain.open(OFF).submit(code=codes[0], status=422)
    plain.submit(code=codes[1])
    assert "Two-factor sign-in is off." in plain.text


def test_switching_off_is_throttled_like_signing_in(app, plain, anna):
    phone, _codes = enrolled(app, anna)
    plain.open("/login").submit(email=anna.email, password=anna.password)
    plain.submit(code=phone.code())
    plain.open(OFF)
    for _ in range(5):
        plain.submit(code=wrong(phone), status=422)
    plain.submit(code=phone.later(), status=429)
    assert "too many attempts" in plain.text
    assert int(plain.response.headers["Retry-After"]) <= 600


def test_pages_for_who_has_it_lead_back_for_who_has_not(plain, anna):
    plain.sign_in(anna)
    for path in (OFF, "/access/recovery-codes"):
        assert plain.open(path).address == "/access/two-factor"


def test_she_is_told_of_each_by_letter(app, plain, anna, postbox):
    phone, _codes = enrolled(app, anna)
    plain.open("/login").submit(email=anna.email, password=anna.password)
    plain.submit(code=phone.code())
    plain.open(OFF).submit(code=phone.later())
    letters = postbox.open()
    subjects = [letter.subject for letter in letters]
    assert "Two-factor sign-in was switched on" in subjects
    assert subjects[-1] == "Two-factor sign-in was switched off"
    assert all("/not-me/" in letter.text for letter in letters)
