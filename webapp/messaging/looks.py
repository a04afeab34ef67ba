"""How letters look: styles written into their elements, and a provider's HTML made whole."""

import re
from typing import Any

from markupsafe import Markup

DOCUMENT = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
END = re.compile(r"</body>(?:<!--.*?-->|\s)*</html>(?:<!--.*?-->|\s)*\Z", re.DOTALL)


def dressed(html: str, css: str) -> str:
    """Write a style sheet into the elements of a letter: many mail programs drop it.

    Rules that no element can have, such as those for dark screens, stay in the head.
    """
    return str(_inliner(extra_css=css, keep_at_rules=True).inline(html))


def is_document(html: str) -> bool:
    """Tell whether this is a page of its own rather than a piece to stand in ours."""
    return bool(DOCUMENT.search(html))


def whole(piece: str) -> Markup:
    """Return a provider's piece of HTML with everything closed that he opened."""
    tidied = _inliner(inline_style_tags=False, keep_style_tags=True).inline_fragment(piece, "")
    return Markup(tidied)  # noqa: S704 - his own letter to his own clients


def signed(document: str, footer: str, css: str) -> str:
    """Return a provider's own page with our footer at its end, in our look."""
    tidied = str(_inliner(keep_style_tags=True).inline(document))
    foot = str(_inliner().inline_fragment(footer, css))
    end = END.search(tidied)
    place = end.start() if end else len(tidied)
    return tidied[:place] + foot + tidied[place:]


def _inliner(**options: Any) -> Any:
    import css_inline  # noqa: PLC0415 - the worker's alone

    return css_inline.CSSInliner(load_remote_stylesheets=False, **options)
