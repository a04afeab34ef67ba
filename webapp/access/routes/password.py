"""The panel of the password."""

from flask import url_for
from flask.typing import ResponseReturnValue

from webapp.access.forms.password import ChangePasswordForm
from webapp.access.routes.section import bp, panel
from webapp.access.service import password as service
from webapp.core.errors import DomainError, Throttled
from webapp.core.forms import Form
from webapp.core.hypermedia import SINGLE, saved, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.settings import settings
from webapp.identity import guard
from webapp.identity.errors import PasswordWrong
from webapp.identity.guard import own
from webapp.identity.service import users
from webapp.identity.visitor import visitor
from webapp.sign_in.forms import NewPasswordForm
from webapp.sign_in.routes.recent import recent


@bp.get("/password")
@own
def password() -> ResponseReturnValue:
    """Say whether there is a password, and since when."""
    return panel("access/password.html")


@bp.route("/password/edit", methods=["GET", "POST"])
@own
def edit_password() -> ResponseReturnValue:
    """Change the password, or set the first one."""
    if users.password_hash_of(visitor.user_id) is None:
        return _set_first()
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            token = service.change_password(
                visitor.user_id, visitor.session_id, form.current.data, form.password.data
            )
        except (PasswordWrong, Throttled) as refusal:
            form.refuse("current", refusal)
        except DomainError as refusal:
            form.refuse("password", refusal)
        else:
            return _done(token)
    return _show(form, _l("Change your password"))


@recent("access.password", has_secrets=True)
def _set_first() -> ResponseReturnValue:
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            token = service.set_password(visitor.user_id, visitor.session_id, form.password.data)
        except DomainError as refusal:
            form.refuse("password", refusal)
        else:
            return _done(token)
    return _show(form, _l("Set your password"))


def _done(token: str) -> ResponseReturnValue:
    guard.renew(token)
    return saved("password-changed", password, page=url_for("access.index", _anchor="password"))


def _show(form: Form, heading: object) -> ResponseReturnValue:
    return show(
        "access/password_edit.html",
        page=SINGLE,
        status=form.status,
        heading=heading,
        form=form,
        shortest=settings().password_min_length,
    )
