"""The panel of the IP addresses from which one is let in, its two forms, and its trial."""

from collections.abc import Sequence

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.errors.addresses import (
    AddressUnknown,
    ExcludesYou,
    ListChanged,
    ListEmpty,
    ListWithoutUse,
)
from webapp.access.forms.addresses import MINE, ONLY, AddressesForm, AddressesTextForm, ListForm
from webapp.access.routes.section import bp, panel
from webapp.access.service import addresses as service
from webapp.access.service.networks import Entry, as_text, merged, read_list
from webapp.core.clock import now
from webapp.core.errors import DomainError
from webapp.core.hypermedia import SINGLE, saved, see_other, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.net import UNKNOWN
from webapp.core.origin import client_address
from webapp.identity.addresses import network_of
from webapp.identity.guard import own
from webapp.identity.visitor import visitor
from webapp.sign_in.routes.recent import recent

Entries = Sequence[Sequence[str]] | None


@bp.get("/addresses")
@own
def addresses() -> ResponseReturnValue:
    """Say from where the visitor is let in."""
    return panel("access/addresses.html")


@bp.route("/addresses/edit", methods=["GET", "POST"])
@own
@recent("access.addresses")
def edit_addresses() -> ResponseReturnValue:
    """Change the list, network by network."""
    lists = visitor.addresses
    form = AddressesForm(lists.in_force(now()), lists.version)
    if form.validate_on_submit():
        try:
            return _save(form, _wanted(form))
        except ListWithoutUse as refusal:
            form.refuse("mode", refusal)
        except DomainError as refusal:
            form.refuse("network", refusal)
    return _show("access/addresses_edit.html", form, rows=form.rows)


def _wanted(form: AddressesForm) -> list[Entry] | None:
    """Return the list that the form asks for; None for any address.

    :raises DomainError: it says two things at once, or something in it cannot be read.
    """
    if form.adds_reader:
        form.mode.data = ONLY
    elif form.mode.data != ONLY:
        if form.network.data:
            raise ListWithoutUse
        return None
    return _with_reader(form, form.entries())


@bp.route("/addresses/text", methods=["GET", "POST"])
@own
@recent("access.addresses")
def addresses_text() -> ResponseReturnValue:
    """Change the list as one text."""
    lists = visitor.addresses
    text = as_text(lists.in_force(now()) or [])
    form = AddressesTextForm(lists.version, networks=text)
    if form.validate_on_submit():
        try:
            return _save(form, _with_reader(form, read_list(form.networks.data)))
        except DomainError as refusal:
            form.refuse("networks", refusal)
    return _show("access/addresses_text.html", form)


def _with_reader(form: ListForm, entries: list[Entry]) -> list[Entry]:
    """Return a list, with the reader's own address if he pressed the button for it.

    :raises ListEmpty: there is nothing on it.
    :raises AddressUnknown: we cannot see his address.
    """
    if form.adds_reader and network_of(entries, client_address()) is None:
        entries = merged([*entries, Entry(service.own_network())])
    if not entries:
        raise ListEmpty
    return entries


def _save(form: ListForm, entries: Entries) -> ResponseReturnValue:
    """Store a list.

    :raises DomainError: it is not taken.
    """
    is_on_trial = service.save(visitor.user_id, form.base, entries)
    return _done("addresses-tried" if is_on_trial else "addresses-saved")


def _done(code: str) -> ResponseReturnValue:
    return saved(code, addresses, page=url_for("access.index", _anchor="addresses"))


def _show(template: str, form: ListForm, **context: object) -> Response:
    """Show a form; one that came too late is good for the list as it is now, which stands below."""
    current = None
    if isinstance(form.refusal, ListChanged):
        current = service.standing(service.current(visitor.user_id))
        form.version = current.version
    return show(
        template,
        page=SINGLE,
        status=form.status,
        heading=_l("Change from where you are let in"),
        form=form,
        current=current,
        reader=_reader(),
        visits=service.visits(visitor.user_id),
        **context,
    )


def _reader() -> dict[str, object]:
    """Return what the page says about the reader's own address."""
    address = client_address()
    is_seen = address != UNKNOWN
    return {
        "address": str(address) if is_seen else "",
        "network": service.own_network() if is_seen else "",
        "is_ipv4": address.version == 4,  # noqa: PLR2004
        "button": MINE,
    }


@bp.route("/addresses/keep", methods=["GET", "POST"])
@own
@recent("access.addresses")
def keep_addresses() -> ResponseReturnValue:
    """Keep the list that is on trial, or go back to the one before."""
    if request.method != "POST":
        return see_other(url_for("access.index", _anchor="addresses"))
    version = request.form.get("version", -1, type=int)  # there is none below 0
    lists = visitor.addresses
    is_back = "back" in request.form
    try:
        if is_back:
            service.save(visitor.user_id, version, lists.kept)
        else:
            service.keep(visitor.user_id, version)
    except (ExcludesYou, AddressUnknown, ListChanged) as refusal:
        shown = lists.kept if is_back else lists.in_force(now())
        form = AddressesForm(shown, lists.version)
        form.network.data = form.note.data = ""  # nothing is typed beside these buttons
        form.refuse("network", refusal)
        return _show("access/addresses_edit.html", form, rows=form.rows)
    return _done("addresses-back" if is_back else "addresses-kept")
