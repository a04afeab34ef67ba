"""Every page and every state of one: what it shows, and how a reader gets there.

A new page is one line here, and the gate looks at it in every mode (see ``modes.py``).
"""

from tests.browser import mailboxes, visits_activity, visits_addresses, ways_in
from tests.browser import visits_two_factor as two_factor
from tests.browser.applications import with_a_brand, without_a_database
from tests.browser.state import State, anyone, cancelled, changing, client, failed
from tests.browser.visit import Visit
from tests.browser.visits_passkeys import (
    listed_in_place,
    unknown_here,
    unnamed,
    waiting,
    with_passkeys,
)
from webapp.core.styleguide import COMPONENTS
from webapp.identity.models import AccountState
from webapp.profile.kinds import Kind

UNLOCK, LOG = "unlocking.unlock", "access.activity"
LOGIN, FORGOT, LINK = "sign_in.login", "forgot.forgot", "forgot.password"
ACCOUNT, SWITCH, PROFILE = "account.index", "sign_in.switch", "profile.index"
PASSKEYS = "access.edit_passkeys"
PHONE, PICTURE = "profile.edit_phone", "profile.edit_avatar"
ACCESS, PASSWORD = "access.index", "access.edit_password"
DEVICES = "access.edit_sessions"
SETTINGS, LOGIN_MAIL = "client_area_settings.index", "client_area_settings.edit_login_mail"
TWO_FACTOR, STEP = "access.edit_two_factor", "access.second_step"
EMAIL, ELSEWHERE = "profile.edit_email", "profile.edit_notification_email"
CONFIRM, REVERT = "email_links.confirm_email", "email_links.revert"

