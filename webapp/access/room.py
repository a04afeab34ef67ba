"""What the section *Password and access* hands to the factory."""

from webapp.access import words
from webapp.access.commands import COMMANDS
from webapp.access.routes import (
    activity,
    addresses,
    password,
    recovery,
    recovery_codes,
    second_step,
    sessions,
    two_factor,
)
from webapp.access.routes.section import bp
from webapp.access.service.guarding import check_address
from webapp.access.service.second_step import (
    ask_for_code,
    ask_to_set_up,
    tell_unfinished,
    unfinished,
)
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import Job, MenuEntry, Room

PAGES = (
    *(activity, addresses, password, recovery),
    *(recovery_codes, second_step, sessions, two_factor),
)
"""Modules whose views are on the blueprint since they were imported."""

ROOM = Room(
    name="access",
    blueprints=[bp],
    menu=MenuEntry(label=_l("Password and access"), endpoint="access.index"),
    guards=[check_address, ask_for_code, ask_to_set_up],
    commands=COMMANDS,
    jobs=[Job(name="tell-unfinished-sign-in", due=unfinished, run=tell_unfinished)],
    mail_types=words.MAIL_TYPES,
    events=words.EVENTS,
    statuses=words.STATUSES,
)
