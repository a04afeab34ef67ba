"""What the user settings hand to the factory."""

from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import MailType, MenuEntry, Room
from webapp.messaging.catalogue import Category
from webapp.profile.routes import emails, links, panels, section

__all__ = ["ROOM", "emails", "panels"]

ROOM = Room(
    name="profile",
    blueprints=[section.bp, links.bp],
    menu=MenuEntry(label=_l("User settings"), endpoint="profile.index"),
    mail_types=[
        MailType(
            id="security.phone_changed",
            category=Category.SECURITY,
            title=_l("Phone number changed"),
        ),
        MailType(
            id="confirm.email",
            category=Category.SECURITY,
            title=_l("Link to confirm an e-mail address"),
            secrets=["token"],
        ),
        MailType(
            id="security.email_change_asked",
            category=Category.SECURITY,
            title=_l("Change of e-mail address asked for"),
        ),
        MailType(
            id="security.email_changed",
            category=Category.SECURITY,
            title=_l("E-mail address changed"),
        ),
        MailType(
            id="security.email_replaced",
            category=Category.SECURITY,
            title=_l("Link to take back a change of e-mail address"),
            secrets=["token"],
        ),
        MailType(
            id="security.email_reverted",
            category=Category.SECURITY,
            title=_l("Change of e-mail address taken back"),
        ),
    ],
    events={
        "profile.phone_changed": _l("Phone number changed"),
        "profile.name_changed": _l("Name changed"),
        "profile.avatar_changed": _l("Picture changed"),
        "profile.avatar_removed": _l("Picture removed"),
        "profile.language_changed": _l("Language changed"),
        "profile.time_zone_changed": _l("Time zone changed"),
        "profile.email_change_asked": _l("New sign-in e-mail address asked for: %(new)s"),
        "profile.email_change_withdrawn": _l("New sign-in e-mail address withdrawn"),
        "profile.email_changed": _l("Sign-in e-mail address changed to %(new)s"),
        "profile.email_reverted": _l("Change of the sign-in e-mail address taken back"),
        "profile.notification_email_change_asked": _l(
            "New notification e-mail address asked for: %(new)s"
        ),
        "profile.notification_email_change_withdrawn": _l(
            "New notification e-mail address withdrawn"
        ),
        "profile.notification_email_changed": _l("Notification e-mail address changed"),
        "profile.notification_email_reverted": _l(
            "Change of the notification e-mail address taken back"
        ),
        "sign_in.ended:email-reverted": _l(
            "A session ended: the change of an e-mail address was taken back"
        ),
    },
    statuses={
        "phone-saved": _l("Phone number saved."),
        "name-saved": _l("Name saved."),
        "avatar-saved": _l("Picture saved."),
        "avatar-removed": _l("Picture removed."),
        "language-saved": _l("Language saved."),
        "time-zone-saved": _l("Time zone saved."),
        "email-asked": _l("A letter is on its way to the new address. Open the link in it."),
        "email-withdrawn": _l("The new address is withdrawn. Nothing else changed."),
        "notification-email-saved": _l("Notifications go to the sign-in e-mail address."),
        "email-confirmed": _l("The new e-mail address is confirmed. Sign in with it from now on."),
        "notification-email-confirmed": _l(
            "The new e-mail address is confirmed. Notifications go there from now on."
        ),
        "email-reverted": _l(
            "The change is taken back, and all devices are signed out. A letter with a link to set "
            "a new password is on its way to the sign-in e-mail address."
        ),
    },
)