PAGES: dict[str, State] = {
    "login": anyone(LOGIN, "/login"),
    "login refused": State(LOGIN, Visit.wrong_pair),
    "login throttled": State(
        LOGIN, lambda visit: visit.too_often("/login", email="a@example.com", password="wrong")
    ),
    "login left empty": State(LOGIN, lambda visit: (visit.open("/login"), visit.send())),
    "login with a brand": State(LOGIN, lambda visit: with_a_brand(visit, "/login")),
    "unlock": anyone(UNLOCK, "/login/unlock"),
    "unlock needed": State(LOGIN, visits_activity.guessed_at),
    "unlock throttled": State(
        UNLOCK, lambda visit: visit.too_often("/login/unlock", email="a@example.com")
    ),
    "unlock sent": State("unlocking.asked", visits_activity.asked),
    "unlock browser": State("unlocking.browser", visits_activity.linked),
    "unlock link used up": State("unlocking.browser", visits_activity.used_up),
    "login unlocked": anyone(LOGIN, "/login?ok=unlocked&t=1"),
    "forgot": anyone(FORGOT, "/forgot"),
    "forgot refused": State(FORGOT, lambda visit: visit.asked(email="")),
    "forgot throttled": State(
        FORGOT, lambda visit: visit.too_often("/forgot", email="a@example.com")
    ),
    "forgot sent": State("forgot.asked", Visit.asked),
    "first password": State(LINK, Visit.linked_for_the_first_time),
    "new password": State(LINK, Visit.linked),
    "new password refused": State(LINK, Visit.linked_and_refused),
    "new password set": anyone(LOGIN, "/login?ok=password-set&t=1"),
    "link used up": State(LINK, Visit.used_up),
    "not me": State("forgot.not_me", Visit.doubted),
    "signed out": anyone(LOGIN, "/login?ok=signed-out"),
    "logout": client("sign_in.logout", "/logout"),
    "switch": client(SWITCH, "/switch"),
    "switch among fifty": State(SWITCH, lambda visit: visit.seats(50)),
    "account": client(ACCOUNT, "/account"),
    "account with one seat": State(ACCOUNT, lambda visit: visit.alone("/account")),
    "account with long names": State(ACCOUNT, lambda visit: visit.at_length("/account")),
    "account suspended": State(ACCOUNT, lambda visit: visit.in_state(AccountState.SUSPENDED)),
    "account closed": State(ACCOUNT, lambda visit: visit.in_state(AccountState.CLOSED)),
    "account with a brand": State(
        ACCOUNT, lambda visit: with_a_brand(visit, "/account", is_signed_in=True)
    ),
    "activity": State(LOG, lambda visit: visits_activity.log(visit, "/access/activity")),
    "activity filtered": State(
        LOG, lambda visit: visits_activity.log(visit, "/access/activity?kind=profile&address=192")
    ),
    "activity refused": State(LOG, visits_activity.unreadable),
    "activity without a match": State(
        LOG, lambda visit: visits_activity.log(visit, "/access/activity?address=198.51.100.1")
    ),
    "activity empty": State(LOG, lambda visit: visits_activity.log(visit, "/access/activity", 0)),
    "account activity": State(
        "account.activity", lambda visit: visits_activity.log(visit, "/account/activity")
    ),
    "passkeys panel": client("access.passkeys", "/access/passkeys"),
    "passkeys, none": client(PASSKEYS, "/access/passkeys/edit"),
    "passkeys": State(PASSKEYS, lambda visit: with_passkeys(visit, "/access/passkeys/edit")),
    "passkey to add": client("access.add_passkey", "/access/passkeys/add"),
    "passkey refused": State("access.add_passkey", unnamed),
    "passkey to rename": State(
        "access.rename_passkey", lambda visit: with_passkeys(visit, "/access/passkeys/1/edit")
    ),
    "passkey to remove": State(
        "access.remove_passkey", lambda visit: with_passkeys(visit, "/access/passkeys/1/remove")
    ),
    "passkey to sign in": anyone("access.sign_in_with_passkey", "/access/passkeys/sign-in"),
    "passkey to sign in refused": State("access.sign_in_with_passkey", unknown_here),
    "passkey as second step": State("access.pass_with_passkey", waiting),
    "passkey to prove": State(
        "access.prove_with_passkey", lambda visit: with_passkeys(visit, "/access/passkeys/prove")
    ),
    "profile": client(PROFILE, "/profile"),
    "profile saved": client(PROFILE, "/profile?ok=phone-saved&t=1"),
    "profile with an unknown status": client(PROFILE, "/profile?ok=nonsense&t=1"),
    "profile with picture": State(PROFILE, lambda visit: visit.with_picture("/profile")),
    "profile with long names": State(PROFILE, lambda visit: visit.at_length("/profile")),
    "profile of a newcomer": State(PROFILE, lambda visit: visit.alone("/profile")),
    "email": client("profile.email", "/profile/email"),
    "new email": client(EMAIL, "/profile/email/edit"),
    "new email refused": State(
        EMAIL, lambda visit: visit.refused("/profile/email/edit", address="anna")
    ),
    "new email after a while": State(EMAIL, mailboxes.asking_again),
    "emails waiting": State(PROFILE, mailboxes.waiting),
    "email confirmed": State(CONFIRM, lambda visit: mailboxes.confirming(Kind.SIGN_IN, visit)),
    "email taken": State(CONFIRM, mailboxes.taken),
    "email link used up": State(CONFIRM, mailboxes.used_up),
    "email taken back": State(REVERT, lambda visit: mailboxes.reverting(Kind.SIGN_IN, visit)),
    "notification email": client("profile.notification_email", "/profile/notification-email"),
    "new notification email": client(ELSEWHERE, "/profile/notification-email/edit"),
    "notification email confirmed": State(
        "email_links.confirm_notification_email",
        lambda visit: mailboxes.confirming(Kind.NOTIFICATION, visit),
    ),
    "notification email taken back": State(
        REVERT, lambda visit: mailboxes.reverting(Kind.NOTIFICATION, visit)
    ),
    "phone": client(PHONE, "/profile/phone/edit"),
    "phone refused": State(PHONE, lambda visit: visit.refused("/profile/phone/edit", number="12")),
    "phone, every country": client(PHONE, "/profile/phone/edit?countries=all"),
    "name": client("profile.edit_name", "/profile/name/edit"),
    "name refused": State(
        "profile.edit_name", lambda visit: visit.refused("/profile/name/edit", name=" ")
    ),
    "picture": client(PICTURE, "/profile/avatar/edit"),
    "picture there": State(PICTURE, lambda visit: visit.with_picture("/profile/avatar/edit")),
    "picture refused": State(PICTURE, Visit.picture_refused),
    "language": client("profile.edit_language", "/profile/language/edit"),
    "time zone": client("profile.edit_time_zone", "/profile/time-zone/edit"),
    "access": client(ACCESS, "/access"),
    "access saved": client(ACCESS, "/access?ok=password-changed&t=1"),
    "password": client(PASSWORD, "/access/password/edit"),
    "password refused": State(PASSWORD, ways_in.wrong_current_password),
    "password for the first time": State(PASSWORD, ways_in.first_password),
    "confirm that it is you": State(PASSWORD, ways_in.asked_again),
    **visits_addresses.PAGES,
    "devices": State(DEVICES, lambda visit: ways_in.with_devices(visit, "/access/sessions/edit")),
    "devices, only this one": client(DEVICES, "/access/sessions/edit"),
    "client area settings": client(SETTINGS, "/client-area-settings"),
    "login mail": client(LOGIN_MAIL, "/client-area-settings/login-mail/edit"),
    "access with two factors": State(
        "access.index", lambda visit: two_factor.looked_after(visit, "/access")
    ),
    "two-factor": client(TWO_FACTOR, two_factor.EDIT),
    "two-factor refused": State(
        TWO_FACTOR, lambda visit: visit.refused(two_factor.EDIT, code="no code")
    ),
    "two-factor on": State(
        TWO_FACTOR, lambda visit: two_factor.looked_after(visit, two_factor.EDIT)
    ),
    "two-factor off": State(
        "access.two_factor_off",
        lambda visit: two_factor.looked_after(visit, "/access/two-factor/off"),
    ),
    "two-factor off refused": State("access.two_factor_off", two_factor.not_switched_off),
    "two-factor devices": State(
        "access.two_factor_devices",
        lambda visit: two_factor.looked_after(visit, "/access/two-factor/devices"),
    ),
    "recovery codes": State(
        "access.recovery_codes",
        lambda visit: two_factor.looked_after(visit, "/access/recovery-codes"),
    ),
    "recovery codes shown": State(TWO_FACTOR, two_factor.switched_on),
    "second step": State(STEP, two_factor.half_way),
    "second step refused": State(STEP, two_factor.stopped),
    "second step by recovery code": State(
        STEP, lambda visit: two_factor.half_way(visit, f"{two_factor.STEP}?by=recovery-code")
    ),
    "second step over": State(STEP, two_factor.too_late),
    "form expired": State(400, Visit.expired),
    "forbidden": State(403, Visit.forbidden),
    "not found": State(404, Visit.missing),
    **{f"error {status}": failed(status) for status in (405, 409, 410, 413, 415, 422, 429, 500)},
    "error 503": State(503, without_a_database),
    "style guide": anyone("styleguide.index", "/styleguide"),
    **{
        f"style guide, {name}": anyone("styleguide.component", f"/styleguide/{name}")
        for name in COMPONENTS
    },
}

