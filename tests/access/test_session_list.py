"""Sessions that are listed: until when, how many, and what the list costs."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.access.devices import EDIT, FIREFOX, device, is_in, post, rows
from tests.reader import Reader
from tests.weight import HTMX, check_fragment_weight, check_page_weight
from webapp.access.service import sessions as service
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.core.tokens import digest
from webapp.identity.models import BrowserSession
from webapp.identity.service import sessions


@pytest.mark.parametrize(
    ("stay", "lasts"),
    [(None, sessions.IDLE), ("1", sessions.STAY_IDLE)],
)
def test_a_session_is_listed_exactly_as_long_as_it_lets_somebody_in(app, anna, stay, lasts):
    with time_machine.travel(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), tick=False) as clock:
        other = Reader(app).sign_in(anna, stay=stay)
        for shift, is_over in ((lasts - timedelta(seconds=1), False), (timedelta(seconds=1), True)):
            clock.shift(shift)
            reader = device(app, anna)
            with app.app_context():
                listed, _more = service.live_sessions(anna.user_id, 0)
            assert (1 in [session.id for session in listed]) is not is_over
            assert ("Only this device" in reader.open("/access").text) is is_over
            reader.open("/logout").submit()
        assert not is_in(other)


@pytest.mark.parametrize(
    ("stay", "step", "lasts"),
    [
        (None, timedelta(minutes=20), sessions.ABSOLUTE),
        ("1", timedelta(days=10), sessions.STAY_ABSOLUTE),
    ],
)
def test_a_busy_session_is_listed_until_its_last_moment(app, anna, stay, step, lasts):
    with time_machine.travel(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), tick=False) as clock:
        reader, passed = Reader(app).sign_in(anna, stay=stay), timedelta()
        while passed + step < lasts:
            clock.shift(step)
            passed += step
            assert is_in(reader)
        for moment, number in ((lasts - timedelta(seconds=1), 1), (lasts, 0)):
            clock.shift(moment - passed)
            passed = moment
            with app.app_context():
                listed, _more = service.live_sessions(anna.user_id, 0)
            assert len(listed) == number
        assert not is_in(reader)


def test_one_that_is_over_by_the_clock_is_ended_without_a_word(app, anna, build, postbox):
    with time_machine.travel(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), tick=False) as clock:
        device(app, anna)
        clock.shift(sessions.IDLE)
        reader = device(app, anna)
        postbox.open()
        assert post(reader, "/access/sessions/1/end").status_code == 303
        assert postbox.open() == []
    assert "sign_in.ended" not in build.events()


def many(build, someone, number: int) -> None:
    """Other sessions of somebody, each a second older."""
    for count in range(number):
        moment = now() - timedelta(seconds=count)
        build.add(
            BrowserSession(
                token_digest=digest(f"{count}"),
                user_id=someone.user_id,
                account_id=someone.account_id,
                way="password",
                second_factor="totp",
                stay=True,
                address="2001:db8:1234:5678:9abc:def0:1234:5678",
                agent=FIREFOX,
                started_at=moment,
                seen_at=moment,
                expires_at=moment + sessions.STAY_ABSOLUTE,
            )
        )


def test_a_long_list_is_cut_and_says_so_and_all_of_it_can_be_ended(app, plain, anna, build):
    many(build, anna, 60)
    plain.sign_in(anna).open(EDIT)
    assert len(rows(plain)) == 25
    assert "This device" in rows(plain)[0]
    assert "There are more devices than this list shows." in plain.text
    plain.submit(form="/access/sessions/edit")
    assert len(rows(plain)) == 1
    assert build.events().count("sign_in.ended") == 60


@pytest.mark.parametrize("number", [1, 60])
def test_pages_take_few_statements_however_many_devices_there_are(
    app, anna, build, queries, number
):
    many(build, anna, number)
    reader = Reader(app).sign_in(anna)
    for path in ("/access", "/access/sessions", EDIT):
        with time_machine.travel(now() + sessions.SEEN_EVERY), queries() as sent:
            assert reader.client.get(path).status_code == 200
        assert len(sent) <= 3, sent
    for path, most in (("/access/sessions/1/end", 6), (EDIT, 5)):
        token = reader.open("/logout").token
        with queries() as sent:
            answer = reader.client.post(path, data={"csrf_token": token})
            assert answer.status_code == 303
        assert len(sent) <= most, sent


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_light_in_every_language(app, build, language):
    anna = build.client("Anna", language=language)
    many(build, anna, 30)
    reader = Reader(app).sign_in(anna)
    for path in ("/access", EDIT):
        check_page_weight(app, reader.open(path).response)
    check_fragment_weight(reader.client.get("/access/sessions", headers=HTMX))
