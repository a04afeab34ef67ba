"""The panel of two-factor sign-in: set up, looked after, switched off."""

from flask import g, url_for
from flask.typing import ResponseReturnValue

from webapp.access import qr
from webapp.access.errors.two_factor import CodeWrong, TwoFactorRequired
from webapp.access.forms.two_factor import CodeForm, FirstCodeForm
from webapp.access.routes.recovery_codes import show_codes
from webapp.access.routes.section import bp, panel
from webapp.access.service import two_factor as service
from webapp.core.errors import Throttled
from webapp.core.forms import Form
from webapp.core.hypermedia import SINGLE, saved, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.settings import settings
from webapp.identity import guard
from webapp.identity.guard import own
from webapp.identity.visitor import visitor
from webapp.sign_in.routes.recent import recent

BACK = "access.two_factor"


@bp.get("/two-factor")
@own
def two_factor() -> ResponseReturnValue:
    """Say whether a second factor is asked for, and since when."""
    return panel("access/two_factor.html")


@bp.route("/two-factor/edit", methods=["GET", "POST"])
@own
def edit_two_factor() -> ResponseReturnValue:
    """Set two-factor sign-in up; where it is on, show what can be done about it."""
    if visitor.second_factor_at is None:
        return _set_up()
    return show(
        "access/two_factor_kept.html",
        page=SINGLE,
        heading=_l("Two-factor sign-in"),
        since=visitor.second_factor_at,
        devices=service.remembered_devices(visitor.user_id),
        is_required=settings().require_2fa,
    )


@recent(BACK, has_secrets=True)
def _set_up() -> ResponseReturnValue:
    """Show the seed to who has just proved himself, and take its first code."""
    form = FirstCodeForm()
    if form.validate_on_submit():
        try:
            made = service.switch_on(visitor.user_id, visitor.session_id, form.code.data)
        except CodeWrong as refusal:
            form.refuse("code", refusal)
        else:
            guard.renew(made.token)
            g.status = "two-factor-on"
            return show_codes(made.codes)
    enrolment = service.enrol(visitor.user_id, visitor.session_id, visitor.email)
    return show(
        "access/two_factor_edit.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Set up two-factor sign-in"),
        form=form,
        enrolment=enrolment,
        picture=qr.picture(enrolment.address),
        is_required=settings().require_2fa,
    )


@bp.route("/two-factor/off", methods=["GET", "POST"])
@own
@recent(BACK, has_secrets=True)
def two_factor_off() -> ResponseReturnValue:
    """Switch two-factor sign-in off, with one more code."""
    if visitor.second_factor_at is None:
        return see_other(url_for(BACK))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            service.switch_off(visitor.user_id, form.code.data)
        except (CodeWrong, Throttled, TwoFactorRequired) as refusal:
            form.refuse("code", refusal)
        else:
            return saved(
                "two-factor-off", two_factor, page=url_for("access.index", _anchor="two-factor")
            )
    return show(
        "access/two_factor_off.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Switch off two-factor sign-in"),
        form=form,
    )


@bp.route("/two-factor/devices", methods=["GET", "POST"])
@own
@recent(BACK)
def two_factor_devices() -> ResponseReturnValue:
    """Ask, then want a code on every device again."""
    if Form().validate_on_submit():
        service.forget_devices(visitor.user_id)
        return saved("devices-forgotten", None, page=url_for("access.index", _anchor="two-factor"))
    devices = service.remembered_devices(visitor.user_id)
    if not devices:
        return see_other(url_for(BACK))
    return show(
        "access/two_factor_devices.html",
        page=SINGLE,
        heading=_l("Forget remembered devices"),
        devices=devices,
    )
