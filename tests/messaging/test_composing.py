"""Notifications become letters: each recipient gets his, once, whatever dies on the way."""

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import event

from webapp.core import db
from webapp.core.room import MailType
from webapp.identity.models import User
from webapp.identity.permissions import Permission
from webapp.messaging import catalogue, writing
from webapp.messaging.models import (
    EmailBody,
    EmailMessage,
    Notification,
    NotificationContent,
    Outgoing,
    State,
)
from webapp.messaging.service import composing, telling
from webapp.messaging.service.telling import Content, File

READ = Permission.NOTIFICATIONS_READ
MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class PowerCut(Exception):
    """The process is gone."""


@pytest.fixture
def small_steps(monkeypatch):
    """Letters are made two by two, so that few people need many steps."""
    monkeypatch.setattr(composing, "STEP", 2)


@pytest.fixture
def statements(app):
    """Do something at each statement that writes: ``statements(call)``."""
    with app.app_context():
        engine = db.db.engine
    noted = []

    def listen(call) -> None:
        def note(_connection, _cursor, statement, *_rest) -> None:
            if statement.startswith(("INSERT", "UPDATE", "DELETE")):
                call(statement)

        noted.append(note)
        event.listen(engine, "after_cursor_execute", note)

    yield listen
    for note in noted:
        event.remove(engine, "after_cursor_execute", note)


def test_a_step_that_dies_at_any_statement_is_gone_on_with(
    post, anna, crowd, small_steps, statements
):
    deaths, countdown = 0, [0]

    def die(_statement: str) -> None:
        countdown[0] -= 1
        if countdown[0] == 0:
            raise PowerCut

    statements(die)
    number = post.tell(anna)
    while True:
        deaths += 1
        countdown[0] = deaths % 6 + 1  # further on each time: something is done in between
        try:
            while composing._take_a_step(number):
                pass
        except PowerCut:
            assert len(post.letters()) == len(post.line()) == post.count(EmailBody)
            assert len(post.letters()) % 2 == 0
        else:
            break
        assert deaths < 50
    assert deaths > 2
    assert sorted(post.addresses()) == crowd
    assert len(post.line()) == 7
    assert post.notifications()[0].due_at is None


def test_two_workers_at_once_make_each_letter_once(post, anna, crowd, small_steps):
    numbers = [post.tell(anna) for _ in range(3)]
    at_once = threading.Barrier(3)

    def work() -> None:
        with post.app.app_context():
            at_once.wait()
            for number in numbers:
                composing.compose(number)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    post.compose()
    assert sorted(post.addresses()) == sorted(crowd * 3)
    assert len(post.line()) == 21
    assert [row.due_at for row in post.notifications()] == [None] * 3


def test_files_go_with_every_letter(post, anna, crowd):
    file = File("invoice.pdf", "application/pdf", b"%PDF")
    post.tell(anna, content=Content("Invoice", "Here it is", files=[file]))
    post.work()
    for letter in post.pigeon.letters:
        (attached,) = letter.iter_attachments()
        assert (attached.get_filename(), attached.get_content()) == ("invoice.pdf", b"%PDF")


def test_a_template_that_breaks_postpones_its_letters_and_no_others(post, anna, capsys):
    broken = MailType(id="test.broken", category=catalogue.Category.SERVICE, title="Broken")
    catalogue.mail_types()["test.broken"] = broken
    try:
        with time_machine.travel(MOMENT, tick=False) as clock:
            post.tell(anna, "test.broken", content=None)
            post.tell(anna)
            post.work()
            assert post.states() == [State.SENT]
            waiting = post.notifications()[0]
            assert waiting.due_at == MOMENT + composing.PAUSE
            assert composing.due(10) == []
            clock.shift(composing.PAUSE)
            assert composing.due(10) == [waiting.id]
    finally:
        del catalogue.mail_types()["test.broken"]
    shown = capsys.readouterr().err
    assert "test.broken/subject.txt" in shown
    assert "anna" not in shown


@pytest.mark.parametrize("whose", ["account", "user"])
def test_with_a_key_the_same_is_told_once(post, anna, build, whose):
    tell = post.tell if whose == "account" else post.tell_user
    assert tell(anna, key="invoice-7") is not None
    assert tell(anna, key="invoice-7") is None
    assert tell(anna, key="invoice-8") is not None
    assert tell(build.client("Bert"), key="invoice-7") is not None
    assert len(post.notifications()) == 3


def test_two_who_tell_the_same_at_once_tell_it_once(post, anna):
    at_once, told = threading.Barrier(4), []

    def tell() -> None:
        with post.app.app_context():
            at_once.wait()
            told.append(post.tell(anna, key="invoice-7"))

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([number for number in told if number is not None]) == 1
    assert len(post.notifications()) == post.count(NotificationContent) == 1


@pytest.mark.parametrize(
    ("type_id", "facts", "secret"),
    [
        ("confirm.reset", {"until": "2026-11-22T12:00:00+00:00", "token": "geheim"}, None),
        ("confirm.reset", {"token": "geheim"}, {"token": "geheim"}),
        ("confirm.reset", {}, {"code": "geheim"}),
        ("confirm.reset", {}, None),
        ("security.sign_in", {"way": "password"}, {"token": "geheim"}),
    ],
)
def test_a_secret_can_be_told_only_as_the_secret_of_its_type(post, anna, type_id, facts, secret):
    tell = db.operation(telling.notify)
    with pytest.raises(ValueError, match="secret facts are"):
        tell(type_id, facts, user_id=anna.user_id, secret=secret)
    assert post.notifications() == []


def test_nothing_is_told_outside_an_operation(post, anna):
    with pytest.raises(RuntimeError, match="outside an operation"):
        telling.notify("security.sign_in", {}, user_id=anna.user_id)
    assert post.notifications() == []


def test_what_did_not_happen_is_not_told(post, anna):
    @db.operation
    def fail() -> None:
        telling.notify("security.sign_in", {}, user_id=anna.user_id)
        raise PowerCut

    with pytest.raises(PowerCut):
        fail()
    assert post.notifications() == []


def test_a_type_that_no_room_knows_is_refused(post, anna):
    with pytest.raises(catalogue.UnknownType):
        post.tell(anna, "support.gossip")


def test_a_notification_that_nobody_gets_is_done(post, anna):
    post.tell(anna, "newsletter.news")
    post.work()
    assert post.letters() == []
    assert post.notifications()[0].due_at is None


def test_somebody_who_moved_before_the_letter_was_written_gets_it_at_the_new_place(
    post, anna, build
):
    post.tell(anna)
    build.change(User, anna.user_id, email="anna@example.net")
    post.compose()
    assert post.addresses() == ["anna@example.net"]


def test_letters_are_written_outside_of_transactions(post, anna, crowd, monkeypatch):
    real, seen = writing.write, []

    def watched(*args: object):
        seen.append(db.is_operation_open())
        return real(*args)

    monkeypatch.setattr(writing, "write", watched)
    post.tell(anna)
    post.compose()
    assert seen == [False] * 7
    assert post.count(Outgoing) == post.count(EmailMessage) == 7
    assert post.count(Notification) == 1
