"""The guard of the section: who has a list is served from the addresses on it only."""

from typing import Any, NoReturn

from sqlalchemy import bindparam, select

from webapp.access.errors.addresses import AddressNotAllowed
from webapp.access.service.recovering import remedy
from webapp.access.service.stopped import tell_stopped
from webapp.core import db
from webapp.core.clock import now
from webapp.core.origin import client_address
from webapp.identity.addresses import network_of
from webapp.identity.models import NetworkVisit
from webapp.identity.service.sessions import SEEN_EVERY

_SEEN_AT = select(NetworkVisit.seen_at).where(
    NetworkVisit.user_id == bindparam("user_id"), NetworkVisit.network == bindparam("network")
)


def check_address(subject: Any) -> None:
    """Let somebody go on who is where his list allows, and note when that was.

    Whoever arrives has proved himself: a refusal is mailed, and brings a button to ask for a link.

    :raises AddressNotAllowed: he is somewhere else.
    """
    entries = subject.addresses.in_force(now())
    if entries is None:
        return
    network = network_of(entries, client_address())
    if network is None:
        _refuse(subject)
    elif not subject.is_arriving:
        _note_visit(subject.user_id, network)


def _refuse(subject: Any) -> NoReturn:
    refusal = AddressNotAllowed(str(client_address()))
    if not subject.is_arriving:
        refusal.remedy = remedy()
        raise refusal

    def tell() -> None:
        tell_stopped(subject.user_id, "addresses")
        refusal.remedy = remedy(subject.user_id)

    raise refusal.remember(tell)


def _note_visit(user_id: int, network: str) -> None:
    """Note that a network is in use, once a minute at most."""
    seen_at = db.connection().scalar(_SEEN_AT, {"user_id": user_id, "network": network})
    if seen_at is None or now() - seen_at >= SEEN_EVERY:
        _store_visit(user_id, network)


@db.operation
def _store_visit(user_id: int, network: str) -> None:
    visit = db.upsert(NetworkVisit).values(user_id=user_id, network=network, seen_at=now())
    moment = {"seen_at": visit.excluded.seen_at}
    keys = [NetworkVisit.user_id, NetworkVisit.network]
    db.connection().execute(visit.on_conflict_do_update(index_elements=keys, set_=moment))
