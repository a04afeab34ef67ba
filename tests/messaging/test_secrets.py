"""Letters with secrets: sealed while they wait, gone when they are settled, dead in time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from webapp.core.clock import now
from webapp.messaging.models import State
from webapp.messaging.service import composing, outbox
from webapp.messaging.transport import Deferred, Refused

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NEW_KEY = "a-new-data-key-that-is-long-enough-too"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def test_a_secret_is_sealed_in_line_masked_elsewhere_and_gone_when_it_is_sent(post, anna):
    post.tell_secret(anna)
    post.compose()
    (waiting,) = post.line()
    assert waiting.sealed is not None
    assert b"geheim" not in waiting.sealed
    assert post.notifications()[0].sealed_facts is None
    assert post.letter().is_masked
    post.work()
    assert post.letter().state == State.SENT
    assert post.line() == []
    (letter,) = post.pigeon.letters
    assert "geheim-geheim" in letter.get_body(["plain"]).get_content()


@pytest.mark.parametrize("tries", [0, 1])
def test_a_secret_whose_time_is_over_is_not_sent_any_more(post, anna, clock, tries):
    post.pigeon.always = Deferred("later")
    post.tell_secret(anna, minutes=30)
    post.compose()
    for _ in range(tries):
        post.work()
    post.pigeon.always = None
    clock.shift(timedelta(minutes=30))
    post.work()
    letter = post.letter()
    assert (letter.state, letter.tries) == (State.EXPIRED, tries)
    assert letter.settled_at == now()
    assert post.line() == []
    assert post.pigeon.taken == []


@pytest.mark.parametrize("answer", [None, Refused("no")])
def test_the_sealed_bytes_go_in_the_transaction_that_settles_the_letter(post, anna, answer):
    post.pigeon.answers = [answer] if answer else []
    post.tell_secret(anna)
    post.compose()
    (number,) = outbox.due(1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outbox, "_settle", _break_down)
        with pytest.raises(ZeroDivisionError):
            post.carrier.carry(number)
    assert post.letter().state == State.QUEUED
    assert [row.sealed is None for row in post.line()] == [False]
    assert post.history() == []


def _break_down(*_args: object, **_options: object) -> None:
    raise ZeroDivisionError


@pytest.fixture
def keys(app):
    """The keys that seal, given back when the test is over."""
    yield (before := app.extensions["clientarea.data_keys"])
    app.extensions["clientarea.data_keys"] = before
    app.extensions.pop("clientarea.locks", None)


@pytest.fixture
def use_keys(app, keys):
    """Restart with other keys, newest first."""

    def use(*chosen: str) -> None:
        app.extensions["clientarea.data_keys"] = list(chosen)
        app.extensions.pop("clientarea.locks", None)

    return use


def test_a_key_that_became_the_older_one_still_opens(post, anna, keys, use_keys):
    post.tell_secret(anna)
    post.compose()
    use_keys(NEW_KEY, *keys)
    post.work()
    assert post.letter().state == State.SENT


def test_a_key_that_is_gone_fails_its_letter_and_no_other(post, anna, use_keys):
    post.tell_secret(anna)
    post.tell_secret(anna)
    composed, told = post.notifications()
    composing.compose(composed.id)
    use_keys(NEW_KEY)
    post.tell(anna)
    post.work()
    assert post.states() == [State.FAILED, State.SENT]
    assert post.history()[0] == ("failed", "", "A stored secret cannot be read.")
    (waiting,) = [row for row in post.notifications() if row.due_at]
    assert waiting.id == told.id
