"""What the section tells: types of letters, sentences of the activity log, status messages."""

from collections.abc import Sequence

from webapp.core.i18n import LazyString
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import MailType
from webapp.messaging.catalogue import Category


def _security(type_id: str, title: LazyString, secrets: Sequence[str] = ()) -> MailType:
    return MailType(id=type_id, category=Category.SECURITY, title=title, secrets=secrets)


MAIL_TYPES = [
    _security("security.password_changed", _l("Password changed")),
    _security("security.addresses_changed", _l("IP addresses changed")),
    _security("security.addresses_recovered", _l("IP address added by a mailed link")),
    _security("confirm.addresses", _l("Link to add an IP address"), secrets=["token"]),
    _security("security.sign_in_stopped", _l("Sign-in stopped")),
    _security("security.sessions_ended_by_user", _l("Devices signed out")),
    _security("security.two_factor_on", _l("Two-factor sign-in switched on")),
    _security("security.two_factor_off", _l("Two-factor sign-in switched off")),
    _security("security.two_factor_reset", _l("Two-factor sign-in switched off by the provider")),
    _security("security.recovery_codes_made", _l("New recovery codes")),
    _security("security.recovery_code_used", _l("Recovery code used")),
    _security("security.passkey_added", _l("Passkey added")),
    _security("security.passkey_removed", _l("Passkey removed")),
    _security("security.export_made", _l("Data downloaded")),
]

EVENTS = {
    "access.password_changed": _l("Password changed"),
    "access.password_set": _l("First password set"),
    "access.addresses_changed": _l("List of IP addresses changed"),
    "access.addresses_link_asked": _l("Link to add an IP address asked for"),
    "access.two_factor_on": _l("Two-factor sign-in switched on"),
    "access.two_factor_off": _l("Two-factor sign-in switched off"),
    "access.two_factor_reset": _l("Two-factor sign-in switched off by the provider"),
    "access.devices_forgotten": _l("Every device is asked for a code again"),
    "access.recovery_codes_made": _l("New recovery codes made"),
    "access.recovery_code_used": _l("Recovery code used"),
    "access.passkey_added": _l("Passkey added: %(name)s"),
    "access.passkey_renamed": _l("Passkey renamed: %(name)s"),
    "access.passkey_removed": _l("Passkey removed: %(name)s"),
    "access.activity_exported": _l("Activity log downloaded"),
    "sign_in.stopped": _l("Sign-in stopped after the right password"),
    "sign_in.second_factor_refused": _l("Code refused: it was wrong"),
    "sign_in.passkey_refused": _l("Passkey refused"),
    "sign_in.ended:ended-by-user": _l("A session ended: its user signed it out"),
    "sign_in.ended:passkey-removed": _l("A session ended: a passkey was removed"),
    "sign_in.ended:two-factor-on": _l("A session ended: two-factor sign-in was switched on"),
    "sign_in.ended:two-factor-reset": _l("A session ended: two-factor sign-in was reset"),
}

STATUSES = {
    "password-changed": _l("The new password is set. Your other devices are signed out."),
    "addresses-saved": _l("The list is saved."),
    "addresses-tried": _l(
        "The list holds now, on trial. Keep it below, or the one before will hold again."
    ),
    "addresses-kept": _l("The list is kept."),
    "addresses-back": _l("The list before holds again."),
    "address-added": _l("Your IP address was added to the list."),
    "session-ended": _l("The device is signed out."),
    "sessions-ended": _l("All your other devices are signed out."),
    "two-factor-on": _l("Two-factor sign-in is on. Your other devices are signed out."),
    "two-factor-off": _l("Two-factor sign-in is off."),
    "devices-forgotten": _l("The next sign-in on each device asks for a code."),
    "passkey-added": _l("Passkey added. From now on you can sign in with it."),
    "passkey-renamed": _l("Passkey renamed."),
    "passkey-removed": _l(
        "Passkey removed. Other devices that came in with a passkey are signed out."
    ),
}
