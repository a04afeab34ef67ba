"""Ways in that a thief may have made his own, taken from him when the owner says it was not he."""

from datetime import timedelta

from sqlalchemy import delete, select

from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import Passkey, User
from webapp.identity.service import second_factors
from webapp.identity.service.events import record_event
from webapp.messaging.service.telling import notify

LATELY = timedelta(days=7)
"""As long as the link of the letter works that told of it; what is older is the owner's."""


@db.operation
def forget_new_ways(user_id: int) -> None:
    """Remove the passkeys that a user got lately, and a second factor switched on lately.

    The one would let a thief in with any password, the other keep the owner out with his new one.
    """
    since = now() - LATELY
    fresh = (Passkey.user_id == user_id, Passkey.created_at >= since)
    gone = db.connection().scalars(delete(Passkey).where(*fresh).returning(Passkey.name)).all()
    for name in gone:
        record_event("access.passkey_removed", user_id=user_id, name=name)
        notify("security.passkey_removed", {"name": name}, user_id=user_id)
    switched_on = select(User.id).where(User.id == user_id, User.second_factor_at >= since)
    if db.connection().scalar(switched_on.with_for_update(key_share=True)):
        second_factors.forget(user_id)
        record_event("access.two_factor_off", user_id=user_id)
        notify("security.two_factor_off", {}, user_id=user_id)
