"""The second step of a sign-in: a code after the password, unless the device is remembered."""

from collections.abc import Sequence
from datetime import timedelta

from webapp.access.errors.two_factor import CodeWrong
from webapp.access.service import two_factor
from webapp.access.service.stopped import tell_stopped
from webapp.core import db, limits
from webapp.core.clock import now
from webapp.core.origin import Origin, on_behalf_of
from webapp.core.room import Step
from webapp.core.settings import settings
from webapp.identity.service import devices, links
from webapp.identity.service.links import Link
from webapp.identity.service.users import Newcomer
from webapp.identity.visitor import Visitor
from webapp.sign_in import service as signing_in
from webapp.sign_in.service import Admission

STEP = "access.second_step"
REMEMBERED = timedelta(days=30)
SET_UP = Step(
    "access.edit_two_factor",
    beside=frozenset({"access.two_factor", "access.prove_with_passkey", "profile.avatar_picture"}),
)


def ask_for_code(subject: Newcomer | Visitor) -> Step | None:
    """Want a code from whoever signs in with a password alone; a guard."""
    if not isinstance(subject, Newcomer) or subject.second_factor_at is None:
        return None
    if subject.second_factor or subject.way == "passkey":
        return None
    is_remembered = subject.trusted_until is not None and subject.trusted_until > now()
    return None if is_remembered else Step(STEP)


def ask_to_set_up(subject: Newcomer | Visitor) -> Step | None:
    """Want everybody to have a second factor, where the provider does; a guard."""
    if subject.is_arriving or subject.second_factor_at or subject.way == "passkey":
        return None
    return SET_UP if settings().require_2fa else None


def pass_step(ticket: str, code: str, *, device: str, remember: bool) -> Admission:
    """Let in whoever has a ticket and a code, and maybe ask no more in his browser for a while.

    Counted before it is compared; only wrong ones stay counted.

    :raises LinkUsedUp: the ticket works no more.
    :raises Throttled: too many wrong codes for this user.
    :raises CodeWrong: see :func:`webapp.access.service.two_factor.take`.
    :raises DomainError: see :func:`webapp.sign_in.service.resume`.
    """
    link = signing_in.waiting(ticket)
    limits.hit(two_factor.guesses(link.user_id))
    return _pass(ticket, link, code, device=device, remember=remember)


@db.operation
def _pass(ticket: str, link: Link, code: str, *, device: str, remember: bool) -> Admission:
    user_id = link.user_id
    try:
        factor = two_factor.take(user_id, code)
    except CodeWrong as refusal:
        raise refusal.remember(lambda: _note_refusal(ticket, link)) from None
    admission = signing_in.resume(ticket, device=device, second_factor=factor)
    if remember:
        devices.trust(user_id, device, now() + REMEMBERED)
    limits.give_back(two_factor.guesses(user_id))
    return admission


def _note_refusal(ticket: str, link: Link) -> None:
    """Log a wrong code, and tell the user of the first: whoever it was knows his password."""
    two_factor.record_refusal(link.user_id)
    if not link.facts.get("told"):
        links.annotate(ticket, links.SIGN_IN, told=True)
        tell_stopped(link.user_id, "second-factor")


def unfinished(most: int) -> Sequence[int]:
    """Return sign-ins that were given up before the second step, the oldest first."""
    return links.unused(links.SIGN_IN, most)


@db.operation
def tell_unfinished(link_id: int) -> None:
    """Tell a user that somebody knew his password, but no code."""
    link = links.close(link_id, links.SIGN_IN)
    if link is None or link.facts.get("step") != STEP or link.facts.get("told"):
        return
    with on_behalf_of(Origin(link.facts.get("address", ""), link.facts.get("agent", ""))):
        tell_stopped(link.user_id, "second-factor")
