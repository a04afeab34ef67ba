"""The questions of the user settings."""

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Length

from webapp.core.forms import Form, Line, Upload
from webapp.core.i18n import LANGUAGES, lazy_ngettext
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.errors import EmailNotUsable
from webapp.profile import phones, zones
from webapp.profile.errors import (
    LanguageNotShipped,
    NameMissing,
    PhoneNotDialable,
    UnknownTimeZone,
)
from webapp.profile.service.profiles import LONGEST_NAME, Profile


class PhoneForm(Form):
    """A number, and the country for numbers written without its code."""

    number = Line(_l("Phone number"), validators=[Length(max=200, message=PhoneNotDialable.words)])
    country = SelectField(_l("Country"), choices=[], validate_choice=False)

    def offer(self, profile: Profile, *, every_country: bool) -> None:
        """Show the stored number before anything is typed; offer likely countries, or all."""
        if not self.is_submitted():
            self.number.data = phones.grouped(profile.phone) if profile.phone else ""
            self.country.data = phones.country_of(profile.phone) or ""
        likely = phones.likely_countries(profile.language, profile.time_zone, profile.phone)
        chosen = phones.COUNTRIES.intersection([self.country.data])
        self.country.choices = [
            ("", _l("The number has its country code")),
            *phones.country_names(phones.COUNTRIES if every_country else likely | chosen),
        ]


class NameForm(Form):
    """How others see the user."""

    name = Line(
        _l("Name"),
        id="name-line",  # the panel is #name
        validators=[
            InputRequired(NameMissing.words),
            Length(
                max=LONGEST_NAME,
                message=lazy_ngettext(
                    "Enter a name of at most %(num)d character.",
                    "Enter a name of at most %(num)d characters.",
                    LONGEST_NAME,
                ),
            ),
        ],
    )


LONGEST_EMAIL = 320  # what the table takes


class EmailForm(Form):
    """A new e-mail address for signing in."""

    address = Line(
        _l("New e-mail address"),
        validators=[
            InputRequired(EmailNotUsable.words),
            Length(max=LONGEST_EMAIL, message=EmailNotUsable.words),
        ],
    )


class NotificationEmailForm(Form):
    """Whether letters go where the user signs in, or elsewhere."""

    use = RadioField(_l("Notification e-mail address"), validate_choice=False)
    address = Line(
        _l("Another e-mail address"),
        validators=[Length(max=LONGEST_EMAIL, message=EmailNotUsable.words)],
    )

    def __init__(self, **defaults: Any) -> None:
        """Offer both choices."""
        super().__init__(**defaults)
        self.use.choices = [
            ("sign-in", _l("My sign-in e-mail address")),
            ("other", _l("Another address")),
        ]

    @property
    def wants_another(self) -> bool:
        """Tell whether an address is to be asked for: also where one was only typed."""
        return bool(self.use.data != "sign-in")


class AvatarForm(Form):
    """A picture, or that the present one be removed."""

    picture = Upload(_l("Picture file"))


class LanguageForm(Form):
    """One of the shipped languages, each under its own name."""

    language = RadioField(
        _l("Interface language"),
        validate_choice=False,
        validators=[InputRequired(LanguageNotShipped.words)],
    )

    def __init__(self, **defaults: Any) -> None:
        """Offer the shipped languages."""
        super().__init__(**defaults)
        self.language.choices = list(LANGUAGES.items())


class TimeZoneForm(Form):
    """A zone of one area."""

    time_zone = SelectField(
        _l("City in your time zone"),
        validate_choice=False,
        validators=[InputRequired(UnknownTimeZone.words)],
    )

    def __init__(self, area: str, **defaults: Any) -> None:
        """Offer the cities of ``area``, and the zone chosen now wherever it lies."""
        super().__init__(**defaults)
        offered = zones.cities(area)
        chosen = self.time_zone.data
        if chosen and zones.is_zone(chosen) and chosen not in dict(offered):
            offered.insert(0, (chosen, zones.city(chosen)))
        self.time_zone.choices = offered