IN_PLACE: dict[str, State] = {
    "passkeys in place": State(PASSKEYS, listed_in_place),
    "phone in place": changing(PHONE, "phone"),
    "phone refused in place": State(PHONE, Visit.refused_in_place),
    "phone saved in place": State(PHONE, Visit.saved_in_place),
    "form expired in place": State(400, Visit.expired_in_place),
    "phone cancelled in place": cancelled("profile.phone", "phone"),
    "new email in place": changing(EMAIL, "email"),
    "new email refused in place": State(EMAIL, mailboxes.refused_in_place),
    "new email asked in place": State(EMAIL, mailboxes.asked_in_place),
    "new email cancelled in place": cancelled("profile.email", "email"),
    "new notification email in place": changing(ELSEWHERE, "notification-email"),
    "new notification email cancelled in place": cancelled(
        "profile.notification_email", "notification-email"
    ),
    "name in place": changing("profile.edit_name", "name"),
    "name cancelled in place": cancelled("profile.name", "name"),
    "picture in place": State(PICTURE, Visit.picture_in_place),
    "picture cancelled in place": cancelled("profile.avatar", "avatar"),
    "language in place": changing("profile.edit_language", "language"),
    "language cancelled in place": cancelled("profile.language", "language"),
    "time zone in place": changing("profile.edit_time_zone", "time-zone"),
    "time zone cancelled in place": cancelled("profile.time_zone", "time-zone"),
    "password in place": changing(PASSWORD, "password", "/access"),
    "password cancelled in place": cancelled("access.password", "password", "/access"),
    **visits_addresses.IN_PLACE,
    "devices in place": State(DEVICES, ways_in.devices_in_place),
    "device signed out in place": State("access.end_session", ways_in.device_signed_out_in_place),
    "devices cancelled in place": State("access.sessions", ways_in.devices_closed_in_place),
    "login mail in place": changing(LOGIN_MAIL, "login-mail", "/client-area-settings"),
    "login mail saved in place": State(LOGIN_MAIL, ways_in.login_mail_saved_in_place),
    "login mail cancelled in place": cancelled(
        "client_area_settings.login_mail", "login-mail", "/client-area-settings"
    ),
    "two-factor in place": State(TWO_FACTOR, two_factor.in_place),
    "two-factor refused in place": State(TWO_FACTOR, two_factor.refused_in_place),
    "two-factor cancelled in place": State("access.two_factor", two_factor.cancelled_in_place),
    "two-factor switched on in place": State(TWO_FACTOR, two_factor.switched_on_in_place),
}
"""States that htmx brings about; without scripts there are none."""

