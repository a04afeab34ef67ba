"""Counts, numbers and lists read in each language as its speakers write them."""

import pytest

from webapp.core.errors import Throttled
from webapp.core.i18n import LANGUAGES, any_of, lazily, ngettext, number, speaking
from webapp.core.passwords import PasswordTooLong, PasswordTooShort

COUNTS = (0, 1, 2, 3, 5, 11, 21, 22, 100, 101, 1024)
SHORTEST = {
    "en": (
        "0 characters",
        "1 character",
        "2 characters",
        "3 characters",
        "5 characters",
        "11 characters",
        "21 characters",
        "22 characters",
        "100 characters",
        "101 characters",
        "1,024 characters",
    ),
    "de": tuple(f"{n} Zeichen" for n in (*COUNTS[:-1], "1.024")),
    "uk": (
        "0 символів",
        "1 символ",
        "2 символи",
        "3 символи",
        "5 символів",
        "11 символів",
        "21 символ",
        "22 символи",
        "100 символів",
        "101 символ",
        "1\xa0024 символи",
    ),
    "ar": (
        "كلمة مرور.",
        "حرف واحد",
        "حرفين",
        "3 أحرف",
        "5 أحرف",
        "11 حرفًا",
        "21 حرفًا",
        "22 حرفًا",
        "100 حرف",
        "101 حرف",
        "1,024 حرفًا",
    ),
}
MINUTES = {
    "en": "Try again in 21 minutes.",
    "de": "in 21 Minuten",
    "uk": "через 21 хвилину.",
    "ar": "بعد 21 دقيقة.",
}
HOURS = {
    "en": "Try again in 3 hours.",
    "de": "in 3 Stunden",
    "uk": "через 3 години.",
    "ar": "بعد 3 ساعات.",
}
FORMATS = {
    "en": "JPEG, PNG, or GIF",
    "de": "JPEG, PNG oder GIF",
    "uk": "JPEG, PNG або GIF",
    "ar": "JPEG أو PNG أو GIF",
}
PIXELS = {"en": "16.7", "de": "16,7", "uk": "16,7", "ar": "16.7"}
HINT = """{{ ngettext("Enter a password of at least %(num)d character.",
                      "Enter a password of at least %(num)d characters.", count) }}"""

every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
@pytest.mark.parametrize("place", range(len(COUNTS)), ids=lambda place: str(COUNTS[place]))
def test_a_count_takes_its_form_and_the_readers_digits(quiet, language, place):
    count, wanted = COUNTS[place], SHORTEST[language][place]
    refusal = PasswordTooShort(count)
    with quiet.app_context(), speaking(language, None):
        assert wanted in str(refusal)
        assert quiet.jinja_env.from_string(HINT).render(count=count) == str(refusal)


@every_language
def test_words_for_a_count_may_name_other_things(quiet, language):
    with quiet.app_context(), speaking(language, None):
        said = ngettext("%(num)d letter to %(name)s", "%(num)d letters to %(name)s", 2, name="100%")
        assert said == "2 letters to 100%"


@every_language
def test_a_wait_is_told_in_minutes_and_a_long_one_in_hours(quiet, language):
    with quiet.app_context(), speaking(language, None):
        assert MINUTES[language] in str(Throttled(21 * 60))
        assert HOURS[language] in str(Throttled(2 * 3600 + 1))


@every_language
def test_numbers_and_lists_are_written_as_the_reader_writes_them(quiet, language):
    lazy = lazily(number, 16.7)
    with quiet.app_context(), speaking(language, None):
        assert any_of(["JPEG", "PNG", "GIF"]) == FORMATS[language]
        assert str(lazy) == number(16.7) == PIXELS[language]
        assert any(digits in str(PasswordTooLong()) for digits in ("1,024", "1.024", "1\xa0024"))
