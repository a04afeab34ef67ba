"""Letters speak their addressee's language, whoever is being answered meanwhile."""

import threading
from datetime import UTC, datetime

import pytest
from flask import g
from flask_babel import format_decimal

from webapp.core.i18n import (
    LANGUAGES,
    get_locale,
    gettext,
    instant,
    isolated,
    lazy_gettext,
    moment,
    speaking,
    zone_name,
)

MOMENT = datetime(2026, 11, 22, 22, 30, 5, tzinfo=UTC)
SAVE = {"en": "Save", "de": "Speichern", "uk": "Зберегти", "ar": "حفظ"}
NUMBER = {"en": "1,234.5", "de": "1.234,5", "uk": "1\xa0234,5", "ar": "1,234.5"}
LAZY = lazy_gettext("Save")


def said(app) -> tuple[str, ...]:
    """What is said now: by Python, by templates, by lazy words, in numbers and in times."""
    return (
        str(get_locale()),
        gettext("Save"),
        app.jinja_env.from_string("{{ _('Save') }}").render(),
        str(LAZY),
        format_decimal(1234.5),
        zone_name(),
        instant(MOMENT),
    )


def in_words(language: str) -> tuple[str, ...]:
    word = SAVE[language]
    return (language, word, word, word, NUMBER[language])


@pytest.fixture
def german(make_app):
    """An application in the middle of a request by a reader of German."""
    app = make_app(migrated=False, time_zone="Asia/Tokyo")
    with app.test_request_context("/login?lang=de"):
        yield app


def test_a_letter_inside_a_request_changes_nothing_of_the_page(german):
    before = said(german)
    assert before[:6] == (*in_words("de"), "Asia/Tokyo")
    for language in LANGUAGES:
        with speaking(language, "America/New_York"):
            assert said(german)[:6] == (*in_words(language), "America/New_York")
            assert "22" in said(german)[6]
        assert said(german) == before


def test_a_page_that_has_not_spoken_yet_is_not_told_in_the_letters_language(german):
    with speaking("ar", "Europe/Kyiv"):
        assert gettext("Save") == SAVE["ar"]
    assert said(german)[:6] == (*in_words("de"), "Asia/Tokyo")


def test_a_letter_that_fails_leaves_the_page_as_it_was(german):
    def fail() -> None:
        with speaking("uk", "Europe/Kyiv"):
            assert gettext("Save") == SAVE["uk"]
            raise ZeroDivisionError

    before = said(german)
    with pytest.raises(ZeroDivisionError):
        fail()
    assert said(german) == before


def test_letters_within_letters(german):
    with speaking("uk", "Europe/Kyiv"):
        outer = said(german)
        with speaking("ar", "Asia/Kathmandu"):
            assert said(german)[:6] == (*in_words("ar"), "Asia/Kathmandu")
        assert said(german) == outer
    assert said(german)[0] == "de"


def test_a_letter_needs_no_request(make_app):
    app = make_app(migrated=False, language="uk", time_zone="Asia/Tokyo")
    with app.app_context():
        assert said(app)[:6] == (*in_words("uk"), "Asia/Tokyo")
        with speaking("de", None):
            assert said(app)[:6] == (*in_words("de"), "Asia/Tokyo")


def test_what_was_looked_up_before_a_letter_is_still_there(german):
    g.found = "something"
    with speaking("ar", None):
        assert "found" not in g
    assert g.found == "something"


def test_threads_do_not_hear_each_other(quiet):
    together = threading.Barrier(len(LANGUAGES), timeout=30)
    heard: dict[str, set[tuple[str, ...]]] = {language: set() for language in LANGUAGES}

    def speak(language: str) -> None:
        for _turn in range(20):
            with quiet.app_context():
                together.wait()
                with speaking(language, "Europe/Kyiv"):
                    together.wait()
                    heard[language].add(said(quiet)[:5])

    threads = [threading.Thread(target=speak, args=(language,)) for language in LANGUAGES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {language: {in_words(language)} for language in LANGUAGES}


@pytest.mark.parametrize(
    ("zone", "language", "shown"),
    [
        ("UTC", "en", "November 22, 2026, 10:30 PM (UTC)"),
        ("UTC", "ar", "22 نوفمبر 2026، 10:30 م (UTC)"),
        ("Etc/GMT+5", "en", "November 22, 2026, 5:30 PM (Etc/GMT+5)"),
        ("Europe/Kyiv", "en", "November 23, 2026, 12:30 AM (Kyiv time)"),
        ("Europe/Kyiv", "de", "23. November 2026, 00:30 (Ortszeit Kiew)"),
        ("Europe/Kyiv", "uk", "23 листопада 2026 р., 00:30 (час: Київ)"),
        ("Europe/Kyiv", "ar", "23 نوفمبر 2026، 12:30 ص (بتوقيت كييف)"),
        ("America/New_York", "de", "22. November 2026, 17:30 (Ortszeit New York)"),
        ("America/Argentina/Buenos_Aires", "en", "November 22, 2026, 7:30 PM (Buenos Aires time)"),
        ("Asia/Kathmandu", "uk", "23 листопада 2026 р., 04:15 (час: Катманду)"),
    ],
)
def test_a_time_in_a_letter_says_whose_clock_it_is(quiet, zone, language, shown):
    with quiet.app_context(), speaking(language, zone):
        assert " ".join(moment(MOMENT).split()) == shown
        assert moment(MOMENT.isoformat()) == moment(MOMENT)


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("en", "Anna", "Anna"),
        ("en", "  Anna \t Kovalenko\n", "Anna Kovalenko"),
        ("en", "Анна", "Анна"),
        ("en", "+44 20 7946 0018", "+44 20 7946 0018"),
        ("en", "عمر", "\u2068عمر\u2069"),
        ("en", "דוד", "\u2068דוד\u2069"),
        ("en", "a\u202eb\u2069c\u200fd\u061c", "abcd"),
        ("en", "a\x00b\x1b[1mc\x7f\x9f", "ab[1mc"),
        ("en", "👩\u200d🚀", "👩\u200d🚀"),
        ("en", "", ""),
        ("ar", "Anna", "\u2068Anna\u2069"),
        ("ar", "عمر", "\u2068عمر\u2069"),
        ("ar", "+44 20", "\u2068+44 20\u2069"),
        ("ar", "\u2069\u202eAnna\u2068", "\u2068Anna\u2069"),
    ],
)
def test_what_was_typed_turns_no_other_words_around(quiet, language, typed, shown):
    with quiet.app_context(), speaking(language, None):
        assert isolated(typed) == shown
