"""A second factor, forgotten: nothing but the password is asked for any more."""

from sqlalchemy import delete, update

from webapp.core import db
from webapp.identity.models import Authenticator, RecoveryCode, User
from webapp.identity.service import devices


@db.operation
def forget(user_id: int) -> None:
    """Forget a user's authenticator app and recovery codes, and where no code was asked for."""
    for model in (Authenticator, RecoveryCode):
        db.connection().execute(delete(model).where(model.user_id == user_id))
    mine = update(User).where(User.id == user_id)
    db.connection().execute(mine.values(second_factor_at=None))
    devices.distrust_all(user_id)
