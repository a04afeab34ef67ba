"""Reading phone numbers: any text is refused or stored so that it reads back to itself."""

import re

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from tests.properties import examples
from webapp.profile import phones
from webapp.profile.errors import PhoneNotDialable
from webapp.profile.phones import COUNTRIES, grouped, read_phone

E164 = re.compile(r"\+[1-9][0-9]{4,14}")
REGIONS = st.sampled_from(["", *sorted(COUNTRIES)])
DIGITS = st.text("0123456789", min_size=1, max_size=20)
SEPARATORS = ["", " ", "  ", "-", ".", "/", "\u00a0", "\u2013", "\u202f", "\t"]
WRITTEN = st.lists(st.sampled_from([*"0123456789", *SEPARATORS, "+", "(", ")", "00"])).map("".join)
TYPES = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.VOIP)


def read(text: str, country: str = "") -> str | None:
    try:
        return read_phone(text, country)
    except PhoneNotDialable:
        return None


def check(stored: str) -> None:
    """A stored number is E.164, shows grouped, and reads back to itself in every form."""
    assert E164.fullmatch(stored), stored
    shown = grouped(stored)
    assert shown.startswith("+")
    assert re.sub(r"[^0-9]", "", shown) == stored[1:]
    for country in ("", "GB", "ZZ"):
        assert read_phone(stored, country) == stored
        assert read_phone(shown, country) == stored
        assert read_phone("00" + stored[1:], country) == stored


@examples(600)
@given(st.text(max_size=60) | WRITTEN, REGIONS | st.text(max_size=3))
@example("+", "")
@example("00", "DE")
@example("++49 30 1234567", "")
@example("+49", "DE")
@example("²³", "GB")
@example("٣", "GB")
@example("\x00", "GB")
@example("\ud800", "GB")
@example("tel:+442079460018;ext=5", "")
@example("+44 20 7946 0018 ext. 5", "")
@example("+44 20 7946 0018,,5", "")
@example("1-800-FLOWERS", "US")
@example("+" + "9" * 1000, "")
@example("(" * 40, "GB")
def test_any_text_is_refused_or_reads_back_to_itself(text, country):
    stored = read(text, country)
    if stored:
        check(stored)
    else:
        assert stored is None or not text.strip()


@examples(600)
@given(DIGITS, st.sampled_from(sorted(COUNTRIES)))
@example("15123456789012345", "DE")
@example("302345678901234", "DE")
@example("180123456789012", "DE")
def test_any_digits_in_any_country_fit_the_column_they_are_kept_in(digits, country):
    for text in (digits, f"+{phonenumbers.country_code_for_region(country)}{digits}"):
        stored = read(text, country)
        if stored:
            check(stored)


def numbers_of(region: str) -> list[phonenumbers.PhoneNumber]:
    found = [phonenumbers.example_number_for_type(region, kind) for kind in TYPES]
    return [number for number in found if number]


@pytest.mark.parametrize("region", sorted(COUNTRIES))
def test_the_numbers_of_every_country_are_read_in_every_form(region):
    for number in numbers_of(region):
        stored = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        check(stored)
        code = f"{number.country_code}"
        for form in (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL):
            text = phonenumbers.format_number(number, form)
            assert read_phone(text, region) == stored
            assert read_phone(f"  {text.replace(' ', '-')} ", region) == stored
        assert read_phone(f"00{code} {stored[1 + len(code) :]}") == stored
        assert read_phone(f"(+{code}) {stored[1 + len(code) :]}") == stored


@pytest.mark.parametrize(
    "text",
    [
        "+44 20 7946 0018",
        "+442079460018",
        "0044 20 7946 0018",
        "00 44 20 7946 0018",
        "+44 (0)20 7946 0018",
        "+44 (20) 7946-0018",
        "+44.20.7946.0018",
        "+44/20/7946/0018",
        "+44\u00a020\u00a07946\u00a00018",
        "+44\u201320\u20137946\u20130018",
        "\u200e+44 20 7946 0018\u200e",
        "\u2066+44 20 7946 0018\u2069",
        "\u202a+44 20 7946 0018\u202c",
        "\uff0b44 20 7946 0018",
        "+٤٤ ٢٠ ٧٩٤٦ ٠٠١٨",
        "+४४ २० ७९४६ ००१८",
        "+４４ ２０ ７９４６ ００１８",
    ],
)
def test_one_number_is_the_same_however_people_and_address_books_write_it(text):
    assert read_phone(text) == "+442079460018"


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("020 7946 0018", ""),
        ("020 7946 0018", "XX"),
        ("020 7946 0018", "gb"),
        ("12 34", "GB"),
        ("+44", ""),
        ("+999 123456789", ""),
        ("+1 555 0100", ""),
        ("+44 20 7946 0018 ext 5", ""),
        ("call me: +44 20 7946 0018", ""),
        ("+44 20 7946 0018 / +44 20 7946 0019", ""),
        ("+44 20 7946 0018\u0000", ""),
        ("+44 20 7946 0018 " + " " * 40 + "9", ""),
        ("0x2B", "GB"),
        ("911", "US"),
        ("112", "DE"),
    ],
)
def test_what_nobody_could_call_from_abroad_is_refused(text, country):
    assert read(text, country) is None


@pytest.mark.parametrize(
    ("phone", "country"),
    [("+442079460018", "GB"), ("+12025550123", "US"), ("+80012345678", "001"), (None, None)],
)
def test_the_country_of_a_stored_number_is_known(phone, country):
    assert phones.country_of(phone) == country


def test_likely_countries_are_those_of_language_zone_and_number():
    assert phones.likely_countries("de", None, None) == {"DE", "AT", "CH"}
    assert phones.likely_countries("uk", "Europe/Lisbon", "+12025550123") == {
        *("UA", "PL", "PT", "US")
    }
    assert phones.likely_countries("xx", "Mars/Olympus", "+80012345678") == frozenset()
