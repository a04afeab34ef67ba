"""Letters in line: tried, tried again, given up; each sent once, and none for ever."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import update

from tests.builders import Builder
from tests.messaging.post import Post
from webapp.core import db
from webapp.core.clock import now
from webapp.messaging import jobs
from webapp.messaging.delivery import Carrier
from webapp.messaging.models import (
    EmailBody,
    EmailMessage,
    NotificationContent,
    State,
)
from webapp.messaging.service import composing, letters
from webapp.messaging.service.telling import Content
from webapp.messaging.transport import Deferred, Refused, Unreachable

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PAUSES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def ring(carrier: Carrier) -> None:
    """One look at the line."""
    for number in carrier.due(100):
        carrier.carry(number)


def test_a_letter_is_handed_over_once_and_all_is_noted(post, anna, clock):
    post.tell(anna)
    post.compose()
    assert post.letter().state == State.QUEUED
    assert (post.letter().tries, post.letter().tried_at, post.letter().settled_at) == (
        0,
        None,
        None,
    )
    clock.shift(5)
    post.work()
    post.work()
    letter = post.letter()
    assert (letter.state, letter.tries) == (State.SENT, 1)
    assert letter.tried_at == letter.settled_at == START + timedelta(seconds=5)
    assert letter.created_at == START
    assert post.line() == []
    assert post.history() == [("sent", "", "250 taken")]
    ((sender, to, _content),) = post.pigeon.taken
    assert (sender, to) == ("no-reply@localhost", anna.email)


def test_pauses_double_up_to_six_hours_and_after_three_days_a_letter_is_given_up(post, anna, clock):
    post.pigeon.always = Deferred("greylisted", "450")
    post.tell(anna)
    pauses = []
    while True:
        post.work()
        if not post.line():
            break
        (waiting,) = post.line()
        assert post.letter().state == State.QUEUED
        assert post.letter().tries == waiting.tries == len(pauses) + 1
        assert post.letter().tried_at == now()
        pauses.append((waiting.due_at - now()) / timedelta(minutes=1))
        clock.move_to(min(waiting.due_at, waiting.expires_at))
    assert pauses[:12] == PAUSES
    assert set(pauses[9:]) == {360}
    letter = post.letter()
    assert letter.state == State.FAILED
    assert letter.settled_at == START + timedelta(hours=72)
    assert set(post.history()) == {("deferred", "450", "greylisted")}
    assert letter.tries == len(pauses) == len(post.history())


def test_each_try_has_the_same_bytes_and_the_same_name(post, anna, clock):
    kept = []
    post.pigeon.answers = [Deferred("later")] * 3

    class Copying(type(post.pigeon)):
        def send(self, sender: str, to: str, content: bytes) -> str:
            kept.append(content)
            return post.pigeon.send(sender, to, content)

    post.carrier.transport = Copying()
    post.tell(anna)
    for _ in range(4):
        post.work()
        post.make_due()
    assert post.letter().state == State.SENT
    assert len(kept) == 4
    assert len(set(kept)) == 1
    assert post.pigeon.letters[0]["Message-ID"] == post.letter().message_id


def test_what_will_never_be_taken_is_given_up_at_once(post, anna):
    post.pigeon.answers = [Refused("no such mailbox", "550")]
    post.tell(anna)
    post.work()
    assert post.letter().state == State.FAILED
    assert post.letter().tries == 1
    assert post.line() == []
    assert post.history() == [("failed", "550", "no such mailbox")]


def test_a_letter_that_nobody_could_try_in_time_is_still_tried_once(post, anna, clock):
    post.tell(anna)
    post.compose()
    clock.shift(timedelta(days=7))
    post.work()
    assert post.letter().state == State.SENT


def test_a_server_that_is_away_costs_one_letter_an_attempt_and_not_each(post, anna, clock):
    post.pigeon.always = Unreachable("connection refused")
    for _ in range(10):
        post.tell(anna)
    post.work()
    assert [row.tries for row in post.line()].count(0) == 9
    assert post.carrier.trouble == "connection refused"
    assert post.carrier.due(100) == []
    post.pigeon.always = None
    post.restart()
    post.make_due()
    post.work()
    assert post.states() == [State.SENT] * 10
    assert post.carrier.trouble == ""


def test_rests_grow_up_to_a_minute_and_end_with_the_first_letter(post, anna, monkeypatch):
    post.pigeon.answers = [Unreachable("away")] * 6
    moment = 1000.0
    monkeypatch.setattr("webapp.messaging.delivery.time.monotonic", lambda: moment)
    post.tell(anna)
    post.compose()
    rests = []
    for _ in range(6):
        ring(post.carrier)
        rests.append(post.carrier._rested_at - moment)
        moment += rests[-1]
        post.make_due()
    assert rests == [5, 10, 20, 40, 60, 60]
    ring(post.carrier)
    assert post.states() == [State.SENT]
    assert post.carrier._rest_seconds == 5


def test_the_connection_is_let_go_when_nothing_waits(post, anna):
    post.tell(anna)
    post.work()
    assert post.pigeon.closed >= 1


def test_a_letter_to_what_is_no_address_is_failed_in_words(post, build):
    post.tell(build.client("Mallory", email="mallory@@example.com"))
    post.work()
    assert post.letter().state == State.FAILED
    ((outcome, _code, said),) = post.history()
    assert outcome == "failed"
    assert said


def test_a_newsletter_whose_words_are_gone_is_failed_in_words(post, anna):
    post.tell(anna, content=Content("News", "x"))
    post.compose()
    with db.write_connection() as connection:
        connection.execute(NotificationContent.__table__.delete())
        connection.execute(EmailBody.__table__.delete())
    post.work()
    assert post.letter().state == State.FAILED
    assert post.history() == [("failed", "", "This letter cannot be sent again.")]


def test_a_defect_of_ours_leaves_the_letter_in_line_with_its_pauses(post, anna, capsys):
    post.pigeon.answers = [ZeroDivisionError("oops")]
    post.tell(anna)
    post.work()
    assert post.letter().state == State.QUEUED
    assert post.history() == [("deferred", "", "ZeroDivisionError")]
    post.make_due()
    post.work()
    assert post.letter().state == State.SENT
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_letters_that_failed_can_be_put_in_line_once_more(post, anna):
    post.pigeon.answers = [Refused("no"), Refused("no")]
    post.tell(anna)
    post.tell_secret(anna)
    post.work()
    assert post.states() == [State.FAILED, State.FAILED]
    secret, usual = post.letters()
    with pytest.raises(letters.LetterNotSendable):
        letters.send_again(secret.id)
    letters.send_again(usual.id)
    with pytest.raises(letters.LetterNotSendable):
        letters.send_again(usual.id)
    post.work()
    assert post.states() == [State.FAILED, State.SENT]
    assert len({letter["Message-ID"] for letter in post.pigeon.letters}) == 1


def test_nothing_that_is_logged_names_a_person(make_app, capsys):
    app = make_app(log_level="INFO")
    anna = Builder(app).client("Anna Kovalenko")
    with app.app_context():
        post = Post(app)
        post.pigeon.answers = [
            Unreachable("421 <anna@example.com>: too many letters for you"),
            Refused("550 <anna@example.com> is unknown"),
        ]
        post.tell(anna)
        post.work()
        post.restart()
        post.make_due()
        post.work()
    shown = capsys.readouterr().err
    lines = [json.loads(line) for line in shown.splitlines()]
    assert [line["event"] for line in lines] == ["mail server", "letter", "letter"]
    assert lines[0]["said"] == "421 … too many letters for you"
    for word in ("anna", "Kovalenko", "Maintenance"):
        assert word not in shown


def test_an_address_of_a_letter_is_that_of_the_moment_it_was_written(post, anna, build):
    post.tell(anna)
    post.compose()
    with db.write_connection() as connection:
        connection.execute(update(EmailMessage).values(address="other@example.com"))
    post.work()
    assert [to for _sender, to, _content in post.pigeon.taken] == ["other@example.com"]


def test_a_link_overtakes_a_newsletter_on_all_its_way(post, anna, build, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    bert = build.client("Bert")
    for number in range(6):
        post.tell(anna)
        if number < 3:  # the others are still to be written when the link is asked for
            post.compose()
    link = post.tell_secret(bert)
    assert composing.due(2)[0] == link
    post.work()
    place = [to for _sender, to, _content in post.pigeon.taken].index(bert.email)
    assert place <= jobs.AT_ONCE
