"""What a page costs on the wire: compressed bytes, requests, fragments."""

import re

import pytest

from tests.html import LARGEST_HTML
from tests.reader import Reader
from tests.weight import HTMX, LARGEST_PAGE_WITH_STYLE, check_fragment_weight, packed
from webapp.core import paths

FIRST_VISIT = 22 * 1024
MOST_REQUESTS = 6


def fetched(html: str) -> list[str]:
    """The static files that a page names."""
    names = re.findall(r'<(?:link|script|img)\b[^>]*(?:href|src)="([^"]+)"', html)
    return [name for name in names if not name.startswith("data:")]


def weight_of(name: str) -> int:
    built = paths.STATIC / "build" / f"{name.removeprefix('/static/')}.br"
    return built.stat().st_size


def test_the_first_visit_is_light_and_asks_little(plain):
    plain.open("/login")
    names = fetched(plain.response.text)
    assert 'rel="icon"' in plain.response.text, "browsers would ask for /favicon.ico"
    assert 1 + len(names) <= MOST_REQUESTS
    assert all(name.startswith("/static/") for name in names), "nothing comes from elsewhere"
    total = packed(plain.response.data) + sum(weight_of(name) for name in names)
    assert total <= FIRST_VISIT, f"{total} bytes"


@pytest.mark.parametrize("address", ["/account", "/profile", "/profile/phone/edit", "/switch"])
def test_a_page_with_its_style_is_light(plain, build, address):
    plain.sign_in(build.client()).open(address)
    style = next(name for name in fetched(plain.response.text) if name.endswith(".css"))
    assert packed(plain.response.data) + weight_of(style) <= LARGEST_PAGE_WITH_STYLE


@pytest.mark.parametrize("panel", ["phone", "name", "language"])
def test_a_fragment_is_light(app, build, panel):
    reader = Reader(app).sign_in(build.client(phone="+442079460018", time_zone="UTC"))
    check_fragment_weight(reader.client.get(f"/profile/{panel}/edit", headers=HTMX))


def test_a_list_of_cities_is_light(app, build):
    reader = Reader(app).sign_in(build.client())
    answer = reader.client.get("/profile/time-zone/edit?area=America", headers=HTMX)
    assert packed(answer.data) <= LARGEST_HTML, f"{packed(answer.data)} bytes compressed"


def test_static_files_are_kept_for_ever_and_sent_compressed(plain):
    plain.open("/login")
    for name in fetched(plain.response.text):
        with plain.client.get(name, headers={"Accept-Encoding": "br"}) as answer:
            assert answer.headers["Content-Encoding"] == "br", name
            assert "immutable" in answer.headers["Cache-Control"], name
            assert answer.headers["X-Content-Type-Options"] == "nosniff", name
