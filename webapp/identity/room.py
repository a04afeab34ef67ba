"""What identity hands to the factory."""

from webapp.core import limits
from webapp.core.room import Room
from webapp.identity.commands import COMMANDS
from webapp.identity.service import erasing, forgetting

ROOM = Room(
    name="identity",
    commands=COMMANDS,
    sweeps=[
        erasing.erase_closed_account,
        forgetting.sessions,
        forgetting.links,
        forgetting.devices,
        forgetting.events,
        limits.sweep,
    ],
)
