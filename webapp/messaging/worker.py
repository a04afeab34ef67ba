"""The worker: huey's threads do the jobs, a poller finds them. The only module that knows huey.

The queue is a hint, not the truth: the truth are rows. A lost task is found again, one that
comes twice finds nothing to do.
"""

import json
import signal
import threading
from typing import Any

import structlog
from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import make_url

from webapp.core.settings import Settings
from webapp.messaging import jobs
from webapp.messaging.delivery import carrier

log = structlog.get_logger()

THREADS = 2
POLL_SECONDS = 1.0
BUSY_POLL_SECONDS = 0.05
HEALTH_SECONDS = 10.0
SWEEP_MINUTE = "17"


class JsonSerializer(Serializer):
    """Tasks are names and ids: JSON can say that, and cannot run code as pickle can."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps([data.id, data.name, data.args]).encode()

    def _deserialize(self, data: bytes) -> Message:
        task_id, name, args = json.loads(data)
        return Message(id=task_id, name=name, retries=0, args=tuple(args), kwargs={})


def queue(settings: Settings) -> Huey:
    """Return the queue that the settings name: a file, or PostgreSQL for many machines."""
    common = {"results": False, "serializer": JsonSerializer()}
    url = settings.queue_url or settings.database_url
    if make_url(url).get_backend_name() == "postgresql":
        dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("clientarea", dsn=dsn, **common)
    file = make_url(settings.queue_url).database if settings.queue_url else ""
    path = file or str(settings.instance / "queue.sqlite3")
    return SqliteHuey("clientarea", filename=path, fsync=False, **common)


def run(app: Flask, settings: Settings) -> None:
    """Work until a signal comes; what is in hand is finished first."""
    tasks = queue(settings)

    @tasks.task(name="job")  # type: ignore[untyped-decorator]
    def do(name: str, row_id: int) -> None:
        with app.app_context():
            jobs.run(name, row_id)

    @tasks.periodic_task(crontab(minute=SWEEP_MINUTE), name="sweep")  # type: ignore[untyped-decorator]
    def sweep() -> None:
        with app.app_context():
            jobs.sweep()

    stopped = threading.Event()

    def poll() -> None:
        pause = POLL_SECONDS
        while not stopped.wait(pause):
            with app.app_context():
                pause = _fill(tasks, do)

    consumer = tasks.create_consumer(workers=THREADS, initial_delay=0.05, max_delay=0.5)
    consumer.start()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    poller = threading.Thread(target=poll, name="poller")
    poller.start()
    while not stopped.wait(HEALTH_SECONDS):
        consumer.check_worker_health()
    consumer.stop(graceful=True)
    poller.join()
    with app.app_context():
        carrier().transport.close()


def _fill(tasks: Huey, do: Any) -> float:
    """Queue what is due once everything queued before is taken; return how long to wait, in s."""
    try:
        if len(tasks):
            return BUSY_POLL_SECONDS
        found = [(job.name, row_id) for job in jobs.jobs() for row_id in job.due(jobs.AT_ONCE)]
        for name, row_id in found:
            do(name, row_id)
    except Exception:
        log.exception("poll")
        return HEALTH_SECONDS
    return BUSY_POLL_SECONDS if found else POLL_SECONDS
