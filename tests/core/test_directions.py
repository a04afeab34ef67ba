"""What people and providers are called turns no other words around, in either direction."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from tests.builders import Builder
from tests.html import parse_fragment
from tests.reader import Reader

ARABIC = ("عمر خالد", "شركة النور (فرع 2)", "نور ١!")
LATIN = ("Omar K.", "Nour & Sons (2)", "Nour!")
NO_PROSE = {"title", "option"}
"""Elements in which there can be no other."""

PATHS = ["/account", "/profile", "/profile/time-zone", "/switch", "/logout", "/nothing-here"]


def unset(element: ET.Element, name: str) -> Iterator[str]:
    """Yield texts in which a name stands beside other words and is not set apart."""
    if element.tag == "bdi" or element.tag in NO_PROSE:
        return
    for text in [element.text, *(child.tail for child in element)]:
        if name in (text or "") and (text or "").strip() != name:
            yield str(text)
    for child in element:
        yield from unset(child, name)


def is_set_apart(element: ET.Element, name: str) -> bool:
    return any("".join(found.itertext()) == name for found in element.iter("bdi"))


@pytest.mark.parametrize(("language", "names"), [("en", ARABIC), ("ar", LATIN)])
def test_a_name_that_runs_the_other_way_is_set_apart(make_app, language, names):
    person, account, provider = names
    app = make_app(brand_name=provider, brand_site_url="https://nour.example/")
    build = Builder(app)
    omar = build.client(person, email="omar@example.com", language=language)
    build.seat(omar, build.client(account, email="nour@example.com"))
    reader = Reader(app).sign_in(omar)
    found = set()
    for path in PATHS:
        page = reader.open(path, status=404 if path == "/nothing-here" else 200).page
        for name in names:
            assert list(unset(page.find("body"), name)) == [], path
            found |= {name} if is_set_apart(page.find("body"), name) else set()
        phrase = next(link for link in page.all("a") if link.get("href") == "https://nour.example/")
        assert is_set_apart(phrase, provider)
    assert found == set(names)


def test_a_name_that_is_not_set_apart_is_found():
    wrong = parse_fragment("<p><b>Back to Nour!</b> now <i>by Nour!</i></p>")
    assert list(unset(wrong, "Nour!")) == ["Back to Nour!", "by Nour!"]
    right = parse_fragment("<p><b>Nour!</b> now <i>by <bdi>Nour!</bdi></i></p>")
    assert list(unset(right, "Nour!")) == []
