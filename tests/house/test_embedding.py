"""docs/embedding.md is true: the blocks, properties, classes and addresses that it promises."""

import os
import re

import pytest
from flask import Flask
from jinja2 import nodes

from tests.builders import Builder
from tests.html import parse_page
from tests.instances import variables
from tests.messaging.written import LETTERS, write
from tests.reader import Reader
from webapp.core.start import check_theme

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| (.*) \|$", re.MULTILINE)
TOKEN = re.compile(r"--ca-([\w-]+): ?")
CLASSES = ("ca-menu", "ca-main", "ca-body", "ca-alone", "ca-button")
EXTENDING = '{% extends "clientarea/layouts/base.html" %}'


@pytest.fixture
def page(checkout) -> str:
    return (checkout / "docs/embedding.md").read_text(encoding="utf-8")


def code(page: str, language: str, word: str) -> str:
    """The piece of code in a language that has a word in it."""
    (found,) = [text for kind, text in BLOCK.findall(page) if kind == language and word in text]
    return found


def promised(page: str, start: str, end: str) -> list[tuple[str, str]]:
    """Blocks in the table between two sentences, with what is said of them."""
    return ROW.findall(page.partition(start)[2].partition(end)[0])


def blocks(app: Flask, name: str) -> dict[str, nodes.Block]:
    """The blocks of one of our templates."""
    environment = app.jinja_env
    tree = environment.parse(environment.loader.get_source(environment, name)[0])
    return {block.name: block for block in tree.find_all(nodes.Block)}


def test_the_blocks_that_are_promised_are_there_one_inside_the_other(application, page):
    ours = blocks(application, "layouts/base.html")
    told = promised(page, "`layouts/base.html` promises", "To put our pages inside")
    assert len(told) == 6
    for name, words in told:
        outer = re.match(r"in `(\w+)`: ", words)
        inside = ours[outer[1]].find_all(nodes.Block) if outer else ours.values()
        assert name in {block.name for block in inside}, name
    skeleton = promised(page, "has to\noffer is these blocks", "```html")
    assert {name for name, _words in skeleton} == set(blocks(application, "layouts/skeleton.html"))


def test_the_blocks_of_letters_that_are_promised_are_there(application, page):
    told = re.findall(r"^\| `(email/layout\.\w+)` \| blocks (.*?) of the", page, re.MULTILINE)
    assert len(told) == 2
    for template, words in told:
        names = re.findall(r"`(\w+)`", words)
        assert names
        assert set(names) <= set(blocks(application, template)), template


@pytest.fixture
def themed(make_app, page, tmp_path):
    """An application with a theme made of the page's own examples."""
    templates, static = tmp_path / "theme" / "templates", tmp_path / "theme" / "static"
    for folder in (templates / "layouts", templates / "email", static):
        folder.mkdir(parents=True)
    (templates / "layouts" / "base.html").write_text(code(page, "html", EXTENDING))
    (templates / "layouts" / "skeleton.html").write_text(code(page, "html", "<!doctype html>"))
    (templates / "email" / "layout.html").write_text(code(page, "html", "clientarea/email/layout"))
    (static / "site.css").write_text(code(page, "css", "--ca-accent"))
    return make_app(theme_dir=str(tmp_path / "theme"), brand_name="Example Hosting")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_theme_of_the_examples_is_sound_on_pages_and_errors(themed, language):
    check_theme(themed)
    anna = Builder(themed).client("Anna", language=language)
    reader = Reader(themed, language=language).open("/login")
    assert "Deutsch" in reader.page.text("footer")
    for visit in (reader, Reader(themed).sign_in(anna)):
        for path, status in (("/forgot", 200), ("/account", 200), ("/nothing", 404)):
            visit.open(path, status=status)
            assert visit.page.all("header")[0].get("class") == "site-header"
            assert visit.page.text("footer").startswith("© Example Hosting")
            css = [link.get("href") for link in visit.page.all("link")]
            assert themed.test_client().get(css[-1], buffered=True).status_code == 200


def test_letters_of_the_examples_are_sound(themed):
    letter = parse_page(write(themed, *LETTERS["security.sign_in"]).html)
    assert letter.all("p")[0].text == "Example Hosting"
    assert letter.all("p")[-1].text == "Example Hosting Ltd, 1 Pier Street, Rotterdam"


def test_every_property_that_a_style_sheet_may_set_is_told(checkout, page):
    css = (checkout / "static/css/ca.css").read_text(encoding="utf-8")
    ours = set(TOKEN.findall(css[css.index(".ca{") : css.index("}")]))
    assert set(TOKEN.findall(code(page, "css", "--ca-accent"))) == ours


def test_the_classes_that_are_told_are_there(app, build, page):
    seen = ""
    for reader in (Reader(app).open("/login"), Reader(app).sign_in(build.client())):
        seen += " ".join(element.get("class", "") for element in reader.page.root.iter()) + " "
    for name in CLASSES:
        assert f"`{name}`" in page
        assert name in seen.split(), name


def test_the_addresses_that_stay_are_there(application, page):
    stay = page.partition("These addresses stay")[2].partition("leads to the account")[0]
    told = set(re.findall(r"`(/\w*)`", stay))
    assert len(told) == 7
    assert told <= {rule.rule for rule in application.url_map.iter_rules()}


def test_the_application_mounts_itself_as_told(page, tmp_path, monkeypatch):
    for name, value in variables(tmp_path).items():
        monkeypatch.setenv(name, value)
    text = code(page, "python", "DispatcherMiddleware").replace(
        "/var/lib/clientarea", str(tmp_path)
    )
    site = Flask("site")
    exec(compile(text, "embedding.md", "exec"), {"site": site})  # noqa: S102 - our own example
    assert "CLIENTAREA_PUBLIC_URL" not in os.environ
    answer = site.test_client().get("/client/login", base_url="https://www.example.com")
    assert answer.status_code == 200
    assert 'action="/client/login"' in answer.text
