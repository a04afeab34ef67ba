"""The activity log as a file: what was chosen, harmless in a spreadsheet, noted and told."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import Builder, Someone
from tests.reader import Reader
from webapp.core.clock import now
from webapp.core.spreadsheets import DANGEROUS, MARK, download, harmless
from webapp.identity.models import ActivityEvent, BrowserSession, User
from webapp.identity.service import activity

FILE = "/access/activity/export"


def event(build: Builder, someone: Someone, type_id: str, **columns: object) -> None:
    build.add(ActivityEvent(type=type_id, user_id=someone.user_id, **columns))


def take(reader: Reader, page: str = "/access/activity", **chosen: str):
    """Choose, and press the button for the file."""
    reader.open(page)
    if chosen:
        reader.submit(form="Show", **chosen)
    form = reader.page.form("Download the table")
    return reader.client.post(form.get("action"), data=reader.page.values(form))


def table(answer) -> list[list[str]]:
    text = answer.get_data(as_text=True)
    assert text.startswith(MARK), "Excel needs it to read UTF-8"
    return list(csv.reader(StringIO(text.removeprefix(MARK), newline="")))


def test_the_file_holds_what_was_chosen(app, anna, build):
    build.change(User, anna.user_id, time_zone="Europe/Kyiv", name="Änna")
    event(build, anna, "profile.name_changed", address="2001:db8::1", agent="curl/8")
    reader = Reader(app).sign_in(anna)
    answer = take(reader, kind="profile")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="activity-20')
    assert "no-store" in answer.headers["Cache-Control"]
    header, row = table(answer)
    assert header == ["When", "What", "Who", "Account", "IP address", "Device"]
    assert row[1:] == ["Name changed", "Änna", "", "2001:db8::1", "curl"]
    assert row[0].endswith(("+02:00", "+03:00"))
    assert row[0][10] == " "


def test_it_is_noted_and_told(app, anna, build, postbox):
    reader = Reader(app).sign_in(anna)
    postbox.open()
    take(reader)
    assert build.events()[-1] == "access.activity_exported"
    letter = postbox.only()
    assert letter.to == anna.email
    assert letter.subject == "An activity log was downloaded"
    assert "/not-me/" in letter.text


def test_who_signed_in_long_ago_proves_himself_first_and_what_he_chose_is_kept(app, anna, build):
    event(build, anna, "profile.name_changed", address="2001:db8::1")
    reader = Reader(app).sign_in(anna)
    build.change(BrowserSession, 1, proved_at=now() - timedelta(minutes=16))
    reader.open("/access/activity").submit(form="Show", kind="profile")
    reader.submit(form="Download the table")
    assert reader.page.text("h1") == "Confirm that it is you"
    fields = reader.page.values(reader.page.form())
    assert fields["kind"] == "profile"
    answer = reader.client.post(FILE, data={**fields, "proof_password": anna.password})
    assert [row[1] for row in table(answer)] == ["What", "Name changed"]


def test_opening_its_address_makes_no_file(app, anna, build):
    reader = Reader(app).sign_in(anna)
    assert reader.client.get(FILE).status_code == 405
    assert "access.activity_exported" not in build.events()


def test_what_cannot_be_read_leads_back_to_the_page(app, anna, build):
    reader = Reader(app).sign_in(anna).open("/access/activity")
    answer = reader.client.post(
        FILE,
        data={
            "csrf_token": reader.page.values(reader.page.form("Download the table"))["csrf_token"],
            "first": "x",
        },
    )
    assert answer.status_code == 303
    assert "access.activity_exported" not in build.events()


def test_no_more_than_the_newest_are_handed_out(app, anna, build, monkeypatch):
    monkeypatch.setattr(activity, "MOST_EXPORTED", 2)
    for number in range(3):
        event(build, anna, f"profile.{['name', 'phone', 'language'][number]}_changed")
    reader = Reader(app).sign_in(anna)
    reader.open("/access/activity")
    assert "at most the newest 2 events" in reader.text
    assert len(table(take(reader))) == 3


def test_a_browser_called_like_a_formula_stays_text(app, anna, build):
    event(
        build,
        anna,
        "profile.name_changed",
        address="::1",
        agent='=HYPERLINK("http://evil.example")',
    )
    build.change(User, anna.user_id, name="@SUM(A1)")
    rows = table(take(Reader(app).sign_in(anna), kind="profile"))
    assert rows[1][2] == "'@SUM(A1)"
    assert rows[1][5].startswith("'=HYPERLINK")


@pytest.mark.parametrize("start", DANGEROUS)
def test_every_dangerous_beginning_is_taken_away(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless(f"\u2068{start}1+1").startswith("'")
    assert harmless(f" {start}1") == f"' {start}1"
    assert harmless(f"1{start}") == f"1{start}"


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1)))
def test_any_text_comes_back_as_it_was_and_none_is_a_formula(rows):
    answer = download("x.csv", rows)
    found = table(answer)
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not [cell for row in found for cell in row if cell.startswith(DANGEROUS)]
