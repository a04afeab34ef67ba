"""The worker as a process: works until a signal comes, and ends with what is in its hands."""

import logging
import signal
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from tests.messaging.servers import HERE, Script, office
from tests.workers import workers
from webapp.core import db, logs
from webapp.core.clock import now
from webapp.identity.models import Device
from webapp.messaging import worker as machine
from webapp.messaging.models import Outgoing, State

ONCE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
POSTGRES = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
ENDING = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]


@pytest.fixture
def start(app, environ, tmp_path):
    """Start a worker beside the test: ``start(mail_server=…)``."""
    with workers({**environ, "CLIENTAREA_LOG_LEVEL": "INFO"}, tmp_path) as begin:
        yield begin


def test_it_makes_and_delivers_letters_and_logs_them_without_names(post, anna, start):
    post.tell(anna)
    post.tell_secret(anna)
    with office() as (kept, port):
        worker = start(mail_server=HERE, mail_port=port)
        worker.until(lambda: len(kept.letters) == 2 and not post.line())
        post.tell(anna)
        worker.until(lambda: len(kept.letters) == 3 and not post.line())
        assert worker.stop() == 0
    assert post.states() == [State.SENT] * 3
    said = worker.said()
    assert {line["event"] for line in said} == {"letter"}
    assert {line["level"] for line in said} == {"info"}
    assert [line["outcome"] for line in said] == ["sent"] * 3
    shown = worker.log.read_text()
    assert "anna" not in shown
    assert "geheim" not in shown


@ONCE
@pytest.mark.parametrize("number", ENDING)
def test_a_signal_lets_it_finish_the_letter_in_hand(post, anna, start, number):
    asked, answer = threading.Event(), threading.Event()

    def think() -> str:
        asked.set()
        answer.wait()
        return "250 taken"

    post.tell(anna)
    with Script(**{".": think}) as server:
        worker = start(mail_server=HERE, mail_port=server.port)
        worker.until(asked.is_set)
        worker.process.send_signal(number)
        answer.set()
        assert worker.process.wait() == 0
        assert len(server.letters) == 1
    assert post.states() == [State.SENT]
    assert worker.said()[-1]["outcome"] == "sent"


@ONCE
def test_a_second_signal_ends_it_at_once(post, anna, start):
    asked, for_ever = threading.Event(), threading.Event()

    def think() -> str:
        asked.set()
        for_ever.wait()
        return ""

    post.tell(anna)
    with Script(**{".": think}) as server:
        worker = start(mail_server=HERE, mail_port=server.port)
        worker.until(asked.is_set)
        while worker.process.poll() is None:
            worker.process.send_signal(signal.SIGINT)
        assert worker.process.returncode == -signal.SIGINT
        for_ever.set()
    assert post.states() == [State.QUEUED]


@ONCE
def test_an_idle_worker_ends_at_once(start):
    worker = start()
    worker.until(lambda: threads_of(worker) > 3)
    assert worker.stop() == 0
    assert worker.said() == []


def threads_of(worker) -> int:
    """How many threads it has: as soon as there are some it listens to signals."""
    said = Path(f"/proc/{worker.process.pid}/status").read_text()
    return int(dict(line.split(":", 1) for line in said.splitlines())["Threads"])


def test_it_does_not_start_on_a_database_behind_the_code(make_app, tmp_path):
    make_app(migrated=False)
    environ = {"CLIENTAREA_INSTANCE_DIR": str(tmp_path / "instance-0")}
    with workers(environ, tmp_path) as begin:
        worker = begin()
        assert worker.process.wait() == 1
        (line,) = worker.log.read_text().splitlines()
    assert "flask --app wsgi db upgrade" in line


@POSTGRES
def test_it_goes_on_when_the_database_was_away(post, anna, start, postgres_url):
    url = postgres_url.replace("postgresql:", "postgresql+psycopg:")
    server = create_engine(url.replace("/postgres?", "/template1?"), isolation_level="AUTOCOMMIT")
    worker = start()
    post.tell(anna)
    worker.until(lambda: post.states() == [State.SENT])
    db.release()
    db.db.engine.dispose()
    try:
        with server.connect() as connection:
            connection.execute(text("ALTER DATABASE postgres WITH ALLOW_CONNECTIONS false"))
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
                ),
                {"name": "postgres"},
            )
        worker.until(lambda: "poll" in worker.log.read_text())
    finally:
        with server.connect() as connection:
            connection.execute(text("ALTER DATABASE postgres WITH ALLOW_CONNECTIONS true"))
        server.dispose()
    post.tell(anna)
    worker.until(lambda: post.states() == [State.SENT] * 2)
    assert worker.stop() == 0
    assert {line["event"] for line in worker.said()} <= {
        "letter",
        "poll",
        "huey.consumer.Worker",
        "huey.consumer.Scheduler",
    }


def test_it_sweeps_once_an_hour(app, build, environ):
    old = build.client("Anna")
    build.add(
        Device(user_id=old.user_id, token_digest=b"0" * 32, seen_at=now() - timedelta(days=401))
    )
    settings = app.extensions["clientarea.settings"]
    consumer, _poll = machine._machine(app, settings, threading.Event())
    registry = consumer.huey._registry
    (periodic,) = registry.periodic_tasks
    assert periodic.name == "sweep"
    minutes = [
        minute
        for minute in range(180)
        if periodic.validate_datetime(now().replace(minute=0) + timedelta(minutes=minute))
    ]
    assert minutes == [17, 77, 137]
    consumer.huey.execute(periodic)
    with app.app_context(), db.write_connection() as connection:
        assert connection.scalar(select(func.count()).select_from(Device)) == 0
        assert connection.scalar(select(func.count()).select_from(Outgoing)) == 0
    consumer.huey.storage.close()


def test_what_huey_complains_of_is_json_and_not_repeated(make_app, capsys):
    make_app(migrated=False, log_level="INFO")
    logs.adopt("huey.test")
    theirs = logging.getLogger("huey.test")
    theirs.info("Huey consumer started")
    for _ in range(3):
        theirs.warning("Worker %d died, restarting.", 1)
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert '"said": "Worker 1 died, restarting."' in shown
    assert '"level": "warning"' in shown
