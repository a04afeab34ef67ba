"""What sign-in refuses."""

from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l


class WrongPair(DomainError):
    """Unknown, disabled or without this password: the reader is not told which."""

    code = "wrong-pair"
    words = _l("This e-mail address and password do not belong together. Check both.")


class PasswordsDiffer(DomainError):
    """The second time something else was typed."""

    code = "passwords-differ"
    words = _l("Enter the same password twice.")


class NeedsUnlocking(DomainError):
    """Too often in a row the password was wrong: unknown browsers need a mailed link, too.

    Said alike whether or not there is such a user.
    """

    status = 403
    code = "needs-unlocking"
    heading = _l("Sign in with a link")
    words = _l("For safety this sign-in needs a link that we mail to you.")
