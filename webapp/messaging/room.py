"""What messaging hands to the factory."""

from webapp.core.room import Job, Room
from webapp.messaging import checks, delivery
from webapp.messaging.catalogue import TYPES
from webapp.messaging.commands import COMMANDS
from webapp.messaging.service import composing, forgetting

ROOM = Room(
    name="messaging",
    commands=COMMANDS,
    checks=[checks.way_out, checks.waiting],
    mail_types=TYPES,
    jobs=[
        Job(name="compose", due=composing.due, run=composing.compose),
        Job(name="deliver", due=delivery.due, run=delivery.deliver),
    ],
    sweeps=[
        forgetting.letters_of_the_erased,
        forgetting.newsletter_words,
        forgetting.newsletter_files,
    ],
)
