"""A provider's theme: templates that extend ours, files, and words that win over ours."""

import io
import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.html import parse_page
from tests.messaging.written import LETTERS, write
from tests.reader import Reader
from webapp.core.i18n import gettext, speaking
from webapp.core.passwords import PasswordTooShort
from webapp.messaging.service.telling import Content

LETTER = """{% extends "clientarea/email/layout.html" %}
{% block header %}<p class="harbour">Northwind Harbour</p>{% endblock %}
{% block footer %}{{ super() }}<p>Pier 4, Rotterdam</p>{% endblock %}
"""
LETTER_CSS = """{% include "clientarea/email/letter.css" %}
.harbour{color:#0b6b50}
"""
OWN_WORDS = """{% extends "email/layout.txt" %}
{% block words %}Ahoy: {{ way }}.{% endblock %}
"""
FOOTER = """{% extends "clientarea/layouts/base.html" %}
{% block footer %}<footer><p>Northwind since 1998</p></footer>{% endblock %}
"""
OTHER_WORDS = {"de": "Kundenzugang öffnen", "ar": "بوابة العملاء"}
"""Babel, which wrote the head of such a catalogue, numbers Arabic's forms another way than ours."""


@pytest.fixture
def theme(tmp_path):
    layouts = tmp_path / "templates" / "layouts"
    layouts.mkdir(parents=True)
    (layouts / "base.html").write_text(FOOTER)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "site.css").write_text("body{margin:0}")
    for language, words in OTHER_WORDS.items():
        catalogue = Catalog(locale=language)
        catalogue.add("Sign in", words)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        folder = tmp_path / "translations" / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "messages.mo").write_bytes(compiled.getvalue())
    return tmp_path


def test_a_theme_extends_our_frame_on_every_page_and_error(make_app, theme):
    reader = Reader(make_app(theme_dir=str(theme)))
    assert reader.open("/login").page.text("footer") == "Northwind since 1998"
    assert reader.open("/nothing", status=404).page.text("footer") == "Northwind since 1998"


def test_the_words_of_a_theme_win_and_the_others_stay(make_app, theme):
    page = Reader(make_app(theme_dir=str(theme)), language="de").open("/login").page
    assert page.text("h1") == "Kundenzugang öffnen"
    assert page.link("Zum Hauptinhalt") is not None


def test_the_words_of_a_theme_do_not_change_how_ours_count(make_app, theme):
    app = make_app(migrated=False, theme_dir=str(theme))
    with app.app_context(), speaking("ar", None):
        assert gettext("Sign in") == OTHER_WORDS["ar"]
        assert "11 حرفًا" in str(PasswordTooShort(11))
        assert "100 حرف " in str(PasswordTooShort(100))


def test_a_relative_folder_counts_from_the_working_directory(make_app, theme, monkeypatch):
    monkeypatch.chdir(theme.parent)
    reader = Reader(make_app(theme_dir=theme.name), language="de").open("/login")
    assert reader.page.text("footer") == "Northwind since 1998"
    assert reader.page.text("h1") == "Kundenzugang öffnen"


def test_files_of_a_theme_may_be_kept_for_ever_under_a_name_of_their_content(make_app, theme):
    app = make_app(theme_dir=str(theme), public_url="http://localhost/client")
    address = app.jinja_env.globals["asset"]("theme/site.css")
    assert re.fullmatch(r"/client/static/theme/site\.[0-9a-f]{12}\.css", address)
    answer = app.test_client().get(address, buffered=True)
    assert answer.text == "body{margin:0}"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    own = app.test_client().get("/client/static/theme/site.css", buffered=True)
    assert own.text == "body{margin:0}"
    assert "immutable" not in own.headers["Cache-Control"]


@pytest.fixture
def letters(theme, make_app):
    """An application whose theme has a layout, styles and words for letters."""
    folder = theme / "templates" / "email"
    (folder / "security.sign_in").mkdir(parents=True)
    (folder / "layout.html").write_text(LETTER)
    (folder / "letter.css").write_text(LETTER_CSS)
    (folder / "security.sign_in" / "body.txt").write_text(OWN_WORDS)
    return make_app(migrated=False, theme_dir=str(theme))


@pytest.mark.parametrize("name", LETTERS)
def test_a_theme_extends_the_frame_of_every_letter(letters, name):
    page = parse_page(write(letters, *LETTERS[name]).html)
    header = next(p for p in page.all("p") if p.get("class") == "harbour")
    assert (header.text, header.get("style")) == (
        "Northwind Harbour",
        "margin: 0 0 16px;color: #0b6b50;",
    )
    assert page.all("p")[-1].text == "Pier 4, Rotterdam"


def test_a_theme_frames_the_providers_own_letters_too(letters):
    content = Content("News", "Hello", "<p>Hello</p>")
    assert "Pier 4, Rotterdam" in write(letters, "newsletter.news", {}, content=content).html


def test_a_theme_replaces_the_words_of_one_letter(letters):
    letter = write(letters, "security.sign_in", {"way": "password"})
    assert "\n\nAhoy: password." in letter.text
    assert "Hello Anna Kovalenko," in letter.text
    assert "Ahoy" not in letter.html
