"""A provider's theme: templates that extend ours, files, and words that win over ours."""

import io

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.reader import Reader

FOOTER = """{% extends "clientarea/layouts/base.html" %}
{% block footer %}<footer><p>Northwind since 1998</p></footer>{% endblock %}
"""


@pytest.fixture
def theme(tmp_path):
    layouts = tmp_path / "templates" / "layouts"
    layouts.mkdir(parents=True)
    (layouts / "base.html").write_text(FOOTER)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "site.css").write_text("body{margin:0}")
    words = Catalog(locale="de")
    words.add("Sign in", "Kundenzugang öffnen")
    compiled = io.BytesIO()
    write_mo(compiled, words)
    folder = tmp_path / "translations" / "de" / "LC_MESSAGES"
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
