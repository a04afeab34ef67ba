"""One's own activity: everything that was done in one's name, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.builders import Someone
from tests.happenings import told
from tests.reader import Reader
from webapp.core import db
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.identity.models import ActivityEvent, BrowserSession
from webapp.identity.permissions import READ_ONLY

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
START = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def happen(app):
    """Let events happen: ``happen(anna, 50, type="profile.name_changed")``."""

    @db.operation
    def store(someone: Someone | None, times: int, columns: dict) -> None:
        facts = {"type": "profile.name_changed", "address": "192.0.2.7", "agent": FIREFOX}
        for number in range(times):
            moment = START + timedelta(minutes=number)
            row = {"user_id": someone and someone.user_id, "happened_at": moment, **facts}
            db.session().add(ActivityEvent(**{**row, **columns}))

    def happened(someone: Someone | None, times: int = 1, **columns: object) -> None:
        with app.app_context():
            store(someone, times, columns)

    return happened


def links(reader: Reader) -> dict[str, str]:
    return {"".join(a.itertext()): a.get("href", "") for a in reader.page.all("a")}


def test_what_one_did_is_told_with_when_where_and_by_what(reader, anna, happen):
    reader.headers["User-Agent"] = FIREFOX
    reader.sign_in(anna).open("/access")
    assert "Signed in" in reader.page.by_id("activity").find(".//dd").text
    reader.press("Show your activity")
    assert reader.page.text("h1") == "Your activity"
    what, who, _when, address, device = told(reader)[0]
    assert (what, who) == ("Signed in", "Anna")
    assert (address, device) == ("127.0.0.1", "Firefox on Linux")
    assert reader.page.find("time").get("datetime", "").startswith(f"{now():%Y-%m-%dT}")


def test_events_of_other_people_are_nobodys_business(reader, anna, build, happen):
    bert = build.client("Bert")
    build.seat(bert, anna, *READ_ONLY)
    happen(bert, account_id=anna.account_id)
    happen(bert)
    happen(None, account_id=anna.account_id, type="account.suspended")
    reader.sign_in(anna).open("/access/activity")
    assert [row[0] for row in told(reader)] == ["Signed in"]


def test_what_strangers_tried_is_told_and_not_said_to_be_ones_own_doing(reader, anna):
    reader.open("/login").submit(status=422, email=anna.email, password="wrong")
    reader.sign_in(anna).open("/access/activity")
    assert [list(row[:2]) for row in told(reader)] == [
        ["Signed in", "Anna"],
        ["Sign-in refused: the password was wrong", "Not known"],
    ]


def test_where_there_is_more_than_one_account_it_is_named(reader, anna, build, happen):
    acme = build.client("Acme", email="acme@example.com")
    build.seat(anna, acme, *READ_ONLY)
    happen(anna, account_id=acme.account_id, type="account.switched")
    reader.sign_in(anna).open("/access/activity")
    assert told(reader)[1][:2] == ("Entered this account", "Anna · Acme")


def test_old_types_and_odd_facts_still_render(reader, anna, happen):
    happen(anna, type="fax.sent_<b>", facts={"reason": ["x"], "%": "%s"}, agent="", address="")
    happen(anna, type="sign_in.ended", facts={"reason": "of old"})
    happen(anna, type="sign_in.ended", facts={"reason": "signed-out"})
    reader.sign_in(anna).open("/access/activity")
    found = [row[0] for row in told(reader)]
    assert found[1:] == ["Signed out", "A session ended", "Something else: fax.sent_<b>"]
    assert told(reader)[3][1::2] == ("Client area", "")
    assert told(reader)[3].device == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_a_sentence_in_every_language(app, build, happen, language):
    known = [name for room in app.extensions["clientarea.rooms"] for name in room.events]
    anna = build.client("Anna", language=language)
    reader = Reader(app).sign_in(anna)
    for name in known:
        type_id, _, reason = name.partition(":")
        happen(anna, type=type_id, facts={"reason": reason})
    for _page in range(1 + len(known) // 25):
        found = [row[0] for row in told(reader.open("/access/activity"))]
        assert all(found)
        assert not [words for words in found if "%(" in words]


def test_nothing_one_and_many(reader, app, anna, happen):
    happen(anna, 60)
    reader.sign_in(anna).open("/access/activity")
    assert len(told(reader)) == 25
    assert "Newer" not in links(reader)
    seen = [row[2] for row in told(reader)]
    reader.press("Older")
    happen(anna, 3)  # new rows meanwhile move nothing
    seen += [row[2] for row in told(reader)]
    reader.press("Older")
    seen += [row[2] for row in told(reader)]
    assert len(seen) == 61
    assert len(set(seen[1:])) == 60, "none twice, none left out"
    assert "Older" not in links(reader)
    reader.press("Newer")
    assert [row[2] for row in told(reader)] == seen[25:50]
    reader.press("Newer").press("Newer")
    assert len(told(reader)) == 3
    assert "Newer" not in links(reader)


def test_an_empty_log_says_what_will_stand_there(reader, anna, app):
    reader.sign_in(anna)

    @db.operation
    def forget() -> None:
        db.session().query(ActivityEvent).delete()

    with app.app_context():
        forget()
    reader.open("/access/activity")
    assert "Nothing was done yet." in reader.text
    assert "Download the table" not in reader.response.text
    reader.open("/access")
    assert "Show your activity" in reader.text


@pytest.mark.parametrize(
    ("chosen", "fitting"),
    [
        ({"kind": "sign-in"}, ["Signed in"]),
        ({"kind": "profile"}, ["Phone number changed", "Name changed"]),
        ({"kind": "access"}, ["Password changed"]),
        ({"address": "198.51"}, ["Password changed"]),
        ({"address": "2001:DB8::"}, ["Phone number changed"]),
        ({"period": "today"}, ["Signed in"]),
        ({"period": "30", "kind": "profile"}, ["Phone number changed", "Name changed"]),
        ({"first": "2026-11-02", "last": "2026-11-03"}, ["Phone number changed", "Name changed"]),
        ({"last": "2026-11-01"}, ["Password changed"]),
        ({"first": "2026-11-04", "last": "2026-11-04"}, []),
    ],
)
def test_filters_show_what_fits(reader, app, build, happen, chosen, fitting):
    anna = build.client("Anna", time_zone="Europe/Kyiv")  # two hours before UTC
    at = {"happened_at": datetime(2026, 11, 1, 21, 59, 59, tzinfo=UTC)}
    happen(anna, type="access.password_changed", address="198.51.100.9", **at)
    at = {"happened_at": datetime(2026, 11, 1, 22, 0, tzinfo=UTC)}
    happen(anna, type="profile.name_changed", **at)
    at = {"happened_at": datetime(2026, 11, 3, 21, 59, 59, tzinfo=UTC)}
    happen(anna, type="profile.phone_changed", address="2001:db8::1", **at)
    with time_machine.travel(datetime(2026, 11, 20, 12, 0, tzinfo=UTC), tick=False):
        reader.sign_in(anna).open("/access/activity").submit(form="Show", **chosen)
        assert [row[0] for row in told(reader)] == fitting
        for name, value in chosen.items():
            assert reader.page.values(reader.page.form("Show"))[name] == value, (
                "what was chosen stays"
            )
        if not fitting:
            assert "Nothing fits what you chose." in reader.text
            assert len(told(reader.press("Show everything"))) == 4


def test_pages_keep_what_was_chosen(reader, anna, happen):
    happen(anna, 60)
    reader.sign_in(anna).open("/access/activity").submit(
        form="Show", kind="profile", address="192.0.2"
    )
    reader.press("Older").press("Older")
    assert len(told(reader)) == 10
    assert {row[0] for row in told(reader)} == {"Name changed"}
    assert reader.page.values(reader.page.form("Show"))["kind"] == "profile"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("first", "yesterday", "Enter a date as year, month and day, like 2026-11-26."),
        ("first", "2026-02-30", "Enter a date as year, month and day, like 2026-11-26."),
        ("last", "9999-12-31", "Enter a date as year, month and day, like 2026-11-26."),
        ("last", "0001-01-01", "Enter a date as year, month and day, like 2026-11-26."),
        ("address", "1" * 46, "Enter a shorter part of an address."),
        ("first", "2\u0000", "Enter this without line breaks or invisible characters."),
    ],
)
def test_what_cannot_be_read_is_refused_with_words_and_kept(reader, anna, field, typed, words):
    reader.sign_in(anna).open("/access/activity").submit(
        status=422, form="Show", kind="profile", **{field: typed}
    )
    assert words in reader.text
    values = reader.page.values(reader.page.form("Show"))
    assert (values[field], values["kind"]) == (typed.replace("\0", ""), "profile")
    assert told(reader) == []


def test_days_the_wrong_way_round_are_refused(reader, anna):
    reader.sign_in(anna).open("/access/activity")
    reader.submit(status=422, form="Show", first="2026-11-03", last="2026-11-02")
    assert "Enter a last day that does not come before the first one." in reader.text


@pytest.mark.parametrize(
    "query",
    [
        "before=x&after=-1",
        "before=99999999999999999999&kind=nonsense&period=nonsense",
        "before=1&after=1",
        "after=999999",
        "kind=%00&period=%ff&first=&last=&address=%25_%5c",
        "before=1&before=2&kind[]=1",
    ],
)
def test_addresses_that_nobody_links_to_are_harmless(app, anna, query):
    reader = Reader(app).sign_in(anna)
    answer = reader.client.get(f"/access/activity?{query}")
    assert answer.status_code in (200, 422)


def test_percent_and_underscore_are_no_wildcards(reader, anna):
    reader.sign_in(anna).open("/access/activity").submit(form="Show", address="_27.0.0.1")
    assert told(reader) == []


def test_the_session_may_be_old_for_reading(app, anna, build):
    reader = Reader(app).sign_in(anna)
    build.change(BrowserSession, 1, proved_at=now() - timedelta(minutes=16))
    reader.open("/access/activity")
    assert len(told(reader)) == 1
