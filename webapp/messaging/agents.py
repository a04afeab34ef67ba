"""Which browser and system a User-Agent header stands for, in a few words."""

import re

from webapp.core.i18n import gettext as _
from webapp.core.i18n import isolated

BROWSERS = (  # the first that fits: most browsers also name those they imitate
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Vivaldi", r"Vivaldi/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
    ("Lynx", r"Lynx/"),
    ("w3m", r"w3m/"),
    ("ELinks", r"ELinks"),
    ("Links", r"Links"),
    ("Dillo", r"Dillo[/ ]"),
    ("NetSurf", r"NetSurf/"),
    ("edbrowse", r"edbrowse/"),
    ("curl", r"curl/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
    ("FreeBSD", r"FreeBSD"),
)
SHORTENED = 80


def words(agent: str) -> str:
    """Return e.g. "Firefox on Windows"; what we do not know is shown as it was sent."""
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or (isolated(agent[:SHORTENED]) if agent else "")


def is_known(agent: str) -> bool:
    """Tell whether we have words of our own for a browser or its system."""
    return bool(_first(BROWSERS, agent) or _first(SYSTEMS, agent))


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, agent)), "")
