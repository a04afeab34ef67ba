"""Who gets a letter, and in which language: members with the right and the wish, or one user."""

from datetime import UTC, datetime

import pytest
import time_machine

from webapp.identity.models import Role, User
from webapp.identity.permissions import FINANCE, Permission
from webapp.messaging.models import (
    EmailBody,
    MailSwitch,
    NewsletterConsent,
    NotificationContent,
    State,
)
from webapp.messaging.service import composing, letters
from webapp.messaging.transport import Refused

READ = Permission.NOTIFICATIONS_READ
MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_everybody_concerned_gets_a_letter_of_his_own(post, anna, crowd):
    post.tell(anna)
    post.work()
    assert sorted(post.addresses()) == crowd
    assert post.states() == [State.SENT] * 7
    assert sorted(to for _sender, to, _content in post.pigeon.taken) == crowd
    assert all(letter["To"].count("@") == 1 for letter in post.pigeon.letters)
    assert not any(letter["Cc"] or letter["Bcc"] for letter in post.pigeon.letters)


def test_who_may_not_read_notifications_gets_none(post, anna, build):
    seats = {
        "reads": {"permissions": READ},
        "no-right": {"permissions": ""},
        "nearly": {"permissions": "notifications.read.all xnotifications.read"},
        "disabled": {"permissions": READ, "disabled_at": MOMENT},
        "expired": {"permissions": READ, "expires_at": MOMENT},
        "later": {"permissions": READ, "expires_at": MOMENT.replace(year=2126)},
    }
    for name, columns in seats.items():
        build.seat(build.client(name), anna, **columns)
    build.seat(build.client("finance"), anna, *FINANCE)
    build.client("stranger")
    post.tell(anna)
    post.compose()
    told = {address.partition("@")[0] for address in post.addresses()}
    assert told == {"anna", "reads", "later", "finance"}


def test_what_concerns_the_security_of_an_account_goes_to_its_owner(post, anna, crowd):
    post.tell(anna, "security.sessions_ended", content=None)
    post.compose()
    assert post.addresses() == ["anna@example.com"]


def test_what_concerns_a_user_alone_goes_to_nobody_else(post, anna, crowd):
    post.tell_user(anna)
    post.compose()
    assert post.addresses() == ["anna@example.com"]


@pytest.mark.parametrize(("is_on", "state"), [(False, State.SUPPRESSED), (True, State.QUEUED)])
def test_what_somebody_switched_off_is_kept_and_not_mailed(post, anna, build, is_on, state):
    build.add(MailSwitch(membership_id=1, type="service.suspended", is_on=is_on))
    post.tell(anna)
    post.tell(anna, "service.resumed")
    post.compose()
    assert post.states() == [state, State.QUEUED]
    assert len(post.line()) == (2 if is_on else 1)
    assert post.count(EmailBody) == 2
    assert (post.letters()[0].settled_at is None) is is_on


def test_newsletters_go_to_those_who_agreed(post, anna, build):
    for name in ("agreed", "withdrew", "switched-off"):
        build.seat(build.client(name), anna, READ)
    for membership, withdrawn in ((3, None), (5, MOMENT), (7, None)):
        row = {"membership_id": membership, "wording": "Yes", "withdrawn_at": withdrawn}
        build.add(NewsletterConsent(**row))
    build.add(MailSwitch(membership_id=7, type="newsletter.news", is_on=False))
    post.tell(anna, "newsletter.news")
    post.work()
    assert {letter.address.partition("@")[0]: letter.state for letter in post.letters()} == {
        "agreed": State.SENT,
        "withdrew": State.SUPPRESSED,
        "switched-off": State.SUPPRESSED,
    }
    assert post.count(EmailBody) == 0
    assert post.count(NotificationContent) == 1
    (letter,) = post.pigeon.letters
    assert "The servers rest" in letter.get_body(["plain"]).get_content()


