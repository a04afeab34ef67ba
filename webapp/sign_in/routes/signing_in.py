"""Pages of sign-in: /, /login, /logout and /switch."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.core import room
from webapp.core.access import public
from webapp.core.errors import Throttled
from webapp.core.hypermedia import SINGLE, anew, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.links import is_local
from webapp.identity import guard
from webapp.identity.guard import own
from webapp.identity.service import seats, sessions
from webapp.identity.visitor import visitor
from webapp.sign_in import service
from webapp.sign_in.errors import NeedsUnlocking, WrongPair
from webapp.sign_in.forms import SignInForm
from webapp.sign_in.routes import unlocking
from webapp.sign_in.routes.arriving import arrive
from webapp.sign_in.service import switching

bp = Blueprint("sign_in", __name__)


@bp.get("/")
@public
def root() -> ResponseReturnValue:
    """Lead to the overview, or to the sign-in page."""
    return see_other(url_for("account.index" if guard.current_visitor() else ".login"))


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Sign in, then go where the visitor wanted to go."""
    wanted = request.values.get("next", "")
    goal = wanted if is_local(wanted) else ""
    if request.method != "POST" and guard.current_visitor():
        return see_other(goal or url_for("account.index"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            admission = service.sign_in(
                form.email.data,
                form.password.data,
                stay=form.stay.data,
                device=guard.device(),
                goal=goal,
            )
        except (WrongPair, Throttled) as refusal:
            form.refuse("email", refusal)
        except NeedsUnlocking as refusal:
            return unlocking.ask(refusal)
        else:
            return arrive(admission)
    return show(
        "sign_in/login.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Sign in"),
        form=form,
        wanted=goal,
        **room.furnished("login"),
    )


@bp.route("/logout", methods=["GET", "POST"])
@public
def logout() -> ResponseReturnValue:
    """Ask, then end this session; the old cookie is dead afterwards."""
    signed_in = guard.current_visitor()
    if request.method == "POST":
        if signed_in:
            sessions.end_session(signed_in.session_id, reason="signed-out")
        guard.let_out()  # also of a sign-in that waits for its second step
    elif signed_in:
        return show("sign_in/logout.html", page=SINGLE, heading=_l("Sign out"))
    return see_other(anew(url_for(".login"), ok="signed-out"))


@bp.route("/switch", methods=["GET", "POST"])
@own
def switch() -> ResponseReturnValue:
    """List the visitor's accounts; enter the chosen one."""
    if request.method == "POST":
        chosen = request.form.get("client_id", "")
        switching.switch(visitor.token, visitor.session_id, visitor.user_id, chosen)
        return see_other(anew(url_for("account.index"), ok="account-switched"))
    return render_template(
        "sign_in/switch.html",
        heading=_l("Switch account"),
        seats=seats.seats_of(visitor.user_id),
        here=visitor.account_id,
    )
