"""The way back for who is refused by his own list of IP addresses."""

from datetime import timedelta

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.routes.section import bp
from webapp.access.service import addresses, recovering
from webapp.core.access import public
from webapp.core.errors import DomainError
from webapp.core.forms import Form
from webapp.core.hypermedia import SINGLE, saved, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.origin import client_address
from webapp.core.security import hide_address
from webapp.identity import guard
from webapp.identity.errors import LinkUsedUp

SIGN_IN, OVERVIEW = "sign_in.login", "account.index"


@bp.route("/addresses/recovery", methods=["GET", "POST"])
@public
def recovery() -> ResponseReturnValue:
    """Mail a link to who is refused: he has a session, or just proved himself at sign-in."""
    token = request.form.get("token", "")
    reader = guard.current_visitor()
    if token:
        try:
            user_id = recovering.owner_of(token)
        except LinkUsedUp:
            return see_other(url_for(SIGN_IN))
    elif reader is None:
        return see_other(url_for(SIGN_IN))
    elif not recovering.is_needed(reader.addresses):
        return see_other(url_for(OVERVIEW))
    else:
        user_id = reader.user_id
    if request.method == "POST":
        recovering.ask(user_id)
        return see_other(url_for(".recovery_sent"))
    return show(
        "access/recovery.html", page=SINGLE, heading=_l("Your IP address is not on the list")
    )


@bp.get("/addresses/recovery/sent")
@public
def recovery_sent() -> ResponseReturnValue:
    """Say that a letter comes."""
    return show(
        "access/recovery_sent.html",
        page=SINGLE,
        heading=_l("Check your mailbox"),
        minutes=recovering.LIFETIME // timedelta(minutes=1),
    )


@bp.route("/addresses/recovery/<token>", methods=["GET", "POST"])
@public
def add_address(token: str) -> ResponseReturnValue:
    """Show which address would be added; only sending the form adds it, and signs nobody in."""
    try:
        asked_from = recovering.asked_from(token)
        network = addresses.own_network()
        if Form().validate_on_submit():
            user_id = recovering.add_reader(token)
            reader = guard.current_visitor()
            is_here = reader is not None and reader.user_id == user_id
            return saved("address-added", None, page=url_for(OVERVIEW if is_here else SIGN_IN))
    except DomainError as refusal:
        return hide_address(_say_why_not(refusal))
    return hide_address(
        show(
            "access/recovery_link.html",
            page=SINGLE,
            heading=_l("Add an IP address"),
            token=token,
            network=network,
            here=str(client_address()),
            asked_from=asked_from,
        )
    )


def _say_why_not(refusal: DomainError) -> Response:
    heading = refusal.heading or _l("This cannot be done")
    template = "access/recovery_refused.html"
    return show(template, page=SINGLE, status=refusal.status, heading=heading, words=refusal.words)
