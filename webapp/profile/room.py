"""What the user settings hand to the factory."""

from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import MailType, MenuEntry, Room
from webapp.messaging.catalogue import Category
from webapp.profile.routes import bp

ROOM = Room(
    name="profile",
    blueprints=[bp],
    menu=MenuEntry(label=_l("User settings"), endpoint="profile.index"),
    mail_types=[
        MailType(
            id="security.phone_changed",
            category=Category.SECURITY,
            title=_l("Phone number changed"),
        )
    ],
    events={
        "profile.phone_changed": _l("Phone number changed"),
        "profile.name_changed": _l("Name changed"),
        "profile.avatar_changed": _l("Picture changed"),
        "profile.avatar_removed": _l("Picture removed"),
        "profile.language_changed": _l("Language changed"),
        "profile.time_zone_changed": _l("Time zone changed"),
    },
    statuses={
        "phone-saved": _l("Phone number saved."),
        "name-saved": _l("Name saved."),
        "avatar-saved": _l("Picture saved."),
        "avatar-removed": _l("Picture removed."),
        "language-saved": _l("Language saved."),
        "time-zone-saved": _l("Time zone saved."),
    },
)
