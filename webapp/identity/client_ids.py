"""Client IDs: nine random digits and a check digit (ISO 7064 MOD 11,10)."""

import re
import secrets

from stdnum.iso7064 import mod_11_10

from webapp.identity.errors import CheckDigitWrong

RANDOM_DIGITS = 9
LENGTH = 10


def new() -> str:
    """Return a random Client ID of ten digits; the caller sees to it that it is free."""
    digits = "".join(secrets.choice("0123456789") for _ in range(RANDOM_DIGITS))
    return digits + str(mod_11_10.calc_check_digit(digits))


def grouped(client_id: str) -> str:
    """Return the form that people read out: ``123 456 7890``."""
    return f"{client_id[:3]} {client_id[3:6]} {client_id[6:]}"


def read(text: str) -> str | None:
    """Return the Client ID that somebody typed, blanks and hyphens tolerated; else None.

    :raises CheckDigitWrong: ten digits of which one was mistyped.
    """
    digits = re.sub(r"[\s-]", "", text)
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        return None
    if not mod_11_10.is_valid(digits):
        raise CheckDigitWrong
    return digits
