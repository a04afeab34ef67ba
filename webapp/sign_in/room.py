"""What sign-in hands to the factory."""

from collections.abc import Mapping

from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import Panel, Room
from webapp.identity.service import sessions
from webapp.identity.visitor import visitor
from webapp.sign_in.routes import bp


def last_sign_in() -> Mapping[str, object]:
    """Return what the overview says about the sign-in before this one."""
    return {"last": sessions.previous_sign_in(visitor.user_id, visitor.session_id)}


ROOM = Room(
    name="sign_in",
    blueprints=[bp],
    panels=[Panel(place="account", template="sign_in/last_sign_in.html", context=last_sign_in)],
    statuses={
        "signed-out": _l("You are signed out."),
        "account-switched": _l("You are now in another account."),
    },
)
