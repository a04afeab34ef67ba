"""Letting people in: throttle, compare, open a session."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple, NoReturn

from webapp.core import db, limits, passwords, room
from webapp.core.errors import DomainError
from webapp.core.limits import Rule
from webapp.core.origin import current_origin
from webapp.identity.errors import ProofOutdated
from webapp.identity.service import devices, links, sessions, users
from webapp.identity.service.events import record_event
from webapp.identity.service.links import Link
from webapp.identity.service.users import Newcomer
from webapp.sign_in.errors import WrongPair
from webapp.sign_in.service import telling, throttling

TICKET_LIFETIME = timedelta(minutes=20)
"""As long as anybody may take over one page (WCAG 2.2, 2.2.1)."""


class Admission(NamedTuple):
    """How a sign-in ended: ``token`` is the session's, or that of a ticket.

    The latter while a ``step``, a view, is to be passed. ``goal`` is where the person wanted to go.
    """

    token: str
    stay: bool
    step: str | None = None
    goal: str = ""


def sign_in(email: str, password: str, *, stay: bool, device: str, goal: str = "") -> Admission:
    """Prove a person by e-mail and password, and let him in if nothing else stands in the way.

    ``device`` is the token of the browser's own cookie, by which a new one is told from a known
    one. Counted before anything is hashed, and as slow for unknown people as for known ones.

    :raises Throttled: too many attempts for this e-mail or from this network.
    :raises NeedsUnlocking: too many failures in a row; this browser needs a mailed link.
    :raises Busy: too many people are being proved; this attempt does not count.
    :raises WrongPair: the two do not belong together, or the person has no account left.
    :raises DomainError: a room's guard refuses.
    """
    passwords.expect_place()
    who, rules = throttling.count(email, device)
    try:
        is_right = passwords.verify(who.password_hash if who else None, password)
    except passwords.Busy:  # all places were taken meanwhile
        limits.give_back(rules, has_succeeded=False)
        raise
    if who is None or not is_right:
        _refuse(who.subject.user_id if who else None)
    subject, compared = who.subject, who.password_hash
    if passwords.needs_rehash(compared):
        compared = users.refresh_hash(subject.user_id, compared, password)
    try:
        return finish(subject, stay=stay, device=device, goal=goal, compared=compared, spent=rules)
    except ProofOutdated:
        _refuse(subject.user_id)
    except DomainError:  # the pair was right
        limits.give_back(rules)
        raise


@db.operation
def _refuse(user_id: int | None) -> NoReturn:
    raise WrongPair().remember(
        lambda: record_event("sign_in.refused", user_id=user_id, way="password")
    )


@db.operation
def finish(
    subject: Newcomer,
    *,
    stay: bool,
    device: str,
    goal: str = "",
    compared: str | None = None,
    spent: Sequence[Rule] = (),
) -> Admission:
    """End every way in: ask the rooms' guards, then open the session, and tell of it.

    Where a guard wants a step to be passed first, a ticket is issued in place of the session, and
    :func:`resume` goes on from there. ``compared`` is the hash with which a password was compared.
    Attempts that were counted are given back.

    :raises ProofOutdated: what the person proved himself with is not his any more.
    :raises DomainError: a guard refuses.
    """
    step = room.guard(subject)
    if step:
        facts = {"way": subject.way, "stay": stay, "goal": goal, "step": step.endpoint}
        facts |= current_origin()._asdict()
        ticket = links.issue(subject.user_id, links.SIGN_IN, TICKET_LIFETIME, **facts)
        limits.give_back(spent)
        return Admission(ticket, stay, step.endpoint)
    token = sessions.open_session(subject, stay=stay, password_hash=compared)
    telling.tell(subject, token, is_new=devices.meet(subject.user_id, device))
    limits.give_back(spent)
    return Admission(token, stay, goal=goal)


def waiting(ticket: str) -> Link:
    """Return whose sign-in waits for a step, and how it began.

    :raises LinkUsedUp: it waited for too long, or is over, or the password was changed meanwhile.
    """
    return links.look_up(ticket, links.SIGN_IN)


@db.operation
def resume(ticket: str, *, device: str, second_factor: str) -> Admission:
    """Go on with a sign-in whose step was passed.

    A changed password ends all tickets, so that the one compared then is still the user's.

    :raises LinkUsedUp: see :func:`waiting`.
    :raises NoSeat: there is no account any more that he may enter.
    :raises DomainError: see :func:`finish`.
    """
    user_id, facts = links.use(ticket, links.SIGN_IN)
    subject = users.newcomer(user_id, device, way=facts["way"], second_factor=second_factor)
    return finish(subject, stay=facts["stay"], device=device, goal=facts["goal"])
