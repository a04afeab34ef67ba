"""What is asked about a list of addresses."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flask import request
from wtforms import RadioField

from webapp.access.errors.addresses import MOST_NETWORKS
from webapp.access.service.networks import Entry, merged, read_network, read_note
from webapp.core.forms import Form, Line, Lines, visible
from webapp.core.i18n import lazy_gettext as _l

ANY, ONLY = "any", "only"
MINE = "mine"
"""The name of the button that adds the reader's own address on the way."""

MOST_ROWS = 2 * MOST_NETWORKS


class Row(NamedTuple):
    """A network that is on the list already: its note can be changed, or it is removed."""

    network: str
    note: str
    is_removed: bool = False


class ListForm(Form):
    """What both forms of the list carry: which version of it is changed."""

    def __init__(self, version: int, **defaults: Any) -> None:
        """Change this version, unless the form was opened for another."""
        super().__init__(**defaults)
        self.version = version

    @property
    def base(self) -> int:
        """Return the version for which the form was opened; there is none below 0."""
        return request.form.get("version", -1, type=int)

    @property
    def adds_reader(self) -> bool:
        """Tell whether the button was pressed that adds the reader's address."""
        return MINE in request.form


class AddressesForm(ListForm):
    """From anywhere, or from the networks of a list, to which one may be added."""

    mode = RadioField(_l("Let me in"), validate_choice=False)
    network = Line(_l("Add an IP address or network"))
    note = Line(_l("Note"))

    def __init__(self, entries: Sequence[Sequence[str]] | None, version: int) -> None:
        """Show a list; what was posted wins over it."""
        super().__init__(version, mode=ANY if entries is None else ONLY)
        choices = [(ANY, _l("From any address")), (ONLY, _l("Only from these addresses"))]
        self.mode.choices = choices
        self.rows = [Row(network, note) for network, note in entries or ()]
        if self.mode.name in request.form:
            self.rows = list(_sent_rows())

    def entries(self) -> list[Entry]:
        """Return the list that was sent, with what is added to it.

        :raises DomainError: a network or a note cannot be read, or there are too many.
        """
        rows = [(row.network, row.note) for row in self.rows if not row.is_removed]
        if self.network.data:
            rows.append((self.network.data, self.note.data or ""))
        return merged(Entry(read_network(network), read_note(note)) for network, note in rows)


def _sent_rows() -> Iterator[Row]:
    for number in range(MOST_ROWS):
        network = request.form.get(f"network-{number}")
        if network is None:
            return
        note = visible(request.form.get(f"note-{number}", ""))
        yield Row(visible(network), note, f"remove-{number}" in request.form)


class AddressesTextForm(ListForm):
    """The whole list in one field."""

    networks = Lines(_l("IP addresses and networks"))
