"""Alphabetical order, as readers of our languages look names up."""

import unicodedata

UKRAINIAN = str.maketrans(
    {
        "ґ": "г\uffff",
        "є": "е\uffff",
        "і": "и\uffff",
        "ї": "и\uffff\uffff",
        "й": "и\uffff\uffff\uffff",
    }
)


def alphabetical(text: str) -> str:
    """Return a sort key that puts names where readers of our languages look for them.

    Accents do not count (Österreich is among O), and the letters that Unicode keeps apart from
    the rest of the Ukrainian alphabet have their place in it.
    """
    letters = unicodedata.normalize("NFKD", text.casefold().translate(UKRAINIAN))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
