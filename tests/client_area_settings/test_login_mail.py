"""Mail at each login: the choice, what follows from it, and that nobody takes it away unnoticed."""

import pytest

from tests.reader import Reader
from webapp.client_area_settings import service
from webapp.client_area_settings.errors import NoSuchChoice
from webapp.core.clock import now
from webapp.identity.models import ActivityEvent, LoginMail, Membership, User
from webapp.identity.permissions import READ_ONLY

EDIT = "/client-area-settings/login-mail/edit"
EVERY, NEW, OFF = "every", "new", "off"
CHANGED = "access.login_mail_changed"


def choose(build, someone, choice: str, **columns: object) -> None:
    build.change(User, someone.user_id, login_mail=LoginMail(choice), **columns)


def leave(reader: Reader) -> Reader:
    return reader.open("/logout").submit()


def test_the_section_stands_in_the_menu_after_password_and_access(plain, anna):
    plain.sign_in(anna).press("Client area settings")
    assert plain.page.text("h1") == "Client area settings"
    menu = [link for link in plain.page.all("a") if link.get("href", "").count("/") == 1]
    addresses = [link.get("href") for link in menu]
    at = addresses.index("/access")
    assert addresses[at : at + 2] == ["/access", "/client-area-settings"]


def test_at_first_one_is_mailed_about_new_devices_only(reader, anna):
    reader.sign_in(anna).open("/client-area-settings")
    assert "Only when it is in a browser that I have not used here before" in reader.text
    reader.press("Change when we mail you about sign-ins")
    chosen = reader.page.values(reader.page.form("/edit"))
    assert chosen["login_mail"] == NEW
    assert "watches_seats" not in chosen


@pytest.mark.parametrize("choice", [EVERY, NEW, OFF])
def test_a_choice_is_kept_and_shown(reader, anna, build, choice):
    choose(build, anna, OFF if choice == EVERY else EVERY)
    reader.sign_in(anna).open("/client-area-settings").press("Change when")
    reader.submit(login_mail=choice)
    assert "Your choice is saved." in reader.text
    assert build.stored(User, anna.user_id).login_mail == choice
    assert (
        reader.press("Change when").page.values(reader.page.form("/edit"))["login_mail"] == choice
    )
    assert build.events()[-1] == CHANGED


@pytest.mark.parametrize("typed", [None, "", "always", "EVERY", "\x00", "new off"])
def test_what_is_no_choice_is_refused_and_changes_nothing(reader, anna, build, typed):
    reader.sign_in(anna).open(EDIT)
    reader.submit(status=422, login_mail=typed)
    assert "Choose after which sign-ins we mail you." in reader.text
    assert build.stored(User, anna.user_id).login_mail == NEW
    assert CHANGED not in build.events()


def test_the_service_refuses_it_too(app, anna):
    with app.app_context(), pytest.raises(NoSuchChoice):
        service.change_login_mail(anna.user_id, "always", watches_seats=False)


@pytest.mark.parametrize(("choice", "told"), [(EVERY, [1, 1]), (NEW, [1, 0]), (OFF, [0, 0])])
def test_sign_ins_are_mailed_as_one_chose(app, anna, build, postbox, choice, told):
    choose(build, anna, choice)
    reader = Reader(app)
    for letters in told:
        leave(reader.sign_in(anna))
        assert len(postbox.open()) == letters


def test_the_letter_says_who_when_from_where_how_and_whether_the_browser_is_new(
    app, build, postbox
):
    anna = build.client("Anna", login_mail=LoginMail.EVERY, time_zone="Europe/Kyiv")
    reader = Reader(app)
    reader.client.environ_base["REMOTE_ADDR"] = "2001:db8::7"
    reader.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0"
    leave(reader.sign_in(anna))
    first = postbox.only()
    leave(reader.sign_in(anna))
    second = postbox.only()
    for letter in (first, second):
        assert "Somebody signed in as Anna, in a browser that you have" in letter.text
        assert "(Kyiv time)" in letter.text
        assert "IP address: 2001:db8::7" in letter.text
        assert "Browser: Firefox on Linux" in letter.text
        assert "Way in: Password" in letter.text
        assert "/not-me/" in letter.text
        assert "/client-area-settings" in letter.text
    assert first.subject == "Sign-in from a new device"
    assert "have not used here before" in first.text
    assert second.subject == "Sign-in from a device of yours"
    assert "have used here before" in second.text


LESS = [(EVERY, NEW), (EVERY, OFF), (NEW, OFF)]
MORE = [(OFF, NEW), (OFF, EVERY), (NEW, EVERY)]


@pytest.mark.parametrize(("before", "after"), LESS)
def test_fewer_letters_are_told_by_a_last_one_that_can_be_disowned(
    app, anna, build, postbox, before, after
):
    choose(build, anna, before)
    reader = Reader(app).sign_in(anna).open(EDIT)
    postbox.open()
    reader.submit(login_mail=after)
    letter = postbox.only()
    assert "/not-me/" in letter.text
    assert ("This is the last one." in letter.text) == (after == OFF)
    assert postbox.told()[-1] == "security.login_mail_off"


@pytest.mark.parametrize(("before", "after"), [*MORE, (NEW, NEW), (OFF, OFF)])
def test_more_letters_are_told_by_none(app, anna, build, postbox, before, after):
    choose(build, anna, before)
    reader = Reader(app).sign_in(anna).open(EDIT)
    postbox.open()
    reader.submit(login_mail=after)
    assert postbox.open() == []
    assert build.events().count(CHANGED) == (before != after)


def test_the_event_says_what_was_changed(app, anna, build):
    Reader(app).sign_in(anna).open(EDIT).submit(login_mail=EVERY, watches_seats="1")
    event = build.stored(ActivityEvent, len(build.events()))
    assert event.facts == {
        "before": NEW,
        "after": EVERY,
        "watched_before": False,
        "watches": True,
    }
    assert (event.user_id, event.account_id) == (anna.user_id, None)


@pytest.mark.parametrize("choice", [EVERY, OFF])
def test_who_is_no_owner_is_not_asked_about_others_and_takes_nothing_by_saying_so(
    app, anna, build, choice
):
    bert = build.client("Bert")
    build.seat(bert, anna, *READ_ONLY)
    build.change(Membership, 2, disabled_at=now())
    reader = Reader(app).sign_in(bert).open(EDIT)
    assert "to whom I gave access" not in reader.text
    reader.submit(login_mail=choice, watches_seats="1")
    assert build.stored(User, bert.user_id).watches_seats is False
    assert build.stored(User, bert.user_id).login_mail == choice


def test_of_two_windows_the_last_that_is_saved_wins_and_each_change_leaves_its_event(
    app, anna, build, postbox
):
    one, two = Reader(app).sign_in(anna), Reader(app).sign_in(anna)
    one.open(EDIT)
    two.open(EDIT)
    postbox.open()
    one.submit(login_mail=OFF)
    two.submit(login_mail=EVERY)
    one.open("/client-area-settings")
    assert "Each time somebody signs in as me" in one.text
    assert build.events().count(CHANGED) == 2
    assert len(postbox.open()) == 1
