"""The way back for who is refused by his own list: a mailed link that adds one address."""

from datetime import timedelta

from webapp.access.service import addresses
from webapp.core import db, limits
from webapp.core.clock import now
from webapp.core.errors import Remedy
from webapp.core.i18n import gettext
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.limits import Rule
from webapp.core.origin import client_address
from webapp.core.settings import settings
from webapp.identity.addresses import Addresses, Entries, network_of
from webapp.identity.service import links
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify

ASK, ADD = "addresses-ask", "addresses-add"
"""Purposes: to ask for a letter after a refused sign-in, and what the letter is for."""

ASK_LIFETIME = timedelta(minutes=20)
LIFETIME = timedelta(minutes=15)


def remedy(user_id: int | None = None) -> Remedy:
    """Return the button that asks for a link; without a session, in the running operation.

    ``user_id`` is who has just proved himself, and has no session to be known by.
    """
    return Remedy(
        "access.recovery",
        _l("Mail me a link"),
        token=links.issue(user_id, ASK, ASK_LIFETIME) if user_id else "",
        beside=() if user_id else (("sign_in.logout", _l("Sign out")),),
    )


def owner_of(token: str) -> int:
    """Return who was refused at sign-in and may ask for a link.

    :raises LinkUsedUp: that was too long ago.
    """
    return links.owner(token, ASK)


def ask(user_id: int) -> None:
    """Mail a user a link that adds the address of whoever opens it to his list.

    :raises Throttled: too often for this user.
    """
    limits.hit([Rule("addresses", settings().limit_addresses, str(user_id))])
    _mail_link(user_id)


@db.operation
def _mail_link(user_id: int) -> None:
    until = now() + LIFETIME
    token = links.issue(user_id, ADD, LIFETIME, asked_from=str(client_address()))
    record_event("access.addresses_link_asked", user_id=user_id)
    notify(
        "confirm.addresses",
        {"until": until.isoformat()},
        user_id=user_id,
        secret={"token": token},
        expires_at=until,
    )


def asked_from(token: str) -> str:
    """Return the address from which a mailed link was asked for.

    :raises LinkUsedUp: it works no more.
    """
    return str(links.look_up(token, ADD).facts["asked_from"])


@db.operation
def add_reader(token: str) -> int:
    """Add the reader's address to the list in force and to the kept one; return whose they are.

    A list may grow beyond its limit by that: there must be a way back.

    :raises LinkUsedUp: the link works no more.
    :raises AddressUnknown: we cannot see his address.
    """
    user_id = links.use(token, ADD).user_id
    network = addresses.own_network()
    before = addresses.locked(user_id)
    kept, tried = (_with(entries, network) for entries in (before.kept, before.tried))
    after = Addresses(kept, tried, before.trial_until)
    if (kept, tried) != (before.kept, before.tried):
        addresses.change(user_id, before, after, "recovered")
    notify("security.addresses_recovered", {"network": network}, user_id=user_id)
    return user_id


def _with(entries: Entries | None, network: str) -> Entries | None:
    if entries is None or network_of(entries, client_address()):
        return entries
    return [*entries, [network, gettext("Added by a mailed link")]]


def is_needed(lists: Addresses) -> bool:
    """Tell whether the reader is refused by somebody's lists."""
    entries = lists.in_force(now())
    return entries is not None and network_of(entries, client_address()) is None
