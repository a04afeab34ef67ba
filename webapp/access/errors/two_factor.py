"""What is refused about the second factor."""

from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l


class CodeWrong(DomainError):
    """Neither a code of the authenticator app for this moment nor an unused recovery code."""

    code = "code-wrong"
    words = _l("This code does not fit. Check it, or enter the next one that your app shows.")


class CodeTaken(CodeWrong):
    """The right code, but it let somebody in already."""

    code = "code-taken"
    words = _l("This code was used already. Wait until your app shows the next one.")


class RecoveryCodeWrong(CodeWrong):
    """It has the shape of a recovery code, but is none that still works."""

    code = "recovery-code-wrong"
    words = _l("This is none of your recovery codes, or it was used already. Enter another one.")


class TwoFactorOff(DomainError):
    """What was asked for needs two-factor sign-in, which is off."""

    status = 409
    code = "two-factor-off"
    words = _l("Two-factor sign-in is off.")


class TwoFactorOn(DomainError):
    """It was switched on meanwhile, maybe in another window."""

    status = 409
    code = "two-factor-on"
    words = _l("Two-factor sign-in is on already.")


class TwoFactorRequired(DomainError):
    """The provider's setting does not let anybody switch it off."""

    code = "two-factor-required"
    words = _l("Your provider asks everybody to use two-factor sign-in: it cannot be switched off.")
