"""Pages for who signs in with a new browser while strangers guess at his password."""

from datetime import timedelta

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from webapp.core.access import public
from webapp.core.errors import Throttled
from webapp.core.forms import Form
from webapp.core.hypermedia import SINGLE, saved, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.security import hide_address
from webapp.identity import guard
from webapp.identity.errors import LinkUsedUp
from webapp.sign_in.errors import NeedsUnlocking
from webapp.sign_in.forms import ForgotForm
from webapp.sign_in.service import resetting
from webapp.sign_in.service import unlocking as service

bp = Blueprint("unlocking", __name__, url_prefix="/login/unlock")
bp.after_request(hide_address)


@bp.route("", methods=["GET", "POST"])
@public
def unlock() -> ResponseReturnValue:
    """Ask for the e-mail address; the answer is the same whoever has it."""
    form = ForgotForm()
    if form.validate_on_submit():
        try:
            service.ask_for_link(form.email.data)
        except Throttled as refusal:
            form.refuse("email", refusal)
        else:
            return see_other(url_for(".asked"))
    return _ask(form, form.status)


def ask(refusal: NeedsUnlocking) -> ResponseReturnValue:
    """Answer a sign-in that needs a link: the button that asks for one, instead of the form."""
    return _ask(ForgotForm(), refusal.status)


def _ask(form: ForgotForm, status: int) -> ResponseReturnValue:
    return show(
        "sign_in/unlock.html",
        page=SINGLE,
        status=status,
        heading=NeedsUnlocking.heading,
        words=NeedsUnlocking.words,
        form=form,
    )


@bp.get("/sent")
@public
def asked() -> ResponseReturnValue:
    """Say that a letter comes, if there is anybody to get it."""
    return show(
        "sign_in/forgot_sent.html",
        page=SINGLE,
        heading=_l("Check your mailbox"),
        again="unlocking.unlock",
        minutes=resetting.LIFETIME // timedelta(minutes=1),
    )


@bp.route("/<token>", methods=["GET", "POST"])
@public
def browser(token: str) -> ResponseReturnValue:
    """Ask whoever has a link; only sending the form makes this browser known."""
    try:
        person = service.owner_of(token)
        if Form().validate_on_submit():
            service.unlock(token, guard.device())
            guard.keep_device()
            return saved("unlocked", None, page=url_for("sign_in.login"))
    except LinkUsedUp as refusal:
        return show(
            "sign_in/unlock_used_up.html",
            page=SINGLE,
            status=refusal.status,
            heading=refusal.heading,
            words=refusal.words,
        )
    return show(
        "sign_in/unlock_browser.html",
        page=SINGLE,
        heading=_l("Sign in with this browser"),
        person=person,
        token=token,
    )
