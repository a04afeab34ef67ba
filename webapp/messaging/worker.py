"""The worker: huey's threads do the jobs, a poller finds them. The only module that knows huey.

The queue is a hint, not the truth: the truth are rows. A lost task is found again, one that
comes twice finds nothing to do.
"""

import json
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import make_url

from webapp.core import logs
from webapp.core.settings import Settings
from webapp.messaging import jobs
from webapp.messaging.delivery import carrier

log = structlog.get_logger()

THREADS = 2
POLL_SECONDS = 1.0
BUSY_POLL_SECONDS = 0.05
TROUBLED_POLL_SECONDS = 5.0
HEALTH_SECONDS = 10.0
SWEEP_MINUTE = "17"
MADE_BY_ANOTHER = ("23505", "42P07")  # what PostgreSQL says to the second who makes a table
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
    url = make_url(settings.queue_url or settings.database_url)
    if url.get_backend_name() in ("postgresql", "postgres"):
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            return PostgresHuey("clientarea", dsn=dsn, **common)
        except Exception as problem:
            if getattr(problem, "sqlstate", None) not in MADE_BY_ANOTHER:
                raise
            return PostgresHuey("clientarea", dsn=dsn, **common)
    path = (settings.queue_url and url.database) or str(settings.instance / "queue.sqlite3")
    Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return SqliteHuey("clientarea", filename=path, fsync=False, **common)


def run(app: Flask, settings: Settings) -> None:
    """Work until a signal comes; what is in hand is finished first, unless a second one comes."""
    logs.adopt("huey")
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # before there are threads, for all of them
    with app.app_context():
        carrier()
    stopped = threading.Event()
    consumer, poll = _machine(app, settings, stopped)
    consumer.start()
    poller = threading.Thread(target=poll, name="poller")
    poller.start()
    signal.sigwait(ENDING)
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    stopped.set()
    consumer.stop(graceful=True)
    poller.join()
    with app.app_context():
        carrier().transport.close()


def _machine(
    app: Flask, settings: Settings, stopped: threading.Event
) -> tuple[Consumer, Callable[[], None]]:
    """Return what does the jobs, and what finds them until it is stopped."""
    tasks = queue(settings)
    do = tasks.task(name="job")(_in(app, jobs.run))
    tasks.periodic_task(crontab(minute=SWEEP_MINUTE), name="sweep")(_in(app, jobs.sweep))
    consumer = tasks.create_consumer(workers=THREADS, initial_delay=0.05, max_delay=0.5)

    def poll() -> None:
        pause, looked_at = 0.0, time.monotonic()
        while not stopped.wait(pause):
            with app.app_context():
                pause = _fill(tasks, do)
            if time.monotonic() - looked_at > HEALTH_SECONDS:
                looked_at = time.monotonic()
                consumer.check_worker_health()

    return consumer, poll


def _in(app: Flask, function: Callable[..., None]) -> Callable[..., None]:
    """Return a function that runs inside the application."""

    def run(*args: Any) -> None:
        with app.app_context():
            function(*args)

    return run


def _fill(tasks: Huey, do: Callable[..., object]) -> float:
    """Queue what is due once everything queued before is taken; return how long to wait, in s."""
    try:
        if len(tasks):
            return BUSY_POLL_SECONDS
        found = jobs.waiting()
        for name, row_id in found:
            do(name, row_id)
    except Exception:
        log.exception("poll")
        return TROUBLED_POLL_SECONDS
    return BUSY_POLL_SECONDS if found else POLL_SECONDS
