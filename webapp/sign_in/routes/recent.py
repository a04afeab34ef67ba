"""Asks anew who is there before sensitive acts, on the way to them (ASVS 5.0, 7.5.1)."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from webapp.core import room
from webapp.core.errors import DomainError
from webapp.core.hypermedia import SINGLE, here, see_other, show, target_id
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.pages import is_secret
from webapp.core.security import UNSAFE_METHODS
from webapp.identity import guard
from webapp.identity.service import users
from webapp.identity.visitor import visitor
from webapp.sign_in.forms import ProofForm
from webapp.sign_in.service import proving

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def recent(back: str, *, has_secrets: bool = False) -> Callable[[View[P]], View[P]]:
    """Return a decorator: the view acts only for who proved himself lately.

    Whoever did not is asked when he sends the form, and what he typed goes on with his answer to
    the same address; nothing of it is stored. A form that ``has_secrets`` (or files) cannot be
    carried like that: it asks before it is shown, and one that comes too late is shown again
    without them. ``back`` is the view to which *Cancel* leads.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def ask_first(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            only_reads = request.method not in UNSAFE_METHODS and not has_secrets
            if only_reads or proving.is_recent(visitor.proved_at):
                return view(*args, **kwargs)
            form = ProofForm()
            if form.field_name not in request.form or not form.validate_on_submit():
                return _ask(form, back)
            try:
                token = proving.prove(visitor.user_id, visitor.session_id, form.proof_password.data)
            except DomainError as refusal:
                form.refuse("proof_password", refusal)
                return _ask(form, back)
            guard.renew(token)
            if not has_secrets:
                return view(*args, **kwargs)
            if not _carried():
                return see_other(here())
            g.type_again = True
            return view(*args, **kwargs)

        return ask_first

    return decorate


def _carried() -> list[tuple[str, str]]:
    """Return what was typed, and is typed again by the next request: never secrets."""
    return [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if not is_secret(name)
    ]


def _ask(form: ProofForm, back: str) -> ResponseReturnValue:
    """Show the page that asks for the password, with the fields of the form that waits."""
    return show(
        "sign_in/prove.html",
        page=SINGLE,
        status=form.status if form.field_name in request.form else 200,
        heading=_l("Confirm that it is you"),
        form=form,
        panel_id=target_id() or "prove",
        action=here(),
        carried=_carried(),
        cancel=url_for(back),
        has_password=users.password_hash_of(visitor.user_id) is not None,
        **room.furnished("prove"),
    )
