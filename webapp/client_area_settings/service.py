"""After which sign-ins somebody is mailed. Whoever is to get fewer letters gets one about that."""

from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import aliased

from webapp.client_area_settings.errors import NoSuchChoice
from webapp.core import db
from webapp.core.clock import Instant, now
from webapp.identity.models import LoginMail, Membership, Role, User
from webapp.identity.service.events import record_event
from webapp.identity.service.seats import is_active
from webapp.messaging.service.telling import notify


class Settings(NamedTuple):
    """What a user chose. Only who ``is_owner`` of an account has somebody to watch."""

    login_mail: LoginMail
    watches_seats: bool
    is_owner: bool


FEWER_LETTERS = [LoginMail.EVERY, LoginMail.NEW_DEVICES, LoginMail.OFF]

_owned = aliased(Membership)
_SETTINGS = select(
    User.login_mail,
    User.watches_seats,
    select(_owned.id)
    .where(
        _owned.user_id == User.id,
        _owned.role == Role.OWNER,
        *is_active(_owned, bindparam("moment", type_=Instant)),
    )
    .exists(),
).where(User.id == bindparam("user_id"))
_OWN_SETTINGS = _SETTINGS.with_for_update(key_share=True)


def settings_of(user_id: int) -> Settings:
    """Return what a user chose."""
    facts = {"user_id": user_id, "moment": now()}
    return Settings(*db.connection().execute(_SETTINGS, facts).one())


@db.operation
def change_login_mail(user_id: int, choice: str, *, watches_seats: bool) -> Settings:
    """Choose after which sign-ins a user is mailed; return what is chosen now.

    ``watches_seats`` is for owners alone: from others nothing is taken.

    :raises NoSuchChoice: this is none of :class:`LoginMail`.
    """
    if choice not in list(LoginMail):
        raise NoSuchChoice
    facts = {"user_id": user_id, "moment": now()}
    before = Settings(*db.connection().execute(_OWN_SETTINGS, facts).one())
    after = before._replace(
        login_mail=LoginMail(choice),
        watches_seats=watches_seats if before.is_owner else before.watches_seats,
    )
    if after != before:
        _store(user_id, before, after)
    return after


def _store(user_id: int, before: Settings, after: Settings) -> None:
    chosen = {"login_mail": after.login_mail, "watches_seats": after.watches_seats}
    db.connection().execute(update(User).where(User.id == user_id).values(chosen))
    record_event(
        "access.login_mail_changed",
        user_id=user_id,
        before=before.login_mail,
        after=after.login_mail,
        watched_before=before.watches_seats,
        watches=after.watches_seats,
    )
    order = FEWER_LETTERS.index
    if order(after.login_mail) > order(before.login_mail):
        notify("security.login_mail_off", {"now": after.login_mail}, user_id=user_id)
    if before.watches_seats and not after.watches_seats:
        notify("security.login_mail_off", {"now": "seats-off"}, user_id=user_id)
