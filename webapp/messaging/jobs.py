"""What the worker does, without the worker: every waiting job, and every sweep."""

import time

import structlog

from webapp.core.room import Job, rooms
from webapp.messaging.service import outbox

log = structlog.get_logger()

AT_ONCE = 100
PATIENCE_SECONDS = 0.2


def jobs() -> list[Job]:
    """Return the jobs of all rooms; those of the upper storeys first, for they make others."""
    return [job for room in reversed(rooms()) for job in room.jobs]


def run(name: str, row_id: int) -> None:
    """Do one job; what goes wrong is logged, and tried again when it is due again."""
    job = next(job for job in jobs() if job.name == name)
    try:
        job.run(row_id)
    except Exception:
        log.exception("job", job=name, row=row_id)


def drain() -> None:
    """Do all jobs until nothing is due, and nothing is in another worker's hands."""
    while True:
        waiting = [(job.name, row_id) for job in jobs() for row_id in job.due(AT_ONCE)]
        for name, row_id in waiting:
            run(name, row_id)
        if not waiting:
            if not outbox.claimed():
                return
            time.sleep(PATIENCE_SECONDS)


def sweep() -> None:
    """Delete what was kept long enough, in small steps, so that nobody waits for a lock."""
    for room in rooms():
        for step in room.sweeps:
            while step():
                pass
