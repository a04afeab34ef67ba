"""The section's one blueprint, and the page that all its panels stand on."""

from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from webapp.access.service import overview
from webapp.core.hypermedia import show
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.guard import own
from webapp.identity.visitor import visitor

bp = Blueprint("access", __name__, url_prefix="/access")
HEADING = _l("Password and access")


@bp.get("")
@own
def index() -> ResponseReturnValue:
    """Show what lets the visitor in."""
    return render_template("access/index.html", heading=HEADING, facts=_facts())


def panel(template: str, **context: Any) -> Response:
    """Show one panel, for everyone but htmx among all the others."""
    return show(template, page="access/index.html", heading=HEADING, facts=_facts(), **context)


def _facts() -> overview.Overview:
    return overview.overview_of(visitor.user_id, visitor.session_id)
