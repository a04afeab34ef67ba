"""Pages of the account: /account."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.core import room
from webapp.core.hypermedia import see_other
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.guard import may
from webapp.identity.models import AccountState
from webapp.identity.permissions import Permission
from webapp.identity.service.activity import Log
from webapp.identity.visitor import visitor
from webapp.messaging import activity as pages
from webapp.sign_in.routes.recent import recent

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


@bp.get("/activity")
@may(Permission.ACTIVITY_READ)
def activity() -> Response:
    """Show what everybody did in the account; nothing is handed out once it is closed."""
    is_closed = visitor.account_state is AccountState.CLOSED
    return pages.page(
        Log(account_id=visitor.account_id),
        view="account.activity",
        export="" if is_closed else "account.export_activity",
        heading=_l("Activity in this account"),
        about=_l("Who did what in this account, when and from where."),
    )


@bp.post("/activity/export")
@may(Permission.ACTIVITY_READ)
@recent("account.activity")
def export_activity() -> ResponseReturnValue:
    """Hand out the log as a file."""
    answer = pages.file(Log(account_id=visitor.account_id), user_id=visitor.user_id)
    return answer or see_other(url_for("account.activity"))
