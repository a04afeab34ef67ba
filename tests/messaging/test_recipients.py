"""Who gets a letter, and in which language: members with the right and the wish, or one user."""

from datetime import UTC, datetime

import pytest
import time_machine

from webapp.identity.permissions import FINANCE, Permission
from webapp.messaging.models import (
    EmailBody,
    MailSwitch,
    NewsletterConsent,
    NotificationContent,
    State,
)

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
