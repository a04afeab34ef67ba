"""Throttles: exactly the limit passes, whoever asks and however many at once."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from webapp.core import db, limits
from webapp.core.errors import Throttled
from webapp.core.limits import Attempts, Rule

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANNA = Rule("sign-in", "5 per 15 minutes", "anna@example.com 192.0.2.7")
COUNTS = select(Attempts.key, Attempts.count.label("count_"))
NETWORK = Rule("network", "20 per 5 minutes", "192.0.2.7")


def passes(rules: Sequence[Rule]) -> bool:
    try:
        limits.hit(rules)
    except Throttled:
        return False
    return True


def counted() -> dict[str, int]:
    with db.write_connection() as connection:
        return {row.key: row.count_ for row in connection.execute(COUNTS)}


@pytest.fixture
def clock(app):
    with app.app_context(), time_machine.travel(START, tick=False) as traveller:
        yield traveller


def test_the_limit_passes_and_the_next_is_told_how_long_to_wait(clock):
    assert [passes([ANNA]) for _ in range(5)] == [True] * 5
    clock.shift(60)
    with pytest.raises(Throttled) as refusal:
        limits.hit([ANNA])
    assert refusal.value.retry_after == 14 * 60
    assert "14 minutes" in str(refusal.value)


def test_a_window_begins_with_the_first_try_and_ends_on_time(clock):
    assert [passes([ANNA]) for _ in range(6)] == [True] * 5 + [False]
    clock.shift(timedelta(minutes=15, seconds=-1))
    assert not passes([ANNA])
    clock.shift(1)
    assert [passes([ANNA]) for _ in range(6)] == [True] * 5 + [False]


def test_who_proved_himself_in_another_way_begins_anew(clock):
    assert [passes([ANNA, NETWORK]) for _ in range(6)] == [True] * 5 + [False]
    limits.forget([ANNA])
    assert counted() == {NETWORK.key: 5}
    assert [passes([ANNA]) for _ in range(6)] == [True] * 5 + [False]
    limits.forget([])
    limits.forget([Rule("another-rule", ANNA.limit, ANNA.subject)])
    assert not passes([ANNA])


def test_subjects_and_rules_are_counted_apart(clock):
    other = Rule(ANNA.name, ANNA.limit, "bert@example.com 192.0.2.7")
    for _ in range(6):
        passes([ANNA])
    assert passes([other])
    assert passes([Rule("another-rule", ANNA.limit, ANNA.subject)])


def test_one_exhausted_rule_refuses_and_the_longest_wait_is_told(clock):
    short = Rule("short", "1 per 1 minute", "anna")
    long = Rule("long", "1 per 1 hour", "anna")
    assert passes([short, long, NETWORK])
    with pytest.raises(Throttled) as refusal:
        limits.hit([long, short, NETWORK])
    assert refusal.value.retry_after == 3600
    assert sorted(counted().values()) == [1, 2, 2], "the network has lost nothing by it"


@pytest.mark.parametrize("threads", [8])
def test_of_many_at_once_exactly_the_limit_passes(app, threads):
    rules = [Rule("race", "13 per 1 hour", "anna"), Rule("other", "1000 per 1 hour", "anna")]
    outcomes = []

    def try_often(number: int) -> None:
        with app.app_context():
            order = rules if number % 2 else rules[::-1]
            outcomes.extend([passes(order) for _ in range(5)])

    running = [threading.Thread(target=try_often, args=[n]) for n in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert (len(outcomes), outcomes.count(True)) == (threads * 5, 13)
    with app.app_context():
        assert sorted(counted().values()) == [13, threads * 5], "refused by one, counted by one"


def test_counting_and_giving_back_at_once_never_stand_in_each_others_way(app):
    rules = [Rule(f"rule-{n}", "1000 per 1 hour", "anna") for n in range(3)]
    failures = []

    def count_and_give_back(number: int) -> None:
        with app.app_context():
            for turn in range(10):
                order = rules[turn % 3 :] + rules[: turn % 3]
                limits.hit(order)
                limits.give_back(order[:: 1 if number % 2 else -1])

    def note(context) -> None:
        failures.append(context)

    with app.app_context():
        event.listen(db.db.engine, "handle_error", note)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(count_and_give_back, range(8)))
        event.remove(db.db.engine, "handle_error", note)
        assert set(counted().values()) == {0}
    assert failures == []


def test_what_is_given_back_can_be_tried_again(clock):
    for _ in range(5):
        limits.hit([ANNA, NETWORK])
    limits.give_back([ANNA, NETWORK])
    assert sorted(counted().values()) == [4, 4]
    assert [passes([ANNA]), passes([ANNA])] == [True, False]


def test_no_more_is_given_back_than_was_taken(clock):
    limits.hit([ANNA])
    for _ in range(3):
        limits.give_back([ANNA, NETWORK])
    assert counted() == {ANNA.key: 0}


def test_what_a_refused_operation_gave_back_stays_counted(clock):
    @db.operation
    def act() -> None:
        limits.give_back([ANNA])
        raise Throttled(1)

    limits.hit([ANNA])
    with pytest.raises(Throttled):
        act()
    assert counted() == {ANNA.key: 1}


def test_no_counter_tells_whose_it_is(clock):
    limits.hit([ANNA, NETWORK])
    kept = " ".join(counted())
    assert "anna" not in kept
    assert "192.0.2.7" not in kept
    assert set(counted()) == {ANNA.key, NETWORK.key}


def test_counters_are_forgotten_a_day_after_their_window(clock):
    limits.hit([ANNA])
    clock.shift(timedelta(minutes=15, hours=24))
    limits.sweep()
    assert len(counted()) == 1
    clock.shift(1)
    limits.sweep()
    assert counted() == {}


def test_no_rules_and_no_throttling_count_nothing(clock, make_app):
    limits.hit([])
    assert counted() == {}
    with make_app(throttling="false").app_context():
        assert all(passes([ANNA]) for _ in range(7))
        limits.give_back([ANNA])
        assert counted() == {}


@pytest.mark.parametrize("seconds", [-5, 0, 1])
def test_nobody_is_asked_to_wait_less_than_a_second(app, seconds):
    with app.app_context():
        assert Throttled(seconds).retry_after == 1
