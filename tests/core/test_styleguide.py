"""The style guide: every component is sound in every language; strangers never see it."""

import pytest

from tests.reader import Reader
from webapp.core.i18n import LANGUAGES
from webapp.core.styleguide import COMPONENTS

ON_SQLITE = True


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_has_a_sound_page_in_every_language(application, language):
    reader = Reader(application, language=language).open("/styleguide")
    assert len(reader.page.all("main")[0].findall(".//li")) == len(COMPONENTS)
    for name, component in COMPONENTS.items():
        reader.open(f"/styleguide/{name}")
        assert component.heading in reader.text
        assert reader.page.find("html").get("lang") == language


def test_its_form_is_refused_and_taken_like_any_other(plain):
    plain.open("/styleguide/fields").submit(status=422, name="", password="x")
    assert plain.page.text("title").startswith("Error: ")
    plain.open("/styleguide/refused-form")
    assert "There is a problem Enter your name." in plain.text
    plain.submit(name="Anna", password="x")
    assert plain.address == "/styleguide"


def test_what_has_no_page_is_not_found(plain):
    plain.open("/styleguide/marquee", status=404)


def test_strangers_never_see_it(make_app):
    app = make_app(
        public_url="https://clients.example.com",
        secret_key="a-key-that-is-long-enough-for-anyone-1",
        data_key="a-key-that-is-long-enough-for-anyone-2",
    )
    for address in ("/styleguide", "/styleguide/text"):
        assert (
            app.test_client().get(address, base_url="https://clients.example.com").status_code
            == 404
        )
