"""What messaging forgets: what newsletters said, after a year, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from webapp.core.room import Room
from webapp.messaging import jobs
from webapp.messaging.models import (
    EmailBody,
    NewsletterConsent,
    NotificationAttachment,
    NotificationContent,
    State,
)
from webapp.messaging.service import forgetting
from webapp.messaging.service.telling import Content, File

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WORDS = Content("News", "Read this", files=[File("a.pdf", "application/pdf", b"a")] * 2)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def test_newsletters_are_forgotten_after_a_year_and_other_letters_are_not(post, anna, build, clock):
    build.add(NewsletterConsent(membership_id=1, wording="Yes"))
    post.tell(anna, "newsletter.news", content=WORDS)
    post.tell(anna, "invoice.new", content=WORDS)
    post.work()
    clock.shift(timedelta(days=365))
    post.tell(anna, "newsletter.news", content=WORDS)
    post.work()
    assert forgetting.newsletter_words() == forgetting.newsletter_files() == 0
    clock.shift(1)
    jobs.sweep()
    assert post.count(NotificationContent) == 2
    assert post.count(NotificationAttachment) == 4
    assert post.count(EmailBody) == 1
    assert post.states() == [State.SENT] * 3
    assert len(post.notifications()) == 3


def test_a_sweep_that_breaks_does_not_keep_others_from_theirs(make_app, capsys):
    swept = []

    def fail() -> int:
        raise ZeroDivisionError

    def count_down() -> int:
        swept.append(1)
        return 3 - len(swept)

    app = make_app(migrated=False, log_level="ERROR")
    app.extensions["clientarea.rooms"] = (Room(name="test", sweeps=[fail, count_down]),)
    with app.app_context():
        jobs.sweep()
    assert len(swept) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err
