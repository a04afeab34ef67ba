"""Recovery codes: ten on paper, each good once in place of a code from the authenticator app."""

import secrets
import unicodedata

from sqlalchemy import delete, func, insert, select, update

from webapp.access.errors.two_factor import TwoFactorOff
from webapp.core import db
from webapp.core.clock import now
from webapp.core.tokens import digest
from webapp.identity.models import RecoveryCode, User
from webapp.identity.service import sessions, users
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify

NUMBER = 10
FEW = 3
"""So many are left when it is time to make new ones."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 characters: none is taken for another."""

GROUPS, GROUP = 4, 4  # 16 characters of 5 bits: 80 bits
LENGTH = GROUPS * GROUP
_LOOK_ALIKES = str.maketrans("OIL", "011")
_LONGEST = 100  # of what is looked at at all


def read(typed: str) -> str:
    """Return a code without what is only there for the eye: blanks, hyphens, case, look-alikes.

    Digits of every script count (Unicode, decimal digits).
    """
    kept = [
        str(unicodedata.decimal(character, character))
        for character in typed[:_LONGEST]
        if not character.isspace() and unicodedata.category(character) not in ("Pd", "Cf")
    ]
    text = "".join(kept)
    return text.upper().translate(_LOOK_ALIKES) if text.isascii() else text


@db.operation
def make(user_id: int) -> list[str]:
    """Give a user a fresh set in place of the one before; return it, grouped, for this once."""
    db.connection().execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [_draw() for _ in range(NUMBER)]
    moment = now()
    rows = [
        {"user_id": user_id, "digest": digest(read(code)), "created_at": moment} for code in codes
    ]
    db.connection().execute(insert(RecoveryCode), rows)
    return codes


def _draw() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


@db.operation
def make_anew(user_id: int, session_id: int) -> list[str]:
    """Make new codes for somebody who signs in with two factors; the old ones are void.

    :raises TwoFactorOff: he does not.
    :raises SessionOver: the session was ended meanwhile.
    """
    users.lock(user_id)
    sessions.must_run(session_id)
    if db.connection().scalar(select(User.second_factor_at).where(User.id == user_id)) is None:
        raise TwoFactorOff
    codes = make(user_id)
    record_event("access.recovery_codes_made", user_id=user_id)
    notify("security.recovery_codes_made", {}, user_id=user_id)
    return codes


@db.operation
def take(user_id: int, code: str) -> bool:
    """Use up the code that was :func:`read`, and tell its user; False if it is none of his."""
    mine = (RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    used = update(RecoveryCode).where(*mine, RecoveryCode.digest == digest(code))
    if not db.connection().execute(used.values(used_at=now())).rowcount:
        return False
    left = db.connection().scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0
    record_event("access.recovery_code_used", user_id=user_id, left=left)
    notify("security.recovery_code_used", {"left": left}, user_id=user_id)
    return True
