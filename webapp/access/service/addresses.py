"""From where a user may be served: changed, tried, kept, and forgotten by the provider.

Nobody locks himself out: who saves a list is on it, and one that is tighter than the kept list is
on trial until it is confirmed from an address on it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Literal, NamedTuple

from sqlalchemy import bindparam, delete, select

from webapp.access.errors.addresses import (
    AddressUnknown,
    ExcludesYou,
    ListChanged,
    NoAddressList,
    TrialOver,
)
from webapp.access.service.networks import covers
from webapp.core import db
from webapp.core.clock import now
from webapp.core.net import UNKNOWN, throttled_network
from webapp.core.origin import client_address
from webapp.identity.addresses import ANY, Addresses, Entries, network_of
from webapp.identity.errors import NoSuchUser
from webapp.identity.models import AddressList, NetworkVisit, User
from webapp.identity.service import users
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify

TRIAL = timedelta(minutes=10)

_LISTS = select(
    AddressList.kept, AddressList.tried, AddressList.trial_until, AddressList.version
).where(AddressList.user_id == bindparam("user_id"))

How = Literal["saved", "tried", "kept", "recovered", "cleared"]


class Standing(NamedTuple):
    """A user's list as it is at a moment; ``entries`` is None for any address.

    Once ``trial_until`` is over, the list that was on trial is gone.
    """

    entries: Entries | None
    is_on_trial: bool
    minutes_left: int
    trial_until: datetime | None
    version: int


def standing(lists: Addresses) -> Standing:
    """Return what holds now."""
    moment = now()
    left = (lists.trial_until or moment) - moment
    return Standing(
        entries=lists.in_force(moment),
        is_on_trial=lists.is_on_trial(moment),
        minutes_left=max(0, ceil(left / timedelta(minutes=1))),
        trial_until=lists.trial_until,
        version=lists.version,
    )


def own_network() -> str:
    """Return what lets the reader of this request in: his address, or its IPv6 network.

    Devices change the last half of their IPv6 address from day to day (RFC 8981).

    :raises AddressUnknown: we cannot see it.
    """
    if client_address() == UNKNOWN:
        raise AddressUnknown
    return throttled_network(client_address())


@db.operation
def save(user_id: int, version: int, entries: Sequence[Sequence[str]] | None) -> bool:
    """Let a user be served from some networks only, or from anywhere; tell whether on trial.

    ``version`` is that of the list which was changed.

    :raises ListChanged: it is another by now.
    :raises ExcludesYou: whoever saves it would not be let in any more.
    """
    before = locked(user_id)
    if before.version != version:
        raise ListChanged
    wanted = None if entries is None else [list(entry) for entry in entries]
    _check_includes_reader(wanted)
    if wanted == before.in_force(now()):
        return before.is_on_trial(now())
    if covers(wanted, before.kept):
        change(user_id, before, Addresses(wanted, None, None), "saved")
        return False
    change(user_id, before, Addresses(before.kept, wanted, now() + TRIAL), "tried")
    return True


@db.operation
def keep(user_id: int, version: int) -> None:
    """Keep the list that is on trial, if the reader is at an address on it.

    ``version`` is that of the list which he saw.

    :raises ListChanged: it is another by now.
    :raises TrialOver: there is none on trial.
    :raises ExcludesYou: he would not be let in any more.
    """
    before = locked(user_id)
    if version != before.version:
        raise ListChanged
    if not before.is_on_trial(now()):
        raise TrialOver
    _check_includes_reader(before.tried)
    change(user_id, before, Addresses(before.tried, None, None), "kept")


@db.operation
def clear(email: str) -> None:
    """Let a user be served from anywhere again, as the provider's deed.

    :raises NoSuchUser: nobody has this e-mail address.
    :raises NoAddressList: he may already.
    """
    found = select(User.id).where(User.email_key == users.lookup_key(email))
    user_id = db.connection().scalar(found)
    if user_id is None:
        raise NoSuchUser
    before = locked(user_id)
    if before.kept is None and before.in_force(now()) is None:
        raise NoAddressList
    change(user_id, before, ANY, "cleared")


def locked(user_id: int) -> Addresses:
    """Return a user's lists; until the running operation ends nobody else changes them."""
    users.lock(user_id)
    return current(user_id)


def _check_includes_reader(entries: Entries | None) -> None:
    if entries is None:
        return
    address = client_address()
    if address == UNKNOWN:
        raise AddressUnknown
    if network_of(entries, address) is None:
        raise ExcludesYou(str(address))


@db.operation
def change(user_id: int, before: Addresses, after: Addresses, how: How) -> None:
    """Store a user's lists, with the event and the letter that every change has."""
    row = {
        "kept": after.kept,
        "tried": after.tried,
        "trial_until": after.trial_until,
        "version": before.version + 1,
        "changed_at": now(),
    }
    statement = db.upsert(AddressList).values(user_id=user_id, **row)
    db.connection().execute(
        statement.on_conflict_do_update(index_elements=[AddressList.user_id], set_=row)
    )
    _forget_visits(user_id, before, after)
    networks = _spelt(after.in_force(now()))
    until = after.trial_until.isoformat() if after.trial_until else None
    record_event(
        "access.addresses_changed",
        user_id=user_id,
        how=how,
        networks=networks,
        by="provider" if how == "cleared" else "user",
    )
    if how != "recovered":  # that has a letter of its own
        facts = {"how": how, "networks": networks, "until": until}
        notify("security.addresses_changed", facts, user_id=user_id)


def _spelt(entries: Entries | None) -> list[str] | None:
    return None if entries is None else [network for network, _ in entries]


def _forget_visits(user_id: int, before: Addresses, after: Addresses) -> None:
    """Forget when networks were used that are on no list any more."""
    gone = _all_networks(before) - _all_networks(after)
    if gone:
        theirs = (NetworkVisit.user_id == user_id, NetworkVisit.network.in_(sorted(gone)))
        db.connection().execute(delete(NetworkVisit).where(*theirs))


def _all_networks(addresses: Addresses) -> set[str]:
    return {network for network, _ in [*(addresses.kept or []), *(addresses.tried or [])]}


def current(user_id: int) -> Addresses:
    """Return a user's lists as they are now."""
    found = db.connection().execute(_LISTS, {"user_id": user_id}).one_or_none()
    return Addresses(*found) if found else ANY


def visits(user_id: int) -> dict[str, datetime]:
    """Return when a user was last served from each network of his list."""
    mine = select(NetworkVisit.network, NetworkVisit.seen_at).where(NetworkVisit.user_id == user_id)
    return {row.network: row.seen_at for row in db.connection().execute(mine)}
