"""The section's blueprint, and the page that all its panels stand on."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from webapp.core.hypermedia import show
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.guard import own
from webapp.identity.visitor import visitor
from webapp.profile.service import profiles

bp = Blueprint("profile", __name__, url_prefix="/profile")
HEADING = _l("User settings")


@bp.get("")
@own
def index() -> ResponseReturnValue:
    """Show all user settings."""
    facts = profiles.profile_of(visitor.user_id)
    return render_template("profile/index.html", heading=HEADING, facts=facts)


def panel(template: str, facts: profiles.Profile | None = None) -> Response:
    """Show one panel, for everyone but htmx among all the others."""
    facts = facts or profiles.profile_of(visitor.user_id)
    return show(template, page="profile/index.html", heading=HEADING, facts=facts)
