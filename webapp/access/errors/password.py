"""What is refused about the password."""

from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l


class PasswordUnchanged(DomainError):
    """The new password is the old one."""

    code = "password-unchanged"
    words = _l("This is your password already. Enter another one.")
