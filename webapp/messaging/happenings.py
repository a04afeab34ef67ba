"""Activity events in words, as all rooms together know them."""

from collections.abc import Mapping
from typing import Any

from webapp.core.i18n import gettext as _
from webapp.core.i18n import isolated
from webapp.core.room import Words, rooms
from webapp.core.settings import settings
from webapp.identity.service.activity import Event

UNPROVED = frozenset(
    {
        "access.addresses_link_asked",
        "sign_in.disowned",
        "sign_in.passkey_refused",
        "sign_in.proof_refused",
        "sign_in.refused",
        "sign_in.reset_asked",
        "sign_in.second_factor_refused",
        "sign_in.stopped",
        "sign_in.unlock_asked",
    }
)
"""What anybody may do in a user's name, and nobody knows who did."""


class _Facts(dict[str, str]):
    """What a sentence may put in; a fact that an old event lacks is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def sentence(type_id: str, facts: Mapping[str, Any]) -> str:
    """Return what happened; a type that no room knows any more is told by its name."""
    words = _words(type_id, facts)
    if words is None:
        return _("Something else: %(type)s", type=isolated(type_id))
    text = str(words)
    known = {name: isolated(str(value)) for name, value in facts.items() if value}
    return text % _Facts(known) if "%(" in text else text


def _words(type_id: str, facts: Mapping[str, Any]) -> Words | None:
    """Find the words for a type and its reason, like ``sign_in.ended:signed-out``, or for it."""
    for name in (f"{type_id}:{facts.get('reason', '')}", type_id):
        for room in rooms():
            if name in room.events:
                return room.events[name]
    return None


def actor(event: Event) -> str:
    """Return who did it, as far as that is known."""
    if event.type in UNPROVED:
        return _("Not known")
    if not event.address:  # no browser: the provider's staff did, with a command
        return settings().brand_name
    return event.user_name or _("Not known")
