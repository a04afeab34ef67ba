"""The database: one declarative base, reads in autocommit, writes in operations."""

import functools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    Connection,
    Enum,
    MetaData,
    RootTransaction,
    delete,
    event,
    make_url,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

from webapp.core import sqlite
from webapp.core.errors import DomainError
from webapp.core.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 3
BEGIN = {
    "sqlite": "BEGIN IMMEDIATE",  # takes the lock at once: a read upgraded would fail
    "postgresql": "BEGIN ISOLATION LEVEL READ COMMITTED",
}
PATIENCE_SECONDS = sqlite.BUSY_MS / 1000  # nobody waits for one lock as long as that twice
MOST_DELETED = 500
RETRYABLE_SQLSTATES = {"40001", "40P01"}  # serialisation failure, deadlock


class Base(DeclarativeBase):
    """Base of every model; the naming convention makes migrations repeatable."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def choice(kind: type[StrEnum]) -> Enum:
    """Return the type of a column that stores an enum's value as text, checked by us."""
    return Enum(
        kind, native_enum=False, length=32, values_callable=lambda e: [item.value for item in e]
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


def init_app(app: Flask, settings: Settings) -> None:
    """Connect the database and the migrations to an application."""
    url = make_url(settings.database_url)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    if url.get_backend_name() == "sqlite":
        options: dict[str, Any] = {"connect_args": {"timeout": sqlite.BUSY_MS / 1000}}
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            options["pool_use_lifo"] = True  # the connection used last knows most pages
    else:
        options = {
            "isolation_level": "AUTOCOMMIT",
            "pool_pre_ping": True,
            "connect_args": {"connect_timeout": 5},
        }
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**options, "hide_parameters": True}
    db.init_app(app)
    app.teardown_appcontext(_give_back)
    app.extensions["clientarea.turn"] = nullcontext
    if url.get_backend_name() == "sqlite":
        app.extensions["clientarea.turn"] = functools.partial(sqlite.turn, Lock())
        with app.app_context():
            event.listen(db.engine, "connect", sqlite.prepare)


@dataclass(slots=True)
class _Open:
    """The operation that is running in this context."""

    connection: Connection
    transaction: RootTransaction
    effects: list[Callable[[], object]] = field(default_factory=list)
    _session: Session | None = None

    @property
    def session(self) -> Session:
        """Return the ORM's session on this connection, made when it is first wanted."""
        self._check()
        if self._session is None:
            self._session = Session(
                self.connection, expire_on_commit=False, join_transaction_mode="rollback_only"
            )
        return self._session

    def flush(self) -> None:
        """Send what the ORM has not sent yet."""
        self._check()
        if self._session is not None:
            self._session.flush()

    def close(self) -> None:
        """Let go of the objects that the session holds."""
        if self._session is not None:
            self._session.close()

    def _check(self) -> None:
        """Go no further when rows that the ORM could not send have undone the transaction.

        Otherwise whoever swallows that error loses what he wrote before, and whatever he writes
        afterwards is kept at once.
        """
        if not self.transaction.is_active:
            message = "the operation was undone: expect errors inside session().begin_nested()"
            raise RuntimeError(message)


_open: ContextVar[_Open | None] = ContextVar("operation", default=None)


def session() -> Session:
    """Return the running operation's session, else the request's, which only reads."""
    running = _open.get()
    return running.session if running else cast("Session", db.session())


def connection() -> Connection:
    """Return the running operation's connection, else the request's, for prebuilt statements.

    Rows that the ORM still holds back are sent first.
    """
    running = _open.get()
    if running:
        running.flush()
        return running.connection
    return _own_connection()


def _own_connection() -> Connection:
    """Return the request's one connection: it knows the pages that it reads before it writes."""
    if "connection" not in g:
        g.connection = db.engine.connect()
    return cast("Connection", g.connection)


def release() -> None:
    """Give back the connections of this context; the next query opens others."""
    _give_back()
    db.session.remove()


def _give_back(_error: BaseException | None = None) -> None:
    used: Connection | None = g.pop("connection", None)
    if used is not None:
        used.close()


def upsert(model: type[Base]) -> Any:
    """Return this database's INSERT, which has ``on_conflict_do_update`` and ``…_nothing``."""
    dialect = import_module(f"sqlalchemy.dialects.{connection().dialect.name}")
    return dialect.insert(model)


def is_operation_open() -> bool:
    """Tell whether a write transaction is open in this context."""
    return _open.get() is not None


def after_commit(call: Callable[[], object]) -> None:
    """Run ``call`` once the data of the running operation is safe.

    :raises RuntimeError: no operation is running.
    """
    running = _open.get()
    if running is None:
        message = "after_commit() outside an operation"
        raise RuntimeError(message)
    running.effects.append(call)


@contextmanager
def write_connection() -> Iterator[Connection]:
    """Open a short write transaction of its own, apart from any operation."""
    with db.engine.connect() as opened, _begun(opened):
        yield opened


@contextmanager
def _begun(connection: Connection) -> Iterator[RootTransaction]:
    """Run a block in a transaction of the database; SQLAlchemy's own only keeps count of reads."""
    connection.rollback()
    with current_app.extensions["clientarea.turn"]():
        connection.exec_driver_sql(BEGIN[connection.dialect.name])
        try:
            yield cast("RootTransaction", connection.get_transaction())
            connection.commit()
        except BaseException:
            connection.rollback()
            raise


@contextmanager
def _transaction() -> Iterator[_Open]:
    opened = _own_connection()
    with _begun(opened) as transaction:
        running = _Open(opened, transaction)
        token = _open.set(running)
        try:
            yield running
            running.flush()
        finally:
            _open.reset(token)
            running.close()


def operation(function: Callable[P, T]) -> Callable[P, T]:
    """Run a service function in one transaction.

    The outermost operation commits, nested ones join it, any exception that leaves it rolls
    back; one of a nested operation that is caught on the way undoes nothing. It is repeated
    whole when the database reports a lock or a serialisation failure. A :class:`DomainError`
    with an ``aftermath`` has it written after the rollback.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if is_operation_open():
            return function(*args, **kwargs)
        give_up = time.monotonic() + PATIENCE_SECONDS
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return _run_once(function, *args, **kwargs)
            except DBAPIError as error:
                is_enough = attempt == ATTEMPTS or time.monotonic() > give_up
                if is_enough or not _is_retryable(error):
                    raise
                time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter, not a secret
        raise AssertionError  # pragma: no cover - the loop returns or raises

    return run


def _run_once(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        with _transaction() as running:
            result = function(*args, **kwargs)
    except DomainError as refusal:
        _write_aftermath(refusal)
        raise
    for effect in running.effects:
        effect()
    return result


def _write_aftermath(refusal: DomainError) -> None:
    aftermath, refusal.aftermath = refusal.aftermath, None
    if aftermath is not None:
        operation(aftermath)()


def _is_retryable(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRYABLE_SQLSTATES or "database is locked" in str(error.orig)


@operation
def delete_some(key: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]) -> int:
    """Delete rows by their key, few enough that nobody waits for long; return how many."""
    some = select(key).where(*conditions).limit(MOST_DELETED)
    return connection().execute(delete(key.class_).where(key.in_(some))).rowcount
