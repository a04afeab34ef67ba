"""The catalogues say all that the sources say, and nothing is said past them."""

import ast
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

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
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
NUMBER = "num"  # Flask-Babel's own placeholder; a form such as "one letter" may do without it
MARKUP = re.compile(r"</?[a-z][^>]*>|&\w+;")
LETTERS = re.compile(r"[^\W\d_]{2}")
SPOKEN_ATTRIBUTES = re.compile(
    r"alt|title|label|placeholder|aria-(label|description|roledescription|valuetext)|data-ca-.+"
)
WORDLESS_INPUTS = {"hidden", "radio", "checkbox"}  # their values are never shown
SPOKEN_NAMES = {"heading", "label", "words", "HEADING"}
NEVER_SAID = re.compile(r"\b(in)?valid\b|\billegal\b|\bforbidden\b|\.\.\.|[\"'`|]", re.IGNORECASE)

TEMPLATES = sorted(
    file
    for file in [*paths.TEMPLATES.rglob("*.html"), *paths.TEMPLATES.rglob("*.txt")]
    if file.parent.name != "styleguide"  # speaks English to developers
)
SAID_AS_IT_IS = {'aria-describedby="" aria-invalid="true"'}
"""Text outside tags that needs no translation: attributes which a macro hands to a tag."""

NO_WORDS = {"RadioField"}
"""Capitalised strings in expressions of templates that no reader sees."""


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
    placeholders = set(re.findall(r"%(?:\(\w+\))?.", text)) - {f"%({NUMBER})s", f"%({NUMBER})d"}
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


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_in_all_its_forms(language):
    known = catalogue(language)
    for message in messages(known).values():
        wanted = known.num_plurals if message.pluralizable else 1
        written = forms(message.string)
        assert not message.fuzzy, message.id
        assert len(written) == wanted, message.id
        assert all(form.strip() for form in written), message.id
        assert not list(message.check(known)), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_placeholders_markup_and_ends(language):
    for message in messages(catalogue(language)).values():
        original = pieces(forms(message.id)[-1])
        for form in forms(message.string):
            assert pieces(form) == original, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms_follow_the_language(language):
    count, rule = get_plural(language)[:2]
    header = f'"Plural-Forms: nplurals={count}; plural={rule};\\n"'
    assert header in file_of(language).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_changes_only_when_its_words_do(language):
    text = file_of(language).read_text(encoding="utf-8")
    header = text.partition("\n\n")[0]
    assert set(re.findall(r'^"([\w-]+): ', header, re.MULTILINE)) <= HEADERS
    assert not re.search(r"^#: .*:\d", text, re.MULTILINE), "line numbers"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_set_with_the_quotes_of_their_language(language):
    for message in messages(catalogue(language)).values():
        for form in forms(message.string):
            assert not re.search(r"[\"'`|]", MARKUP.sub("", form)), form


def test_the_english_words_never_blame_and_are_set_with_care():
    for message in messages(sources()).values():
        for form in forms(message.id):
            assert not NEVER_SAID.search(MARKUP.sub("", form)), form


class Eye(HTMLParser):
    """Notes the letters that a reader of the page would see or hear."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def note(self, text):
        words = " ".join(text.split())
        if LETTERS.search(words) and words not in SAID_AS_IT_IS:
            self.seen.append(f"line {self.getpos()[0]}: {words}")

    def handle_data(self, data):
        self.note(data)

    def handle_starttag(self, tag, attributes):
        kind = dict(attributes).get("type", "text")
        for name, value in attributes:
            is_shown = name == "value" and tag == "input" and kind not in WORDLESS_INPUTS
            if is_shown or SPOKEN_ATTRIBUTES.fullmatch(name):
                self.note(value or "")


def plain_text(template: str) -> str:
    """Return a template without its expressions, statements and comments, line by line."""
    return "".join(
        value if kind == "data" else "\n" * value.count("\n")
        for _line, kind, value in Environment().lex(template)  # noqa: S701 - only reads tokens
    )


def bare_text(template: str) -> list[str]:
    eye = Eye()
    eye.feed(plain_text(template))
    eye.close()
    return eye.seen


def bare_strings(template: str) -> list[str]:
    """Return capitalised strings in a template's expressions that are not given to gettext."""
    tree = Environment().parse(template)  # noqa: S701 - renders nothing
    translated = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT
        for argument in call.args
    }
    return [
        f"line {const.lineno}: {const.value}"
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and id(const) not in translated
        if const.value.strip()[:1].isupper() and const.value not in NO_WORDS
    ]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_template_speaks_past_the_catalogues(template):
    text = template.read_text(encoding="utf-8")
    assert bare_text(text) == []
    assert bare_strings(text) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello</p>",
        "<h{{ level }}>{{ heading }} now</h{{ level }}>",
        '<p{% if a %} class="a"{% endif %}>{# no #}{{ _("Yes") }} {% if a %}and{% endif %}</p>',
        '<input type="submit" value="Save">',
        '<img alt="A house" src="a">',
        '<ul aria-label="Menu"></ul>',
        '<b title="{{ name }} again"></b>',
        '<i data-ca-copy="{{ _("Copy") }}|Copied"></i>',
        "{{ row('a', 'Name') }}",
    ],
)
def test_words_past_the_catalogues_are_found(template):
    assert bare_text(template) or bare_strings(template)


@pytest.mark.parametrize(
    "template",
    [
        '<p class="ca-row" id="{{ id }}-row" lang="en">{{ _("Hello") }} – {{ name }} · 1</p>',
        '<input type="hidden" name="all" value="all"><input type="submit" value="{{ _("Save") }}">',
        '<option value="europe">{{ area }}</option>{# A comment #}&nbsp;',
    ],
)
def test_what_no_reader_sees_may_be_written_as_it_is(template):
    assert not bare_text(template)
    assert not bare_strings(template)


def test_no_module_hands_bare_words_to_a_page():
    found = []
    for file in sorted(paths.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword):
                name = node.arg
            elif isinstance(node, ast.Assign):
                name = ast.unparse(node.targets[0])
            else:
                continue
            is_bare = isinstance(node.value, ast.Constant) and bool(node.value.value)
            if name in SPOKEN_NAMES and is_bare:
                found.append(f"{file.name}:{node.value.lineno}: {node.value.value}")
    assert found == []
