"""What the section *Password and access* hands to the factory."""

from webapp.access.commands import COMMANDS
from webapp.access.routes import activity, addresses, password, recovery, sessions
from webapp.access.routes.section import bp
from webapp.access.service.guarding import check_address
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import MailType, MenuEntry, Room
from webapp.messaging.catalogue import Category

__all__ = ["ROOM", "activity", "addresses", "password", "recovery", "sessions"]

ROOM = Room(
    name="access",
    blueprints=[bp],
    menu=MenuEntry(label=_l("Password and access"), endpoint="access.index"),
    guards=[check_address],
    commands=COMMANDS,
    mail_types=[
        MailType(
            id="security.password_changed", category=Category.SECURITY, title=_l("Password changed")
        ),
        MailType(
            id="security.addresses_changed",
            category=Category.SECURITY,
            title=_l("IP addresses changed"),
        ),
        MailType(
            id="security.addresses_recovered",
            category=Category.SECURITY,
            title=_l("IP address added by a mailed link"),
        ),
        MailType(
            id="confirm.addresses",
            category=Category.SECURITY,
            title=_l("Link to add an IP address"),
            secrets=["token"],
        ),
        MailType(
            id="security.sign_in_stopped", category=Category.SECURITY, title=_l("Sign-in stopped")
        ),
        MailType(
            id="security.sessions_ended_by_user",
            category=Category.SECURITY,
            title=_l("Devices signed out"),
        ),
        MailType(
            id="security.export_made", category=Category.SECURITY, title=_l("Data downloaded")
        ),
    ],
    events={
        "access.password_changed": _l("Password changed"),
        "access.password_set": _l("First password set"),
        "access.activity_exported": _l("Activity log downloaded"),
    },
    statuses={
        "password-changed": _l("The new password is set. Your other devices are signed out."),
        "addresses-saved": _l("Saved. From where you are let in was changed."),
        "addresses-tried": _l("The list holds now, on trial. Keep it below, or it will go again."),
        "addresses-kept": _l("The list is kept."),
        "addresses-back": _l("The list before holds again."),
        "address-added": _l("Your IP address was added to the list."),
        "session-ended": _l("The device is signed out."),
        "sessions-ended": _l("All your other devices are signed out."),
    },
)
