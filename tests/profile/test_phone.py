"""The phone number: page, panel, service."""

import pytest

from webapp.identity.models import User


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("+380 44 123-45-67", "", "+380441234567"),
        ("0044 20 7946 0018", "", "+442079460018"),
        ("044 123 45 67", "UA", "+380441234567"),
        ("(044) 123-45-67", "UA", "+380441234567"),
        ("٠٠٤٤ ٢٠ ٧٩٤٦ ٠٠١٨", "", "+442079460018"),
        ("", "", None),
    ],
)
def test_a_number_is_stored_as_e164_however_it_was_written(reader, build, typed, country, stored):
    anna = build.client(phone="+442079460000")
    reader.sign_in(anna).open("/profile").press("Change your phone number")
    reader.submit(number=typed, country=country)
    assert build.stored(User, anna.user_id).phone == stored
    assert "Phone number saved." in reader.text
    assert build.events()[-1] == "profile.phone_changed"


def test_a_number_nobody_could_call_is_refused_and_kept_in_the_field(reader, build):
    anna = build.client(phone="+442079460018")
    reader.sign_in(anna).open("/profile").press("Change your phone number")
    reader.submit(status=422, number="12 34", country="")
    assert "Enter a phone number with its country code, like +44 20 7946 0018." in reader.text
    assert reader.page.by_id("number").get("value") == "12 34"
    assert build.stored(User, anna.user_id).phone == "+442079460018"
    assert "profile.phone_changed" not in build.events()
