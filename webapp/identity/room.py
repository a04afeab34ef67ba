"""What identity hands to the factory."""

from webapp.core import limits
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import Room
from webapp.identity.commands import COMMANDS
from webapp.identity.service import erasing, forgetting

ROOM = Room(
    name="identity",
    commands=COMMANDS,
    events={
        "account.created": _l("Account opened"),
        "account.switched": _l("Entered this account"),
        "account.suspended": _l("Account suspended by the provider"),
        "account.resumed": _l("Account made active again by the provider"),
        "account.closed": _l("Account closed by the provider"),
        "sign_in.succeeded": _l("Signed in"),
        "sign_in.ended": _l("A session ended"),
        "sign_in.ended:signed-out": _l("Signed out"),
        "sign_in.ended:signed-in-again": _l("A session ended: signed in again in the same browser"),
        "sign_in.ended:password-changed": _l("A session ended: the password was changed"),
        "sign_in.ended:password-reset": _l("A session ended: a new password was set"),
        "sign_in.ended:not-me": _l("A session ended: “This was not me” was pressed in a letter"),
        "sign_in.ended:no-seat": _l("A session ended: there is no access to the account any more"),
    },
    sweeps=[
        erasing.erase_closed_account,
        forgetting.sessions,
        forgetting.links,
        forgetting.devices,
        forgetting.events,
        limits.sweep,
    ],
)
