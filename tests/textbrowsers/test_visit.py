"""One visit, from sign-in to sign-out, in every text browser."""

from pathlib import Path

import pytest

from tests.pictures import corners, decode, encode, quarters
from tests.textbrowsers.readers import Edbrowse, Elinks, Lynx, ObedientLinks2, W3m
from webapp.identity.models import Avatar, BrowserSession, User

BROWSERS = {
    "lynx": Lynx,
    "w3m": W3m,
    "links2": ObedientLinks2,
    "elinks": Elinks,
    "edbrowse": Edbrowse,
}
REFUSAL = "Enter a phone number with its country code, like +44 20 7946 0018."


@pytest.fixture(params=BROWSERS)
def reader(request, tool, surroundings, address):
    """A text browser that was started with the address of the user settings."""
    program = tool(request.param, request.param)
    running = BROWSERS[request.param](program, surroundings, f"{address}/profile")
    with running.terminal:
        yield running


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture as it comes from a camera."""
    path = tmp_path / "me.jpg"
    path.write_bytes(encode(quarters(), "JPEG"))
    return path


def sign_in(reader, someone):
    reader.see("Sign in", "E-mail address", "Password", "Forgot your password?", "العربية")
    reader.fill("E-mail address", someone.email)
    reader.fill("Password", someone.password)
    reader.press("Sign in")


def change_the_phone_number(reader):
    reader.see("User settings", "Phone number", "Not given", "Change your time zone")
    reader.follow("Change your phone number")
    reader.see("Change your phone number", "Phone number", "contact you", "Save", "Cancel")
    reader.fill("contact you", "12 34")
    reader.press("Save")
    reader.see("There is a problem", REFUSAL, f"Error: {REFUSAL}", "12 34", "Save", "Cancel")
    reader.fill(REFUSAL, "0044 20 7946 0018")
    reader.press("Save")
    reader.see("Phone number saved.", "+44 20 7946 0018", "Change your time zone")


def change_the_language(reader):
    reader.follow("Change the interface language")
    reader.see("All pages come in this language.", "Deutsch", "Save", "Cancel")
    reader.choose("Deutsch")
    reader.press("Save")
    reader.see("Sprache gespeichert.", "Sprache der Oberfläche", "Deutsch", "Ändern Ihrer Zeitzone")


def send_a_picture(reader, name):
    reader.follow("Ändern Ihres Bildes")
    reader.see("Bilddatei", "Speichern", "Abbrechen")
    reader.attach("entstanden ist.", name, "Speichern")
    reader.see("Bild gespeichert.", "Ihr Bild", "Ändern Ihrer Zeitzone")


def remove_the_picture(reader):
    reader.follow("Ändern Ihres Bildes")
    reader.see("Bilddatei", "Speichern", "Abbrechen", "Bild entfernen")
    reader.press("Bild entfernen")
    reader.see("Bild entfernt.", "AK", "Ändern Ihrer Zeitzone")


def sign_out(reader):
    reader.follow("Abmelden")
    reader.see("Auf Ihren anderen Geräten bleiben Sie angemeldet.", "Abmelden", "Abbrechen")
    reader.press("Abmelden")
    reader.see("You are signed out.", "E-mail address", "Forgot your password?")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("uk", ["Налаштування користувача", "Номер телефону", "+44 20 7946 0018", "Київ"]),
        ("ar", ["إعدادات المستخدم", "رقم الهاتف", "+44 20 7946 0018", "كييف"]),
    ],
)
def test_other_scripts_are_read_and_written(reader, build, code, words):
    sign_in(reader, build.client(language=code, phone="+442079460018", time_zone="Europe/Kyiv"))
    reader.see(*words)


def test_a_visit_from_sign_in_to_sign_out(reader, build, photo):
    anna = build.client()
    sign_in(reader, anna)
    change_the_phone_number(reader)
    assert build.stored(User, anna.user_id).phone == "+442079460018"
    change_the_language(reader)
    send_a_picture(reader, photo.name)
    kept = decode(build.stored(Avatar, anna.user_id).large)
    assert corners(kept) == ["red", "green", "blue", "white"]
    remove_the_picture(reader)
    sign_out(reader)
    assert build.stored(BrowserSession, 1).ended_at is not None
    assert build.events() == [
        "sign_in.succeeded",
        "profile.phone_changed",
        "profile.language_changed",
        "profile.avatar_changed",
        "profile.avatar_removed",
        "sign_in.ended",
    ]
