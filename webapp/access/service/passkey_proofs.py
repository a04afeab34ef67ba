"""What a passkey proves: who signs in, that a second step is passed, or that one is still there."""

from typing import Any, NoReturn

from sqlalchemy import select, update

from webapp.access import challenges
from webapp.access.errors.passkeys import PasskeyLate, PasskeyRefused
from webapp.access.service import webauthn
from webapp.access.service.passkeys import keys_of
from webapp.core import db, limits
from webapp.core.clock import now
from webapp.core.errors import DomainError
from webapp.core.limits import Rule
from webapp.core.net import throttled_network
from webapp.core.origin import client_address
from webapp.core.settings import settings
from webapp.identity.errors import LinkUsedUp, NoSeat, ProofOutdated
from webapp.identity.models import Passkey, User
from webapp.identity.service import links, sessions, users
from webapp.identity.service.events import record_event
from webapp.sign_in import service as sign_in
from webapp.sign_in.service import Admission

SIGN_IN, STEP, PROVE = "passkey-sign-in", "passkey-step", "passkey-prove"
WAY = "passkey"


def to_sign_in(browser: str) -> dict[str, Any]:
    """Return what the browser of a stranger is asked for; ``browser`` is what only it holds."""
    return webauthn.to_use(challenges.new(SIGN_IN, browser), [])


def to_pass(ticket: str) -> dict[str, Any] | None:
    """Return what a browser is asked for whose sign-in waits; None without a passkey."""
    keys = keys_of(sign_in.waiting(ticket).user_id)
    return webauthn.to_use(challenges.new(STEP, ticket), keys) if keys else None


def to_prove(user_id: int, session_id: int) -> dict[str, Any] | None:
    """Return what a signed-in user's browser is asked for; None without a passkey."""
    keys = keys_of(user_id)
    return webauthn.to_use(challenges.new(PROVE, str(session_id)), keys) if keys else None


def enter(posted: str, browser: str, *, stay: bool, device: str, goal: str) -> Admission:
    """Let in whoever has a passkey, unless something else stands in the way.

    It asks its owner who he is, so that it is both of two factors.

    :raises Throttled: too many attempts from this network.
    :raises PasskeyRefused: it is not known here, or its owner has no account left.
    :raises DomainError: see :func:`_prove`; or a room's guard refuses.
    """
    rules = [_attempts()]
    limits.hit(rules)
    user_id = _prove(posted, SIGN_IN, browser)
    try:
        subject = users.newcomer(user_id, device, way=WAY)
        return sign_in.finish(subject, stay=stay, device=device, goal=goal, spent=rules)
    except (NoSeat, ProofOutdated):
        _refuse(user_id, "no-seat")
    except DomainError:  # the passkey was right
        limits.give_back(rules)
        raise


def pass_step(posted: str, ticket: str, device: str) -> Admission:
    """Go on with a sign-in that waits for a second factor.

    :raises Throttled: too many attempts from this network.
    :raises LinkUsedUp: it waits no more.
    :raises DomainError: see :func:`_prove`; or a room's guard refuses.
    """
    rules = [_attempts()]
    limits.hit(rules)
    user_id = sign_in.waiting(ticket).user_id
    _prove(posted, STEP, ticket, user_id)
    limits.give_back(rules)
    return sign_in.resume(ticket, device=device, second_factor=WAY)


def prove(posted: str, user_id: int, session_id: int) -> str:
    """Prove a signed-in user; return the new token of his session.

    :raises Throttled: too many attempts.
    :raises SessionOver: the session was ended meanwhile.
    :raises DomainError: see :func:`_prove`.
    """
    rules = [Rule("prove", settings().limit_prove, str(user_id))]
    limits.hit(rules)
    _prove(posted, PROVE, str(session_id), user_id)
    limits.give_back(rules)
    return sessions.renew(session_id)


def _attempts() -> Rule:
    return Rule("passkey", settings().limit_passkey, throttled_network(client_address()))


def _prove(posted: str, purpose: str, holder: str, user_id: int | None = None) -> int:
    """Check what a browser sent for a challenge of ours; return whose passkey it is.

    With a ``user_id`` it must be his. Each challenge counts once, in all processes together.

    :raises PasskeyMissing: nothing was sent.
    :raises PasskeyLate: the challenge is not this holder's, or too old, or used.
    :raises PasskeyRefused: it is no passkey of ours, or of another user, or wrongly signed.
    """
    answer = webauthn.read(posted)
    if not challenges.is_ours(answer.challenge, purpose, holder):
        raise PasskeyLate
    query = (
        select(Passkey.id, Passkey.user_id, Passkey.public_key, User.passkey_handle)
        .join(User, User.id == Passkey.user_id)
        .where(Passkey.credential_id == answer.credential_id)
    )
    known = db.connection().execute(query).one_or_none()
    if known is None or user_id not in (None, known.user_id):
        _refuse(user_id, "unknown")
    if answer.user != known.passkey_handle and (answer.user or user_id is None):
        _refuse(known.user_id, "handle")
    try:
        use = webauthn.verified(answer, known.public_key)
    except PasskeyRefused:
        _refuse(known.user_id, "signature")
    try:
        is_newer = _note_use(known, use, purpose, challenges.encoded(answer.challenge))
    except LinkUsedUp:
        raise PasskeyLate from None
    if not is_newer:
        _refuse(known.user_id, "counter")
    return int(known.user_id)


@db.operation
def _note_use(known: Any, use: webauthn.Use, purpose: str, challenge: str) -> bool:
    """Spend the challenge; tell whether the counter grew, if this passkey counts at all.

    One that did not grow may be a copy's; passkeys that are kept in step do not count.
    """
    links.spend(challenge, purpose, challenges.LIFETIME, known.user_id)
    counter = Passkey.sign_count
    has_grown = counter < use.sign_count if use.sign_count else counter == 0
    noted = (
        update(Passkey)
        .where(Passkey.id == known.id, has_grown)
        .values(sign_count=use.sign_count, is_backed_up=use.is_backed_up, used_at=now())
    )
    return bool(db.connection().execute(noted).rowcount)


@db.operation
def _refuse(user_id: int | None, reason: str) -> NoReturn:
    raise PasskeyRefused().remember(
        lambda: record_event("sign_in.passkey_refused", user_id=user_id, reason=reason)
    )
