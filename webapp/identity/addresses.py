"""From which addresses somebody may be served: the list that holds at a moment."""

from datetime import datetime
from typing import NamedTuple


class Addresses(NamedTuple):
    """A user's lists of ``[network, note]``; None allows any address.

    While one is on trial it holds, afterwards the kept one does: judged when it is read, so that
    no process need be alive at that moment.
    """

    kept: list[list[str]] | None
    tried: list[list[str]] | None
    trial_until: datetime | None

    def is_on_trial(self, moment: datetime) -> bool:
        """Tell whether a list is being tried, that will be gone unless it is kept in time."""
        return self.trial_until is not None and moment < self.trial_until

    def in_force(self, moment: datetime) -> list[list[str]] | None:
        """Return the list that holds at this moment; None if any address will do."""
        return self.tried if self.is_on_trial(moment) else self.kept


ANY = Addresses(None, None, None)
"""No list at all."""
