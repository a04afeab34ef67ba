"""The letters that stand for people without a picture."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import examples
from webapp.core.initials import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Kovalenko", "AK"),
        ("anna", "A"),
        ("Anna Maria von Käßmann-Kovalenko", "AK"),
        ("  Anna   K.  ", "AK"),
        ("Ганна Мельник", "ГМ"),
        ("їжак", "Ї"),
        ("Zoë", "Z"),
        ("e\u0301ric ünal", "E\u0301Ü"),
        ("أحمد الخطيب", "أ\u200cخ"),
        ("مريم", "م"),
        ("الياس ال", "ا"),
        ("王小明", "王"),
        ("(Anna) 'Kovalenko'", "AK"),
        ("O'Neill & Söhne", "OS"),
        ("ßtrange ŉame", "ßŉ"),
        ("ǆ", "ǅ"),
        ("42 Ltd", "4L"),
        ("\u202eannA", "A"),
        ("👩\u200d🚒", "👩"),
        ("Anna 👩", "A"),
        ("a" + "\u0301" * 99, "A\u0301\u0301"),
        ("– –", "––"),
        ("", ""),
        ("\u3164", "\u3164"),
    ],
)
def test_first_and_last_word_give_their_first_letters(name, letters):
    assert initials(name) == letters


@examples(300)
@given(st.text(max_size=60))
def test_whatever_the_name_they_are_short_and_hide_no_controls(name):
    found = initials(name)
    assert len(found) <= 7
    hidden = [c for c in found if unicodedata.category(c)[0] in "CZ" and c != "\u200c"]
    assert not hidden
