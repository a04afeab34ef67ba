"""Letters delivered: one at a time in each process, over a connection that is kept."""

import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from webapp.core.errors import DomainError
from webapp.messaging.service import letters, outbox
from webapp.messaging.service.outbox import Parcel
from webapp.messaging.transport import Deferred, Refused, Transport, Unreachable

log = structlog.get_logger()

FIRST_REST_SECONDS = 5
LONGEST_REST_SECONDS = 60
RENEWED_EVERY_SECONDS = 10
ADDRESS = re.compile(r"\S+@\S+")


class Carrier:
    """Takes letters from the outbox to the transport.

    While the mail server takes nothing at all it rests, so that one letter waits for the
    server's silence and not each of them.
    """

    def __init__(self, transport: Transport) -> None:
        self.name = secrets.token_hex(8)
        self.transport = transport
        self.trouble = ""
        self._one_at_a_time = threading.Lock()
        self._rest_seconds = FIRST_REST_SECONDS
        self._rested_at = 0.0

    def due(self, most: int) -> list[int]:
        """Return the letters to carry now; none while the mail server is away."""
        if time.monotonic() < self._rested_at:
            return []
        waiting = outbox.due(most)
        if not waiting and self._one_at_a_time.acquire(blocking=False):
            try:
                self.transport.close()
            finally:
                self._one_at_a_time.release()
        return waiting

    def carry(self, message_id: int) -> None:
        """Deliver one letter, if it is still to be delivered, and note what became of it."""
        with self._one_at_a_time:
            if time.monotonic() < self._rested_at:
                return
            parcel = outbox.claim(message_id, self.name)
            if parcel is None:
                return
            if parcel.is_too_late:
                outbox.settle_too_late(parcel)
                return
            self._hand_over(parcel)

    def _hand_over(self, parcel: Parcel) -> None:
        began = time.monotonic()
        try:
            letter = letters.to_send(parcel)
            with _kept(parcel):
                said = self.transport.send(*letter)
        except Refused as problem:
            outbox.settle_refused(parcel, problem.said, problem.code)
            outcome = "failed"
        except Deferred as problem:
            outbox.put_back(parcel, problem.said, problem.code)
            outcome = "deferred"
            if isinstance(problem, Unreachable):
                self._rest(problem.said)
        except (DomainError, ValueError) as problem:  # a key or words are gone, or not to be sent
            outbox.settle_refused(parcel, str(problem), "")
            outcome = "failed"
        except SQLAlchemyError:
            raise  # then nothing can be noted either: its claim runs out
        except Exception as problem:  # a defect of ours: time to mend it
            log.exception("letter", message=parcel.message_id)
            outbox.put_back(parcel, type(problem).__name__, "")
            outcome = "deferred"
        else:
            outbox.settle_sent(parcel, said)
            outcome = "sent"
            self.trouble, self._rest_seconds = "", FIRST_REST_SECONDS
        ms = round((time.monotonic() - began) * 1000)
        log.info("letter", message=parcel.message_id, outcome=outcome, ms=ms)

    def _rest(self, said: str) -> None:
        self.trouble = said
        self._rested_at = time.monotonic() + self._rest_seconds
        log.warning("mail server", said=ADDRESS.sub("…", said), rests=self._rest_seconds)
        self._rest_seconds = min(self._rest_seconds * 2, LONGEST_REST_SECONDS)


@contextmanager
def _kept(parcel: Parcel) -> Iterator[None]:
    """Renew the claim for as long as the mail server thinks about the letter."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEWED_EVERY_SECONDS):
            try:
                with app.app_context():
                    outbox.renew(parcel)
            except SQLAlchemyError:  # then somebody else may take it, and it may come twice
                log.warning("claim not renewed", message=parcel.message_id)

    threading.Thread(target=renew, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def carrier() -> Carrier:
    """Return this process's carrier."""
    known: Carrier | None = current_app.extensions.get("clientarea.carrier")
    if known is None:
        from webapp.messaging.ways_out import chosen  # noqa: PLC0415 - the worker's alone

        known = current_app.extensions["clientarea.carrier"] = Carrier(chosen())
    return known


def due(most: int) -> list[int]:
    """Return the letters to carry now, as :class:`webapp.core.room.Job` wants."""
    return carrier().due(most)


def deliver(message_id: int) -> None:
    """Deliver one letter."""
    carrier().carry(message_id)
