"""The time zone: every zone there is, found by area and city."""

import pytest
import pytz

from tests.reader import Reader
from tests.weight import HTMX
from webapp.core.i18n import LANGUAGES
from webapp.identity.models import User
from webapp.profile.zones import AREAS

pytestmark = pytest.mark.seldom_on_postgresql


def zones(reader: Reader) -> list[str]:
    return [option.get("value") for option in reader.page.find("select").iter("option")]


def test_a_zone_is_chosen_by_area_and_city(reader, anna, build):
    reader.sign_in(anna).open("/profile").press("Change your time zone").press("Asia")
    assert "Asia/Tokyo" in zones(reader)
    reader.submit(time_zone="Asia/Tokyo")
    assert "Time zone saved." in reader.text
    assert "Tokyo" in reader.text
    assert build.stored(User, anna.user_id).time_zone == "Asia/Tokyo"
    assert build.events()[-1] == "profile.time_zone_changed"


def test_every_zone_of_the_database_is_accepted_and_shown(app, anna, build):
    reader = Reader(app).sign_in(anna).open("/profile/time-zone/edit")
    fields = {"csrf_token": reader.token}
    for zone in pytz.all_timezones:
        answer = reader.client.post(
            "/profile/time-zone/edit", data={**fields, "time_zone": zone}, headers=HTMX
        )
        assert answer.status_code == 200, zone
        assert "Time zone saved." in answer.text
        assert build.stored(User, anna.user_id).time_zone == zone


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_common_zone_is_offered_under_one_area(app, build, language):
    reader = Reader(app).sign_in(build.client("Anna", language=language))
    offered = set()
    for area in AREAS:
        reader.open(f"/profile/time-zone/edit?area={area}")
        options = reader.page.find("select").iter("option")
        found = {option.get("value"): option.text for option in options}
        assert all(found.values())
        offered |= set(found)
    common = {zone for zone in pytz.common_timezones if zone.partition("/")[0] in AREAS}
    assert common <= offered


@pytest.mark.parametrize(
    "junk",
    [None, "", "Mars/Olympus", "europe/kyiv", "Europe/Kyiv\x00", "../../etc/passwd", "x" * 9000],
)
def test_a_zone_that_does_not_exist_is_refused(reader, anna, build, junk):
    reader.sign_in(anna).open("/profile").press("Change your time zone")
    reader.submit(status=422, time_zone=junk)
    assert "Choose a time zone from the list." in reader.text
    assert build.stored(User, anna.user_id).time_zone is None
    assert build.events() == ["sign_in.succeeded"]


@pytest.mark.parametrize("area", ["", "Mars", "europe", "Etc", "\x00", "x" * 9000, "<b>"])
def test_an_area_that_does_not_exist_is_the_area_of_the_zone(app, build, area):
    anna = build.client("Anna", time_zone="Australia/Perth")
    reader = Reader(app).sign_in(anna)
    answer = reader.client.get("/profile/time-zone/edit", query_string={"area": area})
    assert answer.status_code == 200
    assert '<option value="Australia/Perth" selected>' in answer.text


@pytest.mark.parametrize("area", AREAS)
def test_the_zone_of_today_stays_chosen_while_one_looks_around(reader, build, area):
    anna = build.client("Anna", time_zone="Australia/Perth")
    reader.sign_in(anna).open(f"/profile/time-zone/edit?area={area}")
    assert reader.page.values(reader.page.form())["time_zone"] == "Australia/Perth"
    assert len(zones(reader)) == len(set(zones(reader)))


def test_times_are_shown_in_the_new_zone_at_once(app, build):
    anna = build.client("Anna", time_zone="Europe/Kyiv", language="de")
    reader = Reader(app).sign_in(anna)
    Reader(app).sign_in(anna)
    before = reader.open("/account").page.all("time")
    reader.open("/profile/time-zone/edit").submit(time_zone="Pacific/Kiritimati")
    after = reader.open("/account").page.all("time")
    assert [time.get("datetime") for time in before] == [time.get("datetime") for time in after]
    assert reader.open("/profile").page.by_id("time-zone") is not None
    assert "Kiritimati" in reader.text
