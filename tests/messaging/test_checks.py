"""What `flask doctor` says about mail."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.messaging.post import Post
from webapp.messaging import checks, writing
from webapp.messaging.service import composing
from webapp.messaging.transport import Deferred

HTTPS = {"public_url": "https://www.example.com"}
SERVER = {"mail_server": "mail.example.com"}
TLS = {"mail_use_tls": "true"}
SSL = {"mail_use_ssl": "true"}
USER = {"mail_username": "us", "mail_password": "geheim"}


@pytest.mark.parametrize(
    ("settings", "ok", "words"),
    [
        ({}, True, "/mail"),
        (SERVER, True, "mail.example.com"),
        (SERVER | TLS, True, "mail.example.com, encrypted"),
        (SERVER | SSL | HTTPS, True, "mail.example.com, encrypted"),
        (SERVER | HTTPS, False, "mail.example.com"),
        (SERVER | USER, False, "mail.example.com"),
        (SERVER | USER | TLS, True, "mail.example.com"),
        ({"mail_server": "localhost"} | HTTPS, True, "localhost"),
        ({"mail_server": "127.0.0.1"} | HTTPS, True, "127.0.0.1"),
        ({"mail_server": "192.0.2.7"} | HTTPS, False, "192.0.2.7"),
    ],
)
def test_letters_and_passwords_travel_encrypted(make_app, settings, ok, words):
    with make_app(migrated=False, **settings).app_context():
        finding = checks.way_out()
    assert finding.ok is ok
    assert words in finding.subject
    assert ok or "CLIENTAREA_MAIL_USE_TLS" in finding.advice
    assert "geheim" not in f"{finding}"


def test_a_folder_in_the_way_of_the_maildir_is_told(make_app, tmp_path, monkeypatch):
    app = make_app()
    monkeypatch.setattr("webapp.messaging.checks.os.access", lambda *_args: False)
    with app.app_context():
        finding = checks.way_out()
    assert not finding.ok
    assert "cannot be written to" in finding.advice


def test_letters_that_nobody_takes_for_an_hour_are_told(app, post, anna):
    with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC), tick=False) as clock:
        post.tell(anna)
        clock.shift(timedelta(hours=1))
        assert checks.waiting().ok
        clock.shift(1)
        assert not checks.waiting().ok
        post.compose()
        assert checks.waiting().ok
        clock.shift(timedelta(hours=2))
        finding = checks.waiting()
        assert not finding.ok
        assert "1 waiting" in finding.subject
        assert "Is the worker running?" in finding.advice


def test_a_letter_that_is_tried_again_and_again_is_not_late(post, anna):
    with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC), tick=False) as clock:
        post.pigeon.always = Deferred("later")
        post.tell(anna)
        for _ in range(10):
            post.work()
            clock.move_to(post.line()[0].due_at)
        assert checks.waiting().ok


def test_a_letter_that_cannot_be_written_is_told_though_it_is_tried_again(post, anna, monkeypatch):
    monkeypatch.setattr(writing, "write", None)
    with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC), tick=False) as clock:
        post.tell_user(anna)
        for _ in range(13):
            post.work()
            clock.shift(composing.PAUSE)
        assert not post.states()
        assert not checks.waiting().ok


def test_without_tables_the_check_says_so(make_app):
    app = make_app(migrated=False)
    with app.app_context():
        Post(app)
        assert not checks.waiting().ok
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert "Mail: into" in result.output
    assert "Letters: unknown" in result.output
