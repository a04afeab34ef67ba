"""The panel of the passkeys, and the pages on which they are added, named and removed."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.errors.passkeys import PasskeyNameMissing
from webapp.access.forms.passkeys import NewPasskeyForm, PasskeyNameForm
from webapp.access.routes.ceremony import Ceremony
from webapp.access.routes.section import bp, panel
from webapp.access.service import passkeys as service
from webapp.core.errors import DomainError
from webapp.core.hypermedia import SINGLE, saved, show
from webapp.core.i18n import gettext as _
from webapp.core.i18n import lazy_gettext as _l
from webapp.identity.guard import own
from webapp.identity.visitor import visitor
from webapp.messaging import agents
from webapp.sign_in.routes.recent import recent

LIST = "access.edit_passkeys"


@bp.get("/passkeys")
@own
def passkeys() -> ResponseReturnValue:
    """Say how many passkeys there are."""
    return panel("access/passkeys.html")


@bp.get("/passkeys/edit")
@own
def edit_passkeys() -> ResponseReturnValue:
    """List the passkeys."""
    return show(
        "access/passkeys_list.html",
        page=SINGLE,
        heading=_l("Passkeys"),
        passkeys=service.passkeys_of(visitor.user_id),
    )


@bp.route("/passkeys/add", methods=["GET", "POST"])
@own
@recent(LIST, has_secrets=True)
def add_passkey() -> ResponseReturnValue:
    """Make one more passkey."""
    form = NewPasskeyForm(name=_suggested_name())
    if form.validate_on_submit():
        try:
            service.add_passkey(
                visitor.user_id, visitor.session_id, form.name.data, form.credential.data
            )
        except DomainError as refusal:
            form.refuse("name", refusal)
        else:
            return saved("passkey-added", None, page=url_for(LIST))
    options = service.to_add(visitor.user_id, visitor.session_id, visitor.email, visitor.user_name)
    return show(
        "access/passkey_add.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Add a passkey"),
        form=form,
        passkey=Ceremony(options, url_for("access.add_passkey"), _l("Add a passkey")),
    )


def _suggested_name() -> str:
    """Return what most people would call it: the browser and the system."""
    agent = request.headers.get("User-Agent", "")
    return agents.words(agent) if agents.is_known(agent) else _("My device")


@bp.route("/passkeys/<int:number>/edit", methods=["GET", "POST"])
@own
def rename_passkey(number: int) -> ResponseReturnValue:
    """Give a passkey another name."""
    passkey = service.find_passkey(visitor.user_id, number)
    form = PasskeyNameForm(name=passkey.name)
    if form.validate_on_submit():
        try:
            service.rename_passkey(visitor.user_id, number, form.name.data)
        except PasskeyNameMissing as refusal:
            form.refuse("name", refusal)
        else:
            return saved("passkey-renamed", edit_passkeys, page=url_for(LIST))
    return show(
        "access/passkey_name.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Rename a passkey"),
        form=form,
        number=number,
    )


@bp.route("/passkeys/<int:number>/remove", methods=["GET", "POST"])
@own
@recent(LIST)
def remove_passkey(number: int) -> ResponseReturnValue:
    """Ask once more, then forget a passkey."""
    if request.method == "POST":
        service.remove_passkey(visitor.user_id, number, visitor.session_id)
        return saved("passkey-removed", edit_passkeys, page=url_for(LIST))
    return show(
        "access/passkey_remove.html",
        page=SINGLE,
        heading=_l("Remove a passkey"),
        found=service.find_passkey(visitor.user_id, number),
    )
