"""What the user settings refuse."""

from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l


class PhoneNotDialable(DomainError):
    """Nobody could be called under this number."""

    code = "phone-not-dialable"
    words = _l("Enter a phone number with its country code, like +44 20 7946 0018.")


class NameMissing(DomainError):
    """A person needs a name."""

    code = "name-missing"
    words = _l("Enter your name.")


class LanguageNotShipped(DomainError):
    """The interface does not speak this language."""

    code = "language-not-shipped"
    words = _l("Choose one of the languages in the list.")


class UnknownTimeZone(DomainError):
    """The IANA database has no such zone."""

    code = "unknown-time-zone"
    words = _l("Choose a time zone from the list.")
