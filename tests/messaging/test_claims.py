"""Claims: one carrier at a time has a letter, and who dies does not keep it."""

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import update

from webapp.core import db
from webapp.messaging.delivery import Carrier
from webapp.messaging.models import Outgoing, State
from webapp.messaging.service import outbox
from webapp.messaging.transport import Deferred, Refused

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def ring(carrier: Carrier) -> None:
    """One look at the line."""
    for number in carrier.due(100):
        carrier.carry(number)


def test_a_letter_of_a_carrier_that_died_is_taken_by_another_when_its_lease_is_over(
    post, anna, clock
):
    post.tell(anna)
    post.compose()
    (number,) = outbox.due(10)
    assert outbox.claim(number, "dead") is not None
    assert outbox.due(10) == []
    assert outbox.claim(number, post.carrier.name) is None
    assert outbox.claimed() == 1
    clock.shift(outbox.LEASE)
    assert outbox.claimed() == 0
    ring(post.carrier)
    assert post.letter().state == State.SENT


def test_a_claim_is_kept_as_long_as_the_server_thinks(post, anna, monkeypatch):
    monkeypatch.setattr("webapp.messaging.delivery.RENEWED_EVERY_SECONDS", 0.01)
    post.tell(anna)
    post.compose()
    (first,) = post.line()

    def think() -> None:
        post.make_due()  # as if the lease were over
        with db.write_connection() as connection:
            connection.execute(update(Outgoing).values(claimed_until=first.due_at))
        while post.line()[0].claimed_until <= first.due_at:
            pass

    post.pigeon.answers = [think]
    ring(post.carrier)
    assert post.letter().state == State.SENT


@pytest.mark.parametrize("end", [Refused("no"), Deferred("later")])
def test_who_lost_his_claim_cannot_say_that_the_letter_failed(post, anna, clock, end):
    post.tell(anna)
    post.compose()
    other = Carrier(post.pigeon)

    def sleep_over() -> None:
        clock.shift(outbox.LEASE)
        post.pigeon.answers.insert(0, lambda: None)
        ring(other)
        raise end

    post.pigeon.answers = [sleep_over]
    ring(post.carrier)
    assert post.letter().state == State.SENT
    assert post.letter().tries == 1
    assert post.line() == []


def test_who_lost_his_claim_and_sent_the_letter_says_so(post, anna, clock):
    post.tell(anna)
    post.compose()
    other = Carrier(post.pigeon)

    def sleep_over() -> None:
        clock.shift(outbox.LEASE)
        post.pigeon.answers.insert(0, Refused("you again?"))
        ring(other)

    post.pigeon.answers = [sleep_over]
    ring(post.carrier)
    assert post.letter().state == State.SENT


def test_many_threads_and_carriers_send_each_letter_once(post, anna):
    for _ in range(10):
        post.tell(anna)
    post.compose()
    carriers = [Carrier(post.pigeon) for _ in range(4)]
    numbers = outbox.due(100)
    at_once = threading.Barrier(4)

    def work(carrier: Carrier) -> None:
        with post.app.app_context():
            at_once.wait()
            for number in numbers:
                carrier.carry(number)

    threads = [threading.Thread(target=work, args=[carrier]) for carrier in carriers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(post.pigeon.taken) == 10
    assert post.states() == [State.SENT] * 10
    assert len(post.history()) == 10
