"""The style guide: every component in every state, for those who develop pages or a theme.

It speaks English; its samples stand in the reader's language. Not there in production.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, PasswordField, RadioField, SelectField
from wtforms.validators import InputRequired

from webapp.core.access import public
from webapp.core.errors import NotFound
from webapp.core.forms import Form, Line, Lines, Upload
from webapp.core.hypermedia import see_other
from webapp.core.i18n import LANGUAGES
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.layout import MenuLine

bp = Blueprint("styleguide", __name__, url_prefix="/styleguide")

TITLE = "Style guide"


class Component(NamedTuple):
    """A page of the guide."""

    heading: str
    template: str


COMPONENTS = {
    "text": Component("Text", "styleguide/text.html"),
    "summary-list": Component("Summary list", "styleguide/summary_list.html"),
    "fields": Component("Fields and buttons", "styleguide/fields.html"),
    "refused-form": Component("Refused form", "styleguide/refused_form.html"),
    "confirmation": Component("Confirmation", "styleguide/confirmation.html"),
    "messages": Component("Messages", "styleguide/messages.html"),
    "lists": Component("Lists and tables", "styleguide/lists.html"),
    "people": Component("People", "styleguide/people.html"),
    "menu": Component("Header and menu", "styleguide/menu.html"),
    "errors": Component("Errors", "styleguide/errors.html"),
}


class SampleForm(Form):
    """One field of every kind; most of them want an answer."""

    name = Line(_l("Name"), validators=[InputRequired(_l("Enter your name."))])
    number = Line(_l("Phone number"))
    networks = Lines(_l("IP addresses and networks"))
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Enter your password."))])
    country = SelectField(_l("Country"), validate_choice=False)
    language = RadioField(_l("Interface language"), validate_choice=False, default="en")
    picture = Upload(_l("Picture file"))
    stay = BooleanField(_l("Stay signed in on this device"))

    def __init__(self) -> None:
        """Offer something to choose from."""
        super().__init__()
        self.country.choices = [("", _l("The number has its country code"))]
        self.language.choices = list(LANGUAGES.items())


class SampleSeat(NamedTuple):
    """Somebody's seat, as the header and the list of accounts show it."""

    account_name: str
    account_state: str
    grouped_client_id: str
    user_name: str = "Anna Kovalenko"
    user_id: int = 1
    avatar: str = ""
    seats: int = 2
    since: datetime = datetime(2023, 12, 12, 9, 30, tzinfo=UTC)


SEATS = (
    SampleSeat("Kovalenko & Partners", "active", "481 206 9358"),
    SampleSeat("مكتبة الياسمين", "suspended", "735 018 2640"),
    SampleSeat(
        "Donaudampfschifffahrtsgesellschaftskapitänswitwenversicherung", "closed", "906 415 2275"
    ),
)
NAMES = ("Anna Kovalenko", "Øystein", "Олена Каштан", "ليلى", "Ελένη", "123")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """List the components."""
    return render_template("styleguide/index.html", heading=TITLE, components=COMPONENTS)


@bp.route("/<name>", methods=["GET", "POST"])
@public
def component(name: str) -> ResponseReturnValue:
    """Show a component in its states; its form answers like any of ours.

    :raises NotFound: there is none of this name.
    """
    if name not in COMPONENTS:
        raise NotFound
    form = SampleForm()
    if form.validate_on_submit():
        return see_other(url_for(".index"))
    if name == "refused-form":
        form.validate()
    page = render_template(
        COMPONENTS[name].template,
        heading=COMPONENTS[name].heading,
        here=url_for(".component", name=name),
        form=form,
        lines=_menu(),
        names=NAMES,
        sample_seats=SEATS,
    )
    return page, form.status if request.method == "POST" else 200


def _menu() -> list[MenuLine]:
    """Return a menu with a page that is open, and one below which a page is open."""
    return [
        MenuLine(_l("User settings"), url_for(".index"), current="page"),
        MenuLine(_l("Account information"), url_for(".index"), current="true"),
        MenuLine(_l("Time zone"), url_for(".index"), current=""),
    ]
