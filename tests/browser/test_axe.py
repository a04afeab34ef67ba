"""axe-core finds nothing to complain about, on any page, in any light."""

import pytest

from tests.browser.states import IN_PLACE, PAGES, REFERENCE, Visit

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {**PAGES, **IN_PLACE}
LIGHTS = {
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "print": {"media": "print"},
}
NARROW = {"width": 320, "height": 640}
RUN = """
async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations', 'incomplete']});
  const told = (list) => list.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(' ')}: ${node.any.concat(node.all, node.none)
      .map((check) => check.message).join('; ')}`));
  return {violations: told(found.violations), incomplete: told(found.incomplete),
          passes: found.passes.length};
}
"""
UNDECIDED: tuple[str, ...] = ()
"""Beginnings of what axe leaves to people, and people have looked at."""


def check(page, axe: str) -> None:
    """Run axe-core in the page."""
    page.evaluate(axe)
    found = page.evaluate(RUN, TAGS)
    assert found["passes"] > 10, "axe looked at nothing"
    assert found["violations"] == []
    unlisted = [line for line in found["incomplete"] if not line.startswith(UNDECIDED or "\0")]
    assert unlisted == []


@pytest.fixture
def visit(open_window, enter, build, anna):
    """Open a window in which axe may run in spite of our policy."""

    def start(**options: object) -> Visit:
        return Visit(open_window(bypass_csp=True, **options), enter, build, anna)

    return start


@pytest.mark.parametrize("state", EVERYTHING)
def test_every_state_of_every_page_is_accessible(visit, axe, state):
    here = visit()
    EVERYTHING[state](here)
    check(here.window.page, axe)


@pytest.mark.parametrize("state", REFERENCE)
def test_reference_pages_are_accessible_in_every_light(visit, axe, state):
    here = visit()
    PAGES[state](here)
    for light in LIGHTS.values():
        here.window.page.emulate_media(**light)
        check(here.window.page, axe)


@pytest.mark.parametrize("state", REFERENCE)
def test_reference_pages_are_accessible_without_scripts_on_a_phone(visit, axe, state):
    here = visit(mode="no files", viewport=NARROW)  # axe itself needs an engine that runs
    PAGES[state](here)
    check(here.window.page, axe)


@pytest.mark.parametrize("state", REFERENCE)
def test_reference_pages_are_accessible_from_right_to_left(visit, axe, build, state):
    here = visit(locale="ar")
    here.someone = build.client("Amira", language="ar", phone="+442079460018")
    PAGES[state](here)
    assert here.window.page.get_attribute("html", "dir") == "rtl"
    check(here.window.page, axe)
