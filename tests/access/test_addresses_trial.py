"""A tighter list is tried for ten minutes, and gone unless it is kept from an address on it."""

import random
import re
from datetime import timedelta

import pytest
import time_machine

from tests.access.lists import HOME, OFFICE, at, kept, only_from
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import AddressList

ELSEWHERE = "198.51.100.20"
LATER = timedelta(minutes=10, seconds=1)


def test_a_list_that_nobody_keeps_is_gone_after_ten_minutes(anna_at_home, build):
    reader = anna_at_home
    only_from(reader, HOME)
    at(reader, OFFICE).open("/access", status=403)
    with time_machine.travel(now() + LATER):
        reader.open("/access")
        assert "From any address" in reader.text
        assert "was not kept by" in reader.text
        at(reader, HOME).open("/access/addresses/edit")
        assert reader.page.values(reader.page.form())["mode"] == "any"
    assert build.stored(AddressList, 1).tried == [[HOME, ""]], "nothing ran: it was judged"


def test_one_second_earlier_it_holds(anna_at_home):
    only_from(anna_at_home, HOME)
    with time_machine.travel(now() + timedelta(minutes=9, seconds=50)):
        at(anna_at_home, OFFICE).open("/access", status=403)
        at(anna_at_home, HOME).open("/access")
        assert "on trial for 1 more minute," in anna_at_home.text


def test_a_list_that_was_kept_stays(anna_at_home):
    only_from(anna_at_home, HOME).submit(form="/access/addresses/keep")
    with time_machine.travel(now() + LATER):
        at(anna_at_home, OFFICE).open("/access", status=403)
        assert "on trial" not in at(anna_at_home, HOME).open("/access").text


def test_only_who_is_on_the_list_keeps_it(anna_at_home, build):
    only_from(anna_at_home, HOME)
    at(anna_at_home, OFFICE).submit(form="/access/addresses/keep", status=403)
    assert build.stored(AddressList, 1).kept is None


def test_it_is_kept_too_late(anna_at_home):
    only_from(anna_at_home, HOME)
    with time_machine.travel(now() + LATER):
        anna_at_home.submit(form="/access/addresses/keep", status=409)
    assert "the one before holds again" in anna_at_home.text


def test_a_list_that_another_tab_changed_is_not_kept_unseen(app, anna, build):
    first, second = (at(Reader(app), HOME).sign_in(anna) for _ in range(2))
    only_from(first, HOME)
    only_from(second, f"{HOME}\n{OFFICE}")
    first.submit(form="/access/addresses/keep", status=409)
    assert build.stored(AddressList, 1).kept is None
    second.submit(form="/access/addresses/keep")
    assert build.stored(AddressList, 1).kept == [[HOME, ""], [OFFICE, ""]]


def test_one_goes_back_to_the_list_before(anna_at_home, build):
    reader = kept(anna_at_home, HOME, OFFICE)
    only_from(reader, HOME).submit(form="/access/addresses/keep", back="1", keep=None)
    assert "The list before holds again." in reader.text
    row = build.stored(AddressList, 1)
    assert (row.kept, row.tried, row.trial_until) == ([[HOME, ""], [OFFICE, ""]], None, None)


def test_nobody_goes_back_to_a_list_that_excludes_him(anna_at_home, build):
    reader = kept(anna_at_home, HOME, OFFICE)
    only_from(reader, HOME, ELSEWHERE)
    at(reader, ELSEWHERE).open("/access").submit(
        form="/access/addresses/keep", back="1", keep=None, status=422
    )
    assert f"you are at {ELSEWHERE}" in reader.text
    reader.submit(mine="1")
    row = build.stored(AddressList, 1)
    assert row.kept == [[HOME, ""], [OFFICE, ""], [ELSEWHERE, ""]]
    assert row.trial_until is None, "wider than the list before: no trial"


def test_changes_during_a_trial_are_measured_by_the_list_that_was_kept(anna_at_home, build):
    reader = kept(anna_at_home, HOME, OFFICE)
    only_from(reader, HOME)
    only_from(reader, HOME, ELSEWHERE)
    row = build.stored(AddressList, 1)
    assert row.kept == [[HOME, ""], [OFFICE, ""]]
    assert row.tried == [[HOME, ""], [ELSEWHERE, ""]]
    only_from(reader, HOME, OFFICE, ELSEWHERE)
    row = build.stored(AddressList, 1)
    assert row.kept == [[HOME, ""], [OFFICE, ""], [ELSEWHERE, ""]]
    assert row.tried is None


def test_a_change_during_a_trial_begins_it_anew(anna_at_home):
    reader = anna_at_home
    only_from(reader, HOME)
    with time_machine.travel(now() + timedelta(minutes=9)):
        only_from(reader, HOME, OFFICE)
        assert "on trial for 10 more minutes" in reader.text


def test_the_page_to_keep_a_list_leads_to_it(anna_at_home):
    assert anna_at_home.open("/access/addresses/keep").address.startswith("/access")


PLACES = [HOME, OFFICE, ELSEWHERE, "203.0.113.200", "2001:db8:1:2::5", "2001:db8:1:2:9::1"]
NETWORKS = [*PLACES, "203.0.113.0/24", "203.0.113.0/25", "192.0.0.0/8", "2001:db8:1:2::/64"]


class Client:
    """Somebody who moves about and changes his list at random."""

    def __init__(self, reader: Reader, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - the same lists each time
        self.reader = reader
        self.saved = 0

    def page(self) -> str | None:
        """His next page, if he is served."""
        answer = self.reader.client.get("/access/addresses/text")
        return answer.text if answer.status_code == 200 else None

    def step(self) -> None:
        """Go somewhere, change something; if that was accepted, ask for a page."""
        at(self.reader, self.dice.choice(PLACES))
        page = self.page()
        if page is None:  # the list does its work
            return
        networks = self.dice.sample(NETWORKS, self.dice.randint(0, 6))
        sent = {
            "csrf_token": re.search('name="csrf_token" value="([^"]+)"', page)[1],
            "version": re.search('name="version" value="([^"]+)"', page)[1],
            "networks": "\n".join(networks),
            "mode": "any",
        }
        act = self.dice.choice(["text", "text", "text", "mine", "edit", "keep", "back"])
        if act in ("mine", "back"):
            sent[act] = "1"
        goal = {"mine": "text", "back": "keep"}.get(act, act)
        answer = self.reader.client.post(f"/access/addresses/{goal}", data=sent)
        assert answer.status_code in (303, 409, 422)
        if answer.status_code == 303:
            self.saved += 1
            assert self.page(), (act, networks, self.reader.client.environ_base)


@pytest.mark.parametrize("accepted", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_after_every_accepted_save_the_same_client_is_served(app, plain, anna, accepted):
    client = Client(at(plain, HOME).sign_in(anna), seed=accepted)
    while client.saved < accepted:
        client.step()
