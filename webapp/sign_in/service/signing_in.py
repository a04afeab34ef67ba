"""Letting people in: throttle, compare, open a session."""

from collections.abc import Sequence
from typing import NoReturn

from webapp.core import db, limits, passwords, room
from webapp.core.limits import Rule
from webapp.core.net import throttled_network
from webapp.core.origin import client_address
from webapp.core.settings import settings
from webapp.identity.errors import PasswordReplaced
from webapp.identity.service import devices, sessions, users
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify
from webapp.sign_in.errors import WrongPair


def sign_in(email: str, password: str, *, stay: bool, device: str) -> str:
    """Prove a person by e-mail and password; return the token for his cookie.

    ``device`` is the token of the browser's own cookie, by which a new one is told from a known
    one. Counted before anything is hashed, and as slow for unknown people as for known ones.

    :raises Throttled: too many attempts for this e-mail or from this network.
    :raises Busy: too many people are being proved; this attempt does not count.
    :raises WrongPair: the two do not belong together, or the person has no account left.
    """
    passwords.expect_place()
    rules = _rules(email)
    limits.hit(rules)
    who = users.candidate(email)
    try:
        is_right = passwords.verify(who.password_hash if who else None, password)
    except passwords.Busy:  # all places were taken meanwhile
        limits.give_back(rules)
        raise
    if who is None or not is_right:
        _refuse(who.user_id if who else None)
    if passwords.needs_rehash(who.password_hash):
        fresh = users.refresh_hash(who.user_id, who.password_hash, password)
        who = who._replace(password_hash=fresh)
    try:
        return finish(
            who.user_id,
            who.account_id,
            "password",
            stay=stay,
            device=device,
            password_hash=who.password_hash,
            spent=rules,
        )
    except PasswordReplaced:
        _refuse(who.user_id)


def guesses_at(email: str) -> Rule:
    """Return the rule that counts guesses at one e-mail address from this network."""
    network = throttled_network(client_address())
    return Rule("sign-in", settings().limit_sign_in, f"{users.lookup_key(email)} {network}")


def _rules(email: str) -> list[Rule]:
    network = throttled_network(client_address())
    current = settings()
    return [
        guesses_at(email),
        Rule("sign-in-network", current.limit_sign_in_network, network),
        Rule("sign-in-network-day", current.limit_sign_in_network_day, network),
    ]


@db.operation
def _refuse(user_id: int | None) -> NoReturn:
    raise WrongPair().remember(
        lambda: record_event("sign_in.refused", user_id=user_id, way="password")
    )


@db.operation
def finish(
    user_id: int,
    account_id: int,
    way: str,
    *,
    stay: bool,
    device: str,
    password_hash: str | None = None,
    spent: Sequence[Rule] = (),
) -> str:
    """End every way in: ask the rooms' guards, open the session, tell of a new device.

    Attempts that were counted are given back.

    :raises PasswordReplaced: the password that was compared is not the user's any more.
    :raises DomainError: a guard refuses.
    """
    room.guard(user_id)
    token = sessions.open_session(
        user_id, account_id, way=way, stay=stay, password_hash=password_hash
    )
    if devices.meet(user_id, device):
        notify("security.sign_in", {"way": way}, user_id=user_id)
    limits.give_back(spent)
    return token
