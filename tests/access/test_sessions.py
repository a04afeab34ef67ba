"""Sessions and devices: where somebody is signed in, and how she signs herself out there."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.access.devices import EDIT, IPHONE, device, end, is_in, post, rows
from tests.builders import PASSWORD
from tests.reader import Reader
from tests.weight import HTMX
from webapp.core.clock import now
from webapp.identity.models import BrowserSession

OLD = timedelta(minutes=16)


def test_the_panel_says_on_how_many_devices_she_is(app, reader, anna):
    reader.sign_in(anna)
    for others in ("Only this device", "This device and 1 other", "This device and 2 others"):
        assert others in reader.open("/access").text
        device(app, anna)


def test_the_list_says_which_device_from_where_how_and_since_when(app, anna):
    with time_machine.travel(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)) as clock:
        phone = device(app, anna, IPHONE, "2001:db8::7")
        clock.shift(timedelta(minutes=5))
        phone.open("/profile")
        clock.shift(timedelta(minutes=5))
        reader = device(app, anna).open(EDIT)
    here, there = rows(reader)
    assert "Firefox on Linux This device 192.0.2.1" in here
    assert "Safari on iPhone 2001:db8::7" in there
    assert "Password" in there
    assert [time.get("datetime") for time in reader.page.find("tbody").iter("time")][-3:] == [
        "2026-11-22T10:10:00Z",
        "2026-11-22T10:00:00Z",
        "2026-11-22T10:05:00Z",
    ]
    assert "This device" not in there


def test_she_signs_one_out_and_the_others_stay(app, reader, anna, build, postbox):
    tablet, phone = device(app, anna), device(app, anna, IPHONE, "198.51.100.9")
    reader.sign_in(anna)
    postbox.open()
    reader.open("/access").press("Show the devices")
    assert len(rows(reader)) == 3
    end(reader, 2)
    assert "The device is signed out." in reader.text
    assert len(rows(reader)) == 2
    assert not is_in(phone)
    assert is_in(tablet)
    assert is_in(reader)
    letter = postbox.only()
    assert letter.subject == "One of your devices was signed out"
    assert "Safari on iPhone" in letter.text
    assert "/not-me/" in letter.text
    assert build.events()[-1] == "sign_in.ended"


def test_she_signs_all_others_out_at_once(app, reader, anna, build, postbox):
    others = [device(app, anna) for _ in range(3)]
    reader.sign_in(anna)
    postbox.open()
    reader.open("/access").press("Show the devices").submit(form="/access/sessions/edit")
    assert "All your other devices are signed out." in reader.text
    assert len(rows(reader)) == 1
    assert not any(is_in(other) for other in others)
    assert is_in(reader)
    assert postbox.only().subject == "Your other devices were signed out"
    assert build.events().count("sign_in.ended") == 3
    assert postbox.told()[-1] == "security.sessions_ended_by_user"


def test_without_other_devices_there_is_nothing_to_press_and_nothing_happens(
    plain, anna, build, postbox
):
    plain.sign_in(anna).open(EDIT)
    postbox.open()
    assert plain.page.all("form") == []
    assert post(plain, EDIT).status_code == 303
    assert postbox.open() == []
    assert is_in(plain)
    assert build.events() == ["sign_in.succeeded"]


def test_ending_this_very_session_is_signing_out(plain, anna, build, postbox):
    plain.sign_in(anna)
    postbox.open()
    answer = post(plain, "/access/sessions/1/end")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?ok=signed-out")
    assert not is_in(plain)
    assert postbox.open() == []
    assert build.events()[-1] == "sign_in.ended"


@pytest.mark.parametrize("whose", ["a stranger's", "nobody's", "huge"])
def test_somebody_elses_session_is_answered_like_one_that_never_was(app, plain, anna, build, whose):
    stranger = device(app, build.client("Bert"))
    plain.sign_in(anna)
    number = {"a stranger's": 1, "nobody's": 4711, "huge": 2**31 - 1}[whose]
    answer = post(plain, f"/access/sessions/{number}/end")
    assert answer.status_code == 404
    assert is_in(stranger)
    assert "sign_in.ended" not in build.events()


@pytest.mark.parametrize("path", ["0", "-1", "x", "99999999999999999999999", "1%00"])
def test_numbers_that_no_session_can_have_are_missing_pages(plain, anna, path):
    plain.sign_in(anna)
    assert post(plain, f"/access/sessions/{path}/end").status_code == 404


def test_one_that_is_over_already_stays_over_and_is_told_once(app, plain, anna, build, postbox):
    device(app, anna)
    plain.sign_in(anna)
    postbox.open()
    for _ in range(2):
        assert post(plain, "/access/sessions/1/end").status_code == 303
    assert len(postbox.open()) == 1
    assert build.events().count("sign_in.ended") == 1


def test_of_two_who_end_it_at_once_one_tells(app, anna, build, postbox):
    device(app, anna)
    readers = [device(app, anna) for _ in range(2)]
    postbox.open()
    tokens = [reader.open("/logout").token for reader in readers]
    at_once, found = threading.Barrier(2), []

    def race(reader: Reader, token: str) -> None:
        at_once.wait()
        answer = reader.client.post("/access/sessions/1/end", data={"csrf_token": token})
        found.append(answer.status_code)

    pairs = zip(readers, tokens, strict=True)
    threads = [threading.Thread(target=race, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [303, 303]
    assert build.events().count("sign_in.ended") == 1
    assert len(postbox.open()) == 1


def test_two_who_end_each_other_at_once_are_both_answered(app, anna, build):
    readers = [device(app, anna) for _ in range(2)]
    tokens = [reader.open("/logout").token for reader in readers]
    at_once, found = threading.Barrier(2), []

    def race(number: int) -> None:
        at_once.wait()
        answer = readers[number].client.post(EDIT, data={"csrf_token": tokens[number]})
        found.append(answer.status_code)

    threads = [threading.Thread(target=race, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [303, 303]
    ended = [build.stored(BrowserSession, number).ended_at for number in (1, 2)]
    assert any(ended)


def test_a_thief_is_out_at_the_next_request_wherever_it_is_served(app, elsewhere, plain, anna):
    plain.sign_in(anna)
    stolen = plain.client.get_cookie("clientarea").value
    owner = device(app, anna, IPHONE)
    thief = Reader(elsewhere)
    thief.client.set_cookie("clientarea", stolen)
    assert is_in(thief)
    end(owner.open(EDIT), 1)
    assert not is_in(thief)
    answer = thief.client.get("/profile/phone/edit", headers=HTMX)
    assert answer.status_code == 401
    assert not is_in(plain)
    assert is_in(owner)


@pytest.mark.parametrize("path", [EDIT, "/access/sessions/1/end"])
def test_who_proved_herself_long_ago_is_asked_first(app, reader, anna, build, path):
    phone = device(app, anna)
    reader.sign_in(anna)
    reader.open("/access").press("Show the devices")
    build.change(BrowserSession, 2, proved_at=now() - OLD)
    reader.submit(form=path)
    assert "Confirm that it is you" in reader.text
    assert is_in(phone)
    reader.submit(status=422, proof_password="wrong")
    assert is_in(phone)
    reader.submit(proof_password=PASSWORD)
    assert len(rows(reader)) == 1
    assert not is_in(phone)
    assert is_in(reader)


def test_only_looking_asks_for_nothing(reader, anna, build):
    reader.sign_in(anna)
    build.change(BrowserSession, 1, proved_at=now() - OLD)
    reader.open(EDIT)
    assert "This device" in reader.text


def test_what_a_browser_says_of_itself_does_no_harm(app, anna, postbox):
    device(app, anna, "<script>alert(1)</script>")
    reader = device(app, anna, "\u202eevil")
    postbox.open()
    end(reader.open(EDIT), 1)
    assert "<script>alert" not in postbox.only().html
