"""The one place that knows whether a reader wants a whole page or one panel of it."""

import re
import secrets
from collections.abc import Callable

from flask import Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.core.errors import Throttled
from webapp.core.links import with_query
from webapp.core.room import rooms

FRAGMENT = "layouts/fragment.html"
SINGLE = "layouts/single.html"
"""The page that holds one panel and nothing else."""

TARGET = re.compile(r"\w+#([a-z][a-z0-9-]*)", re.ASCII)


def wants_fragment() -> bool:
    """Tell whether htmx asked for a part of a page.

    A boosted, history-restoring or ``full`` request gets the page, like everyone else.
    """
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type") != "full"
        and "HX-History-Restore-Request" not in headers
        and "HX-Boosted" not in headers
    )


def target_id() -> str:
    """Return the id of the element that htmx is about to replace, if it says so."""
    found = TARGET.fullmatch(request.headers.get("HX-Target", ""))
    return found.group(1) if found else ""


def show(template: str, *, page: str, status: int = 200, **context: object) -> Response:
    """Render a panel: alone for htmx, inside its ``page`` template for everyone else."""
    layout = FRAGMENT if wants_fragment() else page
    answer = make_response(render_template(layout, panel=template, **context), status)
    if isinstance(refusal := getattr(context.get("form"), "refusal", None), Throttled):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def saved(
    code: str, view: Callable[[], ResponseReturnValue] | None, *, page: str
) -> ResponseReturnValue:
    """Answer a change that was made: the fresh panel with a status, or 303 to its page.

    Without a ``view`` the change shows all over the page, so that htmx loads it anew, too.
    """
    if view and wants_fragment():
        g.status = code
        return view()
    return see_other(anew(page, ok=code))


def anew(address: str, **parameters: str) -> str:
    """Return an address that is new to every browser: links2 keeps pages, and redirects."""
    path, _, anchor = address.partition("#")
    unseen = with_query(path, **parameters, t=secrets.token_hex(4))
    return f"{unseen}#{anchor}" if anchor else unseen


def see_other(address: str) -> ResponseReturnValue:
    """Send the reader on with a GET (RFC 9110 §15.4.4); never 307 or 308."""
    if wants_fragment():
        return Response(headers={"HX-Redirect": address})
    return redirect(address, 303)


def here() -> str:
    """Return the path and query that were asked for, under the public prefix."""
    return request.script_root + request.full_path.rstrip("?")


def status_words() -> str:
    """Return the status message that ``?ok=`` or the change just made calls for."""
    code = g.get("status") or request.args.get("ok", "")
    for room in rooms():
        if code in room.statuses:
            return str(room.statuses[code])
    return ""
