"""What is asked about the password."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import Length

from webapp.core.forms import Form, Line
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.i18n import lazy_ngettext
from webapp.sign_in.forms import known_password, new_password, new_password_again


class ChangePasswordForm(Form):
    """The password as it is, and the new one twice."""

    current = known_password(_l("Current password"), _l("Enter your current password."))
    password = new_password()
    password_again = new_password_again()


LONGEST_PASSKEY_NAME = 100  # what the table takes


class PasskeyForm(Form):
    """What the browser's script puts in, after the reader has touched his device."""

    credential = HiddenField(_l("Passkey"))
    stay = BooleanField(_l("Stay signed in on this device"))


def _passkey_name() -> Line:
    too_long = lazy_ngettext(
        "Enter a name of at most %(num)d character.",
        "Enter a name of at most %(num)d characters.",
        LONGEST_PASSKEY_NAME,
    )
    longest = Length(max=LONGEST_PASSKEY_NAME, message=too_long)
    return Line(_l("Name of the passkey"), id="passkey-name", validators=[longest])


class NewPasskeyForm(Form):
    """A passkey that was just made, and how it is to be called."""

    name = _passkey_name()
    credential = HiddenField(_l("Passkey"))


class PasskeyNameForm(Form):
    """Another name for a passkey."""

    name = _passkey_name()
