"""What every refusal has: words for the reader, an HTTP status and a stable code."""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Self

from webapp.core.i18n import LazyString, lazy_ngettext
from webapp.core.i18n import lazy_gettext as _l

MOST_MINUTES = 120  # longer waits are told in hours


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way out of a refusal: a button that posts to a view, and with it a token, if there is one.

    ``beside`` are views that may help, too, with the words of their links.
    """

    endpoint: str
    words: LazyString
    token: str = ""
    beside: tuple[tuple[str, LazyString], ...] = ()


class DomainError(Exception):
    """A request that was understood and refused.

    ``words`` are shown to the reader in his language; ``code`` is stable and for programs. Where
    a refusal is a page of its own, it has a ``heading``, and maybe a ``remedy``. ``aftermath`` is
    written by :func:`webapp.core.db.operation` in a second transaction, after the refused one was
    rolled back.
    """

    status = 422
    code = "refused"
    words = _l("This cannot be done.")
    heading: LazyString | None = None
    remedy: Remedy | None = None
    aftermath: Callable[[], object] | None = None

    def __str__(self) -> str:
        """Return the words in the current reader's language."""
        return str(self.words)

    def remember(self, aftermath: Callable[[], object]) -> Self:
        """Keep what must be written although the operation is rolled back."""
        self.aftermath = aftermath
        return self


class NotFound(DomainError):
    """There is no such thing, or it is a stranger's: the answer is the same."""

    status = 404
    code = "not-found"
    words = _l("There is nothing at this address.")


class Forbidden(DomainError):
    """The visitor is known and lacks the right."""

    status = 403
    code = "forbidden"
    words = _l("You do not have the right to do this.")


class Throttled(DomainError):
    """Too many tries; ``retry_after`` says in how many seconds the next may come.

    ``rules`` are the names of those that refuse.
    """

    status = 429
    code = "throttled"

    def __init__(self, retry_after: int, rules: Collection[str] = ()) -> None:
        """Say how long to wait, in seconds."""
        super().__init__()
        self.rules = rules
        self.retry_after = max(1, retry_after)
        self.words = self._words(math.ceil(self.retry_after / 60))

    def _words(self, minutes: int) -> LazyString:
        if minutes > MOST_MINUTES:
            return lazy_ngettext(
                "There were too many attempts. Try again in %(num)d hour.",
                "There were too many attempts. Try again in %(num)d hours.",
                math.ceil(minutes / 60),
            )
        return lazy_ngettext(
            "There were too many attempts. Try again in %(num)d minute.",
            "There were too many attempts. Try again in %(num)d minutes.",
            minutes,
        )


class BadInput(DomainError):
    """Bytes that no form of ours can have sent."""

    status = 400
    code = "bad-input"
    words = _l("Your browser sent something that we could not read.")
