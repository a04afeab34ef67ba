"""The sample theme: every page, error and letter stands soundly in another company's frame."""

import re

import pytest

from tests.html import parse_page
from tests.messaging.written import LETTERS, write
from tests.reader import Reader
from webapp.core import themes
from webapp.core.i18n import LANGUAGES

ON_SQLITE = True

NOT_PAGES = {"/healthz", "/readyz"}
OURS = re.compile(r"ca-brand|ca-header|ca-footer")


def check_frame(reader: Reader) -> None:
    """Our page lies between the company's own header and footer."""
    top, foot = reader.page.find("header"), reader.page.find("footer")
    assert (top.get("class"), foot.get("class")) == ("harbour-top", "harbour-foot")
    assert "Harbour Cloud" in reader.page.text("header")
    assert "1 Pier Street, Rotterdam" in reader.page.text("footer")
    classes = " ".join(element.get("class", "") for element in reader.page.root.iter())
    assert not OURS.search(classes)
    assert "harbour" in reader.page.find("body").get("class")
    assert any("/static/theme/site." in link.get("href") for link in reader.page.all("link"))


def test_the_theme_is_sound(app):
    with app.app_context():
        assert themes.problems() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_stands_in_the_companys_frame(app, build, language):
    anna = build.client("Anna", language=language, phone="+442079460018")
    build.seat(anna, build.client("Second"))
    stranger, client = Reader(app, language=language), Reader(app).sign_in(anna)
    seen = set()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments and rule.rule not in NOT_PAGES:
            for reader in (stranger, client):
                reader.open(rule.rule)
                check_frame(reader)
                seen.add(reader.page.text("h1"))
    assert len(seen) >= 10
    assert client.page.find("html").get("lang") == language


def test_errors_and_refusals_stand_in_it_too(reader, build):
    check_frame(reader.open("/nothing", status=404))
    check_frame(reader.open("/login").submit(status=422, email="a@b.example", password="no"))
    check_frame(reader.open("/forgot/0", status=410))
    check_frame(reader.sign_in(build.client()))
    check_frame(reader.open("/profile").press("Change your phone").submit(status=422, number="1"))
    check_frame(reader.submit(number="+44 20 7946 0018"))


def test_a_stranger_finds_languages_and_ways_back_and_a_client_himself(app, build):
    page = Reader(app).open("/login").page
    assert page.link("Deutsch").get("href") == "?lang=de"
    assert page.link("Back to Harbour Cloud").get("href") == "https://harbour.example/"
    assert page.link("Help").get("href") == "mailto:help@harbour.example"
    assert page.link("Become a client").get("href") == "https://harbour.example/order"
    anna = build.client("Anna")
    build.seat(anna, build.client("Second"))
    page = Reader(app).sign_in(anna).page
    assert "Anna" in page.text("header")
    assert page.link("Switch account").get("href") == "/switch"
    assert page.link("Sign out").get("href") == "/logout"


def test_the_words_of_the_frame_are_the_companys_in_every_language(app):
    words = {}
    for language in LANGUAGES:
        page = Reader(app, language=language).open("/login").page
        nav = [link.text for link in page.find("header").iter("a")]
        words[language] = nav[-5:]
    assert words["de"][-1] == "Mein Hafen"
    assert words["en"] == ["Servers", "Domains", "Prices", "Status", "Client area"]
    assert len({tuple(found) for found in words.values()}) == len(LANGUAGES)


@pytest.mark.parametrize("name", LETTERS)
def test_letters_are_the_companys(app, name):
    page = parse_page(write(app, *LETTERS[name]).html)
    header = next(p for p in page.all("p") if p.get("class") == "harbour")
    assert header.text == "Harbour Cloud"
    assert "#10243d" in header.get("style")
    assert page.all("p")[-1].text == "Harbour Cloud Ltd, 1 Pier Street, Rotterdam"


def test_its_files_are_small_and_there(app):
    page = Reader(app).open("/login").page
    addresses = [link.get("href") for link in page.all("link")]
    addresses += [image.get("src") for image in page.all("img")]
    sizes = [len(app.test_client().get(path, buffered=True).data) for path in addresses]
    assert len(addresses) == 4
    assert all(0 < size < 12_000 for size in sizes)
