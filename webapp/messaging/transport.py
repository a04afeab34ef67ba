"""What a way out for letters looks like, and how it says no."""

from typing import Protocol


class Deferred(Exception):
    """The letter was not taken now; ``code`` and ``said`` are the mail server's."""

    def __init__(self, said: str, code: str = "") -> None:
        super().__init__(said)
        self.said, self.code = said, code


class Refused(Deferred):
    """The letter will never be taken."""


class Unreachable(Deferred):
    """The mail server takes nothing at all at the moment; the letter is not to blame."""


class Transport(Protocol):
    """Hands letters over, one after the other."""

    def send(self, sender: str, to: str, content: bytes) -> str:
        """Hand one letter over; return what the other side said.

        :raises Deferred: not now.
        :raises Refused: never.
        :raises Unreachable: nothing can be handed over now.
        """

    def close(self) -> None:
        """Let go of a connection that is kept between letters."""
