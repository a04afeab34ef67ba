"""Phone numbers: read as people write them, kept in E.164, shown grouped."""

import re
from functools import cache, lru_cache

import phonenumbers
from babel.core import get_global
from phonenumbers import PhoneNumberFormat

from webapp.core.alphabet import alphabetical
from webapp.core.i18n import get_locale
from webapp.profile.errors import PhoneNotDialable

LONGEST = 40
WRITTEN = re.compile(
    r"[+\uff0b\d\s().\-/\u2010-\u2015\uff0d\u00a0\u200e\u200f\u202a-\u202e\u2066-\u2069]+"
)
LONGEST_E164 = 16  # a plus and 15 digits; a few plans that phonenumbers knows exceed it
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
SPEAKERS = {
    "en": ("GB", "US"),
    "de": ("DE", "AT", "CH"),
    "uk": ("UA", "PL"),
    "ar": ("EG", "SA", "AE", "JO"),
}
"""Countries offered first to the readers of each language."""


def read_phone(text: str, country: str = "") -> str:
    """Return the E.164 form (ITU-T) of a number, like ``+442079460018``; "" for nothing.

    A number that begins with ``+`` or ``00`` names its country itself; otherwise ``country``,
    two letters of ISO 3166-1, tells which.

    :raises PhoneNotDialable: no telephone can have this number.
    """
    text = text.strip()
    if not text:
        return ""
    if len(text) > LONGEST or not WRITTEN.fullmatch(text):
        raise PhoneNotDialable
    international = re.sub(r"^\s*\(?\s*00", "+", _plain_digits(text))
    try:
        number = phonenumbers.parse(international, country if country in COUNTRIES else None)
    except phonenumbers.NumberParseException:
        raise PhoneNotDialable from None
    if not phonenumbers.is_valid_number(number):
        raise PhoneNotDialable
    phone = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if len(phone) > LONGEST_E164:
        raise PhoneNotDialable
    return phone


def _plain_digits(text: str) -> str:
    """Write every script's digits as 0-9 and drop direction marks."""
    return "".join(
        str(int(c)) if c.isdecimal() else c for c in text if not "\u200e" <= c <= "\u206f"
    )


@lru_cache(maxsize=256)  # one change shows a number in its letter and on its page
def grouped(phone: str) -> str:
    """Return a stored number as people read it: ``+44 20 7946 0018``."""
    return phonenumbers.format_number(phonenumbers.parse(phone), PhoneNumberFormat.INTERNATIONAL)


def country_of(phone: str | None) -> str | None:
    """Return the country of a stored number, two letters; None where it has none of its own."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) if phone else None


def country_names(codes: frozenset[str]) -> list[tuple[str, str]]:
    """Return (code, name in the reader's language) pairs in alphabetical order of the names."""
    return list(_named(str(get_locale()), codes))


@cache
def _named(locale: str, codes: frozenset[str]) -> tuple[tuple[str, str], ...]:
    from babel import Locale  # noqa: PLC0415 - kept beside the cache that makes it cheap

    names = Locale.parse(locale).territories
    return tuple(
        sorted(((code, names.get(code, code)) for code in codes), key=lambda c: alphabetical(c[1]))
    )


def likely_countries(language: str, time_zone: str | None, phone: str | None) -> frozenset[str]:
    """Return the few countries that a reader most probably calls from."""
    here = get_global("zone_territories").get(time_zone or "")
    found = {*SPEAKERS.get(language, ()), here, country_of(phone)}
    return COUNTRIES.intersection(code for code in found if code)
