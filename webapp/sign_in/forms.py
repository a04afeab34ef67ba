"""The questions that sign-in asks."""

from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from webapp.core.forms import Form, Line
from webapp.core.i18n import LazyString, lazy_ngettext
from webapp.core.i18n import lazy_gettext as _l
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


def known_password(label: LazyString, missing: LazyString) -> PasswordField:
    """Return the field of a password that somebody has already."""
    too_long = Length(max=MAX_LENGTH, message=PasswordTooLong.words)
    return PasswordField(label, validators=[InputRequired(missing), too_long])


class SignInForm(Form):
    """E-mail, password, and whether this browser is one's own."""

    email = _email()
    password = known_password(_l("Password"), _l("Enter your password."))
    stay = BooleanField(_l("Stay signed in on this device"))


class ProofForm(Form):
    """One's password, once more; the fields of another form travel beside it."""

    field_name = "proof_password"
    proof_password = known_password(_l("Password"), _l("Enter your password."))


class ForgotForm(Form):
    """Who wants a new password."""

    email = _email()


def new_password() -> PasswordField:
    """Return the field of a new password."""
    return PasswordField(
        _l("New password"),
        id="password-new",  # a panel is called like its field's name
        validators=[InputRequired(_l("Enter a new password."))],
    )


def new_password_again() -> PasswordField:
    """Return the field in which the password of the field ``password`` is typed once more."""
    return PasswordField(
        _l("New password again"),
        id="password-new-again",
        validators=[EqualTo("password", PasswordsDiffer.words)],
    )


class NewPasswordForm(Form):
    """A new password, twice."""

    password = new_password()
    password_again = new_password_again()
