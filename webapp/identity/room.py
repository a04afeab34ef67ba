"""What identity hands to the factory."""

from webapp.core.room import Room
from webapp.identity.commands import COMMANDS

ROOM = Room(name="identity", commands=COMMANDS)
