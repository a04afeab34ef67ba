"""Pages on which a passkey is used: to sign in, as the second step, to prove oneself anew."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.forms.passkeys import PasskeyForm
from webapp.access.routes.ceremony import Ceremony
from webapp.access.routes.section import bp
from webapp.access.service import passkey_proofs as service
from webapp.access.service import passkeys
from webapp.core.access import public
from webapp.core.errors import DomainError
from webapp.core.hypermedia import SINGLE, anew, here, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.links import is_local
from webapp.core.security import browser_secret
from webapp.identity import guard
from webapp.identity.errors import LinkUsedUp, SessionOver
from webapp.identity.guard import own
from webapp.identity.visitor import visitor
from webapp.sign_in.routes.arriving import arrive

SIGN_IN = _l("Sign in with a passkey")
USE = _l("Use your passkey")
LOGIN = "sign_in.login"


def _goal() -> str:
    wanted = request.values.get("next", "")
    return wanted if is_local(wanted) else ""


def to_sign_in() -> Mapping[str, Any]:
    """Return what the sign-in page needs for its button; no database is asked."""
    action = url_for("access.sign_in_with_passkey")
    return {"passkey": Ceremony(service.to_sign_in(browser_secret()), action, SIGN_IN)}


@bp.route("/passkeys/sign-in", methods=["GET", "POST"])
@public
def sign_in_with_passkey() -> ResponseReturnValue:
    """Sign in without a password, then go where the visitor wanted to go."""
    if request.method != "POST" and guard.current_visitor():
        return see_other(_goal() or url_for("account.index"))
    form = PasskeyForm()
    if form.validate_on_submit():
        try:
            admission = service.enter(
                form.credential.data or "",
                browser_secret(),
                stay=form.stay.data,
                device=guard.device(),
                goal=_goal(),
            )
        except DomainError as refusal:
            form.refuse("credential", refusal)
        else:
            return arrive(admission)
    other = url_for(LOGIN, next=_goal() or None)
    return _show(form, SIGN_IN, other, goal=_goal(), wanted=_goal(), **to_sign_in())


def to_pass() -> Mapping[str, Any]:
    """Return what the page of the second step needs for its button, if there is a passkey.

    :raises LinkUsedUp: no sign-in waits in this browser any more.
    """
    options = service.to_pass(guard.held())
    action = url_for("access.pass_with_passkey")
    return {"passkey": options and Ceremony(options, action, USE)}


@bp.route("/passkeys/second-step", methods=["GET", "POST"])
@public
def pass_with_passkey() -> ResponseReturnValue:
    """Pass the second step of a sign-in with a passkey."""
    form = PasskeyForm()
    try:
        if form.validate_on_submit():
            try:
                admission = service.pass_step(
                    form.credential.data or "", guard.held(), guard.device()
                )
            except LinkUsedUp:
                raise
            except DomainError as refusal:
                form.refuse("credential", refusal)
            else:
                return arrive(admission)
        facts = to_pass()
    except LinkUsedUp:
        return see_other(anew(url_for(LOGIN)))
    return _show(form, USE, url_for("access.second_step"), **facts)


def to_offer() -> Mapping[str, object]:
    """Return what the page that asks for the password needs to offer a passkey instead."""
    rule = request.url_rule
    is_page = rule is not None and "GET" in (rule.methods or ())
    goal = here() if is_page else url_for("access.index")
    has_any = bool(passkeys.keys_of(visitor.user_id))
    return {"by_passkey": url_for("access.prove_with_passkey", next=goal) if has_any else ""}


@bp.route("/passkeys/prove", methods=["GET", "POST"])
@own
def prove_with_passkey() -> ResponseReturnValue:
    """Prove anew who is there, then lead back to the page that asked."""
    goal = _goal() or url_for("access.index")
    form = PasskeyForm()
    if form.validate_on_submit():
        try:
            token = service.prove(form.credential.data or "", visitor.user_id, visitor.session_id)
        except SessionOver:
            raise
        except DomainError as refusal:
            form.refuse("credential", refusal)
        else:
            guard.renew(token)
            return see_other(anew(goal))
    options = service.to_prove(visitor.user_id, visitor.session_id)
    if options is None:
        return see_other(goal)
    ceremony = Ceremony(options, url_for("access.prove_with_passkey"), USE)
    return _show(form, USE, goal, goal=goal, passkey=ceremony)


def _show(
    form: PasskeyForm, heading: object, other: str, goal: str = "", **facts: Any
) -> ResponseReturnValue:
    return show(
        "access/passkey_use.html",
        page=SINGLE,
        status=form.status,
        heading=heading,
        form=form,
        other=other,
        goal=goal,
        **facts,
    )
