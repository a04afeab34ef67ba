"""Browsers that a user has signed in with before, told apart by a cookie."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import delete, update

from webapp.core import db
from webapp.core.clock import now
from webapp.core.tokens import digest
from webapp.identity.models import Device


@db.operation
def meet(user_id: int, token: str) -> bool:
    """Note that a user signed in with a browser; tell whether it is new to him."""
    moment = now()
    row = {"user_id": user_id, "token_digest": digest(token), "created_at": moment}
    connection = db.connection()
    first_met = connection.scalar(_note(connection.dialect.name), {**row, "seen_at": moment})
    return bool(first_met == moment)


@cache
def _note(_dialect: str) -> Any:
    """Return the statement of :func:`meet`, built once for each kind of database."""
    known = db.upsert(Device)
    return known.on_conflict_do_update(
        index_elements=[Device.user_id, Device.token_digest],
        set_={"seen_at": known.excluded.seen_at},
    ).returning(Device.created_at)


@db.operation
def forget_all(user_id: int) -> None:
    """Take every browser of a user for new: the next sign-in in one is told again."""
    db.connection().execute(delete(Device).where(Device.user_id == user_id))


@db.operation
def trust(user_id: int, token: str, until: datetime) -> None:
    """Let a browser count as a second factor for a while."""
    mine = update(Device).where(Device.user_id == user_id, Device.token_digest == digest(token))
    db.connection().execute(mine.values(trusted_until=until))


@db.operation
def distrust_all(user_id: int) -> None:
    """Let no browser of a user count as a second factor any more."""
    mine = update(Device).where(Device.user_id == user_id, Device.trusted_until.is_not(None))
    db.connection().execute(mine.values(trusted_until=None))
