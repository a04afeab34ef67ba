"""Many writers at once, and writers that die: nothing is locked, lost or half done."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from webapp.core import db
from webapp.identity.models import ActivityEvent, BrowserSession, User

ROUNDS = [3, pytest.param(100, marks=pytest.mark.long)]
KILLS = [5, pytest.param(200, marks=pytest.mark.long)]
FOR_EVER = 10_000
DONE = {"sign-in": 303, "phone": 303, "sign-out": 303}


def acknowledged(said: list[dict]) -> set[str]:
    return {line["phone"] for line in said if line["act"] == "phone" and line["status"] == 303}


def complaints(said: list[dict]) -> list[dict]:
    return [line for line in said if line.get("status") != DONE.get(line["act"])]


def check_whole(app) -> set[str]:
    """All at one moment: no change without its event, no session without its own.

    Return every number that was ever stored.
    """
    with app.app_context(), db.write_connection() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        else:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        events = connection.execute(select(ActivityEvent).order_by(ActivityEvent.id)).all()
        users = connection.execute(select(User.id, User.phone)).all()
        sessions = connection.execute(select(BrowserSession.ended_at)).all()
    changes = [event for event in events if event.type == "profile.phone_changed"]
    newest = {event.user_id: event.facts["new"] for event in changes}
    assert {user.id: user.phone for user in users if user.phone} == newest
    counted = Counter(event.type for event in events)
    assert counted["sign_in.succeeded"] == len(sessions)
    assert counted["sign_in.ended"] == len([1 for (ended_at,) in sessions if ended_at])
    return {event.facts["new"] for event in changes}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_many_processes_write_at_once_and_nothing_is_locked_or_lost(app, people, start, rounds):
    people(4, 4)
    writers = [start(number, 4, rounds) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        said = [line for lines in pool.map(lambda writer: writer.hear(), writers) for line in lines]
    assert complaints(said) == []
    assert [writer.end() for writer in writers] == [0] * 4
    assert [writer.errors.read_text() for writer in writers] == [""] * 4
    assert Counter(line["act"] for line in said) == dict.fromkeys(DONE, 16 * rounds)
    assert len(acknowledged(said)) == 16 * rounds
    assert check_whole(app) == acknowledged(said)


@pytest.mark.parametrize(
    ("moment", "answers", "numbers"),
    [
        ("INSERT INTO activity_events", 0, 0),  # while signing in
        ("UPDATE users", 1, 0),
        ("commit", 1, 0),
        ("answer", 1, 1),
    ],
)
def test_a_writer_that_dies_leaves_all_or_nothing(
    app, build, people, start, moment, answers, numbers
):
    people(1, 1)
    writer = start(0, 1, 1, moment)
    said = writer.hear()
    assert writer.end() < 0
    assert acknowledged(said) == set()
    assert len(said) == answers
    assert len(check_whole(app)) == numbers
    build.change(User, 1, phone=None)
    again = start(0, 1, 1)
    assert complaints(again.hear()) == []
    assert again.end() == 0


@pytest.mark.parametrize("kills", KILLS)
def test_writers_killed_under_load_lose_nothing_they_acknowledged(app, people, start, kills):
    people(2, 4)
    chance = random.Random(7)  # noqa: S311 - the same moments in every run
    steady = start(1, 1, FOR_EVER)
    for kill in range(kills):
        victim = start(0, 4, FOR_EVER)
        said = victim.hear(chance.randint(3, 40))
        victim.kill()
        said += victim.hear()
        assert victim.end() < 0
        assert victim.errors.read_text() == ""
        assert acknowledged(said) <= check_whole(app), f"lost at kill {kill}"
    steady.kill()
    said = steady.hear()
    assert steady.errors.read_text() == ""
    assert complaints(said) == []
    assert acknowledged(said)
    assert acknowledged(said) <= check_whole(app)
