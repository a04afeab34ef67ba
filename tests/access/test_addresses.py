"""From where one is let in: lists are saved, tried and kept, and nobody locks himself out."""

from datetime import timedelta

import pytest

from tests.access.lists import HOME, OFFICE, at, kept, only_from
from tests.builders import PASSWORD
from tests.reader import Reader
from webapp.core.clock import now
from webapp.identity.models import AddressList, BrowserSession


def test_whoever_has_no_list_is_let_in_from_anywhere(anna_at_home):
    assert "From any address" in at(anna_at_home.open("/access"), OFFICE).open("/access").text


def test_a_list_that_excludes_its_owner_is_refused_and_cured_with_one_press(anna_at_home, build):
    reader = anna_at_home.open("/access").press("Change from which")
    reader.submit(mode="only", network=OFFICE, note="Office", status=422)
    assert f"you are at {HOME}" in reader.text
    values = reader.page.values(reader.page.form())
    assert (values["network"], values["note"], values["mode"]) == (OFFICE, "Office", "only")
    reader.submit(mine="Add my address and save")
    assert "on trial for 10 more minutes" in reader.text
    row = build.stored(AddressList, 1)
    assert row.tried == [[OFFICE, "Office"], [HOME, ""]]
    assert row.kept is None


def test_changing_a_note_or_adding_an_address_holds_at_once(anna_at_home, build):
    reader = anna_at_home
    only_from(reader, HOME, mine="1")
    reader.submit(form="/access/addresses/keep")
    assert "The list is kept." in reader.text
    reader.press("Change from which").submit(**{"note-0": "Home", "network": OFFICE})
    assert "on trial" not in reader.text
    row = build.stored(AddressList, 1)
    assert (row.kept, row.tried) == ([[HOME, "Home"], [OFFICE, ""]], None)
    assert at(reader, OFFICE).open("/access").response.status_code == 200


def test_a_network_is_removed_on_trial(anna_at_home, build):
    reader = kept(anna_at_home, HOME, OFFICE)
    reader.press("Change from which").submit(**{"remove-1": "1"})
    assert "Only from 1 address or network" in reader.text
    assert "on trial for 10 more minutes" in reader.text
    assert build.stored(AddressList, 1).tried == [[HOME, ""]]


def test_from_any_address_holds_at_once(anna_at_home, build):
    reader = kept(anna_at_home, HOME)
    reader.press("Change from which").submit(mode="any")
    assert "From any address" in reader.text
    assert build.stored(AddressList, 1).kept is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mode": "only"}, "Enter at least one IP address"),
        ({"mode": "any", "network": HOME}, "Choose “Only from these addresses”"),
        ({"mode": "only", "network": "192.0.2.1/24"}, "Did you mean 192.0.2.0/24?"),
        ({"mode": "only", "network": "office"}, "Enter an IP address, like 203.0.113.7"),
        ({"mode": "only", "network": HOME, "note": "x" * 101}, "a note of at most 100 characters"),
        ({"mode": "only", "network": "fe80::1%eth0"}, "Leave out the percent sign"),
        ({"mode": "only", "network": "0.0.0.0/0"}, "This would be every address."),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_is_lost(anna_at_home, build, fields, words):
    reader = anna_at_home.open("/access").press("Change from which").submit(**fields, status=422)
    assert words in reader.text
    values = reader.page.values(reader.page.form())
    assert {name: values[name] for name in fields} == fields
    assert "access.addresses_changed" not in build.events()


def test_a_list_in_text_form_is_refused_by_line_and_kept_as_it_was_typed(anna_at_home):
    typed = "203.0.113.7 home\n192.0.2.0/255.255.255.0 office"
    reader = only_from(anna_at_home, typed, status=422)
    assert "Line 2: Did you mean 192.0.2.0/24?" in reader.text
    assert typed in reader.page.find("textarea").text
    only_from(reader, "203.0.113.7\x07", status=422)
    assert "without invisible characters" in reader.text


def test_a_list_is_edited_as_text_and_shows_in_the_form(anna_at_home):
    reader = kept(anna_at_home, f"{HOME} home", "192.0.2.0/24 the office")
    reader.press("Change from which").press("Edit the list as text")
    assert reader.page.find("textarea").text.strip() == f"{HOME} home\n192.0.2.0/24 the office"
    reader.open("/access/addresses/edit")
    values = reader.page.values(reader.page.form())
    assert (values["network-1"], values["note-1"]) == ("192.0.2.0/24", "the office")


