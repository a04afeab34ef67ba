"""The guard before every request, and the browser's side of signing in and out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from flask import Flask, after_this_request, current_app, g, request, session, url_for
from flask import Response as FlaskResponse
from flask.typing import ResponseReturnValue

from webapp.core import room, security
from webapp.core.access import Access, View, declare
from webapp.core.clock import now
from webapp.core.errors import DomainError
from webapp.core.hypermedia import here, see_other, wants_fragment
from webapp.core.links import is_local, with_query
from webapp.core.tokens import is_token, new_token
from webapp.identity import login
from webapp.identity.errors import AccountClosed, PermissionMissing
from webapp.identity.models import AccountState
from webapp.identity.permissions import Permission
from webapp.identity.service import sessions
from webapp.identity.visitor import Visitor, load

TICKET = "ticket"
DEVICE_SECONDS = 400 * 24 * 3600  # as long as browsers keep a cookie


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whoever signs in with this request; from the next one on he is a visitor."""

    token: str

    is_active = True
    is_authenticated = False
    is_anonymous = False

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the cookie: the session's token."""
        return self.token


own = declare(Access("own"))
"""The view is about the signed-in user himself; any seat will do."""


def may(permission: Permission) -> Callable[[View], View]:
    """Return a decorator: the view is the account's and needs this permission."""
    return declare(Access("may", permission))


def init_app(app: Flask, sign_in_view: str) -> None:
    """Put the guard before every request; ``sign_in_view`` is where strangers are sent."""
    login.init_app(app, load)
    app.extensions["clientarea.sign_in_view"] = sign_in_view
    app.before_request(_enforce)


def _enforce() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    access: Access | None = getattr(view, "access", None)  # None: there is no such address
    if access is None or access.kind == "public":
        return None
    reader = current_visitor()
    if reader is None:
        return ask_to_sign_in()
    g.visitor_id = reader.user_id
    g.is_refused = True
    step = room.guard(reader)
    g.is_refused = False
    if step and not step.is_open(request.endpoint):
        return see_other(url_for(step.endpoint))
    if access.kind == "may":
        if not reader.may(access.permission):
            raise PermissionMissing
        if (
            reader.account_state is AccountState.CLOSED
            and request.method in security.UNSAFE_METHODS
        ):
            raise AccountClosed
    return None


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a stranger to the sign-in page, which leads back to this address afterwards."""
    wanted = here()
    address = url_for(current_app.extensions["clientarea.sign_in_view"])
    if is_local(wanted):
        address = with_query(address, next=wanted)
    if wants_fragment():
        return FlaskResponse(status=401, headers={"HX-Redirect": address})
    return see_other(address)


def let_in(token: str, *, stay: bool) -> None:
    """Give the browser a fresh cookie: nothing of the old one survives, nor its session."""
    if before := current_visitor():
        sessions.end_session(before.session_id, reason="signed-in-again")
    session.clear()
    g.pop("csrf_token", None)  # Flask-WTF's memory of the old secret
    login.remember(Arrival(token))
    keep_device()
    security.draw_form_secret()
    if stay:
        session.permanent = True


def hold(ticket: str) -> None:
    """Keep the ticket of a sign-in that must pass a step first; it lets nobody in by itself."""
    session[TICKET] = ticket


def held() -> str:
    """Return the ticket of the sign-in that waits in this browser, or nothing."""
    return str(session.get(TICKET, ""))


def renew(token: str) -> None:
    """Give the browser the new token of its session, whose user has just proved himself.

    Its open forms stay good.
    """
    if reader := current_visitor():
        login.remember(replace(reader, token=token, proved_at=now()))


def device() -> str:
    """Return the token by which this browser is known, or is to be known from now on."""
    if "device" not in g:
        sent = request.cookies.get(_device_cookie(), "")
        g.device = sent if is_token(sent) else new_token()
    return str(g.device)


def keep_device() -> None:
    """Let this browser be known again, by a cookie of its own."""
    after_this_request(_keep_device)


def _device_cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _keep_device(response: FlaskResponse) -> FlaskResponse:
    response.set_cookie(
        _device_cookie(),
        device(),
        max_age=DEVICE_SECONDS,
        path="/",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def let_out() -> None:
    """Forget everything the cookie holds."""
    session.clear()


def presentable() -> Visitor | None:
    """Return the visitor of whom pages may speak: nobody while a room refuses him.

    Whoever sits there has his cookie, but is not to learn whose it is.
    """
    reader = current_visitor()
    if reader is None:
        return None
    if "is_refused" not in g:  # a public view, or an address that leads nowhere
        g.is_refused = _is_refused(reader)
    return None if g.is_refused else reader


def _is_refused(reader: Visitor) -> bool:
    try:
        room.guard(reader)
    except DomainError:
        return True
    return False


def current_visitor() -> Visitor | None:
    """Return the visitor object itself, not a proxy; None before sign-in."""
    return cast("Visitor | None", login.current())
