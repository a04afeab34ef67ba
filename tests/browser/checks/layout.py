"""Pages fit narrow windows, large text and wide spacing; targets have room for a thumb."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.sight import Sight

NARROW = {"width": 320, "height": 640}
DESK = {"width": 1024, "height": 768}
MEASURE = """
() => {
  const isClipped = (e) => getComputedStyle(e).clipPath === 'inset(50%)';
  const forEars = [...document.querySelectorAll('body *')].filter(isClipped);
  const all = [...document.querySelectorAll('main *, header *, nav *, footer *')]
    .filter((e) => !forEars.some((one) => one.contains(e)));
  const told = (what, list) => list.map((e) => `${what}: ${e.outerHTML.slice(0, 80)}`);
  const root = document.documentElement, found = [];
  if (root.scrollWidth > root.clientWidth) found.push('scrolls sideways');
  found.push(...told('cut off', all.filter((e) => {
    const style = getComputedStyle(e);
    const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible';
    return hides && e.clientWidth > 1 && !['INPUT', 'SELECT'].includes(e.tagName)
      && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
  })));
  found.push(...told('outside', all.filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && (box.left < -1 || box.right > innerWidth + 1);
  })));
  return found;
}
"""
TARGETS = """
() => {
  const all = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select')]
    .map((e) => ({e, box: e.getBoundingClientRect()})).filter(({box}) => box.width > 1);
  const name = (e) => e.id || e.textContent.trim() || e.value;
  const size = (box) => `${Math.round(box.width * 10) / 10} × ${Math.round(box.height * 10) / 10}`;
  const inText = (e) => [...e.parentNode.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const least = (e) => e.matches('.ca-button,.ca-input') ? 44 : 24;
  return all.filter(({e, box}) => !inText(e)
      && Math.round(box.height * 10) / 10 < least(e) || !inText(e) && box.width < 24)
    .map(({e, box}) => `too small for a thumb: ${name(e)} (${size(box)})`);
}
"""
BACKWARDS = """
() => {
  const all = [...document.querySelectorAll(
      'main,h1,h2,a[href],button,input:not([type=hidden]),select')]
    .filter((e) => e.getBoundingClientRect().width > 1);
  const top = (e) => e.getBoundingClientRect().top, end = (e) => e.getBoundingClientRect().bottom;
  const name = (e) => e.id || e.textContent.trim() || e.value;
  return all.slice(1).filter((e, n) => end(e) < top(all[n]))
    .map((e) => `stands above what comes before it: ${name(e)}`);
}
"""
TWICE = """
() => { const all = [...document.querySelectorAll('[id]')].map((e) => e.id);
  return all.filter((id, n) => all.indexOf(id) !== n).map((id) => `two elements named ${id}`); }
"""
SPACED = """
(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
  document.adoptedStyleSheets = css ? [sheet] : [];
  return getComputedStyle(document.querySelector('h1,h2')).letterSpacing; }
"""
SPACING = (  # WCAG 2.2, success criterion 1.4.12
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)
USUAL, TWICE_AS_LARGE = 16, 32


def fits(sight: Sight) -> list[str]:
    """Measure the page in every size that a reader may give it."""
    page = sight.window.page
    found = page.evaluate(TWICE)
    for name, size in (("desk", DESK), ("phone", NARROW)):
        page.set_viewport_size(size)
        found += [f"{name}: {line}" for line in page.evaluate(MEASURE) + page.evaluate(TARGETS)]
    found += page.evaluate(BACKWARDS)
    assert page.evaluate(SPACED, SPACING) != "normal"
    found += [f"spaced on a phone: {line}" for line in page.evaluate(MEASURE)]
    page.set_viewport_size(DESK)
    found += [f"spaced: {line}" for line in page.evaluate(MEASURE)]
    page.evaluate(SPACED, "")
    with large_print(sight):
        for width in (1024, 640, 400):
            page.set_viewport_size({"width": width, "height": 768})
            found += [f"200 % at {width}: {line}" for line in page.evaluate(MEASURE)]
    page.set_viewport_size(DESK)
    return found


@contextmanager
def large_print(sight: Sight) -> Iterator[None]:
    """Let the reader's browser have text twice as large as usual, as its settings offer."""
    page = sight.window.page
    settings = sight.window.context.new_cdp_session(page)
    for size in (TWICE_AS_LARGE, USUAL):
        settings.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
        assert font_size(page) == f"{size}px"
        if size == TWICE_AS_LARGE:
            yield
    settings.detach()


def font_size(page: Any) -> str:
    """The size of the page's text."""
    return page.evaluate("getComputedStyle(document.querySelector('main')).fontSize")
