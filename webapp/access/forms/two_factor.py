"""What is asked about the second factor."""

from wtforms import BooleanField, PasswordField
from wtforms.validators import InputRequired, Length

from webapp.access.errors.two_factor import CodeWrong
from webapp.core.forms import Form
from webapp.core.i18n import LazyString
from webapp.core.i18n import lazy_gettext as _l

LONGEST_CODE = 100


class CodeField(PasswordField):
    """A one-time code: a secret that is seen while it is typed, and never shown again."""


def _code(label: LazyString, missing: LazyString) -> CodeField:
    too_long = Length(max=LONGEST_CODE, message=CodeWrong.words)
    return CodeField(label, validators=[InputRequired(missing), too_long])


class FirstCodeForm(Form):
    """The first code that an authenticator app shows."""

    code = _code(_l("Code from the app"), _l("Enter the six digits that your app shows."))


class CodeForm(Form):
    """A code of the app, or a recovery code."""

    code = _code(
        _l("Code from the app, or a recovery code"),
        _l("Enter the six digits that your app shows, or a recovery code."),
    )


class SecondStepForm(Form):
    """A code after the password, and whether this device is asked again."""

    code = _code(
        _l("Code from your authenticator app"), _l("Enter the six digits that your app shows.")
    )
    remember = BooleanField(_l("Do not ask again on this device for 30 days"))


class RecoveryStepForm(SecondStepForm):
    """A recovery code after the password."""

    code = _code(_l("Recovery code"), _l("Enter one of your recovery codes."))
