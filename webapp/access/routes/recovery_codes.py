"""Recovery codes: made anew, and shown or downloaded this once."""

from collections.abc import Sequence

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.routes.section import bp
from webapp.access.service import recovery_codes as service
from webapp.core.forms import Form
from webapp.core.hypermedia import SINGLE, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.guard import own
from webapp.identity.visitor import visitor
from webapp.sign_in.routes.recent import recent


@bp.route("/recovery-codes", methods=["GET", "POST"])
@own
@recent("access.two_factor")
def recovery_codes() -> ResponseReturnValue:
    """Ask, then make new codes, and show them on a page or send them as a file."""
    if visitor.second_factor_at is None:
        return see_other(url_for("access.two_factor"))
    if Form().validate_on_submit():
        codes = service.make_anew(visitor.user_id, visitor.session_id)
        return _file(codes) if "download" in request.form else show_codes(codes)
    return show(
        "access/recovery_codes.html",
        page=SINGLE,
        heading=_l("New recovery codes"),
        number=service.NUMBER,
    )


def show_codes(codes: Sequence[str]) -> ResponseReturnValue:
    """Show codes that nobody will ever see again."""
    return show(
        "access/recovery_codes_made.html",
        page=SINGLE,
        heading=_l("Your recovery codes"),
        codes=codes,
    )


def _file(codes: Sequence[str]) -> ResponseReturnValue:
    words = render_template("access/recovery_codes.txt", codes=codes)
    answer = Response(words, mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename="recovery-codes.txt")
    return answer
