"""What the user settings refuse."""

from webapp.core.errors import DomainError, Throttled
from webapp.core.i18n import lazy_gettext as _l
from webapp.profile import measures


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


class PictureRefused(DomainError):
    """What was sent cannot become somebody's picture."""


class PictureMissing(PictureRefused):
    """No file was chosen, or an empty one."""

    code = "picture-missing"
    words = _l("Choose a picture.")


class NotAPicture(PictureRefused):
    """The file begins like none of the formats that are read here."""

    code = "not-a-picture"
    words = _l("Choose a picture in %(formats)s format.", formats=measures.FORMATS)


class PictureTooLarge(PictureRefused):
    """The file has more bytes than are read."""

    status = 413
    code = "picture-too-large"
    words = _l("Choose a picture of at most %(megabytes)s MB.", megabytes=measures.MEGABYTES)


class PictureTooFine(PictureRefused):
    """Decoded, it would take too much memory."""

    code = "picture-too-fine"
    # L10n: %(megapixels)s has a decimal fraction: 16.7
    words = _l(
        "Choose a picture of at most %(megapixels)s million pixels, like 4096 by 4096.",
        megapixels=measures.MEGAPIXELS,
    )


class PictureDamaged(PictureRefused):
    """No decoder makes a picture of it."""

    code = "picture-damaged"
    words = _l("This picture is damaged, so we could not read it. Choose another one.")


class PicturesBusy(Throttled):
    """Too many pictures come at this moment; one is told before a thread is lost to waiting."""

    code = "pictures-busy"

    def __init__(self) -> None:
        """Ask to come again in a few seconds."""
        super().__init__(retry_after=5)
        self.words = _l("Many pictures are arriving right now. Try again in a moment.")


class EmailUnchanged(DomainError):
    """The new address is the present one."""

    code = "email-unchanged"
    words = _l("This is your address already. Enter another one.")


class EmailTaken(DomainError):
    """Somebody else signs in with the address; only who has its mailbox is told."""

    status = 409
    code = "email-taken"
    heading = _l("Nothing was changed")
    words = _l(
        "This e-mail address now belongs to another sign-in here, and one address can belong to "
        "one only. Ask us for help if both are yours."
    )


class NothingWaits(DomainError):
    """No address waits for its confirmation any more."""

    status = 409
    code = "nothing-waits"
    words = _l("No e-mail address is waiting any more. Look at the one that is set now.")
