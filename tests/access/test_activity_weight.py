"""The activity log costs the same with one row and with ten thousand, and is never rewritten."""

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import DBAPIError

from tests.happenings import told
from tests.reader import Reader
from tests.weight import check_page_weight
from webapp.core import db
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.core.periods import Period
from webapp.identity.models import ActivityEvent
from webapp.identity.service import activity
from webapp.identity.service.activity import Log, Wanted

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
TYPES = ["sign_in.succeeded", "profile.name_changed", "access.password_changed", "sign_in.ended"]


@pytest.fixture
def fill(app):
    """Let many events happen to people in turn."""

    def many(count: int, *people) -> None:
        rows = [
            {
                "type": TYPES[number % 3],
                "user_id": people[number % len(people)].user_id,
                "account_id": people[number % len(people)].account_id,
                "facts": {},
                "address": f"192.0.2.{number % 250}",
                "agent": AGENT,
                "happened_at": now(),
            }
            for number in range(count)
        ]
        with app.app_context(), db.write_connection() as connection:
            connection.execute(insert(ActivityEvent), rows)

    return many


@pytest.mark.parametrize("count", [0, 50, 1000])
def test_a_page_takes_two_statements_and_no_counting(app, anna, build, fill, queries, count):
    if count:
        fill(count, build.client("Bert"), anna)
    reader = Reader(app).sign_in(anna)
    for path in (
        "/access/activity",
        "/access/activity?before=40",
        "/account/activity?kind=sign-in",
    ):
        with queries() as sent:
            assert reader.client.get(path).status_code == 200
        assert len(sent) == 2, sent
        assert "count(" not in sent[1]


def test_ten_thousand_rows_are_turned_over_and_searched(app, anna, build, fill):
    fill(10_000, anna)
    reader = Reader(app).sign_in(anna).open("/access/activity")
    assert len(told(reader)) == 25
    reader.open("/access/activity?before=16")
    assert len(told(reader)) == 15
    reader.open("/access/activity?address=192.0.2.249&kind=sign-in")
    assert 10 < len(told(reader)) < 20


@pytest.mark.parametrize(
    "log", [Log(user_id=1), Log(account_id=1)], ids=["one's own", "the account's"]
)
@pytest.mark.parametrize(
    "wanted",
    [Wanted(), Wanted(["sign_in"], Period(now(), now()), "192.0")],
    ids=["everything", "a part"],
)
@pytest.mark.parametrize("place", [{}, {"before": 2500}, {"after": 100}], ids=str)
def test_the_plan_walks_along_an_index_and_sorts_nothing(
    app, anna, build, fill, backend, log, wanted, place
):
    others = [build.client(f"Client{number}") for number in range(30)]
    fill(3000, anna, *others)
    asked: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        asked.append((statement, parameters))

    with app.app_context(), db.write_connection() as connection:
        connection.execute(text("ANALYZE"))
    with app.app_context():
        event.listen(db.db.engine, "before_cursor_execute", note)
        activity.read(log, wanted, **place)
        event.remove(db.db.engine, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN" if backend == "sqlite" else "EXPLAIN"
        ((statement, parameters),) = asked
        with db.write_connection() as connection:
            if backend == "postgresql":  # so few rows it would rather sort
                connection.execute(text("SET LOCAL enable_bitmapscan = off"))
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
    steps = "\n".join(str(row) for row in plan)
    index = "ix_activity_events_user_id_id" if log.user_id else "ix_activity_events_account_id_id"
    walked = [index, "pk_activity_events"] if backend == "postgresql" else [index]
    assert any(name in steps for name in walked), steps
    assert "Sort" not in steps
    assert "TEMP B-TREE" not in steps


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_page_is_light_in_every_language(app, build, fill, language):
    anna = build.client("Anna", language=language)
    fill(100, anna)
    reader = Reader(app).sign_in(anna)
    for path in ("/access/activity", "/account/activity?kind=sign-in", "/access"):
        check_page_weight(app, reader.open(path).response)


def test_no_event_can_be_changed_and_nobody_notices_that_it_could_not(app, anna, build, fill):
    fill(4, anna)
    with app.app_context():
        for change in ("facts = '{}'", "user_id = NULL", "id = id + 1000"):
            with pytest.raises(DBAPIError, match="activity events are never changed"):  # noqa: SIM117
                with db.write_connection() as connection:
                    connection.execute(text(f"UPDATE activity_events SET {change}"))  # noqa: S608
    assert len(build.events()) == 4
