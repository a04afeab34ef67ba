"""Ways to prove oneself, in words."""

from webapp.core.i18n import LazyString
from webapp.core.i18n import gettext as _
from webapp.core.i18n import lazy_gettext as _l

WAYS = {
    "password": _l("Password"),
    "passkey": _l("Passkey"),
}
FACTORS: dict[str, LazyString] = {
    # L10n: Follows the first way in, as in "Password and one-time code".
    "totp": _l("one-time code"),
    # L10n: Follows the first way in, as in "Password and recovery code".
    "recovery-code": _l("recovery code"),
    # L10n: Follows the first way in, as in "Password and passkey".
    "passkey": _l("passkey"),
}


def words(way: str, second_factor: str | None = None) -> str:
    """Return e.g. "Password and one-time code"; what has no words here is shown as it is."""
    first = str(WAYS.get(way, way))
    if not second_factor:
        return first
    second = str(FACTORS.get(second_factor, second_factor))
    # L10n: How somebody signed in: "Password and one-time code".
    return _("%(first)s and %(second)s", first=first, second=second)
