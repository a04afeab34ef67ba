"""What messaging refuses."""

from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l


class UnknownType(DomainError):
    """No room registered this type of notification."""

    code = "unknown-type"
    words = _l("There is no such type of notification.")


class LetterNotSendable(DomainError):
    """Its bytes are gone, because they held a secret, or its newsletter was forgotten."""

    code = "letter-not-sendable"
    words = _l("This letter cannot be sent again.")
