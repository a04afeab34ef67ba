"""Two-factor sign-in with an authenticator app (TOTP, RFC 6238): switched on, checked, off."""

import json
from typing import Any, NamedTuple

import pyotp
from sqlalchemy import delete, func, insert, select, update

from webapp.access.errors.two_factor import (
    CodeTaken,
    CodeWrong,
    RecoveryCodeWrong,
    TwoFactorOff,
    TwoFactorOn,
    TwoFactorRequired,
)
from webapp.access.service import recovery_codes
from webapp.core import db, limits, sealing
from webapp.core.clock import now
from webapp.core.limits import Rule
from webapp.core.settings import settings
from webapp.identity.errors import NoSuchUser
from webapp.identity.models import Authenticator, Device, User
from webapp.identity.service import devices, second_factors, sessions, users
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify

PURPOSE = "totp"
DIGITS = 6
STEP_SECONDS = 30
SKEW = (0, -1, 1)
"""Steps by which the clock of a phone may be off (RFC 6238, §5.2)."""


class Enrolment(NamedTuple):
    """What an authenticator app must learn: the seed, and the same as an ``otpauth:`` address."""

    seed: str
    address: str


class NewCodes(NamedTuple):
    """The session's new token, and the recovery codes for this once."""

    token: str
    codes: list[str]


def enrol(user_id: int, session_id: int, email: str) -> Enrolment:
    """Return the seed that waits to be confirmed, drawn when a session asks for the first time.

    One that another session has seen is replaced: whoever sat there may know it.

    :raises TwoFactorOn: there is a confirmed one.
    """
    seed = _waiting_seed(user_id, session_id) or _draw(user_id, session_id)
    totp = pyotp.TOTP(seed)
    return Enrolment(seed, totp.provisioning_uri(name=email, issuer_name=settings().brand_name))


def _waiting_seed(user_id: int, session_id: int) -> str | None:
    row = _authenticator(user_id)
    if row is None:
        return None
    if row.confirmed_at:
        raise TwoFactorOn
    kept = _unsealed(row.sealed_seed)
    return str(kept["seed"]) if kept["session"] == session_id else None


@db.operation
def _draw(user_id: int, session_id: int) -> str:
    users.lock(user_id)
    if waiting := _waiting_seed(user_id, session_id):  # two windows that asked at once
        return waiting
    seed = pyotp.random_base32()
    sealed = sealing.seal(json.dumps({"seed": seed, "session": session_id}).encode(), PURPOSE)
    row = {"user_id": user_id, "sealed_seed": sealed, "created_at": now(), "last_step": 0}
    db.connection().execute(delete(Authenticator).where(Authenticator.user_id == user_id))
    db.connection().execute(insert(Authenticator), row)
    return seed


def _authenticator(user_id: int) -> Any:
    query = select(
        Authenticator.sealed_seed, Authenticator.confirmed_at, Authenticator.last_step
    ).where(Authenticator.user_id == user_id)
    return db.connection().execute(query).one_or_none()


def _unsealed(sealed: bytes) -> dict[str, Any]:
    return dict(json.loads(sealing.unseal(sealed, PURPOSE)))


def _step_of(seed: str, code: str) -> int | None:
    """Return the time step, near now, whose code this is."""
    totp = pyotp.TOTP(seed)
    current = int(now().timestamp()) // STEP_SECONDS
    fits = [
        current + skew
        for skew in SKEW
        if pyotp.utils.strings_equal(totp.generate_otp(current + skew), code)
    ]
    return fits[0] if fits else None


@db.operation
def switch_on(user_id: int, session_id: int, code: str) -> NewCodes:
    """Confirm the seed with its first code; from now on a password alone lets nobody in.

    All other sessions end, since they were opened with less.

    :raises TwoFactorOn: it is on already.
    :raises CodeWrong: the code is not of the seed that this session was shown.
    :raises SessionOver: the session was ended meanwhile.
    """
    users.lock(user_id)
    seed = _waiting_seed(user_id, session_id)
    step = _step_of(seed, recovery_codes.read(code)) if seed else None
    if step is None:
        raise CodeWrong
    moment = now()
    mine = update(Authenticator).where(Authenticator.user_id == user_id)
    db.connection().execute(mine.values(confirmed_at=moment, last_step=step))
    _mark(user_id, moment)
    codes = recovery_codes.make(user_id)
    devices.distrust_all(user_id)
    sessions.end_all_sessions(user_id, reason="two-factor-on", spared=session_id)
    token = sessions.renew(session_id)
    record_event("access.two_factor_on", user_id=user_id)
    notify("security.two_factor_on", {}, user_id=user_id)
    return NewCodes(token, codes)


