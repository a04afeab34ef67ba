"""What the worker does, without the worker: every waiting job, and every sweep."""

import time

import structlog
from flask import current_app

from webapp.core.room import Job, rooms
from webapp.messaging.service import outbox

log = structlog.get_logger()

AT_ONCE = 100
PATIENCE_SECONDS = 0.2
REST_SECONDS = 60


def jobs() -> list[Job]:
    """Return the jobs of all rooms; those of the upper storeys first, for they make others."""
    return [job for room in reversed(rooms()) for job in room.jobs]


def waiting() -> list[tuple[str, int]]:
    """Return what is to be done now: names of jobs, each with the id of a row."""
    return [(job.name, row_id) for job in jobs() for row_id in _due(job)]


def _due(job: Job) -> list[int]:
    """Return rows of a job but those that rest, which must not keep the others out of sight."""
    resting = {row_id for name, row_id in list(_resting()) if name == job.name}
    return [row_id for row_id in job.due(AT_ONCE + len(resting)) if row_id not in resting]


def run(name: str, row_id: int) -> None:
    """Do one job; what goes wrong is logged, and tried again after a rest."""
    job = next(job for job in jobs() if job.name == name)
    try:
        job.run(row_id)
    except Exception:
        log.exception("job", job=name, row=row_id)
        _resting()[name, row_id] = time.monotonic() + REST_SECONDS


def _resting() -> dict[tuple[str, int], float]:
    """Return what went wrong in this process, and until when it is let alone."""
    known: dict[tuple[str, int], float]
    known = current_app.extensions.setdefault("clientarea.resting", {})
    moment = time.monotonic()
    for work, until in list(known.items()):
        if until <= moment:
            known.pop(work, None)
    return known


def drain() -> None:
    """Do all jobs until nothing is due, and nothing is in another worker's hands."""
    while True:
        found = waiting()
        for name, row_id in found:
            run(name, row_id)
        if not found:
            if not outbox.claimed():
                return
            time.sleep(PATIENCE_SECONDS)


def sweep() -> None:
    """Delete what was kept long enough, in small steps, so that nobody waits for a lock."""
    for room in rooms():
        for step in room.sweeps:
            try:
                while step():
                    pass
            except Exception:
                log.exception("sweep", room=room.name)
