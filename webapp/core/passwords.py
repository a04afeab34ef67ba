"""Passwords: what is accepted, and how they are hashed and compared."""

import hashlib
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.core import heap
from webapp.core.errors import DomainError, Throttled
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.i18n import lazy_ngettext
from webapp.core.settings import settings

MAX_LENGTH = 1024
ESTIMATED_LENGTH = 72  # zxcvbn's time grows with the length; what lies beyond adds nothing
WEAKEST_ACCEPTED = 3  # of zxcvbn's 0-4
MEMORY_KIB = 19456
PASSES = 2
PLACES = 3  # of a process's four threads; the last one goes on serving pages

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
    """It would be guessed soon."""

    code = "password-too-common"
    words = _l(
        "Enter a password that is harder to guess: this one is common, "
        "repeats itself, or is built from your own details."
    )


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
    if _score(password, facts) < WEAKEST_ACCEPTED:
        raise PasswordTooCommon
    if settings().leaked_passwords and is_leaked(password, Path(settings().leaked_passwords)):
        raise PasswordLeaked


def _score(password: str, facts: Iterable[str]) -> int:
    from zxcvbn_rs_py import zxcvbn  # noqa: PLC0415 - tens of MB, wanted rarely

    known = [word for fact in facts for word in _spellings(fact)]
    return int(zxcvbn(password[:ESTIMATED_LENGTH], known).score)


def _spellings(fact: str) -> list[str]:
    """Return a fact as it is, without its blanks, and in its words."""
    words = fact.replace("@", " ").split()
    return [fact, "".join(words), *words]


def is_leaked(password: str, path: Path) -> bool:
    """Look a password up in a Have I Been Pwned file: lines ``SHA1:count``, sorted by hash.

    A binary search over the bytes: the file has tens of gigabytes.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()  # the rest of a line that began earlier
            line = file.readline()
            if not line or line[:40].upper() >= wanted:
                high = middle
            else:
                low = middle + 1
        file.seek(low)
        if low:
            file.readline()
        return file.readline()[:40].upper() == wanted


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
