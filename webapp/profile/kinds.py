"""The two e-mail addresses of a user."""

from enum import StrEnum


class Kind(StrEnum):
    """Which address: the name of its panel, and the purpose of the links that confirm it."""

    SIGN_IN = "email"
    NOTIFICATION = "notification-email"

    @property
    def noun(self) -> str:
        """Return its name in the names of events, columns and statuses."""
        return self.value.replace("-", "_")
