"""Passwords: what is accepted, and how they are hashed and compared."""

import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.core import heap
from webapp.core.errors import DomainError, Throttled
from webapp.core.i18n import LazyString, lazy_ngettext
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.leaks import is_leaked
from webapp.core.settings import settings

MAX_LENGTH = 1024
ESTIMATED_LENGTH = 72  # zxcvbn's time grows with the length; what lies beyond adds nothing
WEAKEST_ACCEPTED = 3  # of zxcvbn's 0-4
MEMORY_KIB = 19456
PASSES = 2
PLACES = 3  # of a process's four threads; the last one goes on serving pages

TELLING = 4
"""A word of so many letters is worth naming as the reason."""

EASY = _l("Enter a password that is harder to guess: add another word or two.")
OWN_DETAILS = _l(
    "Enter a password that is harder to guess: this one is built from your own details, or ours."
)
REASONS = {
    "Common": _l("Enter a password that is harder to guess: this one is used by many people."),
    "Top10": _l("Enter a password that is harder to guess: this one is used by many people."),
    "Repeats": _l("Enter a password that is harder to guess: this one repeats itself."),
    "Sequences": _l("Enter a password that is harder to guess: this one goes along the alphabet."),
    "Key": _l("Enter a password that is harder to guess: this one goes along the keys."),
    "Dates": _l("Enter a password that is harder to guess: this one is a date."),
    "Years": _l("Enter a password that is harder to guess: this one is a date."),
    "Names": _l("Enter a password that is harder to guess: this one is a name."),
}
"""What to say by a part of zxcvbn's warning."""

log = structlog.get_logger()
_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
_places = threading.BoundedSemaphore(PLACES)
_one_at_a_time = threading.Lock()
_DUMMY = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${'A' * 22}${'A' * 43}"  # nobody's


class PasswordTooShort(DomainError):
    """Fewer characters than the operator demands."""

    code = "password-too-short"

    def __init__(self, shortest: int) -> None:
        """Say the shortest length, in characters."""
        super().__init__()
        self.words = lazy_ngettext(
            "Enter a password of at least %(num)d character.",
            "Enter a password of at least %(num)d characters.",
            shortest,
        )


class PasswordTooLong(DomainError):
    """More characters than are worth hashing."""

    code = "password-too-long"
    words = lazy_ngettext(
        "Enter a password of at most %(num)d character.",
        "Enter a password of at most %(num)d characters.",
        MAX_LENGTH,
    )


class PasswordTooCommon(DomainError):
    """It would be guessed soon; the words say why, if that is known."""

    code = "password-too-common"

    def __init__(self, words: LazyString) -> None:
        """Say what makes it so."""
        super().__init__()
        self.words = words


class PasswordLeaked(DomainError):
    """It stands in the operator's list of leaked passwords."""

    code = "password-leaked"
    words = _l("Enter another password: this one is in a list of leaked passwords.")


class Busy(Throttled):
    """Too many people sign in at this moment; one is told before a thread is lost to waiting."""

    code = "busy"

    def __init__(self) -> None:
        """Ask to come again in a second."""
        super().__init__(retry_after=1)
        self.words = _l("Many people are signing in right now. Try again in a moment.")


def normalise(password: str) -> str:
    """Return the form that is hashed: NFKC, so that every keyboard types the same password."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, facts: Iterable[str] = ()) -> None:
    """Refuse a password that is short, easily guessed or known to have leaked.

    ``facts`` are things an attacker knows: e-mail, name, Client ID, name of the site.

    :raises PasswordTooShort: it has fewer characters than the setting demands.
    :raises PasswordTooLong: it has more than 1024 characters.
    :raises PasswordTooCommon: zxcvbn scores it below 3 of 4.
    :raises PasswordLeaked: it is in the operator's file.
    """
    password = normalise(password)
    shortest = settings().password_min_length
    if len(password) < shortest:
        raise PasswordTooShort(shortest)
    if len(password) > MAX_LENGTH:
        raise PasswordTooLong
    _refuse_guessable(password, [word for fact in facts for word in _spellings(fact)])
    if settings().leaked_passwords and _is_in_file(password, Path(settings().leaked_passwords)):
        raise PasswordLeaked


def _refuse_guessable(password: str, known: list[str]) -> None:
    from zxcvbn_rs_py import zxcvbn  # noqa: PLC0415 - tens of MB, wanted rarely

    estimate = zxcvbn(password[:ESTIMATED_LENGTH], known)
    if int(estimate.score) >= WEAKEST_ACCEPTED:
        return
    typed = password.casefold()
    if any(len(word) >= TELLING and word.casefold() in typed for word in known):
        raise PasswordTooCommon(OWN_DETAILS)
    warning = repr(estimate.feedback.warning) if estimate.feedback else ""
    reasons = (words for sign, words in REASONS.items() if sign in warning)
    raise PasswordTooCommon(next(reasons, EASY))


def _is_in_file(password: str, path: Path) -> bool:
    try:
        return is_leaked(password, path)
    except OSError as error:  # nobody is locked out because the operator moved his file
        log.error("leaked-passwords", error=str(error))  # noqa: TRY400 - its trace says no more
        return False


def _spellings(fact: str) -> list[str]:
    """Return a fact as it is, without its blanks, and in its words."""
    words = fact.replace("@", " ").split()
    return [fact, "".join(words), *words]


def hash_password(password: str) -> str:
    """Return the Argon2id hash (RFC 9106) of a password, in PHC form.

    :raises Busy: this process has too many passwords to hash.
    """
    with _turn():
        return _hasher.hash(normalise(password))


def verify(stored: str | None, password: str) -> bool:
    """Compare a password with a stored hash; without one, take the same time and say no.

    :raises Busy: this process has too many passwords to hash.
    """
    with _turn():
        try:
            _hasher.verify(stored or _DUMMY, normalise(password)[:MAX_LENGTH])
        except (VerificationError, InvalidHashError):
            return False
        return bool(stored)


def needs_rehash(stored: str) -> bool:
    """Tell whether a hash was made with parameters other than today's."""
    return _hasher.check_needs_rehash(stored)


def expect_place() -> None:
    """Turn away whoever could not be proved now, before anything is counted for him.

    :raises Busy: all places of this process are taken.
    """
    if not _places.acquire(blocking=False):
        raise Busy
    _places.release()


@contextmanager
def _turn() -> Iterator[None]:
    """One hash at a time in each process; a few may wait, the next is asked to come again."""
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        with _one_at_a_time:
            yield
    finally:
        _places.release()
        heap.trim_soon()
