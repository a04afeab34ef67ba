"""axe-core finds nothing to complain about, and leaves nothing undecided that nobody looked at."""

import re
from collections.abc import Sequence

from playwright.sync_api import Page

from tests.browser.sight import Sight

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TAGS = [*WCAG, "best-practice"]
UNDECIDED = {
    ("forced colours", r"color-contrast: .*\.ca-(avatar|large)\b.* Element has a 1:1 contrast"): (
        "axe takes the colour that we wished for, not the one that the system enforces"
    ),
}
"""What axe leaves to people, by mode, each with what people found; nothing else may be left."""

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
TIMERS = """
window.setTimeout = (act, patience = 0, ...facts) => {
  if (act && patience < 1000) Promise.resolve().then(() => act(...facts));
}
"""
"""Where scripts are off timers never end. Of axe's own the short ones mean "now"; the long ones are
there to give up."""


def is_accessible(sight: Sight) -> list[str]:
    """Run axe-core in the page, and leave out what people have looked at."""
    page = sight.window.page
    if not sight.mode.scripts:
        page.evaluate(TIMERS)
    violations, undecided = found_by(sight.tools.axe, page)
    left = [line for line in undecided if not is_known(line, sight.mode_name)]
    return violations + [f"undecided: {line}" for line in left]


def found_by(
    axe: str, page: Page, tags: Sequence[str] = TAGS, fewest: int = 10
) -> tuple[list[str], list[str]]:
    """Run axe-core; return violations, and what it could not decide."""
    page.evaluate(axe)
    found = page.evaluate(RUN, tags)
    assert found["passes"] > fewest, "axe looked at nothing"
    return found["violations"], found["incomplete"]


def is_known(line: str, mode: str) -> bool:
    """Tell whether people have looked at this already."""
    return any(mode == name and re.match(pattern, line) for name, pattern in UNDECIDED)
