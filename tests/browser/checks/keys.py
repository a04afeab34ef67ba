"""The Tab key leads through the page in its order, and the reader sees where he is."""

from typing import Any

from tests.browser.sight import Sight

MOST_STOPS = 200
STOPS = """
() => [...document.querySelectorAll(
    'a[href],button,input:not([type=hidden]),select,textarea,summary')]
  .filter((e) => e.type !== 'radio' || e.checked)
  .filter((e) => e.tagName === 'SUMMARY' || !e.closest('details:not([open])'))
  .map((e) => e.id || e.textContent.trim() || e.value)
"""
TO_THE_TOP = """
() => { document.body.tabIndex = -1; document.body.focus();
  document.body.removeAttribute('tabindex'); scrollTo(0, 0); }
"""
HERE = """
() => { const e = document.activeElement, style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  return {name: e.id || e.textContent.trim() || e.value, tag: e.tagName,
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    width: box.width, height: box.height,
    covered: box.width > 1 && !e.contains(document.elementFromPoint(
      box.x + box.width / 2, Math.min(box.y + box.height / 2, innerHeight - 1))) }; }
"""


def walk(page: Any) -> list[dict[str, Any]]:
    """Press Tab from the top of the page until it is left."""
    page.evaluate(TO_THE_TOP)
    stops = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["tag"] == "BODY":
            return stops
        stops.append(here)
    message = f"no end after {MOST_STOPS} stops"
    raise AssertionError(message)


def is_walked(sight: Sight) -> list[str]:
    """Walk through the page: every stop in the order of the page, outlined, under nothing."""
    page = sight.window.page
    expected = page.evaluate(STOPS)
    stops = walk(page)
    names = [stop["name"] for stop in stops]
    found = [] if names == expected else [f"Tab leads to {names} instead of {expected}"]
    for stop in stops:
        if stop["outline"] < 2:
            found.append(f"{stop['name']} has no outline")
        if stop["width"] < 24:
            found.append(f"{stop['name']} is too small to be seen")
        if stop["covered"]:
            found.append(f"{stop['name']} lies under something")
    return found
