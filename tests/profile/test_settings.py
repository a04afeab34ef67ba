"""Name and language: changed at once, for this user alone."""

import pytest
from sqlalchemy import select

from tests.reader import Reader
from webapp.core import db
from webapp.core.i18n import LANGUAGES
from webapp.identity.models import ActivityEvent, User


def event(app, build) -> dict:
    """The facts of the newest event."""
    with app.app_context(), db.write_connection() as connection:
        query = select(ActivityEvent).order_by(ActivityEvent.id.desc()).limit(1)
        return connection.execute(query).one()._asdict()


def test_the_page_shows_what_is_stored(reader, build):
    anna = build.client("Anna", phone="+442079460018", time_zone="Europe/Kyiv", language="en")
    reader.sign_in(anna).open("/profile")
    for words in ("Anna", "anna@example.com", "+44 20 7946 0018", "English", "Kyiv"):
        assert words in reader.text
    bert = build.client("Bert")
    other = Reader(reader.client.application).sign_in(bert).open("/profile")
    assert "Not given" in other.text
    assert "set by Client area" in other.text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Anna K.", "Anna K."),
        ("  Anna  ", "Anna"),
        ("Ганна Мельник", "Ганна Мельник"),
        ("آنا", "آنا"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("O'Neill & Söhne <b>", "O'Neill & Söhne <b>"),
        ("\u202eannA", "\u202eannA"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("x" * 200, "x" * 200),
        ("👩" * 200, "👩" * 200),
    ],
)
def test_a_name_is_kept_as_it_was_typed(reader, app, anna, build, typed, stored):
    reader.sign_in(anna).open("/profile").press("Change your name").submit(name=typed)
    assert "Name saved." in reader.text
    assert build.stored(User, anna.user_id).name == stored
    assert stored in reader.page.text("header")
    happened = event(app, build)
    assert happened["type"] == "profile.name_changed"
    assert happened["facts"] == {"old": "Anna Kovalenko", "new": stored}
    assert (happened["user_id"], happened["account_id"]) == (anna.user_id, None)
    assert happened["address"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter your name."),
        ("   ", "Enter your name."),
        (None, "Enter your name."),
        ("\u200b\u3164\u2800", "Enter your name."),
        ("x" * 201, "Enter a name of at most 200 characters."),
        ("Anna\nBcc: all", "without line breaks or invisible characters"),
        ("Anna\x00", "without line breaks or invisible characters"),
        ("Anna\x1b[31m", "without line breaks or invisible characters"),
        ("Anna\ufffe", "without line breaks or invisible characters"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(reader, anna, build, typed, words):
    reader.sign_in(anna).open("/profile").press("Change your name")
    reader.submit(status=422, name=typed)
    assert words in reader.text
    assert reader.page.text("title").startswith("Error: Change your name")
    assert build.stored(User, anna.user_id).name == "Anna Kovalenko"
    assert build.events() == ["sign_in.succeeded"]


@pytest.mark.parametrize("language", ["de", "uk", "ar"])
def test_the_very_next_answer_is_in_the_language_chosen(reader, anna, build, language):
    reader.sign_in(anna).open("/profile").press("Change the interface language")
    reader.submit(language=language)
    html = reader.page.find("html")
    assert html.get("lang") == language
    assert html.get("dir") == ("rtl" if language == "ar" else "ltr")
    assert reader.page.text("h1") != "User settings"
    assert LANGUAGES[language] in reader.page.by_id("language").itertext()
    assert "Language saved." not in reader.text
    assert reader.page.by_id("flash").find("p").text
    assert build.stored(User, anna.user_id).language == language
    assert build.events()[-1] == "profile.language_changed"


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_fresh_browser_speaks_it_after_sign_in_and_so_do_fragments(app, anna, language):
    Reader(app).sign_in(anna).open("/profile/language/edit").submit(language=language)
    for kind in ("plain", "htmx"):
        fresh = Reader(app, kind).open("/login?lang=uk")
        fresh.submit(email=anna.email, password=anna.password)
        assert fresh.page.find("html").get("lang") == language
        heading = fresh.open("/profile/phone/edit").page.text("h1")
        fragment = fresh.client.get("/profile/phone/edit", headers=fresh._htmx())
        assert heading in fragment.text


@pytest.mark.parametrize(
    ("panel", "fields"), [("language", {"language": "de"}), ("name", {"name": "Anna K."})]
)
def test_what_shows_all_over_the_page_is_loaded_as_a_whole_by_htmx(app, anna, panel, fields):
    reader = Reader(app).sign_in(anna).open(f"/profile/{panel}/edit")
    fields["csrf_token"] = reader.token
    answer = reader.client.post(
        f"/profile/{panel}/edit", data=fields, headers={"HX-Request": "true"}
    )
    assert answer.data == b""
    assert answer.headers["HX-Redirect"].startswith(f"/profile?ok={panel}-saved&t=")
    assert answer.headers["HX-Redirect"].endswith(f"#{panel}")


@pytest.mark.parametrize("junk", [None, "", "fr", "EN", "de\x00", "../../etc", "x" * 9000])
def test_a_language_that_is_not_shipped_is_refused(reader, anna, build, junk):
    reader.sign_in(anna).open("/profile").press("Change the interface language")
    reader.submit(status=422, language=junk)
    assert "Choose one of the languages in the list." in reader.text
    assert build.stored(User, anna.user_id).language == "en"


def test_each_language_is_offered_under_its_own_name(reader, anna):
    reader.sign_in(anna).open("/profile/language/edit")
    labels = {label.get("lang"): label.text for label in reader.page.all("label")}
    assert labels == LANGUAGES
    assert reader.page.values(reader.page.form())["language"] == "en"


@pytest.mark.parametrize(
    ("panel", "fields"),
    [
        ("phone", {"number": "0044 20 7946 0018", "country": ""}),
        ("phone", {"number": "020 7946 0018", "country": "GB"}),
        ("name", {"name": " Anna Kovalenko "}),
        ("language", {"language": "en"}),
        ("time-zone", {"time_zone": "Europe/Kyiv"}),
    ],
)
def test_saving_what_is_there_already_leaves_no_event(reader, build, panel, fields):
    anna = build.client("Anna Kovalenko", phone="+442079460018", time_zone="Europe/Kyiv")
    before = build.stored(User, anna.user_id)
    reader.sign_in(anna).open(f"/profile/{panel}/edit").submit(**fields)
    assert "saved." in reader.text
    assert build.stored(User, anna.user_id) == before
    assert build.events() == ["sign_in.succeeded"]


@pytest.mark.parametrize(
    ("panel", "fields"),
    [
        ("phone", {"number": "+44 20 7946 0018"}),
        ("name", {"name": "Eve"}),
        ("language", {"language": "de"}),
        ("time-zone", {"time_zone": "Asia/Tokyo"}),
    ],
)
def test_one_field_of_one_user_changes_whatever_else_is_sent(app, anna, build, panel, fields):
    bert = build.client("Bert")
    before = build.stored(User, anna.user_id)._asdict(), build.stored(User, bert.user_id)
    reader = Reader(app).sign_in(anna).open(f"/profile/{panel}/edit")
    more = {"id": bert.user_id, "user_id": bert.user_id, "email": "eve@evil.example"}
    more |= {"email_key": "eve@evil.example", "password_hash": "x", "confirmed_at": "", "role": "x"}
    more |= {"permissions": "users.manage", "account_id": bert.account_id, "created_at": "2000"}
    reader.submit(**{name: str(value) for name, value in more.items()}, **fields)
    after = build.stored(User, anna.user_id)._asdict()
    column = panel.replace("-", "_")
    assert {name for name, value in after.items() if value != before[0][name]} == {column}
    assert build.stored(User, bert.user_id) == before[1]


def test_a_panel_alone_is_its_page_for_everyone_but_htmx(app, anna):
    reader = Reader(app).sign_in(anna)
    for panel in ("name", "avatar", "email", "phone", "language", "time-zone"):
        assert reader.open(f"/profile/{panel}").page.text("h1") == "User settings"
        fragment = reader.client.get(f"/profile/{panel}", headers={"HX-Request": "true"})
        assert f'id="{panel}"' in fragment.text
        assert "<h1" not in fragment.text


def test_cancelling_shows_what_is_stored(reader, anna):
    reader.sign_in(anna).open("/profile")
    reader.press("Change your phone number").press("Cancel")
    assert "Not given" in reader.text
    assert not reader.page.all("form")
