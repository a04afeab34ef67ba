"""What the section refuses."""

from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l


class NoSuchChoice(DomainError):
    """None of the choices was made."""

    code = "no-such-choice"
    words = _l("Choose after which sign-ins we mail you.")
