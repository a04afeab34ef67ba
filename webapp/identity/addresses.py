"""From which addresses somebody may be served: the list that holds at a moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_network
from typing import NamedTuple

from webapp.core.net import UNKNOWN, Address
from webapp.core.settings import Network

Entries = list[list[str]]
"""Rows of ``[network, note]``."""


class Addresses(NamedTuple):
    """A user's lists of ``[network, note]``; None allows any address.

    While one is on trial it holds, afterwards the kept one does: judged when it is read, so that
    no process need be alive at that moment. ``version`` is 0 before the first change.
    """

    kept: Entries | None
    tried: Entries | None
    trial_until: datetime | None
    version: int = 0

    def is_on_trial(self, moment: datetime) -> bool:
        """Tell whether a list is being tried, that will be gone unless it is kept in time."""
        return self.trial_until is not None and moment < self.trial_until

    def in_force(self, moment: datetime) -> Entries | None:
        """Return the list that holds at this moment; None if any address will do."""
        return self.tried if self.is_on_trial(moment) else self.kept


ANY = Addresses(None, None, None)
"""No list at all."""


def network_of(entries: Iterable[Sequence[str]], address: Address) -> str | None:
    """Return the narrowest network of a list that an address lies in; None if it is in none.

    An address that we cannot see is in none.
    """
    if address == UNKNOWN:
        return None
    found = [entry[0] for entry in entries if address in _network(entry[0])]
    return max(found, key=lambda network: _network(network).prefixlen, default=None)


@lru_cache(maxsize=4096)
def _network(spelt: str) -> Network:
    return ip_network(spelt)
