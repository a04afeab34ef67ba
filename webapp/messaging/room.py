"""What messaging hands to the factory."""

from webapp.core.room import Job, Room
from webapp.messaging import delivery
from webapp.messaging.catalogue import TYPES
from webapp.messaging.commands import COMMANDS
from webapp.messaging.service import composing

ROOM = Room(
    name="messaging",
    commands=COMMANDS,
    mail_types=TYPES,
    jobs=[
        Job(name="compose", due=composing.due, run=composing.compose),
        Job(name="deliver", due=delivery.due, run=delivery.deliver),
    ],
)
