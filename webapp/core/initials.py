"""The letters that stand for somebody without a picture."""

import unicodedata

ARTICLE = "\u0627\u0644"
NON_JOINER = "\u200c"
MOST_MARKS = 2  # a letter may carry more, but no small box holds them


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name, with their marks.

    Words without a letter or digit do not count, unless there are no others. Arabic letters
    stand apart, as abbreviations do, and the article of a family name is no part of it.
    """
    first, *others = name.split() or [""]
    words = [first, *(word.removeprefix(ARTICLE) for word in others)]
    found = [letter for word in words if (letter := _first(word, "LN"))]
    found = found or [sign for word in words if (sign := _first(word, "SP"))]
    apart = NON_JOINER if found and unicodedata.bidirectional(found[0][0]) == "AL" else ""
    return apart.join(found[:1] + found[1:][-1:])


def _first(word: str, kinds: str) -> str:
    """Return the first character of one of these categories, and the marks that belong to it."""
    for place, character in enumerate(word):
        if unicodedata.category(character)[0] in kinds:
            return _large(character) + _marks(word[place + 1 :])
    return ""


def _large(letter: str) -> str:
    """Return the capital letter, where one letter is one."""
    capital = letter.title()
    return capital if len(capital) == 1 else letter


def _marks(rest: str) -> str:
    """Return the accents at the start of a text."""
    marks = ""
    for character in rest[:MOST_MARKS]:
        if not unicodedata.category(character).startswith("M"):
            break
        marks += character
    return marks
