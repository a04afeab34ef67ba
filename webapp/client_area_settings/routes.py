"""Pages of the client area settings: /client-area-settings and its panel."""

from functools import partial

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.client_area_settings import service
from webapp.client_area_settings.errors import NoSuchChoice
from webapp.client_area_settings.forms import CHOICES, LoginMailForm
from webapp.core.hypermedia import SINGLE, saved, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.guard import own
from webapp.identity.visitor import visitor

bp = Blueprint("client_area_settings", __name__, url_prefix="/client-area-settings")
HEADING = _l("Client area settings")
PAGE = "client_area_settings/index.html"


@bp.get("")
@own
def index() -> ResponseReturnValue:
    """Show all settings of the client area."""
    facts = service.settings_of(visitor.user_id)
    return render_template(PAGE, heading=HEADING, facts=facts, choices=CHOICES)


@bp.get("/login-mail")
@own
def login_mail(facts: service.Settings | None = None) -> ResponseReturnValue:
    """Show after which sign-ins the visitor is mailed; ``facts`` may be known already."""
    facts = facts or service.settings_of(visitor.user_id)
    return show(
        "client_area_settings/login_mail.html",
        page=PAGE,
        heading=HEADING,
        facts=facts,
        choices=CHOICES,
    )


@bp.route("/login-mail/edit", methods=["GET", "POST"])
@own
def edit_login_mail() -> ResponseReturnValue:
    """Change after which sign-ins the visitor is mailed."""
    facts = service.settings_of(visitor.user_id)
    form = LoginMailForm(login_mail=facts.login_mail, watches_seats=facts.watches_seats)
    if form.validate_on_submit():
        try:
            facts = service.change_login_mail(
                visitor.user_id, form.login_mail.data, watches_seats=form.watches_seats.data
            )
        except NoSuchChoice as refusal:
            form.refuse("login_mail", refusal)
        else:
            page = url_for(".index", _anchor="login-mail")
            return saved("login-mail-saved", partial(login_mail, facts), page=page)
    return show(
        "client_area_settings/login_mail_edit.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Change when we mail you about sign-ins"),
        form=form,
        is_owner=facts.is_owner,
    )
