"""Forgotten passwords: asked for by anyone, answered by letter, set with the link in it.

Other links that anybody may ask for are answered here, too.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, insert, select

from webapp.core import db, limits, passwords
from webapp.core.clock import now
from webapp.core.limits import Rule
from webapp.core.net import throttled_network
from webapp.core.origin import Origin, client_address, current_origin, on_behalf_of
from webapp.core.settings import settings
from webapp.identity.errors import LinkUsedUp
from webapp.identity.service import devices, links, sessions, users
from webapp.identity.service.events import record_event
from webapp.identity.service.users import Person
from webapp.messaging.service.telling import notify
from webapp.sign_in.models import ResetRequest
from webapp.sign_in.service import taking_back, throttling

LIFETIME = timedelta(minutes=30)
ANSWERS = {
    links.PASSWORD: ("confirm.reset", "sign_in.reset_asked"),
    links.UNLOCK: ("confirm.unlock", "sign_in.unlock_asked"),
}
"""The letter with which a request is answered, and the event that is recorded."""

REQUESTS_KEPT = timedelta(days=1)
MOST_LINKS = 3
"""Links that work at the same time: more letters would only help those who send them."""


def ask_for_reset(email: str) -> None:
    """Note that somebody wants a new password; whether there is such a user is found out later.

    :raises Throttled: too often from this network.
    """
    network = throttled_network(client_address())
    limits.hit([Rule("reset", settings().limit_reset, network)])
    note_request(users.lookup_key(email), links.PASSWORD)


@db.operation
def note_request(email_key: str, purpose: str) -> None:
    """Note that somebody wants a link; the worker finds out whether anybody is to get it."""
    origin = current_origin()
    row = {"email_key": email_key, "purpose": purpose, "requested_at": now(), **origin._asdict()}
    db.connection().execute(insert(ResetRequest), row)


def waiting(most: int) -> list[int]:
    """Return requests that nobody answered yet, the oldest first."""
    query = select(ResetRequest.id).order_by(ResetRequest.id).limit(most)
    return list(db.connection().scalars(query))


@db.operation
def answer(request_id: int) -> None:
    """Mail a link to whoever can sign in with the address that was typed, if anybody can."""
    asked = (
        db.connection()
        .execute(
            delete(ResetRequest)
            .where(ResetRequest.id == request_id)
            .returning(
                ResetRequest.email_key,
                ResetRequest.purpose,
                ResetRequest.address,
                ResetRequest.agent,
            )
        )
        .one_or_none()
    )
    if asked is None:
        return
    person = users.find_person(asked.email_key)
    if person is None or _has_enough_links(person.user_id, asked.purpose):
        return
    letter, event = ANSWERS[asked.purpose]
    with on_behalf_of(Origin(asked.address, asked.agent)):
        record_event(event, user_id=person.user_id)
        mail_link(person.user_id, letter, LIFETIME, purpose=asked.purpose)


def _has_enough_links(user_id: int, purpose: str) -> bool:
    users.lock(user_id)  # two workers that count at once would both find room for one more
    return links.count_working(user_id, purpose) >= MOST_LINKS


def mail_link(
    user_id: int, type_id: str, lifetime: timedelta, purpose: str = links.PASSWORD, **facts: str
) -> None:
    """Mail somebody a link, with which he sets his password by default.

    It is issued in the running operation.
    """
    until = now() + lifetime
    token = links.issue(user_id, purpose, lifetime)
    notify(
        type_id,
        {"until": until.isoformat(), **facts},
        user_id=user_id,
        secret={"token": token},
        expires_at=until,
    )


def owner_of(token: str) -> Person:
    """Return whose password a link sets.

    :raises LinkUsedUp: it works no more, or its user cannot sign in any more.
    """
    person = users.person(links.owner(token, links.PASSWORD))
    if person is None:
        raise LinkUsedUp
    return person


def set_password(token: str, password: str, device: str = "") -> None:
    """Set a new password with the link of a letter, and sign the user out everywhere.

    Wrong guesses made before are forgotten, also those of the browser of this ``device`` token.

    :raises LinkUsedUp: the link works no more.
    :raises DomainError: the password is refused, see :func:`webapp.core.passwords.check`.
    :raises Busy: too many passwords are being hashed.
    """
    person = owner_of(token)
    passwords.check(password, users.guessable(person.user_id))
    guesses = throttling.forgiven(person.email, device)
    _set(token, passwords.hash_password(password), guesses)


@db.operation
def _set(token: str, password_hash: str, guesses: Sequence[Rule]) -> None:
    user_id = links.use(token, links.PASSWORD).user_id
    users.store_hash(user_id, password_hash)
    devices.distrust_all(user_id)
    limits.forget(guesses)
    sessions.end_all_sessions(user_id, reason="password-reset")
    record_event("sign_in.password_reset", user_id=user_id)
    notify("security.password_reset", {"passkeys": users.count_passkeys(user_id)}, user_id=user_id)


def disown(user_id: int) -> None:
    """Act on "This was not me": end all sessions of a user and mail him a link.

    His browsers are taken for new from now on, and none of them counts as a second factor, so
    that whoever was in one of them cannot come back unnoticed. What was on its way for him is
    void, sign-ins and changes of his e-mail address among it. Passkeys and a second factor that are
    new are taken away: they may be a thief's.

    :raises Throttled: too often for this user.
    """
    limits.hit([Rule("not-me", settings().limit_reset, str(user_id))])
    _disown(user_id)


@db.operation
def _disown(user_id: int) -> None:
    users.lock(user_id)  # or what a thief does in this moment would be done after it
    sessions.end_all_sessions(user_id, reason="not-me")
    devices.forget_all(user_id)
    links.void(user_id)  # also one in a thief's mailbox, which would make it the user's
    person = users.person(user_id)
    if person is None:  # no seat any more, so no way in and nobody to write to
        return
    taking_back.forget_new_ways(user_id)
    record_event("sign_in.disowned", user_id=user_id)
    notify("security.sessions_ended", {}, user_id=user_id)
    note_request(users.lookup_key(person.email), links.PASSWORD)


def forget_requests() -> int:
    """Forget some requests that nobody answered in time; return how many."""
    return db.delete_some(ResetRequest.id, ResetRequest.requested_at < now() - REQUESTS_KEPT)
