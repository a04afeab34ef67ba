"""The provider's brand, his theme, and the files that are built for the browser."""

import gzip
import json
import os

import brotli
import pytest

from tests.html import words
from tests.reader import Reader
from webapp.core import asset_build
from webapp.core.settings import SettingsError

ADDRESSES = ("brand_site_url", "brand_sign_up_url", "brand_help_url")


def test_pages_and_error_pages_name_the_provider_and_lead_back_to_him(make_app):
    app = make_app(
        brand_name="Acme <Hosting>",
        brand_site_url="https://acme.example/",
        brand_help_url="https://acme.example/help",
        brand_sign_up_url="https://acme.example/order",
        brand_accent="#7A1FA2",
    )
    reader = Reader(app).open("/login")
    assert reader.page.text("title") == "Sign in – Acme <Hosting>"
    links = {words(link): link.get("href") for link in reader.page.all("a")}
    assert links["Back to Acme <Hosting>"] == "https://acme.example/"
    assert links["Help"] == "https://acme.example/help"
    assert links["Become a client"] == "https://acme.example/order"
    reader.open("/nothing", status=404)
    assert reader.page.text("title") == "Page not found – Acme <Hosting>"
    assert reader.page.link("Back to Acme <Hosting>").get("href") == "https://acme.example/"
    assert reader.page.link("Help").get("href") == "https://acme.example/help"
    styles = [link.get("href") for link in reader.page.all("link")]
    css = app.test_client().get(next(href for href in styles if "/brand/" in href)).text
    light, dark = css.split("@media (prefers-color-scheme:dark)")
    assert "--ca-accent:#7a1fa2;--ca-on-accent:#ffffff" in light
    assert "--ca-accent:#d39aec;--ca-on-accent:#250931" in dark


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "//evil.example"),
        *("/\\evil.example", "https://", "https:///path", "https://a@b.example/", "https://[::1"),
        *("https://exam ple.com", "https://example.com/\n", "/a\tb", '/"onclick="x', "help"),
        *("mailto:", "mailto:help", "tel:", "tel:help", " https://example.com", "/\udcff"),
    ],
)
def test_an_address_that_leads_nowhere_or_elsewhere_is_refused_in_one_line(make_app, name, address):
    with pytest.raises(SettingsError, match=rf"^CLIENTAREA_{name.upper()}: [^\n]+$"):
        make_app(migrated=False, **{name: address})


@pytest.mark.parametrize(
    "address",
    [
        *("https://example.com", "http://example.com:8080/a?b=c#d", "https://müller.example/Hilfe"),
        *("/", "/help", "mailto:help@example.com", "mailto:help@example.com?subject=Hi"),
        *("tel:+442079460018", "https://[2001:db8::1]/"),
    ],
)
def test_an_address_that_a_link_may_have_is_taken_as_it_is(make_app, address):
    page = Reader(make_app(brand_help_url=address)).open("/login").page
    assert page.link("Help").get("href") == address


@pytest.mark.parametrize("name", ["", " ", "a\nb", "Acme\u202egnitsoH", "\udcff", "x" * 61])
def test_a_name_that_cannot_stand_in_a_title_is_refused_in_one_line(make_app, name):
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_BRAND_NAME: [^\n]+$"):
        make_app(migrated=False, brand_name=name)


@pytest.mark.parametrize(
    ("colour", "reason"),
    [
        *(("red", "like #1a5fb4"), ("#fff", "like #1a5fb4"), ("1a5fb4", "like #1a5fb4")),
        *(("#1a5fb4;}body{", "like #1a5fb4"), ("#1a5fb4\n", "like #1a5fb4")),
        *(("#777777", "too pale"), ("#ffd400", "too pale")),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_in_one_line(make_app, colour, reason):
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_BRAND_ACCENT: [^\n]+$") as refusal:
        make_app(migrated=False, brand_accent=colour)
    assert reason in str(refusal.value)


def test_what_the_provider_does_not_offer_is_not_there(make_app):
    reader = Reader(make_app()).open("/login")
    for offer in ("Become a client", "Back to", "Help"):
        assert offer not in reader.response.text
    assert not reader.page.all("img")


def test_the_templates_and_files_of_a_theme_come_first(make_app, tmp_path):
    theme = tmp_path / "theme"
    (theme / "templates" / "layouts").mkdir(parents=True)
    (theme / "static").mkdir()
    (theme / "static" / "own.css").write_text(".own{}")
    (theme / "templates" / "layouts" / "single.html").write_text(
        '{% extends "layouts/base.html" %}\n'
        "{% block content %}{% set level = 1 %}{% include panel %}"
        "<p>Call us: 555</p>{% endblock %}\n"
    )
    app = make_app(theme_dir=str(theme))
    assert "Call us: 555" in Reader(app).open("/login").text
    answer = app.test_client().get("/static/theme/own.css", buffered=True)
    assert (answer.text, answer.headers["X-Content-Type-Options"]) == (".own{}", "nosniff")
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.fixture
def folders(tmp_path):
    static, translations = tmp_path / "static", tmp_path / "translations"
    (static / "css").mkdir(parents=True)
    (static / "css" / "ca.css").write_text(".ca{color:#000}\n" * 50)
    (translations / "de" / "LC_MESSAGES").mkdir(parents=True)
    (translations / "de" / "LC_MESSAGES" / "messages.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Save"\nmsgstr "Speichern"\n'
    )
    return static, translations


def test_files_get_a_name_by_their_content_and_compressed_twins(folders):
    static, translations = folders
    assert asset_build.is_stale(static, translations)
    asset_build.build(static, translations)
    assert not asset_build.is_stale(static, translations)
    name = json.loads((static / "build" / "manifest.json").read_text())["ca.css"]
    content = (static / "css" / "ca.css").read_bytes()
    assert (static / "build" / name).read_bytes() == content
    assert gzip.decompress((static / "build" / f"{name}.gz").read_bytes()) == content
    assert brotli.decompress((static / "build" / f"{name}.br").read_bytes()) == content
    assert (translations / "de" / "LC_MESSAGES" / "messages.mo").exists()


def test_what_changed_is_built_again_under_another_name(folders):
    static, translations = folders
    asset_build.build(static, translations)
    before = json.loads((static / "build" / "manifest.json").read_text())["ca.css"]
    (static / "css" / "ca.css").write_text(".ca{}")
    assert asset_build.is_stale(static, translations)
    asset_build.build(static, translations)
    after = json.loads((static / "build" / "manifest.json").read_text())["ca.css"]
    assert before != after
    assert {path.name for path in static.iterdir()} == {"css", "build"}
    assert (static / "build" / before).exists(), "a page that is open names it"


def test_words_that_changed_are_compiled_again(folders):
    static, translations = folders
    asset_build.build(static, translations)
    po = translations / "de" / "LC_MESSAGES" / "messages.po"
    built_at = po.with_suffix(".mo").stat().st_mtime
    os.utime(po, (built_at + 1, built_at + 1))
    assert asset_build.is_stale(static, translations)
    asset_build.build(static, translations)
    os.utime(po, (built_at, built_at))
    assert not asset_build.is_stale(static, translations)
