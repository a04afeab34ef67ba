"""Pages for who forgot his password, and for who says that something was not his doing."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.core.access import public
from webapp.core.errors import DomainError, Throttled
from webapp.core.hypermedia import saved, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.settings import settings
from webapp.identity.errors import LinkUsedUp
from webapp.messaging import not_me as links
from webapp.sign_in.forms import ForgotForm, NewPasswordForm, NotMeForm
from webapp.sign_in.service import resetting

bp = Blueprint("forgot", __name__)
SINGLE = "layouts/single.html"
GONE = 410


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
        heading=_l("Set a new password"),
        form=form,
    )


@bp.get("/forgot/sent")
@public
def asked() -> ResponseReturnValue:
    """Say that a letter comes, if there is anybody to get it."""
    return render_template("sign_in/forgot_sent.html", heading=_l("Look into your mailbox"))


@bp.route("/forgot/<token>", methods=["GET", "POST"])
@public
def password(token: str) -> ResponseReturnValue:
    """Show the form to whoever has a link; only sending it uses the link up."""
    form = NewPasswordForm()
    try:
        person = resetting.owner_of(token)
        if form.validate_on_submit():
            resetting.set_password(token, form.password.data)
            return saved("password-set", None, page=url_for("sign_in.login"))
    except LinkUsedUp:
        return render_template("sign_in/link_used_up.html", heading=LinkUsedUp.heading), GONE
    except DomainError as refusal:
        form.refuse("password", refusal)
    return show(
        "sign_in/password.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Set a new password"),
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
        return render_template("sign_in/link_used_up.html", heading=LinkUsedUp.heading), GONE
    form = NotMeForm()
    if form.validate_on_submit():
        resetting.disown(user_id)
        return saved("disowned", None, page=url_for("sign_in.login"))
    return show(
        "sign_in/not_me.html", page=SINGLE, heading=_l("Was this not you?"), form=form, token=token
    )
