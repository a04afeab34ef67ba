"""The questions that sign-in asks."""

from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from webapp.core.forms import Form, Line
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.i18n import lazy_ngettext
from webapp.core.passwords import MAX_LENGTH, PasswordTooLong
from webapp.sign_in.errors import PasswordsDiffer

LONGEST_EMAIL = 320  # what the table takes


def _email() -> Line:
    return Line(
        _l("E-mail address"),
        validators=[
            DataRequired(_l("Enter your e-mail address.")),
            Length(
                max=LONGEST_EMAIL,
                message=lazy_ngettext(
                    "Enter an e-mail address of at most %(num)d character.",
                    "Enter an e-mail address of at most %(num)d characters.",
                    LONGEST_EMAIL,
                ),
            ),
        ],
    )


class SignInForm(Form):
    """E-mail, password, and whether this browser is one's own."""

    email = _email()
    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Enter your password.")),
            Length(max=MAX_LENGTH, message=PasswordTooLong.words),
        ],
    )
    stay = BooleanField(_l("Stay signed in on this device"))


class ForgotForm(Form):
    """Who wants a new password."""

    email = _email()


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"), validators=[InputRequired(_l("Enter a new password."))]
    )
    password_again = PasswordField(
        _l("New password again"), validators=[EqualTo("password", PasswordsDiffer.words)]
    )


class NotMeForm(Form):
    """Nothing but a button."""