EVERYTHING = {**PAGES, **IN_PLACE}

REFERENCE = ("login", "profile", "picture there", "phone refused", "account")
"""The pages that `make test` looks at in every mode."""

LONG_WORDS = (
    *(*REFERENCE, "switch", "time zone"),
    *("forgot sent", "new password refused", "link used up", "not me"),
    *("two-factor refused", "recovery codes shown", "second step"),
)
"""Those that it looks at in every language."""

SELDOM = (
    *(state for state in IN_PLACE if "cancelled" in state or "expired" in state),
    *(f"{panel} in place" for panel in ("name", "language", "time zone", "password", "devices")),
    *(f"{panel} in place" for panel in ("new email", "new notification email", "login mail")),
    *("addresses as text in place", "addresses tried in place", "two-factor in place"),
    *(state for state in PAGES if state.startswith(("error ", "style guide, ", "account "))),
    *(state for state in PAGES if state.endswith((" a brand", " long names", " a newcomer"))),
    *("notification email confirmed", "notification email taken back"),
    *("profile with an unknown status", "switch among fifty", "forgot throttled"),
    *("addresses not kept", "addresses, link offered", "addresses, link from elsewhere"),
    *("two-factor off refused", "two-factor devices", "second step over"),
    *("unlock throttled", "unlock sent", "unlock link used up", "email link used up"),
    *("login unlocked", "new password set", "signed out", "access saved", "profile saved"),
    *("activity without a match", "activity empty", "notification email", "passkeys panel"),
    *(
        "passkey to prove",
        "passkey to sign in refused",
        "new email after a while",
        "first password",
    ),
)
"""Variations at which only the full sweep looks."""

WITHOUT_A_PAGE = {
    "access.keep_addresses": "leads on: to the panel of the list",
    "sign_in.root": "leads on: to the account, or to sign in",
    "brand.file": "the provider's logo, or a style sheet with his colour",
    "profile.avatar_picture": "a picture",
    "health.healthz": "JSON, for whoever watches the server",
    "health.readyz": "JSON, for whoever watches the server",
}
"""Addresses that answer GET with something else than a page."""
