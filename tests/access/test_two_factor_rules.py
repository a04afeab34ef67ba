"""A second factor that the provider wants of everybody, or takes away from who has lost it."""

import pytest

from tests.access.authenticator import enrolled, set_up
from tests.builders import Builder
from tests.reader import Reader
from webapp.identity.models import ActivityEvent, Device, User

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
REASON = "Lost his phone; passport seen at the desk"


@pytest.fixture
def strict(make_app):
    """An application whose provider wants a second factor of everybody."""
    return make_app(require_2fa="true")


@pytest.fixture(params=["plain", "htmx"])
def boris(request, strict):
    """A client there, who has none yet; and his browser."""
    someone = Builder(strict).client("Boris")
    return someone, Reader(strict, request.param).sign_in(someone)


def test_whoever_has_none_is_led_to_the_page_that_sets_it_up(boris):
    _someone, reader = boris
    assert reader.address == "/access/two-factor/edit"
    assert "Your provider asks everybody to use two-factor sign-in." in reader.text
    for path in ("/profile", "/account", "/access", "/access/password/edit"):
        assert reader.open(path).address == "/access/two-factor/edit"
    reader.press("Sign out").submit()
    assert "You are signed out." in reader.text


def test_htmx_is_led_there_too(boris):
    _someone, reader = boris
    answer = reader.client.get("/profile/phone/edit", headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/access/two-factor/edit"


def test_once_it_is_set_up_everything_is_open(boris):
    _someone, reader = boris
    set_up(reader)
    reader.press("I have kept them")
    assert reader.open("/profile").address == "/profile"


def test_nobody_switches_it_off_there(boris, strict):
    someone, reader = boris
    phone, _codes = set_up(reader)
    assert "it cannot be switched off" in reader.open("/access/two-factor/edit").text
    reader.open("/access/two-factor/off").submit(code=phone.later(), status=422)
    assert "it cannot be switched off" in reader.text
    assert Builder(strict).stored(User, someone.user_id).second_factor_at


def test_a_static_picture_and_signing_out_are_never_in_the_way(boris):
    _someone, reader = boris
    assert reader.client.get("/logout").status_code == 200
    assert reader.client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "path", ["/access/two-factor", "/access/passkeys/prove", "/profile/avatar/none"]
)
def test_what_the_set_up_needs_beside_it_is_open(boris, path):
    _someone, reader = boris
    answer = reader.client.get(path)
    assert answer.status_code in (200, 404) or "two-factor/edit" not in answer.location


def test_without_a_remembered_device_there_is_none_to_forget(app, plain, anna):
    phone, _codes = enrolled(app, anna)
    plain.open("/login").submit(email=anna.email, password=anna.password)
    plain.submit(code=phone.code()).open("/access/two-factor/devices")
    assert plain.address.startswith("/access")
    assert not plain.address.endswith("/devices")


@pytest.fixture
def reset(app):
    """Run the command, as the provider does."""

    def run(*arguments: str):
        return app.test_cli_runner().invoke(args=["account", "reset-2fa", *arguments])

    return run


def test_the_provider_switches_it_off_for_who_has_lost_it(app, plain, anna, build, reset, postbox):
    phone, _codes = enrolled(app, anna)
    plain.open("/login").submit(email=anna.email, password=anna.password)
    plain.submit(code=phone.code(), remember="1")
    postbox.open()
    answer = reset("ANNA@example.com", "--reason", REASON)
    assert answer.exit_code == 0, answer.output
    assert "Two-factor sign-in of ANNA@example.com is off" in answer.output
    letter = postbox.only()
    assert letter.subject == "Your provider switched off two-factor sign-in"
    assert REASON in letter.text
    assert REASON in letter.html
    assert build.events()[-1] == "access.two_factor_reset"
    assert build.stored(ActivityEvent, len(build.events())).facts == {"reason": REASON}
    assert build.stored(Device, 2).trusted_until is None
    assert plain.open("/profile").address.startswith("/login")
    assert Reader(app).sign_in(anna).address == "/account"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody@example.com", "--reason", "x"], "Nobody signs in with this e-mail address."),
        (["anna@example.com", "--reason", "x"], "Two-factor sign-in is off."),
        (["anna@example.com"], "--reason"),
        (["anna@example.com", "--reason", " "], "say why"),
        (["anna@example.com", "--reason", "a\nb"], "say why"),
        (["anna@example.com", "--reason", "x" * 201], "say why"),
    ],
)
def test_what_cannot_be_reset_is_told_in_one_line(anna, build, reset, arguments, words):
    answer = reset(*arguments)
    assert answer.exit_code != 0
    assert words in answer.output
    assert "access.two_factor_reset" not in build.events()


def test_after_a_reset_she_sets_it_up_anew(app, plain, anna, reset):
    old, codes = enrolled(app, anna)
    reset(anna.email, "--reason", REASON)
    fresh, _codes = set_up(plain.sign_in(anna))
    reader = Reader(app).open("/login").submit(email=anna.email, password=anna.password)
    reader.submit(code=old.code(), status=422)
    reader.submit(code=codes[0], status=422)
    assert reader.submit(code=fresh.later()).address == "/account"
