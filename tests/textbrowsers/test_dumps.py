"""What a text browser makes of each page: the order in which it is read."""

import subprocess
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.pictures import encode, quarters
from tests.reader import Reader
from tests.textbrowsers import dumps
from tests.textbrowsers.dumps import PROGRAMS
from webapp.core.settings import settings
from webapp.identity.service import links
from webapp.messaging import not_me

Dump = Callable[[str], str]
REFUSAL = "Enter a phone number with its country code, like +44 20 7946 0018."


@pytest.fixture(params=PROGRAMS)
def dump(request, tool, surroundings) -> Dump:
    """Turn a page into text, as a browser lays it out."""
    name = request.param
    path = tool(name, name)
    return lambda html: dumps.dump(path, name, html, surroundings)


@pytest.fixture
def reader(app) -> Reader:
    return Reader(app)


@pytest.fixture
def mailed(app, build) -> tuple[str, str]:
    """A link to set a password, and one that says "This was not me"."""
    anna = build.client("Anna", email="anna@example.com")
    with app.app_context():
        token = links.issue(anna.user_id, links.PASSWORD, timedelta(minutes=30))
        doubt = not_me.link_for(anna.user_id).removeprefix(settings().public_url)
    return f"/forgot/{token}", doubt


def test_sign_in_is_fetched_and_read(tool, surroundings, address, in_order):
    for command in (["w3m", "-dump"], ["lynx", "-dump", "-nolist"]):
        program = tool(command[0], command[0])
        done = subprocess.run(
            [program, *command[1:], f"{address}/login"],
            env=surroundings,
            capture_output=True,
            check=True,
        )
        in_order(
            done.stdout.decode("utf-8"),
            "Skip to main content",
            "Client area",
            "Sign in",
            "E-mail address",
            "Password",
            "Stay signed in on this device",
            "Sign in",
            "Deutsch",
        )


def test_nothing_is_read_that_only_scripts_or_eyes_need(dump, reader, build):
    reader.sign_in(build.client())
    for address in (
        "/account",
        "/profile",
        "/profile/phone/edit",
        "/profile/avatar/edit",
        "/switch",
    ):
        text = dump(reader.open(address).response.text)
        for word in ("Copy", "could not reach the server", "Show password", "{", "undefined"):
            assert word not in text, f"{word} at {address}"


def test_a_label_comes_before_its_field(dump, reader, in_order):
    lines = dump(reader.open("/login").response.text).splitlines()
    for label in ("E-mail address", "Password"):
        (line,) = [line for line in lines if label in line]
        assert line.index(label) < max(line.find("["), line.find("_")), line
    (box,) = [line for line in lines if "Stay signed in" in line]
    in_order(box, "[ ]", "Stay signed in on this device")


def test_an_error_is_read_before_the_form_and_again_before_its_field(dump, reader, build, in_order):
    reader.sign_in(build.client()).open("/profile/phone/edit").submit(status=422, number="12 34")
    in_order(
        dump(reader.response.text),
        "There is a problem",
        REFUSAL,
        "Change your phone number",
        "Phone number",
        "so that we can contact you if needed",
        f"Error: {REFUSAL}",
        "12 34",
        "Country",
        "Save",
        "Cancel",
    )


def test_the_settings_are_pairs_of_a_name_and_a_value(dump, reader, build, in_order):
    anna = build.client(phone="+442079460018", time_zone="Europe/Kyiv")
    in_order(
        dump(reader.sign_in(anna).open("/profile?ok=phone-saved&t=1").response.text),
        "User settings",
        "Account information",
        "Sign out",
        "Phone number saved.",
        "User settings",
        "Name",
        "Anna Kovalenko",
        "Change your name",
        "anna@example.com",
        "Phone number",
        "+44 20 7946 0018",
        "Change your phone number",
        "Interface language",
        "English",
        "Time zone",
        "Kyiv",
    )


def test_initials_and_pictures_are_read_as_words(dump, reader, build, in_order):
    reader.sign_in(build.client())
    before = "AK Your initials, until you choose a picture"
    in_order(
        dump(reader.open("/profile").response.text),
        "AK Anna Kovalenko",
        "Picture",
        before,
        "Change",
    )
    reader.open("/profile/avatar/edit").upload(encode(quarters()))
    text = dump(reader.response.text)
    in_order(text, "AK Anna Kovalenko", "Picture saved.", "Picture", "Your picture", "Change")
    assert "[" not in text
    in_order(
        dump(reader.open("/profile/avatar/edit").response.text),
        "Change your picture",
        "Picture file",
        "JPEG, PNG, WebP, or GIF",
        "Save",
        "Cancel",
        "Remove picture",
    )


def test_the_account_is_read_from_top_to_bottom(dump, reader, build, in_order):
    anna = build.client()
    grouped = f"{anna.client_id[:3]} {anna.client_id[3:6]} {anna.client_id[6:]}"
    in_order(
        dump(reader.sign_in(anna).open("/account").response.text),
        grouped,
        "Account information",
        "Account name",
        "Anna Kovalenko",
        "Client ID",
        grouped,
        "State",
        "Active",
        "Last login",
    )


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Telefonnummer"), ("uk", "телефон"), ("ar", "الهاتف")]
)
def test_every_language_is_readable(dump, reader, build, language, words):
    anna = build.client(language=language, phone="+442079460018")
    text = dump(reader.sign_in(anna).open("/profile").response.text)
    assert words in text
    assert "+44 20 7946 0018" in text


def test_asking_for_a_new_password_is_read_step_by_step(dump, reader, in_order):
    in_order(
        dump(reader.open("/login").press("Forgot your password?").response.text),
        "Forgot your password?",
        "Enter the e-mail address with which you sign in.",
        "E-mail address",
        "Send the link",
        "Back to sign-in",
    )
    in_order(
        dump(reader.submit(email="anna@example.com").response.text),
        "Check your mailbox",
        "a letter with a link is on its way",
        "Back to sign-in",
        "Try another address",
    )


def test_the_pages_behind_mailed_links_are_read_step_by_step(dump, reader, mailed, in_order):
    link, doubt = mailed
    reader.open(link).submit(status=422, password="short", password_again="short")
    in_order(
        dump(reader.response.text),
        "There is a problem",
        "Enter a password of at least 12 characters.",
        "Set your password",
        "E-mail address",
        "anna@example.com",
        "New password",
        "Error: Enter a password of at least 12 characters.",
        "New password again",
        "All your devices will be signed out.",
        "Set password",
    )
    in_order(
        dump(reader.open("/forgot/x", status=410).response.text),
        "This link works no more",
        "Ask for a new link",
    )
    in_order(
        dump(reader.open(doubt).response.text),
        "Was this not you?",
        "If it was you, close this page.",
        "Sign out all devices",
    )


def test_errors_say_what_to_do_next(dump, reader, in_order):
    in_order(
        dump(reader.open("/no-such-page", status=404).response.text),
        "Page not found",
        "There is nothing at this address.",
        "Go to the start page",
    )
