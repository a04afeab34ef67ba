"""Locks and failed serialisations: an operation is tried again, whole, and not for ever."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from webapp.core import db, sqlite
from webapp.identity.models import Account


def add(client_id: str) -> None:
    db.session().add(Account(client_id=client_id, name="Acme", currency="EUR"))
    db.session().flush()


def stored() -> int:
    with db.write_connection() as connection:
        return connection.execute(select(func.count()).select_from(Account)).scalar()


@pytest.fixture
def impatient(make_app, monkeypatch):
    """An application on SQLite that does not wait for locks."""
    monkeypatch.setattr(sqlite, "BUSY_MS", 1)
    return make_app()


@pytest.fixture
def holder(impatient, tmp_path):
    """Another program's connection, which holds the database's write lock."""
    path = tmp_path / "instance-0" / "clientarea.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def test_an_operation_waits_for_a_lock_by_trying_again(impatient, holder):
    calls = []

    @db.operation
    def act() -> None:
        calls.append("called")
        add("1")

    def let_go(context) -> None:
        if holder.in_transaction:
            assert "database is locked" in str(context.original_exception)
            holder.execute("COMMIT")

    with impatient.app_context():
        event.listen(db.db.engine, "handle_error", let_go)
        act()
        assert calls == ["called"]
        assert stored() == 1


def test_an_operation_gives_up_when_the_lock_never_goes(impatient, holder):
    failures = []

    with impatient.app_context():
        event.listen(db.db.engine, "handle_error", failures.append)
        with pytest.raises(OperationalError, match="database is locked"):
            db.operation(add)("1")
        assert len(failures) == db.ATTEMPTS
        holder.execute("COMMIT")
        assert stored() == 0
        assert not db.is_operation_open()


def test_who_has_waited_long_enough_does_not_wait_again(impatient, holder, monkeypatch):
    monkeypatch.setattr(db, "PATIENCE_SECONDS", 0)
    failures = []

    with impatient.app_context():
        event.listen(db.db.engine, "handle_error", failures.append)
        with pytest.raises(OperationalError, match="database is locked"):
            db.operation(add)("1")
    assert len(failures) == 1


def test_readers_do_not_mind_a_writer(impatient, holder):
    with impatient.app_context():
        assert db.session().scalar(select(func.count()).select_from(Account)) == 0
    assert impatient.test_client().get("/readyz").status_code == 200


on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


@pytest.fixture
def server(app):
    """An application whose database knows concurrent writers."""
    with app.app_context():
        yield app


@on_postgresql
@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_failed_serialisation_is_tried_again_and_its_first_half_forgotten(server, state):
    calls, effects = [], []

    @db.operation
    def act() -> None:
        calls.append("called")
        add(str(len(calls)))
        db.after_commit(lambda: effects.append(len(calls)))
        if len(calls) < 3:
            db.session().execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))

    act()
    assert (len(calls), effects, stored()) == (3, [3], 1)


@on_postgresql
def test_a_serialisation_that_always_fails_is_given_up(server):
    calls = []

    @db.operation
    def act() -> None:
        calls.append("called")
        db.session().execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))

    with pytest.raises(DBAPIError):
        act()
    assert len(calls) == db.ATTEMPTS


def test_any_other_failure_is_not_tried_again(app):
    calls = []

    @db.operation
    def act() -> None:
        calls.append("called")
        add("1")
        add("1")

    with app.app_context():
        with pytest.raises(IntegrityError):
            act()
        assert len(calls) == 1
        assert stored() == 0


@on_postgresql
def test_two_operations_in_each_others_way_both_succeed(server):
    @db.operation
    def prepare() -> None:
        add("1")
        add("2")

    meeting = threading.Barrier(2)

    def change(first: str, second: str) -> None:
        met = []

        @db.operation
        def act() -> None:
            db.session().execute(text("SET LOCAL deadlock_timeout = '20ms'"))
            rename(first)
            if not met:
                met.append(meeting.wait(timeout=60))
            rename(second)

        with server.app_context():
            act()

    def rename(client_id: str) -> None:
        db.session().execute(
            update(Account)
            .where(Account.client_id == client_id)
            .values(name=Account.name + text("'!'"))
        )

    prepare()
    threads = [threading.Thread(target=change, args=pair) for pair in ("12", "21")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.write_connection() as connection:
        names = connection.execute(select(Account.name)).scalars().all()
    assert names == ["Acme!!", "Acme!!"]


def test_processes_that_open_a_new_database_at_once_all_come_in(tmp_path):
    together = threading.Barrier(8)

    def come_in(name: str) -> str:
        path = tmp_path / name
        with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as connection:
            together.wait()
            sqlite.prepare(connection, None)
            return connection.execute("PRAGMA journal_mode").fetchone()[0]

    with ThreadPoolExecutor(8) as pool:
        for name in map(str, range(20)):
            assert set(pool.map(come_in, [name] * 8)) == {"wal"}


def test_threads_of_one_process_take_turns_and_never_find_it_locked(make_app):
    app = make_app()
    refused = []

    def write(number: int) -> None:
        with app.app_context():
            for step in range(5):
                db.operation(add)(f"{number}-{step}")

    with app.app_context():
        event.listen(db.db.engine, "handle_error", refused.append)
        event.listen(db.db.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=0"))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(write, range(8)))
        assert stored() == 40
    assert refused == []
