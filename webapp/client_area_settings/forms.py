"""The questions of the section."""

from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from webapp.client_area_settings.errors import NoSuchChoice
from webapp.core.forms import Form
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.models import LoginMail

CHOICES = {
    LoginMail.EVERY: _l("Each time somebody signs in as me"),
    LoginMail.NEW_DEVICES: _l("Only when it is in a browser that I have not used here before"),
    LoginMail.OFF: _l("Never"),
}


class LoginMailForm(Form):
    """After which sign-ins a user is mailed, and an owner after those of others."""

    login_mail = RadioField(
        _l("Send me an e-mail"),
        validate_choice=False,
        validators=[InputRequired(NoSuchChoice.words)],
    )
    watches_seats = BooleanField(
        _l("Also when somebody to whom I gave access signs in to my account")
    )

    def __init__(self, **defaults: Any) -> None:
        """Offer the choices."""
        super().__init__(**defaults)
        self.login_mail.choices = [(choice.value, words) for choice, words in CHOICES.items()]
