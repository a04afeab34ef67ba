"""Who gets a letter: members of an account with the right and the wish, or one user."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import Account, Membership, Role, User
from webapp.identity.permissions import Permission
from webapp.identity.service import seats
from webapp.messaging.catalogue import Category
from webapp.messaging.models import MailSwitch, NewsletterConsent


class Recipient(NamedTuple):
    """Somebody who is told, and in which language and time zone.

    ``client_id`` and ``account_name`` are of the account that it is about; for what concerns a
    user alone they are of the one account he owns, if there is exactly one.
    """

    user_id: int
    name: str
    address: str
    language: str
    time_zone: str | None
    client_id: str | None
    account_name: str | None
    is_wanted: bool = True


def recipients_of(notification: Any, most: int) -> list[list[Recipient]]:
    """Return the next users whom a notification is for, ``most`` of them, in their order.

    Each as often as he has addresses that it goes to, one after the other. Who switched this
    type off is among them, marked as not wanting it. Who never agreed to newsletters is not.
    What concerns the security of an account goes to its owners.
    """
    query = _query(notification).where(User.id > notification.told_up_to)
    rows = db.connection().execute(query.order_by(User.id).limit(most))
    return [_addressed(notification, row) for row in rows]


def recipient_of(notification: Any, user_id: int, address: str) -> Recipient | None:
    """Return one recipient as he is now, at the address that he was written to.

    None if he would not be told any more.
    """
    query = _query(notification).where(User.id == user_id)
    row = db.connection().execute(query).one_or_none()
    return _addressed(notification, row)[0]._replace(address=address) if row else None


def _addressed(notification: Any, row: Any) -> list[Recipient]:
    """Return a user once for each address that a notification goes to.

    One with a secret goes to his sign-in e-mail alone, one about security to that and to his
    notification e-mail, any other to the latter; an address that it names replaces them all.
    """
    user_id, name, sign_in, own, *others = row
    if notification.to_address is not None:
        addresses = [notification.to_address]
    elif notification.sealed_facts is not None:
        addresses = [sign_in]
    elif notification.category == Category.SECURITY and own is not None and own != sign_in:
        addresses = [sign_in, own]
    else:
        addresses = [own or sign_in]
    return [Recipient(user_id, name, address, *others) for address in addresses]


def _query(notification: Any) -> Any:
    if notification.user_id is not None:
        return _alone(notification.user_id)
    return _members(notification)


_COLUMNS = (
    User.id,
    User.name,
    User.email,
    User.notification_email,
    User.language,
    User.time_zone,
    Account.client_id,
    Account.name,
)
"""What a :class:`Recipient` is made of, with both addresses that he may have."""


def _alone(user_id: int) -> Any:
    owned = aliased(Membership)
    account_id = (
        select(case((func.count() == 1, func.min(owned.account_id))))
        .where(owned.user_id == user_id, owned.role == Role.OWNER)
        .scalar_subquery()
    )
    return select(*_COLUMNS).outerjoin(Account, Account.id == account_id).where(User.id == user_id)


def _members(notification: Any) -> Any:
    permissions = " " + Membership.permissions + " "
    wish = and_(
        MailSwitch.membership_id == Membership.id,
        MailSwitch.type == notification.type,
    )
    consent = select(NewsletterConsent.id).where(
        NewsletterConsent.membership_id == Membership.id,
    )
    is_wanted: ColumnElement[bool] = func.coalesce(MailSwitch.is_on, true())
    query = (
        select(*_COLUMNS)
        .join(Membership, Membership.user_id == User.id)
        .join(Account, Account.id == Membership.account_id)
        .outerjoin(MailSwitch, wish)
        .where(
            Membership.account_id == notification.account_id,
            *seats.is_active(Membership, now()),
            or_(
                Membership.role == Role.OWNER,
                permissions.contains(f" {Permission.NOTIFICATIONS_READ} "),
            ),
        )
    )
    if notification.category == Category.SECURITY:
        return query.where(Membership.role == Role.OWNER).add_columns(true())
    if notification.category == Category.NEWSLETTERS:
        query = query.where(consent.exists())
        is_wanted = and_(
            is_wanted, consent.where(NewsletterConsent.withdrawn_at.is_(None)).exists()
        )
    return query.add_columns(is_wanted)
