"""What is refused about passkeys."""

from webapp.core.errors import DomainError, NotFound
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.i18n import lazy_ngettext

MOST_PASSKEYS = 20


class PasskeyRefused(DomainError):
    """Unknown, another's, wrongly signed or used in another place: the reader is not told which."""

    code = "passkey-refused"
    words = _l("This passkey does not work here. Try another one, or use your password.")


class PasskeyLate(DomainError):
    """The challenge is too old, used, or was another browser's."""

    code = "passkey-late"
    words = _l("That took too long, so nothing was done. Try once more: this page is fresh now.")


class PasskeyMissing(DomainError):
    """A form came without what a browser makes with JavaScript."""

    code = "passkey-missing"
    words = _l("Your browser sent no passkey. That needs JavaScript and a current browser.")


class PasskeyNotMade(DomainError):
    """What should become a passkey cannot be one."""

    code = "passkey-not-made"
    words = _l("Your device made no passkey that we can use. Try once more, or use another device.")


class PasskeyNameMissing(DomainError):
    """A passkey without a name could not be told from the others."""

    code = "passkey-name-missing"
    words = _l("Enter a name, so that you know this passkey again.")


class TooManyPasskeys(DomainError):
    """Nobody needs so many; the list would only hide a stranger's."""

    code = "too-many-passkeys"
    words = lazy_ngettext(
        "There can be at most %(num)d passkey. Remove one first.",
        "There can be at most %(num)d passkeys. Remove one first.",
        MOST_PASSKEYS,
    )


class LastWayIn(DomainError):
    """Without it nobody could sign in any more."""

    code = "last-way-in"
    words = _l(
        "This passkey is your only way to sign in, so it stays. Set a password first, or add "
        "another passkey."
    )


class NoSuchPasskey(NotFound):
    """There is none of this number, or it is somebody else's."""

    code = "no-such-passkey"
    words = _l("There is no such passkey: maybe it was removed.")
