"""The operator's file of leaked passwords, as Have I Been Pwned publishes it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

LINE = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\r?\n?")
HASH_LENGTH = 40
SAMPLES = 64
LONGEST_LINE = 1000


def is_leaked(password: str, path: Path) -> bool:
    """Look a password up in a file of lines ``SHA1:count``, sorted by hash.

    A binary search over the bytes: the file has tens of gigabytes.

    :raises OSError: the file cannot be read.
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
            if not line or line[:HASH_LENGTH].upper() >= wanted:
                high = middle
            else:
                low = middle + 1
        file.seek(low)
        if low:
            file.readline()
        return file.readline()[:HASH_LENGTH].upper() == wanted


def problem(path: Path) -> str:
    """Say why a file cannot be searched, in one line; nothing if some samples of it are in order.

    A file that is not sorted, or holds other hashes, would quietly find nobody.
    """
    try:
        lines = list(_samples(path))
    except OSError as error:
        return f"The file cannot be read: {error.strerror}."
    if not lines:
        return "The file is empty."
    if not all(LINE.fullmatch(line) for line in lines):
        return "Its lines are not SHA1:count, 40 hexadecimal digits and a number."
    hashes = [line[:HASH_LENGTH].upper() for line in lines]
    if hashes != sorted(hashes):
        return "Its lines are not sorted by hash: run LC_ALL=C sort on it."
    return ""


def _samples(path: Path) -> Iterator[bytes]:
    """Yield the first lines, and some from all over the file, in its order."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        for number in range(SAMPLES):
            file.seek(size * number // SAMPLES)
            if number:
                file.readline(LONGEST_LINE)
            if line := file.readline(LONGEST_LINE):
                yield line
