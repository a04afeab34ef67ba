"""A change of e-mail address taken back by whoever has the old mailbox."""

from typing import NamedTuple

from webapp.core import db
from webapp.identity.service import devices, links, sessions, users
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify
from webapp.profile.kinds import Kind
from webapp.profile.service import addresses
from webapp.profile.service.addresses import Addresses
from webapp.sign_in.service import resetting, taking_back


class Change(NamedTuple):
    """What a link takes back."""

    kind: Kind
    old: str
    new: str


def change_of(token: str) -> Change:
    """Return the change that a link takes back.

    :raises LinkUsedUp: it works no more.
    """
    facts = links.look_up(token, links.REVERT).facts
    return Change(Kind(facts["kind"]), facts["old"], facts["new"])


@db.operation
def revert(token: str) -> int:
    """Put an old address back, and lock out whoever replaced it; return whose address it is.

    Since that was somebody who could act as the user, nothing that he may know or have counts
    any more: sessions, the password, pending links, ways in that are new. A new password is set
    with the link of a letter. With the address for signing in the other comes back, too, as it was
    at that time.

    :raises LinkUsedUp: the link works no more.
    :raises EmailTaken: somebody else signs in with the old address by now.
    """
    before = addresses.locked(links.look_up(token, links.REVERT).user_id)
    user_id, facts = links.use(token, links.REVERT)
    kind = Kind(facts["kind"])
    after = Addresses(facts["email"], facts["notification_email"])
    if kind is Kind.NOTIFICATION:
        after = before.with_new(kind, after.notification_email)
    addresses.store(user_id, before, after, password_hash=None)
    sessions.end_all_sessions(user_id, reason="email-reverted")
    devices.forget_all(user_id)
    links.void(user_id)
    taking_back.forget_new_ways(user_id)
    record_event(
        f"profile.{kind.noun}_reverted", user_id=user_id, old=before.of(kind), new=after.of(kind)
    )
    _tell(user_id, kind, before, after)
    if users.person(user_id):  # without a seat there is no way in that a password would open
        resetting.mail_link(user_id, "confirm.reset", resetting.LIFETIME)
    return user_id


def _tell(user_id: int, kind: Kind, before: Addresses, after: Addresses) -> None:
    facts = {"kind": kind.value, "old": before.of(kind), "new": after.of(kind)}
    notify("security.email_reverted", facts, user_id=user_id)
    if before.of(kind) not in (after.email, after.notification_email):
        notify("security.email_reverted", facts, user_id=user_id, to_address=before.of(kind))
