"""What the account overview hands to the factory."""

from webapp.account.routes import bp
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import MenuEntry, Panel, Room
from webapp.identity.permissions import Permission

ROOM = Room(
    name="account",
    blueprints=[bp],
    menu=MenuEntry(
        label=_l("Account information"),
        endpoint="account.index",
        permission=Permission.PROFILE_READ,
    ),
    panels=[
        Panel(place="account", template="account/summary.html", order=10),
        Panel(place="account", template="account/activity.html", order=90),
    ],
)
