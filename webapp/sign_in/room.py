"""What sign-in hands to the factory."""

from collections.abc import Mapping

from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import Job, MailType, Panel, Room
from webapp.identity.service import sessions
from webapp.identity.visitor import visitor
from webapp.messaging.catalogue import Category
from webapp.sign_in.commands import COMMANDS
from webapp.sign_in.routes import forgot, signing_in, unlocking
from webapp.sign_in.service import resetting


def last_sign_in() -> Mapping[str, object]:
    """Return what the overview says about the sign-in before this one."""
    return {"last": sessions.previous_sign_in(visitor.user_id, visitor.session_id)}


ROOM = Room(
    name="sign_in",
    blueprints=[signing_in.bp, forgot.bp, unlocking.bp],
    panels=[Panel(place="account", template="sign_in/last_sign_in.html", context=last_sign_in)],
    statuses={
        "signed-out": _l("You are signed out."),
        "account-switched": _l("You are now in another account."),
        "password-set": _l("The new password is set. You can sign in with it now."),
        "unlocked": _l("This browser is known now. Sign in here with your password."),
        "disowned": _l(
            "All your devices are signed out. A letter with a link to set a new password is on its "
            "way to you."
        ),
        "other-disowned": _l(
            "All devices of the other user are signed out, yours are not. A letter with a link to "
            "set a new password is on its way to him."
        ),
    },
    events={
        "sign_in.refused": _l("Sign-in refused: the password was wrong"),
        "sign_in.proof_refused": _l("Not confirmed: the password was wrong"),
        "sign_in.reset_asked": _l("Link to set a new password asked for"),
        "sign_in.password_reset": _l("New password set with a mailed link"),
        "sign_in.disowned": _l("“This was not me” pressed in a letter: all devices signed out"),
        "sign_in.unlock_asked": _l("Link to sign in with a new browser asked for"),
        "sign_in.unlocked": _l("New browser made known with a mailed link"),
    },
    commands=COMMANDS,
    jobs=[Job(name="answer-reset", due=resetting.waiting, run=resetting.answer)],
    sweeps=[resetting.forget_requests],
    mail_types=[
        MailType(id="security.sign_in", category=Category.SECURITY, title=_l("Sign-in")),
        MailType(
            id="security.seat_sign_in",
            category=Category.SECURITY,
            title=_l("Sign-in of somebody with access to your account"),
        ),
        MailType(
            id="security.password_reset", category=Category.SECURITY, title=_l("Password changed")
        ),
        MailType(
            id="security.sessions_ended",
            category=Category.SECURITY,
            title=_l("All devices signed out"),
        ),
        MailType(
            id="confirm.reset",
            category=Category.SECURITY,
            title=_l("Link to set a new password"),
            secrets=["token"],
        ),
        MailType(
            id="confirm.unlock",
            category=Category.SECURITY,
            title=_l("Link to sign in with a new browser"),
            secrets=["token"],
        ),
        MailType(
            id="confirm.password",
            category=Category.SECURITY,
            title=_l("Link to set your first password"),
            secrets=["token"],
        ),
    ],
)
