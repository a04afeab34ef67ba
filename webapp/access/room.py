"""What the section *Password and access* hands to the factory."""

from webapp.access.routes import password
from webapp.access.routes.section import bp
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import MailType, MenuEntry, Room
from webapp.messaging.catalogue import Category

__all__ = ["ROOM", "password"]

ROOM = Room(
    name="access",
    blueprints=[bp],
    menu=MenuEntry(label=_l("Password and access"), endpoint="access.index"),
    mail_types=[
        MailType(
            id="security.password_changed", category=Category.SECURITY, title=_l("Password changed")
        )
    ],
    statuses={
        "password-changed": _l("The new password is set. Your other devices are signed out."),
    },
)
