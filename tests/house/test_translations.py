"""The catalogues say all that the sources say, in every form that a language has."""

import re
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.house.sources import ROOT
from webapp.core import paths
from webapp.core.i18n import LANGUAGES

ORIGINAL = "en"
TRANSLATED = sorted(set(LANGUAGES) - {ORIGINAL})
HEADERS = {
    "Language",
    "Plural-Forms",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
}
NUMBER = "%(num)d"  # the only way to write a count: core.i18n puts the reader's digits there
MARKUP = re.compile(r"</?[a-z][^>]*>|&\w+;")
NEVER_SAID = re.compile(r"\b(in)?valid\b|\billegal\b|\bforbidden\b|\.\.\.|[\"'`|]", re.IGNORECASE)

GLOSSARY = ROOT / "docs" / "words.md"
GLOSSARY_HEAD = "| English | German | Ukrainian | Arabic |\n|---|---|---|---|\n"

FORMS = ("zero", "one", "two", "few", "many", "other")
"""The forms that languages choose theirs from, in the order of the Unicode CLDR."""

COUNTS = range(1001)
DAYS = 'msgid "%(num)d day"\nmsgid_plural "%(num)d days"\n'


@cache
def sources() -> Catalog:
    """Return what `make catalogues` would extract."""
    with (paths.TRANSLATIONS / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog()
    for folder in (paths.PACKAGE, paths.TEMPLATES):
        for file, line, words, _, context in extract_from_dir(folder, methods, options):
            found.add(words, context=context, locations=[(f"{folder.name}/{file}", line)])
    return found


def file_of(language: str) -> Path:
    return paths.TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


@cache
def catalogue(language: str) -> Catalog:
    with file_of(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(catalog: Catalog) -> dict[tuple[object, str | None], Message]:
    return {(message.id, message.context): message for message in catalog if message.id}


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def pieces(text: str) -> tuple[object, ...]:
    """Return what every translation of a text has, too: placeholders, markup, ends."""
    placeholders = set(re.findall(r"%(?:\(\w+\))?.", text)) - {NUMBER}
    end = text.rstrip()[-1:].replace("؟", "?")
    return (
        sorted(placeholders),
        sorted(MARKUP.findall(text)),
        end if end in ".:?!" else "",
        text[: len(text) - len(text.lstrip())],
        text[len(text.rstrip()) :],
    )


def test_there_is_a_catalogue_for_each_language_of_the_interface():
    assert sorted(po.parts[-3] for po in paths.TRANSLATIONS.glob("*/*/*.po")) == TRANSLATED
    assert len(messages(sources())) > 100


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_the_messages_of_the_sources_and_no_others(language):
    wanted, found = set(messages(sources())), set(messages(catalogue(language)))
    assert found - wanted == set(), "obsolete: run `make catalogues`"
    assert wanted - found == set(), "missing: run `make catalogues`, then translate"
    assert not catalogue(language).obsolete


def faults(message: Message, known: Catalog) -> Iterator[str]:
    """Yield what is wrong with a translation."""
    written = forms(message.string)
    if message.fuzzy:
        yield "fuzzy: somebody must look at it"
    if len(written) != (known.num_plurals if message.pluralizable else 1):
        yield "forms are missing"
    if not all(form.strip() for form in written):
        yield "not translated"
    if any(pieces(form) != pieces(forms(message.id)[-1]) for form in written):
        yield "its placeholders, markup or ends differ"
    if message.pluralizable:
        choose = c2py(known.plural_expr)
        chosen = [choose(count) for count in COUNTS]
        for number, form in enumerate(written):
            if chosen.count(number) > 1 and NUMBER not in form:
                yield "a form that stands for many counts does not name the count"
    yield from map(str, message.check(known))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_in_all_its_forms(language):
    known = catalogue(language)
    for message in messages(known).values():
        assert list(faults(message, known)) == [], message.id


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Save"\nmsgstr ""',
        '#, fuzzy\nmsgid "Save"\nmsgstr "Зберегти"',
        'msgid "Save %(name)s"\nmsgstr "Зберегти %(nome)s"',
        'msgid "Save <b>it</b>"\nmsgstr "Зберегти це"',
        'msgid "Save it."\nmsgstr "Зберегти це"',
        f'{DAYS}msgstr[0] "%(num)d день"',
        f'{DAYS}msgstr[0] "%(num)d день"\nmsgstr[1] "%(num)d дні"\nmsgstr[2] ""',
        f'{DAYS}msgstr[0] "один день"\nmsgstr[1] "%(num)d дні"\nmsgstr[2] "%(num)d днів"',
    ],
)
def test_a_translation_with_a_fault_is_found(entry):
    known = read_po(BytesIO(entry.encode()), locale="uk")
    (message,) = messages(known).values()
    assert list(faults(message, known))


def test_a_message_that_counts_says_the_count_in_every_language():
    for message in messages(sources()).values():
        assert NUMBER in forms(message.id)[-1] or not message.pluralizable, message.id


def form_of(count: int, language: str) -> str:
    return str(Locale.parse(language).plural_form(count))


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_count_takes_the_form_that_the_unicode_cldr_gives_it(language):
    chosen = {count: form_of(count, language) for count in COUNTS}
    used = [form for form in FORMS if form in chosen.values()]
    known = catalogue(language)
    choose = c2py(known.plural_expr)
    assert known.num_plurals == len(used)
    assert {count: used[choose(count)] for count in COUNTS} == chosen


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_changes_only_when_its_words_do(language):
    text = file_of(language).read_text(encoding="utf-8")
    header = text.partition("\n\n")[0]
    assert set(re.findall(r'^"([\w-]+): ', header, re.MULTILINE)) == HEADERS
    assert not re.search(r"^#: .*:\d", text, re.MULTILINE), "line numbers"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_set_with_the_quotes_of_their_language(language):
    for message in messages(catalogue(language)).values():
        for form in forms(message.string):
            assert not re.search(r"[\"'`|]", MARKUP.sub("", form)), form


def glossary() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the words of the documentation that stand on pages, with their translations."""
    _before, _head, rows = GLOSSARY.read_text(encoding="utf-8").partition(GLOSSARY_HEAD)
    for row in rows.partition("\n\n")[0].splitlines():
        english, *others = (cell.strip() for cell in row.strip("|").split("|"))
        if english[:1].isupper():
            yield english, dict(zip(("de", "uk", "ar"), others, strict=True))


def test_pages_use_the_words_of_the_glossary():
    found = 0
    for english, others in glossary():
        for language, words in others.items():
            message = catalogue(language).get(english)
            assert message is None or message.string == words, (english, language)
            found += message is not None
    assert found > 30


def test_the_english_words_never_blame_and_are_set_with_care():
    for message in messages(sources()).values():
        for form in forms(message.id):
            assert not NEVER_SAID.search(MARKUP.sub("", form)), form
