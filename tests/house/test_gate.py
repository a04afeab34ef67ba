"""The gate knows every page: a new one without a line in tests/browser/states.py fails here."""

import pytest

from tests.browser.checks.reading import REVIEWED, TREES, reviewed
from tests.browser.modes import cases
from tests.browser.states import EVERYTHING, PAGES, WITHOUT_A_PAGE
from tests.house.documented import gate_page
from tests.house.matrix import Request
from tests.house.snapshots import compare
from tests.reader import Reader
from tests.textbrowsers.dumps import PROGRAMS
from webapp.core.pages import HEADINGS

SHOWN = {state.shows for state in EVERYTHING.values()}


def test_every_page_is_in_the_gate(application):
    for rule in application.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in WITHOUT_A_PAGE:
            assert rule.endpoint in SHOWN, (
                f"{rule.rule} is a page that nobody looks at: add a line for {rule.endpoint} to"
                " PAGES in tests/browser/states.py, or say in WITHOUT_A_PAGE what it answers"
            )


def test_every_error_is_in_the_gate():
    assert HEADINGS.keys() <= SHOWN


def test_the_gate_knows_no_page_that_is_gone(application):
    known = {rule.endpoint for rule in application.url_map.iter_rules()}
    assert {shows for shows in SHOWN if isinstance(shows, str)} <= known
    assert WITHOUT_A_PAGE.keys() <= known - SHOWN


@pytest.mark.parametrize("endpoint", WITHOUT_A_PAGE)
def test_what_is_said_to_be_no_page_is_none(app, build, endpoint):
    (rule,) = app.url_map.iter_rules(endpoint)
    reader = Reader(app).sign_in(build.client())
    answer = reader.client.get(Request("GET", rule.rule).address)
    assert (answer.status_code, answer.mimetype) != (200, "text/html")


def test_every_page_is_looked_at_in_every_mode_and_each_state_has_its_reviewed_files():
    for state in EVERYTHING:
        modes = {mode for name, mode in cases() if name == state}
        assert {"light", "dark", "forced colours", "right to left"} <= modes
        assert ("no scripts" in modes) == (state in PAGES)
    expected = {reviewed(TREES, state) for state in EVERYTHING}
    expected |= {reviewed(program, state) for program in PROGRAMS for state in PAGES}
    assert expected == set(REVIEWED.glob("*/*"))
    assert len(expected) == len(EVERYTHING) + len(PROGRAMS) * len(PAGES), "two share a file"


def test_the_page_about_the_gate_says_what_the_code_does(checkout):
    compare(checkout / "docs/gate.md", gate_page())
