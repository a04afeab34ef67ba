"""Memory that the C library keeps for later, given back when nobody has wanted it for a while."""

import ctypes
import threading
from typing import Any

IDLE_SECONDS = 5.0

_trim: Any = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's alone
_is_due = threading.Lock()


def trim_soon() -> None:
    """Return freed memory to the system in a few seconds (malloc_trim(3)); many calls ask once.

    A password hash takes 19 MB for a moment, which glibc keeps. To give them back each time costs
    half as much again as the hash; never to do so costs them in every process that rests.
    """
    if _trim is not None and _is_due.acquire(blocking=False):
        timer = threading.Timer(IDLE_SECONDS, _give_back)
        timer.daemon = True
        timer.start()


def _give_back() -> None:
    _is_due.release()
    _trim(0)