def test_each_reads_his_own_language_and_clock(post, build):
    days = {
        "en": "November 22, 2026",
        "de": "22. November 2026",
        "uk": "22 листопада 2026",
        "ar": "22 نوفمبر 2026",
    }
    cities = {"en": "Tokyo time", "de": "Tokio", "uk": "Токіо", "ar": "طوكيو"}
    with time_machine.travel(MOMENT, tick=False):
        for language in days:
            reader = build.client(f"reader-{language}", language=language, time_zone="Asia/Tokyo")
            post.tell_user(reader, "security.sign_in", facts={"way": "password"})
        post.work()
    for letter in post.pigeon.letters:
        language = letter["Content-Language"]
        assert letter["To"] == f"reader-{language}@example.com"
        text = letter.get_body(["plain"]).get_content()
        assert days.pop(language) in text
        assert cities[language] in text
        html = letter.get_body(["html"]).get_content()
        assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert days == {}


BILLS = "bills@example.com"


@pytest.fixture
def elsewhere(anna, build):
    """Anna, whose notifications go somewhere else."""
    build.change(User, anna.user_id, notification_email=BILLS)
    return anna


def test_what_an_account_is_told_goes_to_the_notification_email(post, elsewhere, crowd):
    post.tell(elsewhere)
    post.work()
    assert sorted(to for _sender, to, _content in post.pigeon.taken) == sorted(
        [BILLS, *(address for address in crowd if address != elsewhere.email)]
    )


@pytest.mark.parametrize("whose", ["account", "user"])
def test_what_concerns_security_goes_to_both_a_letter_each(post, elsewhere, whose):
    if whose == "account":
        post.tell(elsewhere, "security.sessions_ended", content=None)
    else:
        post.tell_user(elsewhere)
    post.work()
    assert post.addresses() == [elsewhere.email, BILLS]
    assert [letter["To"] for letter in post.pigeon.letters] == [elsewhere.email, BILLS]
    assert len({letter["Message-ID"] for letter in post.pigeon.letters}) == 2
    assert post.count(EmailBody) == 2


def test_a_secret_goes_to_the_sign_in_email_alone(post, elsewhere):
    post.tell_secret(elsewhere)
    post.compose()
    assert post.addresses() == [elsewhere.email]


def test_an_address_that_is_named_takes_the_place_of_ones_own(post, elsewhere):
    post.tell_user(elsewhere, to_address="old@example.com")
    post.work()
    assert post.addresses() == ["old@example.com"]
    assert [to for _sender, to, _content in post.pigeon.taken] == ["old@example.com"]


def test_an_address_cannot_be_named_for_the_many_of_an_account(post, anna):
    with pytest.raises(ValueError, match="for one user"):
        post.tell(anna, to_address="old@example.com")


def test_the_same_address_twice_gets_one_letter(post, anna, build):
    build.change(User, anna.user_id, notification_email=anna.email)
    post.tell_user(anna)
    post.compose()
    assert post.addresses() == [anna.email]


@pytest.mark.parametrize("step", [1, 2, 3, 50])
def test_both_letters_of_a_user_are_made_in_one_step(post, elsewhere, build, monkeypatch, step):
    monkeypatch.setattr(composing, "STEP", step)
    for number in range(3):
        owner = build.client(f"Owner{number}", notification_email=f"bills{number}@example.com")
        build.seat(owner, elsewhere, role=Role.OWNER)
    number = post.tell(elsewhere, "security.sessions_ended", content=None)
    while composing._take_a_step(number):
        assert len(post.letters()) % 2 == 0
        assert post.notifications()[0].told_up_to == post.letters()[-1].user_id
    assert len(post.letters()) == len(set(post.addresses())) == 8
    assert post.notifications()[0].due_at is None
    post.compose()
    assert len(post.letters()) == 8


def test_a_newsletter_that_is_sent_again_goes_where_it_went(post, elsewhere, build):
    build.add(NewsletterConsent(membership_id=1, wording="Yes"))
    post.tell(elsewhere, "newsletter.news")
    post.pigeon.always = Refused("550 no such user", "550")
    post.work()
    assert post.states() == [State.FAILED]
    post.pigeon.always = None
    build.change(User, elsewhere.user_id, notification_email=None)
    letters.send_again(post.letter().id)
    post.work()
    assert [to for _sender, to, _content in post.pigeon.taken] == [BILLS]
