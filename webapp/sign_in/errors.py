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
