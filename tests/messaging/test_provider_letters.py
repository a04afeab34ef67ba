"""Letters that a provider wrote himself: his words, his look, our footer."""

from collections.abc import Iterator

import html5lib
import pytest
from flask import Flask

from tests.html import Page, parse_page, words
from tests.instances import instances
from tests.messaging.written import write
from webapp.core.i18n import LANGUAGES
from webapp.messaging.service.telling import Content
from webapp.messaging.writing import Letter

FOOTER = "We never ask for your password. Northwind Client ID: 123 456 7891"
OWN_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>News</title><style>h1{color:#123456}
@media print{h1{color:black}}</style></head>
<body style="background:#222"><!-- </body> --><h1>News</h1></body></html>"""


@pytest.fixture(scope="module")
def northwind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application of a provider with a name."""
    with instances(tmp_path_factory.mktemp("northwind")) as make:
        yield make(migrated=False, brand_name="Northwind")


@pytest.fixture
def letter(northwind):
    """Write a letter of the provider: ``letter("<p>Hello")``."""

    def make(html: str = "", text: str = "Hello", subject: str = "News", **recipient) -> Letter:
        content = Content(subject, text, html)
        return write(northwind, "newsletter.news", {}, content=content, **recipient)

    return make


def parsed(html: str) -> Page:
    """Read a page as browsers do, whatever is wrong with it."""
    return Page(html5lib.parse(html, namespaceHTMLElements=False))


def ancestors(page: Page, text: str) -> list[str]:
    """The elements around a text, innermost first."""
    parents = {child: parent for parent in page.root.iter() for child in parent}
    element = next(e for e in page.root.iter() if e.text and e.text.strip().startswith(text))
    found = []
    while element is not None:
        found.append(element.tag)
        element = parents.get(element)
    return found


def test_the_providers_text_is_followed_by_the_footer(letter):
    written = letter(text="\n\nDear all,\n\n\n\n  indented\n\n")
    assert written.text == (
        "Dear all,\n\n\n\n  indented\n\n-- \n"
        "We never ask for your password.\nNorthwind\nClient ID: 123 456 7891\n"
        "http://localhost:8000\n"
    )
    assert written.html == ""


@pytest.mark.parametrize("html", ["", " ", "\n\t"])
def test_without_html_the_letter_is_text(letter, html):
    assert letter(html).html == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_piece_of_html_stands_in_our_layout(letter, language):
    page = parse_page(letter("<p>Hello <b>you</b></p>", language=language).html)
    assert page.find("html").get("lang") == language
    assert page.text("title") == "News"
    assert page.text("b") == "you"
    assert page.find("b") in list(page.all("div")[1].iter())
    assert "Northwind" in words(page.find("body"))
    assert not page.all("h1"), "his letter has a heading if he gave it one"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hello <b>you",
        "<div><div><a href='https://example.com'>Hello you",
        "</div></div></body></html>Hello you",
        "<table><tr><td>Hello you",
        "<ul><li>Hello you</ul></ul>",
        "Hello you<!-- a comment without an end",
        "Hello you<style>p{color:red}",
        "Hello you<textarea>",
        "Hello you<title>",
        "<p>Hello you</P></DIV>",
        "Hello you<b",
        "Hello you & <you> < you",
        "Hello you\x00",
    ],
)
def test_what_was_left_open_ends_before_the_footer(letter, html):
    page = parsed(letter(html).html)
    body = words(page.find("body"))
    assert "Hello you" in body
    assert body.endswith(FOOTER)
    assert ancestors(page, "We never ask") == ["p", "div", "div", "body", "html"]


@pytest.mark.parametrize(
    "html",
    [
        OWN_PAGE,
        OWN_PAGE.replace("</body></html>", ""),
        OWN_PAGE.replace("</body>", "</BODY>"),
        OWN_PAGE.replace("</body>", "</body >"),
        OWN_PAGE.replace("</html>", "</html><!-- </body></html> -->\n"),
        OWN_PAGE.replace("</h1>", ""),
        OWN_PAGE.replace("</h1>", "</h1><div><ul><li><b>More"),
        OWN_PAGE.replace("<!DOCTYPE html>\n", ""),
        OWN_PAGE.upper().replace("LANG=", "lang=").replace("NEWS", "News"),
    ],
)
def test_a_page_of_his_own_is_kept_whole_and_gets_the_footer(letter, html):
    written = letter(html)
    page = parsed(written.html)
    assert page.find("html").get("lang", "").lower() == "en"
    assert page.text("title") == "News"
    assert words(page.find("h1")) == "News"
    assert words(page.find("body")).endswith(FOOTER)
    assert ancestors(page, "We never ask")[-2:] == ["body", "html"]
    assert written.html.lower().count("<!doctype") == html.lower().count("<!doctype")
    assert "@media print" in written.html.lower()
    assert "prefers-color-scheme" not in written.html, "his page has his colours"
    footer = next(div for div in page.all("div") if div.get("class") == "footer lone")
    assert "background: #ffffff" in footer.get("style", ""), "readable on any page"


@pytest.mark.parametrize("html", ["<html></html>", "<body>", "<!doctype html>", "<HTML><head>"])
def test_an_empty_page_holds_the_footer_alone(letter, html):
    assert words(parsed(letter(html).html).find("body")) == FOOTER


def test_a_page_of_frames_has_its_footer_after_all(letter):
    written = letter("<html><frameset><frame src='about:blank'></frameset></html>")
    assert "We never ask for your password." in written.html


def test_words_that_look_like_a_template_are_words(letter):
    odd = "{{ 7 * 7 }} {% raw %} %(site)s ${x} <%= y %>"
    written = letter(f"<p>{odd}</p>", text=odd, subject=odd)
    assert odd in written.text
    assert written.subject == odd
    assert words(parsed(written.html).all("p")[1]) == odd


def test_nothing_is_fetched_for_a_letter(letter, tmp_path):
    sheet = tmp_path / "own.css"
    sheet.write_text("p{color:#abcdef}")
    link = f'<link rel="stylesheet" href="file://{sheet}">'
    for html in (f"{link}<p>Hello", f"<html><head>{link}</head><body><p>Hello</body></html>"):
        assert "#abcdef" not in letter(html).html


def test_the_subject_is_one_line(letter):
    assert letter(subject=" News\r\n of\tMay ").subject == "News of May"
