"""What SQLite needs from us: how a connection is set up, and whose turn it is to write."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

BUSY_MS = 10_000


def prepare(connection: Any, _record: object) -> None:
    """Make a new connection safe, patient and able to read every alphabet."""
    connection.isolation_level = None  # the driver must not open transactions of its own
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    _keep_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function("lower", 1, _lower, deterministic=True)


def _keep_write_ahead_log(connection: Any) -> None:
    """Switch to the write-ahead log, once in a database's life.

    Two processes that open a new file at once both try, and for this one step SQLite answers
    "locked" without waiting, whatever the timeout.
    """
    give_up = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _lower(text: Any) -> Any:
    """Know the small letters of every alphabet: SQLite's own function knows A to Z."""
    return text.lower() if isinstance(text, str) else text


@contextmanager
def turn(lock: Lock) -> Iterator[None]:
    """Let the threads of a process write one after the other.

    SQLite has no queue: whoever waits sleeps and asks again, the unlucky one longest. After as
    long as SQLite would wait it is asked all the same, and says "locked".
    """
    is_held = lock.acquire(timeout=BUSY_MS / 1000)
    try:
        yield
    finally:
        if is_held:
            lock.release()
