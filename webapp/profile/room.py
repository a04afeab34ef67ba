"""What the user settings hand to the factory."""

from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import MenuEntry, Room
from webapp.profile.routes import bp

ROOM = Room(
    name="profile",
    blueprints=[bp],
    menu=MenuEntry(label=_l("User settings"), endpoint="profile.index"),
    statuses={
        "phone-saved": _l("Phone number saved."),
        "name-saved": _l("Name saved."),
        "avatar-saved": _l("Picture saved."),
        "avatar-removed": _l("Picture removed."),
        "language-saved": _l("Language saved."),
        "time-zone-saved": _l("Time zone saved."),
    },
)
