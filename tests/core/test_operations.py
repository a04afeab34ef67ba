"""Operations: all or nothing, effects afterwards, and refusals that are remembered."""

import threading
from contextlib import suppress

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from webapp.core import db, limits
from webapp.core.errors import DomainError
from webapp.core.limits import Attempts, Rule
from webapp.identity.models import Account, ActivityEvent, BrowserSession
from webapp.identity.service.events import record_event
from webapp.sign_in.errors import WrongPair
from webapp.sign_in.service import sign_in


class Refused(DomainError):
    code = "refused-by-a-test"


def rows(model: type[db.Base]) -> int:
    """Count over a connection of its own: what is not committed is not seen."""
    with db.write_connection() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar()


@db.operation
def add(client_id: str) -> None:
    db.session().add(Account(client_id=client_id, name="Acme", currency="EUR"))
    db.session().flush()


@pytest.fixture
def inside(app):
    """A test that calls services as the command line does."""
    with app.app_context():
        yield


def test_what_an_operation_did_is_kept(inside):
    add("1")
    assert rows(Account) == 1
    assert not db.is_operation_open()


@pytest.mark.parametrize("crash", [Refused, RuntimeError, KeyboardInterrupt])
def test_any_exception_undoes_the_operation_and_those_nested_in_it(inside, crash):
    @db.operation
    def outer() -> None:
        add("1")
        session = db.session()
        add("2")
        assert db.session() is session
        raise crash

    with pytest.raises(crash):
        outer()
    assert rows(Account) == 0
    assert not db.is_operation_open()
    add("1")
    assert rows(Account) == 1


def test_a_nested_refusal_that_leaves_the_outermost_undoes_everything(inside):
    @db.operation
    def refuse() -> None:
        raise Refused

    @db.operation
    def outer() -> None:
        add("1")
        refuse()

    with pytest.raises(Refused):
        outer()
    assert rows(Account) == 0


@pytest.mark.parametrize("later", [lambda: None, lambda: add("3"), db.connection])
def test_an_operation_that_the_database_undid_neither_goes_on_nor_passes_for_done(inside, later):
    @db.operation
    def outer() -> None:
        add("1")
        with suppress(IntegrityError):
            add("1")
        later()

    with pytest.raises(RuntimeError, match="begin_nested"):
        outer()
    assert rows(Account) == 0


def test_an_error_that_is_expected_undoes_its_own_part(inside):
    @db.operation
    def outer() -> None:
        add("1")
        with suppress(IntegrityError), db.session().begin_nested():
            add("1")
        add("2")

    outer()
    assert rows(Account) == 2


def test_what_the_operation_returns_reaches_the_caller(inside):
    assert db.operation(lambda one, *, two: one + two)(1, two=2) == 3


def test_effects_run_in_their_order_once_the_data_is_safe(inside):
    seen = []

    @db.operation
    def nested() -> None:
        db.after_commit(lambda: seen.append(("first", rows(Account), db.is_operation_open())))

    @db.operation
    def outer() -> None:
        nested()
        add("1")
        db.after_commit(lambda: seen.append(("second", rows(Account), db.is_operation_open())))
        assert seen == []

    outer()
    assert seen == [("first", 1, False), ("second", 1, False)]


def test_effects_of_an_undone_operation_never_run(inside):
    seen = []

    @db.operation
    def act() -> None:
        db.after_commit(lambda: seen.append("ran"))
        raise Refused

    with pytest.raises(Refused):
        act()
    assert seen == []


def test_an_effect_without_an_operation_is_a_mistake(inside):
    with pytest.raises(RuntimeError, match="outside an operation"):
        db.after_commit(lambda: None)


def test_a_refusal_is_remembered_once_after_the_outermost_operation_was_undone(inside):
    seen = []

    def remember() -> None:
        seen.append(rows_inside(Account))
        record_event("test.refused")

    def rows_inside(model: type[db.Base]) -> int:
        assert db.is_operation_open()
        return db.session().scalar(select(func.count()).select_from(model))

    @db.operation
    def nested() -> None:
        add("2")
        raise Refused().remember(remember)

    @db.operation
    def outer() -> None:
        add("1")
        nested()

    with pytest.raises(Refused) as refusal:
        outer()
    assert seen == [0]
    assert rows(Account) == 0
    assert rows(ActivityEvent) == 1
    assert refusal.value.aftermath is None


def test_a_refusal_without_an_aftermath_writes_nothing(inside):
    @db.operation
    def act() -> None:
        record_event("test.done")
        raise Refused

    with pytest.raises(Refused):
        act()
    assert rows(ActivityEvent) == 0


@pytest.mark.parametrize("email", ["anna@example.com", "nobody@example.com"])
def test_a_wrong_password_leaves_no_session_one_event_and_one_count(app, build, email):
    build.client("Anna")
    with app.test_request_context("/login"):
        with pytest.raises(WrongPair):
            sign_in(email, "wrong-password-of-anna", stay=False, device="")
        assert rows(BrowserSession) == 0
        assert build.events() == ["sign_in.refused"]
        with db.write_connection() as connection:
            counted = connection.execute(select(Attempts.count)).scalars().all()
    assert counted == [1] * 4, "by e-mail, twice by network, and in a row"


def test_a_throttle_inside_an_operation_is_a_mistake(inside):
    @db.operation
    def act() -> None:
        limits.hit([Rule("test", "5 per 1 minute", "anna")])

    with pytest.raises(RuntimeError, match="inside an operation"):
        act()
    assert rows(Attempts) == 0


def test_an_event_outside_an_operation_is_a_mistake(inside):
    with pytest.raises(RuntimeError, match="outside an operation"):
        record_event("test.done")
    assert rows(ActivityEvent) == 0


def test_reading_neither_blocks_a_writer_nor_misses_what_he_wrote(inside):
    count = select(func.count()).select_from(Account)
    assert db.session().scalar(count) == 0
    add("1")
    assert db.session().scalar(count) == 1


def test_each_thread_has_an_operation_of_its_own(app, inside):
    found = []

    def look() -> None:
        with app.app_context():
            found.append((db.is_operation_open(), db.session() is session))

    @db.operation
    def act() -> None:
        nonlocal session
        session = db.session()
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    session = None
    act()
    assert found == [(False, False)]
