"""Pages behind the links of letters about e-mail addresses; anybody who has a link may open one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from webapp.core.access import public
from webapp.core.forms import Form
from webapp.core.hypermedia import SINGLE, saved, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.security import hide_address
from webapp.identity import guard
from webapp.identity.errors import LinkUsedUp
from webapp.profile.errors import EmailTaken
from webapp.profile.kinds import Kind
from webapp.profile.service import emails, reverting

bp = Blueprint("email_links", __name__, url_prefix="/profile")
bp.after_request(hide_address)


@bp.route("/email/confirm/<token>", methods=["GET", "POST"])
@public
def confirm_email(token: str) -> ResponseReturnValue:
    """Ask whoever opened a new mailbox; only sending the form makes its address count."""
    return _confirm(token, Kind.SIGN_IN)


@bp.route("/notification-email/confirm/<token>", methods=["GET", "POST"])
@public
def confirm_notification_email(token: str) -> ResponseReturnValue:
    """Do the same for the address to which notifications go."""
    return _confirm(token, Kind.NOTIFICATION)


def _confirm(token: str, kind: Kind) -> ResponseReturnValue:
    try:
        address = emails.waiting_for(token, kind)
        if Form().validate_on_submit():
            user_id = emails.confirm(token, kind)
            return _done(f"{kind.value}-confirmed", user_id, kind)
    except (LinkUsedUp, EmailTaken) as refusal:
        return _refused(refusal)
    return show(
        "profile/email_confirm.html",
        page=SINGLE,
        heading=_l("Confirm your e-mail address"),
        address=address,
        kind=kind,
        token=token,
    )


@bp.route("/email/revert/<token>", methods=["GET", "POST"])
@public
def revert(token: str) -> ResponseReturnValue:
    """Ask whoever has the old mailbox; only sending the form takes the change back."""
    try:
        change = reverting.change_of(token)
        if Form().validate_on_submit():
            return _done("email-reverted", reverting.revert(token), change.kind)
    except (LinkUsedUp, EmailTaken) as refusal:
        return _refused(refusal)
    return show(
        "profile/email_revert.html",
        page=SINGLE,
        heading=_l("Take back the change of your e-mail address?"),
        change=change,
        token=token,
    )


def _done(code: str, user_id: int, kind: Kind) -> ResponseReturnValue:
    """Lead on to where the change shows, or to the sign-in; whoever else is here stays so."""
    reader = guard.current_visitor()
    if reader is None:
        page = url_for("sign_in.login")
    elif reader.user_id != user_id:
        page = url_for("account.index")
    else:
        page = url_for("profile.index", _anchor=kind.value)
    return saved(code, None, page=page)


def _refused(refusal: LinkUsedUp | EmailTaken) -> ResponseReturnValue:
    return show(
        "profile/email_refused.html",
        page=SINGLE,
        status=refusal.status,
        heading=refusal.heading,
        refusal=refusal,
    )
