"""The categories and types of everything that is told."""

from enum import StrEnum
from typing import cast

from flask import current_app

from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import MailType, rooms
from webapp.messaging.errors import UnknownType


class Category(StrEnum):
    """Four that everyone may switch off for himself, and the one that nobody can."""

    SUPPORT = "support"
    SERVICE = "service"
    INVOICES = "invoices"
    NEWSLETTERS = "newsletters"
    SECURITY = "security"


CATEGORIES = {
    Category.SUPPORT: _l("Replies from technical support"),
    Category.SERVICE: _l("Service status notifications"),
    Category.INVOICES: _l("Invoices"),
    Category.NEWSLETTERS: _l("Newsletters"),
    Category.SECURITY: _l("Security"),
}

TYPES = (
    MailType(id="support.reply", category=Category.SUPPORT, title=_l("Reply to a request")),
    MailType(id="support.closed", category=Category.SUPPORT, title=_l("Request closed")),
    MailType(id="service.activated", category=Category.SERVICE, title=_l("Service activated")),
    MailType(id="service.expiring", category=Category.SERVICE, title=_l("Service expires soon")),
    MailType(id="service.suspended", category=Category.SERVICE, title=_l("Service suspended")),
    MailType(id="service.resumed", category=Category.SERVICE, title=_l("Service resumed")),
    MailType(id="invoice.new", category=Category.INVOICES, title=_l("New invoice")),
    MailType(id="invoice.paid", category=Category.INVOICES, title=_l("Invoice paid")),
    MailType(id="invoice.overdue", category=Category.INVOICES, title=_l("Invoice overdue")),
    MailType(id="balance.low", category=Category.INVOICES, title=_l("Balance is low")),
    MailType(id="newsletter.news", category=Category.NEWSLETTERS, title=_l("News")),
    MailType(id="newsletter.offers", category=Category.NEWSLETTERS, title=_l("Offers")),
)
"""What a provider tells an account; the texts are his."""


def mail_types() -> dict[str, MailType]:
    """Return every type that the rooms of this application know, by id."""
    known = current_app.extensions.get("clientarea.mail_types")
    if known is None:
        known = {kind.id: kind for room in rooms() for kind in room.mail_types}
        current_app.extensions["clientarea.mail_types"] = known
    return cast("dict[str, MailType]", known)


def mail_type(type_id: str) -> MailType:
    """Return one type.

    :raises UnknownType: no room registered it.
    """
    try:
        return mail_types()[type_id]
    except KeyError:
        raise UnknownType from None
