"""A changed phone number is told by letter: whoever calls from it may be believed."""

import pytest

from tests.reader import Reader

NUMBER, STORED = "+44 20 7946 0018", "+442079460018"


@pytest.mark.parametrize(
    ("before", "typed", "words"),
    [
        (None, NUMBER, NUMBER),
        (STORED, "+380 44 123 4567", "+380 44 123 4567"),
        (STORED, "", "removed"),
        (STORED, NUMBER, None),
        (STORED, "0044 20 7946 0018", None),
        (None, "", None),
    ],
)
def test_what_is_added_changed_or_removed_is_told_and_nothing_else(
    app, kind, build, postbox, before, typed, words
):
    anna = build.client("Anna", phone=before)
    reader = Reader(app, kind).sign_in(anna)
    postbox.open()
    reader.open("/profile").press("Change your phone number").submit(number=typed)
    assert "Phone number saved." in reader.text
    letters = postbox.open()
    assert len(letters) == (1 if words else 0)
    for letter in letters:
        assert letter.to == anna.email
        assert words in letter.text
        assert "/not-me/" in letter.text
    assert build.events()[1:] == (["profile.phone_changed"] if words else [])


def test_a_refused_number_is_not_told(app, kind, build, postbox):
    reader = Reader(app, kind).sign_in(build.client("Anna"))
    postbox.open()
    reader.open("/profile").press("Change your phone number").submit(status=422, number="12")
    assert postbox.open() == []


def test_the_panel_shows_what_was_saved_without_reading_it_again(app, build, queries):
    reader = Reader(app, "htmx").sign_in(build.client("Anna")).open("/profile")
    reader.press("Change your phone number")
    with queries() as sent:
        reader.submit(number=NUMBER)
    assert NUMBER in reader.text
    assert len([sql for sql in sent if "users.phone" in sql and sql.startswith("SELECT")]) == 1
