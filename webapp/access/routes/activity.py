"""The log of what the visitor did himself."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from webapp.access.routes.section import bp
from webapp.core.hypermedia import see_other
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.guard import own
from webapp.identity.service.activity import Log
from webapp.identity.visitor import visitor
from webapp.messaging import activity as pages
from webapp.sign_in.routes.recent import recent


@bp.get("/activity")
@own
def activity() -> Response:
    """Show what was done in the visitor's name, in whichever account."""
    return pages.page(
        Log(user_id=visitor.user_id),
        view="access.activity",
        export="access.export_activity",
        heading=_l("Your activity"),
        about=_l("What was done with your sign-in, in all accounts."),
    )


@bp.post("/activity/export")
@own
@recent("access.activity")
def export_activity() -> ResponseReturnValue:
    """Hand out the log as a file."""
    answer = pages.file(Log(user_id=visitor.user_id), user_id=visitor.user_id)
    return answer or see_other(url_for("access.activity"))