def _mark(user_id: int, moment: Any) -> None:
    mine = update(User).where(User.id == user_id)
    db.connection().execute(mine.values(second_factor_at=moment))


def guesses(user_id: int) -> list[Rule]:
    """Return the rules that count guesses at a user's codes, from anywhere."""
    return [Rule("second-factor", settings().limit_second_factor, str(user_id))]


@db.operation
def take(user_id: int, typed: str) -> str:
    """Use up a code of the app or a recovery code; return which of them it was.

    A code of the app counts once: its step and all before it are over, for all processes at once.

    :raises CodeTaken: it is the app's, but was used before.
    :raises RecoveryCodeWrong: it looks like one of those, but is none that still works.
    :raises CodeWrong: it is neither.
    """
    code = recovery_codes.read(typed)
    if len(code) != DIGITS:
        if len(code) != recovery_codes.LENGTH:
            raise CodeWrong
        if recovery_codes.take(user_id, code):
            return "recovery-code"
        raise RecoveryCodeWrong
    row = _authenticator(user_id)
    if row is None or row.confirmed_at is None:
        raise CodeWrong
    step = _step_of(_unsealed(row.sealed_seed)["seed"], code)
    if step is None:
        raise CodeWrong
    same = (Authenticator.user_id == user_id, Authenticator.confirmed_at == row.confirmed_at)
    newer = update(Authenticator).where(*same, Authenticator.last_step < step)
    if not db.connection().execute(newer.values(last_step=step)).rowcount:
        raise CodeTaken
    return "totp"


def switch_off(user_id: int, code: str) -> None:
    """Switch two-factor sign-in off, with one of its codes.

    Counted before it is compared; only wrong ones stay counted.

    :raises TwoFactorRequired: the provider does not allow it.
    :raises Throttled: too many wrong codes.
    :raises CodeWrong: see :func:`take`.
    """
    if settings().require_2fa:
        raise TwoFactorRequired
    limits.hit(guesses(user_id))
    _switch_off(user_id, code)


@db.operation
def _switch_off(user_id: int, code: str) -> None:
    users.lock(user_id)
    try:
        take(user_id, code)
    except CodeWrong as refusal:
        raise refusal.remember(lambda: record_refusal(user_id)) from None
    limits.give_back(guesses(user_id))
    second_factors.forget(user_id)
    record_event("access.two_factor_off", user_id=user_id)
    notify("security.two_factor_off", {}, user_id=user_id)


def record_refusal(user_id: int) -> None:
    """Note that somebody gave a wrong code, in the running operation."""
    record_event("sign_in.second_factor_refused", user_id=user_id)


@db.operation
def reset(email: str, reason: str) -> None:
    """Switch a user's second factor off for him, who has lost it; the provider says why.

    :raises NoSuchUser: nobody has this e-mail address.
    :raises TwoFactorOff: there is nothing to reset.
    """
    key = users.lookup_key(email)
    mine = select(User.id, User.second_factor_at).where(User.email_key == key)
    row = db.connection().execute(mine.with_for_update()).one_or_none()
    if row is None:
        raise NoSuchUser
    if row.second_factor_at is None:
        raise TwoFactorOff
    second_factors.forget(row.id)
    sessions.end_all_sessions(row.id, reason="two-factor-reset")
    record_event("access.two_factor_reset", user_id=row.id, reason=reason)
    notify("security.two_factor_reset", {"reason": reason}, user_id=row.id)


@db.operation
def forget_devices(user_id: int) -> None:
    """Ask for a code on every device again."""
    devices.distrust_all(user_id)
    record_event("access.devices_forgotten", user_id=user_id)


def remembered_devices(user_id: int) -> int:
    """Return on how many devices no code is asked for."""
    query = select(func.count()).where(Device.user_id == user_id, Device.trusted_until > now())
    return db.connection().scalar(query) or 0
