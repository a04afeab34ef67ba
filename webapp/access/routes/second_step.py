"""The second step of a sign-in: a code, for who was asked for one after his password."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.errors.two_factor import CodeWrong
from webapp.access.forms.two_factor import RecoveryStepForm, SecondStepForm
from webapp.access.routes.section import bp
from webapp.access.service import second_step as service
from webapp.core import room
from webapp.core.access import public
from webapp.core.errors import Throttled
from webapp.core.hypermedia import SINGLE, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity import guard
from webapp.identity.errors import LinkUsedUp
from webapp.sign_in import service as signing_in
from webapp.sign_in.routes.arriving import arrive

RECOVERY = "recovery-code"


@bp.route("/second-step", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    """Ask for a code of the authenticator app, or for a recovery code."""
    ticket = guard.held()
    if not ticket:
        return see_other(url_for("sign_in.login"))
    by_recovery = request.args.get("by") == RECOVERY
    form = RecoveryStepForm() if by_recovery else SecondStepForm()
    try:
        if form.validate_on_submit():
            return arrive(
                service.pass_step(
                    ticket, form.code.data, device=guard.device(), remember=form.remember.data
                )
            )
        signing_in.waiting(ticket)
    except LinkUsedUp:
        return _over()
    except (CodeWrong, Throttled) as refusal:
        form.refuse("code", refusal)
    return _ask(form, by_recovery=by_recovery)


def _ask(form: SecondStepForm, *, by_recovery: bool) -> ResponseReturnValue:
    return show(
        "access/second_step.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Confirm your sign-in"),
        form=form,
        by_recovery=by_recovery,
        **room.furnished("second-step"),
    )


def _over() -> ResponseReturnValue:
    return show(
        "access/second_step_over.html",
        page=SINGLE,
        status=LinkUsedUp.status,
        heading=_l("This sign-in is over"),
    )
