"""What identity refuses."""

from webapp.core.errors import DomainError, Forbidden, NotFound
from webapp.core.i18n import lazy_gettext as _l


class CheckDigitWrong(DomainError):
    """A Client ID whose check digit does not match."""

    code = "check-digit-wrong"
    words = _l("This is not a Client ID: its check digit does not match.")


class EmailNotUsable(DomainError):
    """The text is not an e-mail address."""

    code = "email-not-usable"
    words = _l("Enter an e-mail address, like name@example.com.")


class PasswordNotWanted(DomainError):
    """The e-mail belongs to somebody, whose password is his own affair."""

    code = "password-not-wanted"
    words = _l("This e-mail address already belongs to a user: leave the password out.")


class NoSuchAccount(NotFound):
    """No account has this Client ID, or the visitor has no seat on it."""

    code = "no-such-account"
    words = _l("There is no such account.")


class NoSuchUser(NotFound):
    """Nobody signs in with this e-mail address; only the provider is told."""

    code = "no-such-user"
    words = _l("Nobody signs in with this e-mail address.")


class NoSuchPicture(NotFound):
    """No picture has this name: it was replaced or removed, or never was."""

    code = "no-such-picture"


class AccountClosed(Forbidden):
    """A closed account can be read, not changed."""

    code = "account-closed"
    words = _l("This account is closed. You can still read it, but nothing can be changed.")


class NoSeat(DomainError):
    """There is no account that this user may enter; who signs in is not told."""

    code = "no-seat"


class ProofOutdated(DomainError):
    """What a person proved himself with was changed meanwhile; who signs in is not told."""

    code = "proof-outdated"
    words = _l("Your password was changed meanwhile, in another window or by somebody else.")


class SessionOver(DomainError):
    """This session was ended, maybe from another device, while its user acted."""

    status = 409
    code = "session-over"
    words = _l("You were signed out meanwhile, so nothing was changed. Sign in again.")


class PasswordWrong(DomainError):
    """What a signed-in user gave for his password is not it."""

    code = "password-wrong"
    words = _l("This is not your password. Check it and try again.")


class LinkUsedUp(DomainError):
    """A one-time link is unknown, used or too old: the reader is not told which."""

    status = 410
    code = "link-used-up"
    heading = _l("This link works no more")
    words = _l("It was used already, it is too old, or a part of it is missing.")


class WrongState(DomainError):
    """The account's state does not allow this step."""

    code = "wrong-state"
    words = _l("The state of this account does not allow this.")


class PermissionMissing(Forbidden):
    """The visitor's seat lacks a permission."""

    code = "permission-missing"
    words = _l(
        "Your access to this account does not include this page. Ask the owner of the account."
    )
