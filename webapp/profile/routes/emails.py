"""The panels of the e-mail addresses: a new one waits until its mailbox was opened."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from webapp.core.errors import Throttled
from webapp.core.hypermedia import SINGLE, saved, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.errors import EmailNotUsable
from webapp.identity.guard import own
from webapp.identity.visitor import visitor
from webapp.profile.errors import EmailUnchanged
from webapp.profile.forms import EmailForm, NotificationEmailForm
from webapp.profile.kinds import Kind
from webapp.profile.routes.section import bp, panel
from webapp.profile.service import emails as service
from webapp.profile.service.profiles import profile_of
from webapp.sign_in.routes.recent import recent

REFUSALS = (EmailNotUsable, EmailUnchanged, Throttled)


@bp.route("/email", methods=["GET", "POST"])
@own
@recent("profile.email")
def email() -> ResponseReturnValue:
    """Show the e-mail address for signing in; send the letter to a new one again, or give up."""
    if request.method == "POST":
        return _go_on(Kind.SIGN_IN)
    return panel("profile/email.html")


@bp.route("/email/edit", methods=["GET", "POST"])
@own
@recent("profile.email")
def edit_email() -> ResponseReturnValue:
    """Ask for the letter that confirms a new e-mail address for signing in."""
    form = EmailForm()
    if form.validate_on_submit():
        try:
            service.ask(visitor.user_id, visitor.session_id, Kind.SIGN_IN, form.address.data)
        except REFUSALS as refusal:
            form.refuse("address", refusal)
        else:
            return _saved("email-asked", Kind.SIGN_IN)
    return show(
        "profile/email_edit.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Change your sign-in e-mail address"),
        form=form,
    )


@bp.route("/notification-email", methods=["GET", "POST"])
@own
@recent("profile.notification_email")
def notification_email() -> ResponseReturnValue:
    """Show where notifications go; send the letter to a new address again, or give up."""
    if request.method == "POST":
        return _go_on(Kind.NOTIFICATION)
    return panel("profile/notification_email.html")


@bp.route("/notification-email/edit", methods=["GET", "POST"])
@own
@recent("profile.notification_email")
def edit_notification_email() -> ResponseReturnValue:
    """Have notifications sent to where one signs in, or ask for the letter to elsewhere."""
    form = NotificationEmailForm()
    if form.validate_on_submit():
        try:
            return _set_notification_email(form)
        except REFUSALS as refusal:
            form.refuse("address", refusal)
    if not form.is_submitted():
        present = profile_of(visitor.user_id).notification_email
        form.use.data, form.address.data = ("other", present) if present else ("sign-in", "")
    return show(
        "profile/notification_email_edit.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Change your notification e-mail address"),
        form=form,
    )


def _set_notification_email(form: NotificationEmailForm) -> ResponseReturnValue:
    address = form.address.data or ""
    if form.wants_another and address != visitor.email:
        service.ask(visitor.user_id, visitor.session_id, Kind.NOTIFICATION, address)
        return _saved("email-asked", Kind.NOTIFICATION)
    service.use_sign_in_email(visitor.user_id)
    return _saved("notification-email-saved", Kind.NOTIFICATION)


def _go_on(kind: Kind) -> ResponseReturnValue:
    """Do what was pressed beside an address that waits."""
    if "withdraw" in request.form:
        service.withdraw(visitor.user_id, kind)
        return _saved("email-withdrawn", kind)
    service.ask_again(visitor.user_id, visitor.session_id, kind)
    return _saved("email-asked", kind)


def _saved(code: str, kind: Kind) -> ResponseReturnValue:
    def fresh() -> ResponseReturnValue:
        return panel(f"profile/{kind.noun}.html")

    return saved(code, fresh, page=url_for(".index", _anchor=kind.value))
