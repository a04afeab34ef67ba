"""Which language a reader gets, and how times read in it."""

from datetime import UTC, datetime

import pytest
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import examples
from tests.reader import Reader
from webapp.core.i18n import LANGUAGES, instant
from webapp.identity.models import Account

pytestmark = pytest.mark.seldom_on_postgresql

RIGHT_TO_LEFT = {"ar"}
MOMENT = datetime(2026, 11, 22, 22, 30, 5, tzinfo=UTC)


def spoken(reader: Reader) -> str:
    html = reader.page.find("html")
    assert html.get("dir") == ("rtl" if html.get("lang") in RIGHT_TO_LEFT else "ltr")
    return html.get("lang")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-AT, en;q=0.5", "de"),
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("ar-EG", "ar"),
        ("AR-eg", "ar"),
        ("uk-Cyrl-UA-u-ca-gregory", "uk"),
        ("de-CH;q=0.4, uk-UA;q=0.6", "uk"),
        ("eo, de;q=0.2, uk;q=0.7", "uk"),
        ("eo", "en"),
        ("pt-BR", "en"),
        ("pt-BR, ar;q=0.1", "ar"),
        ("\xff\xfe, \x7f", "en"),
        ("*", "en"),
        ("de;q=0, eo", "en"),
        ("uk;q=0.1, de;q=0", "uk"),
        ("", "en"),
        (";;;,,,q=", "en"),
        ("de_DE.UTF-8@euro", "de"),
        ("-", "en"),
        ("x" * 5000, "en"),
        ("de" + ",eo" * 3000, "de"),
        ("eo," * 3000 + "de", "de"),
        ("en-GB-oxendict-x-private", "en"),
    ],
)
def test_a_stranger_is_answered_in_a_language_his_browser_asks_for(app, header, language):
    answer = app.test_client().get("/login", headers={"Accept-Language": header})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_a_browser_that_asks_for_none_gets_the_providers_language(make_app):
    app = make_app(migrated=False, language="uk")
    assert '<html lang="uk"' in app.test_client().get("/login").text
    answer = app.test_client().get("/login", headers={"Accept-Language": "eo, pt-BR"})
    assert '<html lang="uk"' in answer.text


@examples(200)
@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60))
def test_whatever_a_browser_asks_for_it_gets_a_page(app, header):
    answer = app.test_client().get("/login", headers={"Accept-Language": header})
    assert answer.status_code == 200


def test_a_choice_beats_the_browser_and_is_kept_in_a_cookie(app):
    reader = Reader(app, language="uk")
    assert spoken(reader.open("/login")) == "uk"
    assert spoken(reader.press("Deutsch")) == "de"
    assert spoken(reader.open("/login")) == "de"
    assert spoken(reader.open("/login?lang=ar")) == "ar"
    assert spoken(reader.open("/nothing-here", status=404)) == "ar"
    cookie = reader.client.get_cookie("clientarea-language")
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("ar", True, "Lax")
    assert cookie.max_age == 365 * 24 * 3600


@pytest.mark.parametrize(
    "junk", ["", "eo", "DE", "de-AT", "../de", "de\x00", "<script>", "x" * 5000]
)
def test_a_choice_that_nobody_offered_changes_nothing(app, junk):
    client = app.test_client()
    answer = client.get("/login", query_string={"lang": junk})
    assert '<html lang="en"' in answer.text
    assert client.get_cookie("clientarea-language") is None
    cookie = {"Cookie": f"clientarea-language={junk}"}
    answer = app.test_client(use_cookies=False).get("/login", headers=cookie)
    assert '<html lang="en"' in answer.text


def test_choosing_a_language_keeps_where_one_wanted_to_go(app, build):
    anna = build.client("Anna", language="de")
    reader = Reader(app).open("/profile").press("Deutsch")
    reader.submit(email=anna.email, password=anna.password)
    assert reader.address == "/profile"


def test_after_sign_in_the_users_own_language_wins(app, build):
    anna = build.client("Anna", language="de")
    reader = Reader(app, language="uk").open("/login?lang=ar")
    reader.submit(email=anna.email, password=anna.password)
    assert spoken(reader) == "de"
    assert spoken(reader.open("/profile?lang=uk")) == "de"
    assert reader.client.get_cookie("clientarea-language").value == "ar"
    reader.open("/logout").submit()
    assert spoken(reader) == "ar"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_a_whole_sign_in_page_and_names_the_others(app, language):
    reader = Reader(app).open(f"/login?lang={language}")
    assert spoken(reader) == language
    links = {link.get("lang"): link.text for link in reader.page.all("a") if link.get("lang")}
    assert links == LANGUAGES
    if language != "en":
        for english in ("Sign in", "Password", "E-mail address", "Stay signed in"):
            assert english not in reader.page.text("main")


@pytest.mark.parametrize(
    ("zone", "language", "shown"),
    [
        ("UTC", "en", "November 22, 2026, 10:30 PM"),
        ("Europe/Kyiv", "en", "November 23, 2026, 12:30 AM"),
        ("America/New_York", "de", "22. November 2026, 17:30"),
        ("Asia/Kathmandu", "de", "23. November 2026, 04:15"),
        ("Pacific/Kiritimati", "uk", "23 листопада 2026 р., 12:30"),
        ("Europe/Kyiv", "ar", "23 نوفمبر 2026، 12:30 ص"),
    ],
)
def test_a_time_is_shown_in_the_readers_zone_and_language(app, build, zone, language, shown):
    anna = build.client("Anna", time_zone=zone, language=language)
    reader = Reader(app).sign_in(anna)
    cookie = {"Cookie": f"clientarea={reader.client.get_cookie('clientarea').value}"}
    with app.test_request_context("/account", headers=cookie):
        app.preprocess_request()
        words = " ".join(instant(MOMENT).split())
    assert words == f'<time datetime="2026-11-22T22:30:05Z">{shown}</time>'


def test_without_a_zone_of_ones_own_the_providers_counts(make_app):
    app = make_app(migrated=False, time_zone="Asia/Tokyo")
    with app.test_request_context("/login"), force_locale("de"):
        assert "23. November 2026, 07:30" in instant(MOMENT)
        assert "23. November 2026<" in instant(MOMENT, clock=False)


def test_the_day_alone_is_the_readers_day(app, build):
    anna = build.client("Anna", time_zone="Europe/Kyiv", language="de")
    build.change(Account, anna.account_id, created_at=MOMENT)
    reader = Reader(app).sign_in(anna)
    assert "23. November 2026" in reader.text
    assert reader.page.all("time")[0].get("datetime") == "2026-11-22T22:30:05Z"


def test_a_refused_sign_in_can_be_read_in_another_language_on_the_way_to_the_same_page(plain):
    plain.open("/login?next=/profile").submit(status=422, email="a@example.com", password="wrong")
    plain.press("Deutsch")
    assert plain.page.values(plain.page.form())["next"] == "/profile"
