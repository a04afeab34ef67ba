"""The gate: every state of every page, in every mode, held to every check (see ``modes.py``)."""

import pytest

from tests.browser.checks import axe, keys, layout, markup, reading
from tests.browser.modes import AXE, KEYS, MARKUP, MODES, SIZES, TEXT, TREE, cases
from tests.browser.sight import Sight, Tools
from tests.browser.states import EVERYTHING

CHECKS = {
    TREE: reading.is_heard,
    TEXT: reading.is_read,
    MARKUP: markup.is_sound,
    AXE: axe.is_accessible,
    KEYS: keys.is_walked,
    SIZES: layout.fits,
}
CASES = [
    pytest.param(state, mode, id=f"{state}-{mode}", marks=[] if is_often else pytest.mark.long)
    for (state, mode), is_often in cases().items()
]


@pytest.mark.parametrize(("state", "mode"), CASES)
def test_a_page_is_fit_for_everybody(request, app, visit, state, mode):
    how = MODES[mode]
    here = visit("scripts" if how.scripts else "no scripts", language=how.language)
    shows = EVERYTHING[state].shows
    EVERYTHING[state].reach(here)
    here.window.page.emulate_media(**how.look)
    sight = Sight(state, mode, here, Tools(request.getfixturevalue))
    assert shows == (sight.endpoint(app) if isinstance(shows, str) else sight.answer.status)
    assert here.window.page.get_attribute("html", "lang") == how.language
    found, missing = [], []
    for check in how.checks:
        try:
            found += [f"{check}: {line}" for line in CHECKS[check](sight)]
        except pytest.skip.Exception as reason:  # the other tools look all the same
            missing.append(str(reason))
    assert not found, "\n".join(found)
    if missing:
        pytest.skip("; ".join(missing))
