"""What the section *Password and access* hands to the factory."""

from webapp.access import words
from webapp.access.commands import COMMANDS
from webapp.access.routes import (
    activity,
    addresses,
    passkey_proofs,
    passkeys,
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
from webapp.core.room import Job, MenuEntry, Panel, Room

PAGES = (
    *(activity, addresses, passkeys, password, recovery),
    *(recovery_codes, second_step, sessions, two_factor),
)
"""Modules whose views are on the blueprint since they were imported."""

ROOM = Room(
    name="access",
    blueprints=[bp],
    menu=MenuEntry(label=_l("Password and access"), endpoint="access.index"),
    guards=[check_address, ask_for_code, ask_to_set_up],
    commands=COMMANDS,
    panels=[
        Panel(
            place="login",
            template="access/passkey_sign_in.html",
            context=passkey_proofs.to_sign_in,
        ),
        Panel(
            place="second-step",
            template="access/passkey_step.html",
            context=passkey_proofs.to_pass,
        ),
        Panel(
            place="prove",
            template="access/passkey_offer.html",
            context=passkey_proofs.to_offer,
        ),
    ],
    jobs=[Job(name="tell-unfinished-sign-in", due=unfinished, run=tell_unfinished)],
    mail_types=words.MAIL_TYPES,
    events=words.EVENTS,
    statuses=words.STATUSES,
)
