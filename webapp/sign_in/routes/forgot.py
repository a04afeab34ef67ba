"""Pages for who forgot his password, and for who says that something was not his doing."""

from datetime import timedelta

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from webapp.core.access import public
from webapp.core.errors import DomainError, Throttled
from webapp.core.forms import Form
from webapp.core.hypermedia import SINGLE, saved, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.security import hide_address
from webapp.core.settings import settings
from webapp.identity import guard
from webapp.identity.errors import LinkUsedUp
from webapp.messaging import not_me as links
from webapp.sign_in.forms import ForgotForm, NewPasswordForm
from webapp.sign_in.service import resetting

bp = Blueprint("forgot", __name__)
bp.after_request(hide_address)
SIGN_IN, OVERVIEW = "sign_in.login", "account.index"


@bp.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> ResponseReturnValue:
    """Ask for the e-mail address; the answer is the same whoever has it."""
    form = ForgotForm()
    if form.validate_on_submit():
        try:
            resetting.ask_for_reset(form.email.data)
        except Throttled as refusal:
            form.refuse("email", refusal)
        else:
            return see_other(url_for(".asked"))
    return show(
        "sign_in/forgot.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Forgot your password?"),
        form=form,
    )


@bp.get("/forgot/sent")
@public
def asked() -> ResponseReturnValue:
    """Say that a letter comes, if there is anybody to get it."""
    return show(
        "sign_in/forgot_sent.html",
        page=SINGLE,
        heading=_l("Check your mailbox"),
        again="forgot.forgot",
        minutes=resetting.LIFETIME // timedelta(minutes=1),
    )


@bp.route("/forgot/<token>", methods=["GET", "POST"])
@public
def password(token: str) -> ResponseReturnValue:
    """Show the form to whoever has a link; only sending it uses the link up."""
    form = NewPasswordForm()
    try:
        person = resetting.owner_of(token)
        if form.validate_on_submit():
            resetting.set_password(token, form.password.data, guard.device())
            return saved("password-set", None, page=url_for(_next_page(person.user_id)))
    except LinkUsedUp as refusal:
        return _say_used_up(refusal)
    except DomainError as refusal:
        form.refuse("password", refusal)
    return show(
        "sign_in/password.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Set your password"),
        form=form,
        person=person,
        token=token,
        shortest=settings().password_min_length,
    )


@bp.route("/not-me/<token>", methods=["GET", "POST"])
@public
def not_me(token: str) -> ResponseReturnValue:
    """Ask whoever has the link of a security letter; only sending the form acts."""
    user_id = links.user_of(token)
    if user_id is None:
        return _say_used_up(LinkUsedUp())
    if Form().validate_on_submit():
        resetting.disown(user_id)
        goal = _next_page(user_id)
        code = "disowned" if goal == SIGN_IN else "other-disowned"
        return saved(code, None, page=url_for(goal))
    return show("sign_in/not_me.html", page=SINGLE, heading=_l("Was this not you?"), token=token)


def _next_page(user_id: int) -> str:
    """Return the view to go on with: whoever else is signed in here stays so."""
    reader = guard.current_visitor()
    return OVERVIEW if reader and reader.user_id != user_id else SIGN_IN


def _say_used_up(refusal: LinkUsedUp) -> ResponseReturnValue:
    return show(
        "sign_in/link_used_up.html",
        page=SINGLE,
        status=refusal.status,
        heading=refusal.heading,
        words=refusal.words,
    )
