"""Page of the account: /account."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.core import room
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.guard import may
from webapp.identity.permissions import Permission

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
@may(Permission.PROFILE_READ)
def index() -> ResponseReturnValue:
    """Show the account at a glance."""
    registered = room.panels("account")
    facts = {name: fact for panel in registered for name, fact in panel.context().items()}
    return render_template(
        "account/index.html",
        heading=_l("Account information"),
        panels_here=[panel.template for panel in registered],
        **facts,
    )
