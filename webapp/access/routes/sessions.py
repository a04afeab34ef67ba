"""The panel of sessions: the devices on which somebody is signed in."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.routes.section import bp, panel
from webapp.access.service import sessions as service
from webapp.core.hypermedia import SINGLE, anew, saved, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity import guard, ways_in
from webapp.identity.guard import own
from webapp.identity.visitor import visitor
from webapp.messaging import agents
from webapp.sign_in.routes.recent import recent

BACK = "access.sessions"


@bp.get("/sessions")
@own
def sessions() -> ResponseReturnValue:
    """Say on how many devices the visitor is signed in."""
    return panel("access/sessions.html")


@bp.route("/sessions/edit", methods=["GET", "POST"])
@own
@recent(BACK)
def edit_sessions() -> ResponseReturnValue:
    """List the visitor's devices; sign out all but this one."""
    if request.method == "POST":
        service.end_others(visitor.user_id, visitor.session_id)
        return _done("sessions-ended")
    return _list()


@bp.post("/sessions/<int:session_id>/end")
@own
@recent(BACK)
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out one device, maybe this very one."""
    service.end_one(visitor.user_id, session_id, visitor.session_id)
    if session_id == visitor.session_id:
        guard.let_out()
        return see_other(anew(url_for("sign_in.login"), ok="signed-out"))
    return _done("session-ended")


def _done(code: str) -> ResponseReturnValue:
    return saved(code, _list, page=url_for("access.edit_sessions"))


def _list() -> ResponseReturnValue:
    found, has_more = service.live_sessions(visitor.user_id, visitor.session_id)
    return show(
        "access/sessions_edit.html",
        page=SINGLE,
        heading=_l("Your devices"),
        sessions=found,
        has_more=has_more,
        browser=agents.words,
        way_in=ways_in.words,
    )