def test_ones_own_ipv6_network_is_added_since_addresses_change_in_it(reader, anna, build):
    at(reader, "2001:db8:1:2::77").sign_in(anna).open("/access/addresses/edit")
    assert "2001:db8:1:2::/64" in reader.text
    assert "may have an IPv4 address, too" in reader.text
    reader.submit(mine="1")
    assert build.stored(AddressList, 1).tried == [["2001:db8:1:2::/64", ""]]
    assert at(reader, "2001:db8:1:2:3::1").open("/access").response.status_code == 200


def test_who_cannot_be_seen_can_save_no_list(reader, anna, build):
    at(reader, "0.0.0.0").sign_in(anna).open("/access/addresses/edit")  # noqa: S104 - nobody's
    assert "We cannot see your IP address" in reader.text
    reader.submit(mode="only", network="0.0.0.0/8", status=422)
    reader.open("/access/addresses/edit").submit(mine="1", status=422)
    assert "access.addresses_changed" not in build.events()


def test_of_two_tabs_the_second_loses_nothing_and_sees_what_the_first_did(app, anna, build):
    first, second = (at(Reader(app), HOME).sign_in(anna) for _ in range(2))
    for tab in (first, second):
        tab.open("/access/addresses/edit")
    first.submit(mode="only", network=HOME, note="first")
    second.submit(mode="only", network="203.0.113.0/24", note="second", status=409)
    assert "the list was changed on another page meanwhile" in second.text
    assert "The list as it is now" in second.text
    assert "first" in second.text
    values = second.page.values(second.page.form())
    assert (values["network"], values["note"]) == ("203.0.113.0/24", "second")
    assert build.stored(AddressList, 1).tried == [[HOME, "first"]]
    second.submit()
    assert build.stored(AddressList, 1).tried == [["203.0.113.0/24", "second"]]


def test_a_tab_with_the_text_is_held_to_the_same(app, anna, build):
    first, second = (at(Reader(app), HOME).sign_in(anna) for _ in range(2))
    second.open("/access/addresses/text")
    only_from(first, HOME)
    second.submit(networks=f"{HOME}\n{OFFICE}", status=409)
    assert f"{HOME}\n{OFFICE}" in second.page.find("textarea").text
    second.submit()
    assert build.stored(AddressList, 1).tried == [[HOME, ""], [OFFICE, ""]]


def test_a_form_that_names_no_version_is_not_taken(plain, anna):
    at(plain, HOME).sign_in(anna).open("/access/addresses/text")
    plain.submit(networks=HOME, version=None, status=409)
    plain.submit(networks=HOME, version="x", status=409)


def test_the_list_is_a_sensitive_matter(anna_at_home, build):
    reader = anna_at_home.open("/access/addresses/edit")
    build.change(BrowserSession, 1, proved_at=now() - timedelta(minutes=16))
    reader.submit(mode="only", network=HOME, note="Home")
    assert "Confirm that it is you" in reader.text
    reader.submit(proof_password=PASSWORD)
    assert "on trial for 10 more minutes" in reader.text
    assert build.stored(AddressList, 1).tried == [[HOME, "Home"]]


def test_the_time_of_the_last_visit_stands_beside_each_network(anna_at_home, queries):
    reader = kept(anna_at_home, HOME, OFFICE)
    assert reader.open("/access/addresses/edit").text.count("Last visit:") == 1
    at(reader, OFFICE).open("/access")
    with queries() as sent:
        reader.client.get("/access")
    assert not [line for line in sent if line.startswith(("INSERT", "UPDATE"))], sent
    assert reader.open("/access/addresses/edit").text.count("Last visit:") == 2
    reader.submit(**{"remove-0": "1"})
    reader.submit(form="/access/addresses/keep")
    at(kept(reader, HOME, OFFICE), OFFICE).open("/access/addresses/edit")
    assert reader.text.count("Last visit:") == 1, "forgotten with its network"


def test_every_change_is_told_and_logged(app, plain, anna, build, postbox):
    at(plain, HOME).sign_in(anna)
    postbox.open()
    only_from(plain, HOME, OFFICE)
    letter = postbox.only()
    assert letter.subject == "The IP addresses from which you are let in were changed"
    assert HOME in letter.text
    assert "This list is on trial until" in letter.text
    plain.submit(form="/access/addresses/keep")
    assert "was kept" in postbox.only().text
    assert build.events()[-2:] == ["access.addresses_changed"] * 2


def test_nothing_changed_nothing_told(anna_at_home, build):
    reader = kept(anna_at_home, HOME)
    before = build.events()
    reader.press("Change from which").submit()
    assert build.events() == before
